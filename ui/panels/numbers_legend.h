// SPDX-License-Identifier: MIT
// The legend of numbers: name, colour bar, and the range's two ends, to be dragged, typed or set back.
#pragma once

#include "colors/coloring.h"

#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;
class QToolButton;

namespace shoal::ui {

class ColorBar;

class NumbersLegend : public QWidget {
    Q_OBJECT

public:
    explicit NumbersLegend(QWidget* parent = nullptr);

    /// Of numbers.
    void setColoring(const Coloring& coloring);

Q_SIGNALS:
    /// Nothing is the percentiles again.
    void rangeChosen(std::optional<ColorRange> range);

private:
    void take();
    void showEnds();

    QLabel* title_;
    ColorBar* bar_;
    QLineEdit* low_;
    QLineEdit* high_;
    QLabel* lowText_;
    QLabel* middleText_;
    QLabel* highText_;
    QToolButton* reset_;
    QWidget* missing_;
    QLabel* missingCount_;
    ColorRange range_;
};

} // namespace shoal::ui
