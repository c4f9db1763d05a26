// SPDX-License-Identifier: MIT
#include "panels/exaggeration_slider.h"

#include "panels/theme.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QTimerEvent>
#include <QWheelEvent>

#include <algorithm>
#include <array>
#include <cmath>

namespace shoal::ui {

namespace {

constexpr int margin = 12;
constexpr int trackY = 14;
constexpr int resolution = 1000;
constexpr std::array<double, 11> stops{1, 1.5, 2, 3, 4, 6, 8, 12, 16, 20, 30};
constexpr std::array<double, 3> ticks{1, 4, 12};

double fractionOf(double exaggeration) {
    return std::log(std::clamp(exaggeration, ExaggerationSlider::lowest, ExaggerationSlider::highest)) /
           std::log(ExaggerationSlider::highest);
}

} // namespace

ExaggerationSlider::ExaggerationSlider(QWidget* parent)
    : QSlider(Qt::Horizontal, parent) {
    setObjectName(QStringLiteral("exaggerationSlider"));
    setAccessibleName(tr("Exaggeration"));
    setRange(0, resolution);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setToolTip(tr(
        "How strongly neighbours pull each other. High gathers clusters tightly, 1 is plain t-SNE, 4 keeps "
        "white space between clusters. Acts from the next iteration.  [  and  ]  move it."));
}

void ExaggerationSlider::setExaggeration(double exaggeration) {
    if (isSliderDown() || sendTimer_ != 0)
        return;
    exaggeration_ = sent_ = exaggeration;
    setValue(static_cast<int>(std::lround(fractionOf(exaggeration) * resolution)));
    update();
}

int ExaggerationSlider::positionOf(double exaggeration) const {
    return margin + static_cast<int>(std::lround(fractionOf(exaggeration) * (width() - 2 * margin)));
}

QSize ExaggerationSlider::sizeHint() const {
    return {280, trackY + 12 + fontMetrics().height()};
}

void ExaggerationSlider::stepUp() {
    const auto next = std::find_if(stops.begin(), stops.end(),
                                   [this](double stop) { return stop > exaggeration_ * 1.001; });
    if (next != stops.end())
        take(*next);
}

void ExaggerationSlider::stepDown() {
    const auto next = std::find_if(stops.rbegin(), stops.rend(),
                                   [this](double stop) { return stop < exaggeration_ * 0.999; });
    if (next != stops.rend())
        take(*next);
}

void ExaggerationSlider::paintEvent(QPaintEvent*) {
    const Theme& theme = themeOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int handle = positionOf(exaggeration_);
    painter.setPen(QPen(theme.border, 4, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(margin, trackY, width() - margin, trackY);
    painter.setPen(QPen(theme.accent, 4, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(margin, trackY, handle, trackY);
    for (const double tick : ticks) {
        const int x = positionOf(tick);
        painter.setPen(QPen(theme.muted, 1));
        painter.drawLine(x, trackY + 7, x, trackY + 11);
        painter.setPen(theme.muted);
        painter.drawText(QRect(x - 20, trackY + 12, 40, fontMetrics().height()), Qt::AlignHCenter,
                         QString::number(tick));
    }
    painter.setPen(QPen(hasFocus() ? theme.text : theme.surface, 2));
    painter.setBrush(isEnabled() ? theme.accent : theme.faint);
    painter.drawEllipse(QPointF(handle, trackY), 8, 8);
}

void ExaggerationSlider::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return;
    setSliderDown(true);
    drag(static_cast<int>(event->position().x()));
}

void ExaggerationSlider::mouseMoveEvent(QMouseEvent* event) {
    if (isSliderDown())
        drag(static_cast<int>(event->position().x()));
}

void ExaggerationSlider::mouseReleaseEvent(QMouseEvent* event) {
    if (!isSliderDown() || event->button() != Qt::LeftButton)
        return;
    setSliderDown(false);
    if (sendTimer_ != 0) {
        killTimer(sendTimer_);
        sendTimer_ = 0;
    }
    if (sent_ != exaggeration_)
        Q_EMIT chosen(sent_ = exaggeration_);
}

void ExaggerationSlider::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Down:
        return stepDown();
    case Qt::Key_Right:
    case Qt::Key_Up:
        return stepUp();
    case Qt::Key_Home:
        return take(lowest);
    case Qt::Key_End:
        return take(highest);
    default:
        event->ignore();
    }
}

void ExaggerationSlider::wheelEvent(QWheelEvent* event) {
    if (event->angleDelta().y() > 0)
        stepUp();
    else if (event->angleDelta().y() < 0)
        stepDown();
}

void ExaggerationSlider::timerEvent(QTimerEvent* event) {
    if (event->timerId() != sendTimer_) {
        QSlider::timerEvent(event);
        return;
    }
    killTimer(sendTimer_);
    sendTimer_ = 0;
    if (sent_ != exaggeration_)
        Q_EMIT chosen(sent_ = exaggeration_);
}

double ExaggerationSlider::valueAt(int x) const {
    for (const double tick : ticks)
        if (std::abs(x - positionOf(tick)) <= 3)
            return tick;
    const double fraction = std::clamp((x - margin) / std::max(1.0, width() - 2.0 * margin), 0.0, 1.0);
    const double exact = std::pow(highest, fraction);
    return exact < 10 ? std::round(exact * 10) / 10 : std::round(exact * 2) / 2;
}

void ExaggerationSlider::drag(int x) {
    exaggeration_ = valueAt(x);
    setValue(static_cast<int>(std::lround(fractionOf(exaggeration_) * resolution)));
    update();
    if (sent_ != exaggeration_ && sendTimer_ == 0)
        sendTimer_ = startTimer(150); // every change is a line of the log: a drag must not write hundreds
}

void ExaggerationSlider::take(double exaggeration) {
    setExaggeration(exaggeration);
    Q_EMIT chosen(exaggeration);
}

} // namespace shoal::ui
