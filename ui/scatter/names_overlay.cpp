// SPDX-License-Identifier: MIT
#include "scatter/names_overlay.h"

#include <QEvent>
#include <QMetaObject>
#include <QPainter>
#include <QRegion>

#include <chrono>
#include <cmath>
#include <utility>

namespace shoal::ui {

namespace {

constexpr int textSize96 = 13; // logical pixels
constexpr std::chrono::milliseconds searchPause{200};

} // namespace

NamesOverlay::NamesOverlay(QWidget* view)
    : QWidget(view)
    , finder_(
          &NamesOverlay::find,
          [this] { QMetaObject::invokeMethod(this, &NamesOverlay::take, Qt::QueuedConnection); },
          tbb::task_arena::priority::normal) {
    setObjectName(QStringLiteral("names"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    pause_.setSingleShot(true);
    pause_.setInterval(searchPause);
    connect(&pause_, &QTimer::timeout, this, [this] {
        if (waiting_)
            ask();
    });
    hide();
}

NamesOverlay::~NamesOverlay() = default;

void NamesOverlay::setOn(bool on) {
    if (on == on_)
        return;
    on_ = on;
    setVisible(on);
    if (on) {
        ask();
    } else {
        places_.reset();
        layOut();
    }
}

void NamesOverlay::setPoints(const PointModel& points) {
    points_ = points;
    waiting_ = true;
    if (on_ && !pause_.isActive())
        ask();
}

void NamesOverlay::setView(const ViewTransform& view, const QRect& room) {
    if (view == view_ && room == room_)
        return;
    view_ = view;
    room_ = room;
    layOut();
}

QStringList NamesOverlay::shownNames() const {
    QStringList names;
    for (const Shown& shown : shown_)
        names += plotName(*places_->coloring, shown.place.classIndex);
    return names;
}

bool NamesOverlay::settled() const {
    return !on_ || (places_ && places_->positionsRevision == points_.positionsRevision() &&
                    places_->inkRevision == points_.inkRevision());
}

NamesOverlay::Places NamesOverlay::find(const Wish& wish) {
    Places found;
    found.coloring = wish.points.ink().coloring();
    found.positionsRevision = wish.points.positionsRevision();
    found.inkRevision = wish.points.inkRevision();
    const auto classOf = wish.points.ink().classOf();
    if (!wish.points.empty() && !classOf.empty())
        found.places =
            densestPlaces(wish.points.layer(), classOf, found.coloring->classes.size(), wish.before);
    return found;
}

void NamesOverlay::ask() {
    waiting_ = false;
    pause_.start();
    // Names of the same classes stay where they are as long as that is a place for them.
    const bool same = places_ && places_->coloring == points_.ink().coloring();
    finder_.ask({points_, same ? places_->places : std::vector<ClassPlace>{}});
}

void NamesOverlay::take() {
    if (!on_)
        return;
    const auto found = finder_.newest();
    if (!places_ || !found || places_->coloring != found->coloring)
        stamps_.clear();
    places_ = found;
    measure();
    layOut();
}

void NamesOverlay::measure() {
    textSize_ = static_cast<int>(std::lround(textSize96 * devicePixelRatioF()));
    sizes_.clear();
    for (const ClassPlace& place : places_->places)
        sizes_.push_back(nameSize(plotName(*places_->coloring, place.classIndex), textSize_));
}

void NamesOverlay::layOut() {
    std::vector<Shown> shown;
    if (places_) {
        if (textSize_ != static_cast<int>(std::lround(textSize96 * devicePixelRatioF())))
            measure(); // the window has come to another screen
        const auto corners = layOutNames(places_->places, sizes_, view_, room_);
        for (std::size_t i = 0; i < corners.size(); ++i)
            if (corners[i])
                shown.push_back({places_->places[i], QRect(*corners[i], sizes_[i])});
    }
    update(regionOf(shown_).united(regionOf(shown)));
    shown_ = std::move(shown);
}

/// In logical pixels, a little more than less.
QRegion NamesOverlay::regionOf(const std::vector<Shown>& names) const {
    const double ratio = devicePixelRatioF();
    QRegion region;
    for (const Shown& name : names)
        region += QRectF(name.box.x() / ratio, name.box.y() / ratio, name.box.width() / ratio,
                         name.box.height() / ratio)
                      .toAlignedRect();
    return region;
}

void NamesOverlay::paintEvent(QPaintEvent*) {
    const bool dark = palette().color(QPalette::Base).lightness() < 128;
    const double ratio = devicePixelRatioF();
    QPainter painter(this);
    painter.scale(1 / ratio, 1 / ratio);
    for (const Shown& name : shown_) {
        QImage& stamp = stamps_[name.place.classIndex];
        if (stamp.size() != name.box.size())
            stamp = nameStamp(plotName(*places_->coloring, name.place.classIndex), textSize_, nameInk(dark),
                              nameHalo(dark));
        painter.drawImage(name.box.topLeft(), stamp);
    }
}

void NamesOverlay::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        stamps_.clear();
        update();
    }
    QWidget::changeEvent(event);
}

} // namespace shoal::ui
