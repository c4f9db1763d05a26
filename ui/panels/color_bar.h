// SPDX-License-Identifier: MIT
// The legend of numbers: the colour scale as a bar with its ends and middle.
#pragma once

#include <QWidget>

namespace shoal::ui {

class ColorBar : public QWidget {
    Q_OBJECT

public:
    explicit ColorBar(QWidget* parent = nullptr);
    void setRange(double low, double high);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double low_ = 0;
    double high_ = 1;
};

} // namespace shoal::ui
