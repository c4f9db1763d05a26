// SPDX-License-Identifier: MIT
// The KL divergence over the iterations, with a band for each phase and a mark for each change made on the
// way.
#pragma once

#include "recipe/recipe.h"
#include "session/snapshot.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace shoal::ui {

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
    std::size_t curvePoints() const { return curve_.size(); }
    std::size_t changeMarks() const { return changes_.size(); }
    QSize sizeHint() const override { return {480, 140}; }
    QSize minimumSizeHint() const override { return {200, 96}; }

protected:
    void paintEvent(QPaintEvent* event) override;
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
    void paintBands(QPainter& painter, const Axes& axes) const;
    void paintAxes(QPainter& painter, const Axes& axes) const;
    void paintCurve(QPainter& painter, const Axes& axes) const;
    void paintHover(QPainter& painter, const Axes& axes) const;

    std::optional<Recipe> recipe_;
    std::vector<Point> curve_;
    std::vector<Change> changes_;
    double now_ = 0;
    bool inSample_ = false;
    std::optional<QPointF> mouse_;
};

} // namespace shoal::ui
