// SPDX-License-Identifier: MIT
#include "scatter/scatter_view.h"

#include "scatter/camera.h"
#include "scatter/canvas.h"
#include "scatter/frame.h"
#include "scatter/names_overlay.h"
#include "scatter/newest_worker.h"
#include "scatter/point_model.h"

#include <QMouseEvent>
#include <QOpenGLContext>
#include <QTimer>
#include <QWheelEvent>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace shoal::ui {

namespace {

constexpr double hoverReach = 6;       // logical pixels
constexpr double dragThreshold = 3;    // logical pixels; less is a click by an unsteady hand
constexpr double zoomPerUnit = 1.0015; // a notch of the wheel is 120 units
constexpr double smallestZoom = 0.1;   // of the scale that fits
constexpr double largestZoom = 1e5;
constexpr std::chrono::milliseconds framePause{30};
constexpr std::chrono::milliseconds longestPause{200};

/// Which point lies under the cursor, in device pixels?
struct HoverWish {
    PointModel points;
    ViewTransform view;
    QPointF cursor;
    double reach = 0;
    double diameter = 0;
};

std::int64_t pointUnder(const HoverWish& wish) {
    return wish.points.pointAt(wish.view, wish.cursor.x(), wish.cursor.y(), wish.reach, wish.diameter);
}

} // namespace

struct ScatterView::Model {
    PointModel points;
    Camera camera;
    std::optional<double> diameter; // logical pixels
    std::optional<double> opacity;
    bool density = false;
    PointStyle style; // in force
    std::uint64_t frames = 0;
    std::uint64_t fittedRevision = 0; // of the positions that the camera was last aimed at
    Eigen::Index fittedRows = 0;
    ViewTransform fitted; // what shows all points
    QMargins covered;     // device pixels
    bool jump = true;     // the next aim takes effect at once
    std::optional<QPointF> press;
    QPointF dragged; // where the pointer was last while panning
    bool panning = false;
    bool hovering = false; // the cursor rests on the view: an answer is welcome
    std::int64_t hovered = -1;
    NamesOverlay* names = nullptr;
    QTimer timer;                   // the next advance()
    std::optional<FrameWish> asked; // the artist's last
    std::optional<FrameWish> drawn; // what is on the screen, when that is exact
    std::unique_ptr<NewestWorker<FrameWish, Frame>> artist;
    std::unique_ptr<NewestWorker<HoverWish, std::int64_t>> finder;

    void arrange(QSize size);
    QRect room(QSize size) const;
    ViewTransform fittingAll(QSize size) const;
    FrameWish wish(const QPalette& palette, double pixelRatio) const;
};

/// Brings the camera up to date with the widget's size in device pixels and with the positions.
void ScatterView::Model::arrange(QSize size) {
    const bool resized = camera.view().width != size.width() || camera.view().height != size.height();
    camera.resize(size.width(), size.height());
    if (points.empty())
        return;
    const bool moved = fittedRevision != points.positionsRevision();
    if (resized || moved || jump)
        fitted = fittingAll(size);
    // Another number of points is another embedding: nothing to glide from.
    jump = jump || resized || fittedRows != points.positions().rows();
    fittedRevision = points.positionsRevision();
    fittedRows = points.positions().rows();
    if (!camera.following() || !(moved || jump))
        return;
    if (jump)
        camera.jumpTo(fitted);
    else
        camera.aimAt(fitted);
    jump = false;
}

/// What nothing covers.
QRect ScatterView::Model::room(QSize size) const {
    const QRect free = QRect({0, 0}, size).marginsRemoved(covered);
    // Too little would be left to see anything.
    return free.width() < size.width() / 2 || free.height() < size.height() / 2 ? QRect({0, 0}, size) : free;
}

/// All points where nothing covers them.
ViewTransform ScatterView::Model::fittingAll(QSize size) const {
    const QRect free = room(size);
    ViewTransform view = ViewTransform::fitting(points.positions(), free.width(), free.height());
    view.centerX += (size.width() / 2.0 - free.x() - free.width() / 2.0) / view.pixelsPerUnit;
    view.centerY += (free.y() + free.height() / 2.0 - size.height() / 2.0) / view.pixelsPerUnit;
    view.width = size.width();
    view.height = size.height();
    return view;
}

FrameWish ScatterView::Model::wish(const QPalette& palette, double pixelRatio) const {
    FrameWish wish;
    wish.points = points;
    wish.view = camera.view();
    const QColor background = palette.color(QPalette::Base);
    wish.background = background.rgb() & 0xFFFFFF;
    wish.grey = background.lightness() < 128 ? greyOnDark : greyOnLight;
    if (diameter)
        wish.diameter = *diameter * pixelRatio;
    wish.opacity = opacity;
    wish.pixelRatio = pixelRatio;
    wish.density = density;
    return wish;
}

ScatterView::ScatterView(QWidget* parent)
    : QOpenGLWidget(parent)
    , model_(std::make_unique<Model>()) {
    QSurfaceFormat surface;
    surface.setVersion(3, 2);
    surface.setProfile(QSurfaceFormat::CoreProfile);
    surface.setAlphaBufferSize(8);
    surface.setDepthBufferSize(24);
    surface.setSamples(0);
    setFormat(surface);
    setMouseTracking(true);
    setMinimumSize(240, 180);
    setFocusPolicy(Qt::StrongFocus);
    model_->names = new NamesOverlay(this);
    model_->timer.setSingleShot(true);
    connect(&model_->timer, &QTimer::timeout, this, &ScatterView::advance);
    model_->artist = std::make_unique<NewestWorker<FrameWish, Frame>>(
        &drawFrame,
        [this] { QMetaObject::invokeMethod(this, &ScatterView::showCamera, Qt::QueuedConnection); },
        tbb::task_arena::priority::high);
    model_->finder = std::make_unique<NewestWorker<HoverWish, std::int64_t>>(
        &pointUnder,
        [this] {
            QMetaObject::invokeMethod(
                this,
                [this] {
                    if (const auto point = model_->finder->newest(); point && model_->hovering)
                        hover(*point);
                },
                Qt::QueuedConnection);
        },
        tbb::task_arena::priority::high);
}

ScatterView::~ScatterView() {
    model_->artist.reset();
    model_->finder.reset();
    releaseCanvas();
}

void ScatterView::setPositions(std::shared_ptr<const Positions> positions,
                               std::shared_ptr<const std::vector<std::uint32_t>> points) {
    const bool cleared = positions == nullptr;
    model_->points.setPositions(std::move(positions), std::move(points));
    model_->names->setPoints(model_->points);
    if (cleared)
        fit();
    refresh();
}

const std::shared_ptr<const Positions>& ScatterView::positions() const {
    return model_->points.sharedPositions();
}

const std::shared_ptr<const std::vector<std::uint32_t>>& ScatterView::points() const {
    return model_->points.points();
}

void ScatterView::setColoring(std::shared_ptr<const Coloring> coloring) {
    model_->points.setColoring(std::move(coloring));
    model_->names->setPoints(model_->points);
    refresh();
}

void ScatterView::setShown(std::vector<std::uint8_t> shown) {
    model_->points.setShown(std::move(shown));
    model_->names->setPoints(model_->points);
    refresh();
}

void ScatterView::setCoveredEdges(const QMargins& covered) {
    const QMargins pixels = (QMarginsF(covered) * devicePixelRatioF()).toMargins();
    if (pixels == model_->covered)
        return;
    model_->covered = pixels;
    model_->jump = true;
    refresh();
}

void ScatterView::setPointSize(std::optional<double> diameter) {
    model_->diameter = diameter;
    refresh();
}

void ScatterView::setPointOpacity(std::optional<double> opacity) {
    model_->opacity = opacity;
    refresh();
}

void ScatterView::setDensity(bool on) {
    model_->density = on;
    refresh();
}

void ScatterView::setNames(bool on) {
    model_->names->setOn(on);
}

/// Something has changed: soon, and once for all that changes until then, camera and picture follow. A
/// picture leaves the run as much time as it took.
void ScatterView::refresh() {
    if (model_->timer.isActive())
        return;
    std::chrono::milliseconds pause{0};
    if (const auto frame = framed() ? model_->artist->newest() : nullptr) {
        const auto next = frame->ended + (frame->ended - frame->begun);
        pause = std::chrono::ceil<std::chrono::milliseconds>(next - std::chrono::steady_clock::now());
    }
    model_->timer.start(std::clamp(pause, std::chrono::milliseconds(0), longestPause));
}

/// A step of the camera's, and the picture of what it shows: at once from a GPU, else when the artist has it.
void ScatterView::advance() {
    if (!isVisible())
        return; // showing brings everything up to date
    model_->arrange(deviceSize());
    if (framed() && model_->artist->busy())
        return; // painting the picture that is under way asks for the next
    const bool moving = model_->camera.ease();
    if (!framed()) {
        showCamera();
    } else if (FrameWish next = wish(); !model_->asked || !next.sameAs(*model_->asked)) {
        model_->asked = next;
        model_->artist->ask(std::move(next));
    }
    if (moving)
        model_->timer.start(framePause);
}

void ScatterView::showCamera() {
    model_->names->setView(shownView(), model_->room(deviceSize()));
    update();
}

/// Of a frame that lags behind a camera that follows the points, both are behind and fit together; under the
/// hand of a person the last frame moves at once.
ViewTransform ScatterView::shownView() const {
    const ViewTransform& camera = model_->camera.view();
    const auto frame = framed() && model_->camera.following() ? model_->artist->newest() : nullptr;
    if (frame == nullptr)
        return camera;
    ViewTransform view = frame->wish.view;
    view.width = camera.width;
    view.height = camera.height;
    return view;
}

bool ScatterView::framed() const {
    return canvas_ != nullptr && (canvas_->software() || model_->density);
}

FrameWish ScatterView::wish() const {
    return model_->wish(palette(), devicePixelRatioF());
}

void ScatterView::useStyle(const PointStyle& style) {
    if (style == model_->style)
        return;
    model_->style = style;
    Q_EMIT styleChanged(style.diameter / devicePixelRatioF(), style.opacity);
}

QSize ScatterView::deviceSize() const {
    const QSize pixels = size() * devicePixelRatioF();
    return pixels.boundedTo(QSize(maximumImageSide, maximumImageSide)).expandedTo(QSize(1, 1));
}

ViewTransform ScatterView::viewTransform() const {
    model_->arrange(deviceSize());
    return model_->camera.view();
}

void ScatterView::look(const ViewTransform& view) {
    const QSize size = deviceSize();
    model_->arrange(size);
    ViewTransform target = view;
    target.pixelsPerUnit *= static_cast<double>(size.width()) / view.width;
    target.width = size.width();
    target.height = size.height();
    setFollowing(false);
    model_->camera.jumpTo(target);
    update();
}

bool ScatterView::following() const {
    return model_->camera.following();
}

double ScatterView::pointSize() const {
    model_->arrange(deviceSize());
    return styleFor(wish()).diameter / devicePixelRatioF();
}

double ScatterView::pointOpacity() const {
    model_->arrange(deviceSize());
    return styleFor(wish()).opacity;
}

std::uint64_t ScatterView::framesDrawn() const {
    return model_->frames;
}

bool ScatterView::settled() const {
    model_->arrange(deviceSize());
    return !model_->timer.isActive() && model_->drawn && model_->drawn->sameAs(wish()) &&
           model_->names->settled();
}

QStringList ScatterView::shownNames() const {
    return model_->names->shownNames();
}

std::int64_t ScatterView::pointAt(QPointF position) const {
    const double ratio = devicePixelRatioF();
    model_->arrange(deviceSize());
    return model_->points.pointAt(model_->camera.view(), position.x() * ratio, position.y() * ratio,
                                  hoverReach * ratio, model_->style.diameter);
}

void ScatterView::fit() {
    model_->jump = true;
    setFollowing(true);
    refresh();
}

void ScatterView::zoom(double factor, QPointF anchor) {
    model_->arrange(deviceSize());
    if (model_->points.empty() || !(factor > 0) || !std::isfinite(factor))
        return;
    const double ratio = devicePixelRatioF();
    const double whole = model_->fitted.pixelsPerUnit;
    setFollowing(false);
    model_->camera.zoom(factor, anchor.x() * ratio, anchor.y() * ratio, whole * smallestZoom,
                        whole * largestZoom);
    showCamera();
}

void ScatterView::setFollowing(bool following) {
    if (model_->camera.following() == following)
        return;
    model_->camera.setFollowing(following);
    Q_EMIT followingChanged(following);
}

void ScatterView::initializeGL() {
    // A widget that moves to another window gets another context; all of VTK's things belong to the old one.
    connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, &ScatterView::releaseCanvas,
            Qt::UniqueConnection);
    canvas_ = std::make_unique<Canvas>(*context());
}

void ScatterView::releaseCanvas() {
    if (canvas_ == nullptr)
        return;
    makeCurrent();
    canvas_.reset();
    doneCurrent();
    disconnect(context(), &QOpenGLContext::aboutToBeDestroyed, this, &ScatterView::releaseCanvas);
}

void ScatterView::resizeGL(int /*width*/, int /*height*/) {
    model_->names->setGeometry(rect());
    model_->arrange(deviceSize());
    showCamera();
}

void ScatterView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange)
        refresh();
    QOpenGLWidget::changeEvent(event);
}

void ScatterView::showEvent(QShowEvent* event) {
    refresh();
    QOpenGLWidget::showEvent(event);
}

void ScatterView::paintGL() {
    model_->arrange(deviceSize());
    if (framed()) {
        const FrameWish now = wish();
        if (!model_->asked || !now.sameAs(*model_->asked) || model_->camera.moving())
            refresh();
        const auto frame = model_->artist->newest();
        canvas_->drawFrame(frame, shownView(), now.background, defaultFramebufferObject());
        model_->drawn.reset();
        if (frame && frame->wish.sameAs(now))
            model_->drawn = now;
        if (frame)
            useStyle(frame->style);
    } else {
        model_->drawn = wish();
        useStyle(styleFor(*model_->drawn));
        canvas_->drawPoints(*model_->drawn, model_->style, defaultFramebufferObject());
    }
    ++model_->frames;
}

void ScatterView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return QOpenGLWidget::mousePressEvent(event);
    model_->press = model_->dragged = event->position();
    model_->panning = false;
}

void ScatterView::mouseMoveEvent(QMouseEvent* event) {
    const QPointF position = event->position();
    if (!model_->press) {
        const double ratio = devicePixelRatioF();
        model_->arrange(deviceSize());
        model_->hovering = true;
        model_->finder->ask({model_->points, model_->camera.view(), position * ratio, hoverReach * ratio,
                             model_->style.diameter});
        return;
    }
    const QPointF distance = position - *model_->press;
    if (!model_->panning && std::hypot(distance.x(), distance.y()) < dragThreshold)
        return;
    if (!model_->panning) {
        model_->panning = true;
        model_->arrange(deviceSize());
        setFollowing(false);
        setCursor(Qt::ClosedHandCursor);
        stopHovering();
    }
    const QPointF step = (position - model_->dragged) * devicePixelRatioF();
    model_->camera.pan(step.x(), step.y());
    model_->dragged = position;
    showCamera();
}

void ScatterView::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return QOpenGLWidget::mouseReleaseEvent(event);
    model_->press.reset();
    model_->panning = false;
    unsetCursor();
}

void ScatterView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton)
        fit();
}

void ScatterView::wheelEvent(QWheelEvent* event) {
    if (event->angleDelta().y() != 0)
        zoom(std::pow(zoomPerUnit, event->angleDelta().y()), event->position());
    event->accept();
}

void ScatterView::leaveEvent(QEvent* event) {
    stopHovering();
    QOpenGLWidget::leaveEvent(event);
}

void ScatterView::stopHovering() {
    model_->hovering = false;
    hover(-1);
}

void ScatterView::hover(std::int64_t point) {
    if (point == model_->hovered)
        return;
    model_->hovered = point;
    Q_EMIT hovered(point);
}

} // namespace shoal::ui
