// SPDX-License-Identifier: MIT
// The exaggeration in force as a slider on the canvas: logarithmic from 1 to 30, with ticks at 1, 4 and 12.
#pragma once

#include <QSlider>

namespace shoal::ui {

class ExaggerationSlider : public QSlider {
    Q_OBJECT

public:
    static constexpr double lowest = 1;
    static constexpr double highest = 30;

    explicit ExaggerationSlider(QWidget* parent = nullptr);

    /// Shows what is in force, unless a person holds the handle. Emits nothing.
    void setExaggeration(double exaggeration);
    double exaggeration() const { return exaggeration_; }
    /// Where the handle's middle is for a value, in widget coordinates.
    int positionOf(double exaggeration) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

public Q_SLOTS:
    /// To the next of 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 20, 30.
    void stepUp();
    void stepDown();

Q_SIGNALS:
    /// A person chose this value; while dragging at most some seven times a second, and at the end.
    void chosen(double exaggeration);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void timerEvent(QTimerEvent* event) override;

private:
    double valueAt(int x) const;
    void drag(int x);
    void take(double exaggeration);

    double exaggeration_ = 1;
    double sent_ = 1;
    int sendTimer_ = 0;
};

} // namespace shoal::ui
