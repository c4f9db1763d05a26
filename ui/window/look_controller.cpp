// SPDX-License-Identifier: MIT
#include "window/look_controller.h"

#include "panels/point_look_card.h"
#include "scatter/scatter_view.h"
#include "window/actions.h"
#include "window/canvas_area.h"

#include <QSettings>

namespace shoal::ui {

namespace {

constexpr QLatin1String sizeKey("look/size");
constexpr QLatin1String opacityKey("look/opacity");
constexpr QLatin1String densityKey("look/density");
constexpr QLatin1String namesKey("look/names");

std::optional<double> storedNumber(QLatin1String key) {
    bool valid = false;
    const double value = QSettings().value(key).toDouble(&valid);
    return valid ? std::optional(value) : std::nullopt;
}

void store(QLatin1String key, std::optional<double> value) {
    if (value)
        QSettings().setValue(key, *value);
    else
        QSettings().remove(key);
}

} // namespace

LookController::LookController(const Actions& actions, CanvasArea& canvas, QObject* parent)
    : QObject(parent)
    , actions_(actions)
    , canvas_(canvas) {
    PointLookCard* card = canvas.look();
    // The sliders refuse what is out of their range.
    card->pointSize()->setChosen(storedNumber(sizeKey));
    card->pointOpacity()->setChosen(storedNumber(opacityKey));
    actions.density->setChecked(QSettings().value(densityKey, false).toBool());
    actions.names->setChecked(QSettings().value(namesKey, false).toBool());
    actions.names->setEnabled(false);
    apply();

    for (AutoSlider* slider : {card->pointSize(), card->pointOpacity()})
        connect(slider, &AutoSlider::chosenChanged, this, &LookController::apply);
    for (QAction* action : {actions.density, actions.names})
        connect(action, &QAction::toggled, this, &LookController::apply);
    connect(canvas.view(), &ScatterView::styleChanged, this, [card](double size, double opacity) {
        card->pointSize()->setInForce(size);
        card->pointOpacity()->setInForce(opacity);
    });
    connect(actions.pointLook, &QAction::toggled, &canvas, &CanvasArea::showLook);
    connect(card, &PointLookCard::closeRequested, actions.pointLook, [this] {
        actions_.pointLook->setChecked(false);
        canvas_.view()->setFocus();
    });
}

void LookController::setColoring(const Coloring& coloring) {
    actions_.names->setEnabled(coloring.kind == Coloring::Kind::Categorical);
}

void LookController::apply() {
    look_ = {canvas_.look()->pointSize()->chosen(), canvas_.look()->pointOpacity()->chosen(),
             actions_.density->isChecked(), actions_.names->isChecked()};
    ScatterView* view = canvas_.view();
    view->setPointSize(look_.size);
    view->setPointOpacity(look_.opacity);
    view->setDensity(look_.density);
    view->setNames(look_.names);
    store(sizeKey, look_.size);
    store(opacityKey, look_.opacity);
    QSettings().setValue(densityKey, look_.density);
    QSettings().setValue(namesKey, look_.names);
}

} // namespace shoal::ui
