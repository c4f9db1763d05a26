// SPDX-License-Identifier: MIT
// A small sign of what changing a parameter costs: told apart by shape as well as by colour.
#pragma once

#include "recipe/option_effects.h"

#include <QWidget>

namespace shoal::ui {

class EffectMark : public QWidget {
    Q_OBJECT

public:
    explicit EffectMark(Effect effect, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Effect effect_;
};

} // namespace shoal::ui
