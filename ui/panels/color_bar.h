// SPDX-License-Identifier: MIT
// The legend of numbers: the colour scale as a bar with its ends and middle, and the missing values' grey.
#pragma once

#include <QWidget>

namespace shoal::ui {

class ColorBar : public QWidget {
    Q_OBJECT

public:
    explicit ColorBar(QWidget* parent = nullptr);
    /// `missing` points have no value; their row is there when there are any.
    void setRange(double low, double high, std::size_t missing);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double low_ = 0;
    double high_ = 1;
    std::size_t missing_ = 0;
};

} // namespace shoal::ui
