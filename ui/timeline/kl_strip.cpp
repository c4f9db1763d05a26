// SPDX-License-Identifier: MIT
#include "timeline/kl_strip.h"

#include "panels/theme.h"
#include "session/stages.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace shoal::ui {

namespace {

double total(const std::vector<Phase>& phases) {
    return std::accumulate(phases.begin(), phases.end(), 0.0, [](double sum, const Phase& phase) {
        return sum + static_cast<double>(phase.iterations);
    });
}

/// 1, 2 or 5 times a power of ten, so that at most `count` steps fill the range.
double niceStep(double range, int count) {
    const double rough = range / std::max(1, count);
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (rough <= factor * power)
            return factor * power;
    return 10 * power;
}

QString exaggerationText(double exaggeration) {
    return QStringLiteral("×%1").arg(exaggeration, 0, 'g', 3);
}

} // namespace

KlStrip::KlStrip(QWidget* parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("klStrip"));
    setAccessibleName(tr("KL divergence over the iterations"));
    const QString teach =
        tr("Click, drag or use the arrow keys to see the map as it was; End goes back to the "
           "newest.");
    setAccessibleDescription(teach);
    setToolTip(teach);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
}

void KlStrip::clear() {
    recipe_.reset();
    curve_.clear();
    changes_.clear();
    kept_.clear();
    playhead_.reset();
    now_ = 0;
    inSample_ = false;
    update();
}

void KlStrip::begin(const Recipe& recipe) {
    clear();
    recipe_ = recipe;
    inSample_ = recipe.start == StartMethod::Downsample;
}

void KlStrip::setRecipe(const Recipe& recipe) {
    recipe_ = recipe;
    update();
}

double KlStrip::sampleIterations() const {
    return recipe_ && recipe_->start == StartMethod::Downsample ? total(recipe_->samplePhases) : 0;
}

void KlStrip::add(const std::vector<Record>& records) {
    for (const Record& record : records) {
        if (const auto* kl = std::get_if<KlRecord>(&record)) {
            // A preview's divergence is that from other affinities.
            if (kl->stage == stages::previewOptimization)
                continue;
            inSample_ = kl->stage == stages::sampleOptimization;
            curve_.push_back({static_cast<double>(kl->iteration) + (inSample_ ? 0 : sampleIterations()),
                              kl->klDivergence, kl->exaggeration, inSample_});
        } else if (const auto* change = std::get_if<ChangeRecord>(&record)) {
            changes_.push_back({static_cast<double>(change->iteration) + (inSample_ ? 0 : sampleIterations()),
                                QString::fromStdString(change->what)});
        }
    }
    update();
}

void KlStrip::setProgress(const Progress& progress) {
    inSample_ = progress.stage == stages::sampleOptimization;
    const double now = static_cast<double>(progress.iteration) + (inSample_ ? 0 : sampleIterations());
    const bool optimizes =
        progress.stage == stages::optimization || progress.stage == stages::previewOptimization || inSample_;
    if (optimizes && now != now_) {
        now_ = now;
        update();
    }
}

double KlStrip::along(const KeptPlace& place) const {
    return static_cast<double>(place.iteration) + (place.sample ? 0 : sampleIterations());
}

void KlStrip::setNewest(const KeptPlace& place) {
    inSample_ = place.sample;
    now_ = along(place);
    update();
}

void KlStrip::setKept(std::vector<KeptPlace> kept) {
    kept_ = std::move(kept);
    update();
}

void KlStrip::setPlayhead(std::optional<KeptPlace> place) {
    playhead_ = place;
    update();
}

std::optional<KeptPlace> KlStrip::beside(int steps) const {
    // The last map of a sample and the first of all points lie at one place of the axis.
    const auto comesBefore = [](const KeptPlace& a, const KeptPlace& b) {
        return a.sample != b.sample ? a.sample : a.iteration < b.iteration;
    };
    const double now = now_ - (inSample_ ? 0 : sampleIterations());
    const KeptPlace here = playhead_.value_or(KeptPlace{static_cast<std::uint64_t>(now), inSample_});
    const auto first = kept_.begin();
    const auto next = steps < 0 ? std::lower_bound(first, kept_.end(), here, comesBefore)
                                : std::upper_bound(first, kept_.end(), here, comesBefore);
    const std::ptrdiff_t index = next - first + (steps < 0 ? steps : steps - 1);
    if (kept_.empty() || index >= std::ssize(kept_))
        return std::nullopt;
    return kept_[static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, index))];
}

QPointF KlStrip::positionOf(const KeptPlace& place) const {
    const Axes area = axes();
    return {area.x(along(place)), area.plot.center().y()};
}

void KlStrip::goTo(const std::optional<KeptPlace>& place) {
    if (place == playhead_)
        return;
    if (place)
        Q_EMIT scrubbed(*place);
    else
        Q_EMIT newestRequested();
}

void KlStrip::scrubTo(double x) {
    if (kept_.empty())
        return;
    const Axes area = axes();
    const auto distance = [&](double iteration) { return std::abs(area.x(iteration) - x); };
    const auto nearest =
        std::min_element(kept_.begin(), kept_.end(), [&](const KeptPlace& a, const KeptPlace& b) {
            return distance(along(a)) < distance(along(b));
        });
    const bool newest = distance(now_) <= distance(along(*nearest));
    goTo(newest ? std::nullopt : std::optional(*nearest));
}

KlStrip::Axes KlStrip::axes() const {
    Axes axes{};
    axes.iterations = std::max({1.0, recipe_ ? sampleIterations() + total(recipe_->phases) : 0.0, now_});
    double low = 0;
    double high = 1;
    if (!curve_.empty()) {
        const auto [least, most] =
            std::minmax_element(curve_.begin(), curve_.end(), [](const Point& a, const Point& b) {
                return a.klDivergence < b.klDivergence;
            });
        axes.iterations = std::max(axes.iterations, curve_.back().iteration);
        low = least->klDivergence;
        high = std::max(most->klDivergence, low + 0.1);
    }
    axes.step = niceStep(high - low, std::clamp(height() / 40, 2, 6));
    axes.low = std::floor(low / axes.step) * axes.step;
    axes.high = std::ceil(high / axes.step) * axes.step;
    const int text = fontMetrics().height();
    const int label = fontMetrics().horizontalAdvance(QStringLiteral("00.00"));
    axes.plot = QRectF(16 + label + 8, 8 + text, width() - label - 40, height() - 2 * text - 20);
    return axes;
}

void KlStrip::paintEvent(QPaintEvent*) {
    const Theme& theme = themeOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!recipe_) {
        painter.setPen(theme.muted);
        painter.drawText(rect(), Qt::AlignCenter,
                         tr("The KL divergence is drawn here once a run has started."));
        return;
    }
    const Axes area = axes();
    if (area.plot.width() < 20 || area.plot.height() < 20)
        return;
    paintBands(painter, area);
    paintAxes(painter, area);
    paintCurve(painter, area);
    paintPlayhead(painter, area);
    paintHover(painter, area);
}

void KlStrip::paintBands(QPainter& painter, const Axes& axes) const {
    const Theme& theme = themeOf(palette());
    double begin = 0;
    const auto band = [&](const Phase& phase, const QString& prefix) {
        const double end = begin + static_cast<double>(phase.iterations);
        const QRectF box(axes.x(begin), axes.plot.top(), axes.x(end) - axes.x(begin), axes.plot.height());
        QColor fill = theme.accent;
        fill.setAlphaF(static_cast<float>(
            0.04 + 0.05 * std::clamp(std::log(std::max(1.0, phase.exaggeration)), 0.0, 3.4)));
        painter.fillRect(box.adjusted(0.5, 0, -0.5, 0), fill);
        const QString text = prefix + exaggerationText(phase.exaggeration);
        if (fontMetrics().horizontalAdvance(text) + 8 < box.width()) {
            painter.setPen(theme.muted);
            painter.drawText(QRectF(box.left() + 4, 4, box.width() - 4, fontMetrics().height()),
                             Qt::AlignLeft, text);
        }
        begin = end;
    };
    if (recipe_->start == StartMethod::Downsample)
        for (const Phase& phase : recipe_->samplePhases)
            band(phase, tr("sample "));
    for (const Phase& phase : recipe_->phases)
        band(phase, {});
}

void KlStrip::paintAxes(QPainter& painter, const Axes& axes) const {
    const Theme& theme = themeOf(palette());
    const int text = fontMetrics().height();
    const QLocale locale;
    const int digits = axes.step >= 1 ? 0 : axes.step >= 0.1 ? 1 : 2;
    if (!curve_.empty()) {
        for (double value = axes.low; value <= axes.high + axes.step / 2; value += axes.step) {
            const double y = axes.y(value);
            painter.setPen(QPen(theme.border, 1));
            painter.drawLine(QPointF(axes.plot.left(), y), QPointF(axes.plot.right(), y));
            painter.setPen(theme.muted);
            painter.drawText(QRectF(0, y - text / 2.0, axes.plot.left() - 8, text),
                             Qt::AlignRight | Qt::AlignVCenter, locale.toString(value, 'f', digits));
        }
    }
    painter.setPen(theme.muted);
    painter.drawText(QPointF(16, 4 + fontMetrics().ascent()), tr("KL"));
    const double step =
        niceStep(axes.iterations, std::clamp(static_cast<int>(axes.plot.width() / 90), 2, 10));
    const double y = axes.plot.bottom() + 4;
    for (double value = 0; value <= axes.iterations; value += step) {
        const QString label = locale.toString(value, 'f', 0);
        const double half = fontMetrics().horizontalAdvance(label) / 2.0;
        const double middle = std::min(axes.x(value), width() - half - 2); // the last one stays whole
        painter.drawText(QRectF(middle - 40, y, 80, text), Qt::AlignHCenter, label);
    }
    painter.setPen(QPen(theme.border, 1));
    painter.drawLine(axes.plot.bottomLeft(), axes.plot.bottomRight());
}

void KlStrip::paintCurve(QPainter& painter, const Axes& axes) const {
    const Theme& theme = themeOf(palette());
    painter.save();
    painter.setClipRect(axes.plot.adjusted(-4, -4, 4, 4));
    if (now_ > 0) {
        painter.setPen(QPen(theme.accent, 1, Qt::DotLine));
        painter.drawLine(QPointF(axes.x(now_), axes.plot.top()), QPointF(axes.x(now_), axes.plot.bottom()));
    }
    for (const Change& change : changes_) {
        const double x = axes.x(change.iteration);
        painter.setPen(QPen(theme.warning, 1));
        painter.drawLine(QPointF(x, axes.plot.top() + 6), QPointF(x, axes.plot.bottom()));
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.warning);
        painter.drawPolygon(
            QPolygonF{{x - 4, axes.plot.top()}, {x + 4, axes.plot.top()}, {x, axes.plot.top() + 6}});
    }
    QPainterPath path;
    for (std::size_t i = 0; i < curve_.size(); ++i) {
        const QPointF at(axes.x(curve_[i].iteration), axes.y(curve_[i].klDivergence));
        if (i == 0 || curve_[i].sample != curve_[i - 1].sample)
            path.moveTo(at);
        else
            path.lineTo(at);
    }
    painter.setPen(QPen(theme.accent, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    if (!curve_.empty()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.accent);
        painter.drawEllipse(QPointF(axes.x(curve_.back().iteration), axes.y(curve_.back().klDivergence)), 3.5,
                            3.5);
    }
    painter.restore();
}

/// Ticks for what is kept, and the handle: filled where it stands on a kept map, hollow at the newest.
void KlStrip::paintPlayhead(QPainter& painter, const Axes& axes) const {
    if (kept_.empty())
        return;
    const Theme& theme = themeOf(palette());
    const double bottom = axes.plot.bottom();
    painter.setPen(QPen(theme.muted, 1));
    double drawn = -1;
    for (const KeptPlace& place : kept_) {
        const double x = std::round(axes.x(along(place))) + 0.5;
        if (x > drawn)
            painter.drawLine(QPointF(x, bottom - 4), QPointF(x, bottom));
        drawn = x;
    }
    const double x = axes.x(playhead_ ? along(*playhead_) : now_);
    if (playhead_) {
        painter.setPen(QPen(theme.text, 1.5));
        painter.drawLine(QPointF(x, axes.plot.top()), QPointF(x, bottom));
    }
    if (hasFocus()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.border);
        painter.drawEllipse(QPointF(x, bottom), 9, 9);
    }
    painter.setPen(QPen(theme.accent, 2));
    painter.setBrush(playhead_ ? theme.accent : theme.surface);
    painter.drawEllipse(QPointF(x, bottom), 5, 5);
}

void KlStrip::paintHover(QPainter& painter, const Axes& axes) const {
    if (!mouse_)
        return;
    const Theme& theme = themeOf(palette());
    const QLocale locale;
    QString text;
    QPointF at;
    for (const Change& change : changes_)
        if (std::abs(axes.x(change.iteration) - mouse_->x()) <= 5) {
            text = tr("iteration %1: %2").arg(locale.toString(change.iteration, 'f', 0), change.what);
            at = QPointF(axes.x(change.iteration), axes.plot.top() + 8);
        }
    if (text.isEmpty() && !curve_.empty()) {
        const auto nearest =
            std::min_element(curve_.begin(), curve_.end(), [&](const Point& a, const Point& b) {
                return std::abs(axes.x(a.iteration) - mouse_->x()) <
                       std::abs(axes.x(b.iteration) - mouse_->x());
            });
        at = QPointF(axes.x(nearest->iteration), axes.y(nearest->klDivergence));
        text =
            tr("iteration %1: KL %2, exaggeration %3")
                .arg(locale.toString(nearest->iteration - (nearest->sample ? 0 : sampleIterations()), 'f', 0),
                     locale.toString(nearest->klDivergence, 'f', 4),
                     locale.toString(nearest->exaggeration, 'g', 4));
        painter.setPen(QPen(theme.accent, 2));
        painter.setBrush(theme.surface);
        painter.drawEllipse(at, 4, 4);
    }
    if (text.isEmpty())
        return;
    const double boxWidth = fontMetrics().horizontalAdvance(text) + 16;
    const double boxHeight = fontMetrics().height() + 8;
    const double left =
        std::clamp(at.x() + 10, axes.plot.left(), std::max(axes.plot.left(), width() - boxWidth - 8));
    const double top = std::clamp(at.y() - boxHeight - 6, 2.0, height() - boxHeight - 2);
    const QRectF box(left, top, boxWidth, boxHeight);
    painter.setPen(QPen(theme.border, 1));
    painter.setBrush(theme.surface);
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(theme.text);
    painter.drawText(box, Qt::AlignCenter, text);
}

bool KlStrip::event(QEvent* event) {
    // What the box beside the cursor says is more to the point.
    if (event->type() == QEvent::ToolTip && mouse_ && !curve_.empty())
        return true;
    return QWidget::event(event);
}

void KlStrip::keyPressEvent(QKeyEvent* event) {
    constexpr int pageSteps = 10;
    switch (event->key()) {
    case Qt::Key_Left:
        return goTo(beside(-1));
    case Qt::Key_Right:
        return goTo(beside(1));
    case Qt::Key_PageUp:
        return goTo(beside(-pageSteps));
    case Qt::Key_PageDown:
        return goTo(beside(pageSteps));
    case Qt::Key_Home:
        return goTo(kept_.empty() ? std::nullopt : std::optional(kept_.front()));
    case Qt::Key_End:
        return goTo(std::nullopt);
    default:
        QWidget::keyPressEvent(event);
    }
}

void KlStrip::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    scrubTo(event->position().x());
}

void KlStrip::mouseMoveEvent(QMouseEvent* event) {
    mouse_ = event->position();
    if (event->buttons() & Qt::LeftButton)
        scrubTo(event->position().x());
    update();
}

void KlStrip::leaveEvent(QEvent*) {
    mouse_.reset();
    update();
}

} // namespace shoal::ui
