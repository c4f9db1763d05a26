// SPDX-License-Identifier: MIT
// How the points are seen: size, opacity, density, names; chosen on the canvas, remembered for the next time.
#pragma once

#include "colors/coloring.h"
#include "picture/point_look.h"

#include <QObject>

namespace shoal::ui {

struct Actions;
class CanvasArea;

class LookController : public QObject {
    Q_OBJECT

public:
    LookController(const Actions& actions, CanvasArea& canvas, QObject* parent);

    const PointLook& look() const { return look_; }
    /// Only classes have names.
    void setColoring(const Coloring& coloring);

private:
    void apply();

    const Actions& actions_;
    CanvasArea& canvas_;
    PointLook look_;
};

} // namespace shoal::ui
