// SPDX-License-Identifier: MIT
// The legend of a figure: laid out for the room there is, then drawn.
#pragma once

#include "colors/coloring.h"

#include <QColor>
#include <QFont>
#include <QString>

#include <cstddef>
#include <vector>

class QPainter;

namespace shoal::ui {

/// The face of all text in figures: Inter where it is installed, else the system's sans serif.
QFont figureFont(int pixelSize, QFont::Weight weight = QFont::Normal);

struct LegendEntry {
    QString name;
    QString count; ///< empty when not shown
    QColor color;
};

/// Classes in columns, in the largest text that fits; names too long for the room lose their middle to an
/// ellipsis.
class ClassLegend {
public:
    /// `scale` is pixels per pixel at 96 dpi; the legend stays within widest × height.
    ClassLegend(QString title, std::vector<LegendEntry> entries, int widest, int height, double scale);

    int width() const { return width_; }
    void draw(QPainter& painter, int left, int top, const QColor& ink) const;

private:
    bool tryTextSize(int pixelSize, bool mayElide);
    void shorten(int pixelSize);

    QString title_;
    std::vector<LegendEntry> entries_;
    int widest_;
    int height_;
    double scale_;
    // Chosen by the layout:
    int textSize_ = 0;
    std::size_t rows_ = 0; // a column
    std::vector<int> columnWidths_;
    int width_ = 0;
};

/// A bar of viridis with the range's ends; below it a swatch for missing values when there are any.
class RangeLegend {
public:
    RangeLegend(const Coloring& coloring, bool missing, int widest, int height, double scale);

    int width() const { return width_; }
    void draw(QPainter& painter, int left, int top, const QColor& ink) const;

private:
    QString title_;
    QString low_;
    QString high_;
    bool missing_;
    int barHeight_;
    double scale_;
    int textSize_;
    int width_;
};

} // namespace shoal::ui
