// SPDX-License-Identifier: MIT
// The slider's frame on the canvas, with its name and the value in force.
#pragma once

#include <QFrame>

class QLabel;

namespace shoal::ui {

class ExaggerationSlider;

class ExaggerationCard : public QFrame {
    Q_OBJECT

public:
    explicit ExaggerationCard(QWidget* parent = nullptr);
    ExaggerationSlider* slider() const { return slider_; }
    void setExaggeration(double exaggeration);

private:
    void showValue();

    ExaggerationSlider* slider_;
    QLabel* value_;
};

} // namespace shoal::ui
