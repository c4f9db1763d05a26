// SPDX-License-Identifier: MIT
#include "scatter/scatter_view.h"

#include "scatter/camera.h"
#include "scatter/canvas.h"
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

} // namespace

struct ScatterView::Model {
    PointModel points;
    Camera camera;
    std::optional<double> diameter; // logical pixels
    std::optional<double> opacity;
    double diameterInForce = 3; // device pixels
    double opacityInForce = 0.8;
    std::uint64_t frames = 0;
    std::uint64_t fittedRevision = 0; // of the positions that the camera was last aimed at
    Eigen::Index fittedRows = 0;
    ViewTransform fitted; // what shows all points
    QMargins covered;     // device pixels
    bool jump = true;     // the next aim takes effect at once
    std::optional<QPointF> press;
    QPointF dragged; // where the pointer was last while panning
    bool panning = false;
    std::int64_t hovered = -1;

    void arrange(QSize size);
    ViewTransform fittingAll(QSize size) const;
    void style(double pixelRatio);
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

/// All points in what nothing covers.
ViewTransform ScatterView::Model::fittingAll(QSize size) const {
    QRect room = QRect({0, 0}, size).marginsRemoved(covered);
    if (room.width() < size.width() / 2 || room.height() < size.height() / 2)
        room = QRect({0, 0}, size); // too little would be left to see anything
    ViewTransform view = ViewTransform::fitting(points.positions(), room.width(), room.height());
    view.centerX += (size.width() / 2.0 - room.x() - room.width() / 2.0) / view.pixelsPerUnit;
    view.centerY += (room.y() + room.height() / 2.0 - size.height() / 2.0) / view.pixelsPerUnit;
    view.width = size.width();
    view.height = size.height();
    return view;
}

/// Point size and opacity for what is in view.
void ScatterView::Model::style(double pixelRatio) {
    const ViewTransform& view = camera.view();
    const double area = static_cast<double>(view.width) * view.height;
    std::size_t inView = 0;
    if (!diameter || !opacity)
        inView = points.countIn(view);
    diameterInForce = diameter ? *diameter * pixelRatio : automaticDiameter(area, inView, pixelRatio);
    opacityInForce = opacity ? *opacity : automaticOpacity(area, inView, diameterInForce);
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
}

ScatterView::~ScatterView() {
    releaseCanvas();
}

void ScatterView::setPositions(std::shared_ptr<const Positions> positions,
                               std::shared_ptr<const std::vector<std::uint32_t>> points) {
    const bool cleared = positions == nullptr;
    model_->points.setPositions(std::move(positions), std::move(points));
    if (cleared)
        fit();
    update();
}

void ScatterView::setColoring(std::shared_ptr<const Coloring> coloring) {
    model_->points.setColoring(std::move(coloring));
    update();
}

void ScatterView::setShown(std::vector<std::uint8_t> shown) {
    model_->points.setShown(std::move(shown));
    update();
}

void ScatterView::setCoveredEdges(const QMargins& covered) {
    const QMargins pixels = (QMarginsF(covered) * devicePixelRatioF()).toMargins();
    if (pixels == model_->covered)
        return;
    model_->covered = pixels;
    model_->jump = true;
    update();
}

void ScatterView::setPointSize(std::optional<double> diameter) {
    model_->diameter = diameter;
    update();
}

void ScatterView::setPointOpacity(std::optional<double> opacity) {
    model_->opacity = opacity;
    update();
}

QSize ScatterView::deviceSize() const {
    const QSize pixels = size() * devicePixelRatioF();
    return pixels.boundedTo(QSize(maximumImageSide, maximumImageSide)).expandedTo(QSize(1, 1));
}

ViewTransform ScatterView::viewTransform() const {
    model_->arrange(deviceSize());
    return model_->camera.view();
}

bool ScatterView::following() const {
    return model_->camera.following();
}

double ScatterView::pointSize() const {
    model_->arrange(deviceSize());
    model_->style(devicePixelRatioF());
    return model_->diameterInForce / devicePixelRatioF();
}

double ScatterView::pointOpacity() const {
    model_->arrange(deviceSize());
    model_->style(devicePixelRatioF());
    return model_->opacityInForce;
}

std::uint64_t ScatterView::framesDrawn() const {
    return model_->frames;
}

std::int64_t ScatterView::pointAt(QPointF position) const {
    const double ratio = devicePixelRatioF();
    model_->arrange(deviceSize());
    return model_->points.pointAt(model_->camera.view(), position.x() * ratio, position.y() * ratio,
                                  hoverReach * ratio, model_->diameterInForce);
}

void ScatterView::fit() {
    model_->jump = true;
    setFollowing(true);
    update();
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
    update();
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
    model_->arrange(deviceSize());
}

void ScatterView::paintGL() {
    model_->arrange(deviceSize());
    const bool moving = model_->camera.ease();
    model_->style(devicePixelRatioF());
    Scene scene;
    scene.layer = model_->points.layer();
    scene.layer.diameter = model_->diameterInForce;
    scene.layer.opacity = model_->opacityInForce;
    const QColor background = palette().color(QPalette::Base);
    scene.layer.grey = background.lightness() < 128 ? greyOnDark : greyOnLight;
    scene.background = background.rgb() & 0xFFFFFF;
    scene.view = model_->camera.view();
    scene.positionsRevision = model_->points.positionsRevision();
    scene.inkRevision = model_->points.inkRevision();
    canvas_->draw(scene, defaultFramebufferObject());
    ++model_->frames;
    if (moving)
        QTimer::singleShot(framePause, this, qOverload<>(&QWidget::update));
}

void ScatterView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return QOpenGLWidget::mousePressEvent(event);
    model_->press = model_->dragged = event->position();
    model_->panning = false;
}

void ScatterView::mouseMoveEvent(QMouseEvent* event) {
    const QPointF position = event->position();
    if (!model_->press)
        return hover(pointAt(position));
    const QPointF distance = position - *model_->press;
    if (!model_->panning && std::hypot(distance.x(), distance.y()) < dragThreshold)
        return;
    if (!model_->panning) {
        model_->panning = true;
        model_->arrange(deviceSize());
        setFollowing(false);
        setCursor(Qt::ClosedHandCursor);
        hover(-1);
    }
    const QPointF step = (position - model_->dragged) * devicePixelRatioF();
    model_->camera.pan(step.x(), step.y());
    model_->dragged = position;
    update();
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
    hover(-1);
    QOpenGLWidget::leaveEvent(event);
}

void ScatterView::hover(std::int64_t point) {
    if (point == model_->hovered)
        return;
    model_->hovered = point;
    Q_EMIT hovered(point);
}

} // namespace shoal::ui
