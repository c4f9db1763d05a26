// SPDX-License-Identifier: MIT
// The colour scale of numbers as a bar over their extent; its two ends can be dragged.
#pragma once

#include "colors/coloring.h"

#include <QWidget>

#include <optional>

namespace shoal::ui {

class ColorBar : public QWidget {
    Q_OBJECT

public:
    explicit ColorBar(QWidget* parent = nullptr);

    /// Colours run over `range`; the bar shows `extent`, which holds it. Without `movable` the ends stay.
    void setScale(const ColorRange& range, const ColorRange& extent, bool movable);
    /// Where a value lies on the bar, in logical pixels.
    int positionOf(double value) const;
    QSize sizeHint() const override;

Q_SIGNALS:
    /// An end was dragged.
    void dragged(ColorRange range);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    enum class End { Low, High };

    ColorRange range_;
    ColorRange extent_;
    bool movable_ = false;
    std::optional<End> grabbed_;
};

} // namespace shoal::ui
