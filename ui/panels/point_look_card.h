// SPDX-License-Identifier: MIT
// Point size and opacity, on a card beside the canvas's tools.
#pragma once

#include "panels/auto_slider.h"

#include <QFrame>

namespace shoal::ui {

class PointLookCard : public QFrame {
    Q_OBJECT

public:
    explicit PointLookCard(QWidget* parent = nullptr);

    AutoSlider* pointSize() const { return size_; } ///< logical pixels
    AutoSlider* pointOpacity() const { return opacity_; }
    void takeFocus();

Q_SIGNALS:
    void closeRequested();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    AutoSlider* size_;
    AutoSlider* opacity_;
};

} // namespace shoal::ui
