// SPDX-License-Identifier: MIT
// The KL divergence over the iterations, with a band for each phase, a mark for each change made on the way,
// and a playhead that goes back to any map kept of it.
#pragma once

#include "recipe/recipe.h"
#include "session/snapshot.h"

#include <QWidget>

#include <cstdint>
#include <optional>
#include <vector>

namespace shoal::ui {

/// Where on a run's way a kept map is from.
struct KeptPlace {
    std::uint64_t iteration = 0;
    bool sample = false;
    bool operator==(const KeptPlace&) const = default;
};

class KlStrip : public QWidget {
    Q_OBJECT

public:
    explicit KlStrip(QWidget* parent = nullptr);

    /// Forgets everything.
    void clear();
    /// Forgets everything and shows the phases of `recipe` as empty bands.
    void begin(const Recipe& recipe);
    /// The phases as they are now, the curve kept.
    void setRecipe(const Recipe& recipe);
    void add(const std::vector<Record>& records);
    void setProgress(const Progress& progress);
    /// The iteration of the newest map of a run, where no progress tells it.
    void setNewest(const KeptPlace& place);
    /// The maps that can be gone back to, in order.
    void setKept(std::vector<KeptPlace> kept);
    /// Nothing where the newest map is in view.
    void setPlayhead(std::optional<KeptPlace> place);
    const std::vector<KeptPlace>& kept() const { return kept_; }
    const std::optional<KeptPlace>& playhead() const { return playhead_; }
    /// The kept map next to the playhead, so many on or, below 0, back; nothing beyond the last.
    std::optional<KeptPlace> beside(int steps) const;
    /// Where on the widget that place is.
    QPointF positionOf(const KeptPlace& place) const;
    std::size_t curvePoints() const { return curve_.size(); }
    std::size_t changeMarks() const { return changes_.size(); }
    QSize sizeHint() const override { return {480, 140}; }
    QSize minimumSizeHint() const override { return {200, 96}; }

Q_SIGNALS:
    /// A hand has moved the playhead there; setPlayhead() then shows it.
    void scrubbed(const shoal::ui::KeptPlace& place);
    /// Back to the newest map.
    void newestRequested();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    struct Point {
        double iteration; ///< along the axis, the sample's iterations first
        double klDivergence;
        double exaggeration;
        bool sample;
    };
    struct Change {
        double iteration;
        QString what;
    };
    struct Axes {
        QRectF plot;
        double iterations;
        double low;
        double high;
        double step;
        double x(double iteration) const { return plot.left() + plot.width() * iteration / iterations; }
        double y(double kl) const { return plot.bottom() - plot.height() * (kl - low) / (high - low); }
    };
    Axes axes() const;
    double sampleIterations() const;
    double along(const KeptPlace& place) const;
    void goTo(const std::optional<KeptPlace>& place);
    void scrubTo(double x);
    void paintPlayhead(QPainter& painter, const Axes& axes) const;
    void paintBands(QPainter& painter, const Axes& axes) const;
    void paintAxes(QPainter& painter, const Axes& axes) const;
    void paintCurve(QPainter& painter, const Axes& axes) const;
    void paintHover(QPainter& painter, const Axes& axes) const;

    std::optional<Recipe> recipe_;
    std::vector<Point> curve_;
    std::vector<Change> changes_;
    std::vector<KeptPlace> kept_;
    std::optional<KeptPlace> playhead_;
    double now_ = 0;
    bool inSample_ = false;
    std::optional<QPointF> mouse_;
};

} // namespace shoal::ui
