// SPDX-License-Identifier: MIT
#include "selection/selection_tool.h"

#include "panels/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>
#include <utility>

namespace shoal::ui {

namespace {

constexpr double clickReach = 3;  // logical pixels; less is a click by an unsteady hand
constexpr double cornerPause = 2; // logical pixels between two corners of a lasso

double distanceBetween(const QPointF& first, const QPointF& second) {
    return std::hypot(first.x() - second.x(), first.y() - second.y());
}

} // namespace

OutlineOverlay::OutlineOverlay(QWidget* view)
    : QWidget(view) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

void OutlineOverlay::setOutline(const QPolygonF& outline, Combination combination) {
    outline_ = outline;
    combination_ = combination;
    setGeometry(parentWidget()->rect());
    setVisible(!outline.isEmpty());
    raise();
    update();
}

void OutlineOverlay::paintEvent(QPaintEvent*) {
    const Theme& theme = themeOf(QApplication::palette());
    const QColor line = combination_ == Combination::Remove ? theme.error : theme.accent;
    QColor inside = line;
    inside.setAlpha(28);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(inside);
    painter.setPen(QPen(theme.surface, 3.5)); // so that the line is seen on points of its own colour
    painter.drawPolygon(outline_, Qt::WindingFill);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(line, 1.5));
    painter.drawPolygon(outline_);
}

SelectionTool::SelectionTool(QWidget* view)
    : QObject(view)
    , view_(view)
    , overlay_(new OutlineOverlay(view)) {
    overlay_->setObjectName(QStringLiteral("outline"));
    view->installEventFilter(this);
}

void SelectionTool::setKind(Kind kind) {
    if (kind == kind_)
        return;
    drop();
    kind_ = kind;
    if (kind == Kind::Pan)
        view_->unsetCursor();
    else
        view_->setCursor(Qt::CrossCursor);
    Q_EMIT kindChanged(kind);
}

bool SelectionTool::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        return press(*static_cast<QMouseEvent*>(event));
    case QEvent::MouseMove:
        if (gesture_) {
            move(static_cast<QMouseEvent*>(event)->position());
            return true;
        }
        // The view gives its own cursor back after panning with the middle button.
        if (kind_ != Kind::Pan && static_cast<QMouseEvent*>(event)->buttons() == Qt::NoButton)
            view_->setCursor(Qt::CrossCursor);
        break;
    case QEvent::MouseButtonRelease:
        if (gesture_ && static_cast<QMouseEvent*>(event)->button() == Qt::LeftButton) {
            release(static_cast<QMouseEvent*>(event)->position());
            return true;
        }
        break;
    case QEvent::KeyPress:
        return key(*static_cast<QKeyEvent*>(event));
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

bool SelectionTool::press(const QMouseEvent& event) {
    if (gesture_)
        return true; // another button meanwhile
    const bool shift = event.modifiers() & Qt::ShiftModifier;
    const bool control = event.modifiers() & Qt::ControlModifier;
    if (event.button() != Qt::LeftButton || (kind_ == Kind::Pan && !shift))
        return false;
    const Kind kind = !shift ? kind_ : control ? Kind::Lasso : Kind::Rectangle;
    const Combination combination = event.modifiers() & Qt::AltModifier ? Combination::Remove
                                    : control && !shift                 ? Combination::Add
                                                                        : combination_;
    // What the view says of the point under the cursor would hide others.
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(view_, &leave);
    view_->setFocus(Qt::MouseFocusReason);
    gesture_ = Gesture{kind, combination, QPolygonF(QList<QPointF>{event.position()})};
    return true;
}

void SelectionTool::move(const QPointF& position) {
    QPolygonF& path = gesture_->path;
    if (!gesture_->moved && distanceBetween(position, path.front()) < clickReach)
        return;
    gesture_->moved = true;
    if (distanceBetween(position, path.back()) >= cornerPause)
        path.push_back(position);
    overlay_->setOutline(outlineOf(*gesture_), gesture_->combination);
}

void SelectionTool::release(const QPointF& position) {
    Gesture done = *std::exchange(gesture_, std::nullopt);
    overlay_->setOutline({}, done.combination);
    if (!done.moved) {
        if (kind_ != Kind::Pan)
            Q_EMIT clicked(position, done.combination);
        return;
    }
    done.path.push_back(position);
    Q_EMIT drawn(outlineOf(done), done.combination);
}

bool SelectionTool::key(const QKeyEvent& event) {
    if (event.key() != Qt::Key_Escape || (!gesture_ && kind_ == Kind::Pan))
        return false;
    if (gesture_)
        drop();
    else
        setKind(Kind::Pan);
    return true;
}

void SelectionTool::drop() {
    if (!gesture_)
        return;
    gesture_.reset();
    overlay_->setOutline({}, combination_);
}

QPolygonF SelectionTool::outlineOf(const Gesture& gesture) {
    if (gesture.kind == Kind::Lasso)
        return gesture.path;
    const QRectF box = QRectF(gesture.path.front(), gesture.path.back()).normalized();
    return QPolygonF(QList<QPointF>{box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()});
}

} // namespace shoal::ui
