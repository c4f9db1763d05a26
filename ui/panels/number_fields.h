// SPDX-License-Identifier: MIT
// Fields for numbers that look like plain text: no arrows, no trailing zeros, and a wheel over them scrolls
// the panel.
#pragma once

#include <QDoubleSpinBox>
#include <QSpinBox>

namespace shoal::ui {

class RealField : public QDoubleSpinBox {
    Q_OBJECT

public:
    RealField(double minimum, double maximum, QWidget* parent);
    QString textFromValue(double value) const override;
    /// Whether what stands there is not its value yet.
    bool typing() const;

protected:
    void wheelEvent(QWheelEvent* event) override;
};

class CountField : public QSpinBox {
    Q_OBJECT

public:
    CountField(int minimum, int maximum, QWidget* parent);
    bool typing() const; ///< as RealField's

protected:
    void wheelEvent(QWheelEvent* event) override;
};

} // namespace shoal::ui
