// SPDX-License-Identifier: MIT
#include "window/side_panels.h"

#include "panels/color_by.h"
#include "panels/data_card.h"
#include "panels/kl_strip.h"
#include "panels/legend_panel.h"
#include "panels/log_panel.h"
#include "panels/recipe_panel.h"
#include "panels/run_controls.h"
#include "window/actions.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace shoal::ui {

RunPanel::RunPanel(const Actions& actions, QWidget* parent)
    : QWidget(parent)
    , dataCard(new DataCard)
    , recipe(new RecipePanel)
    , controls(new RunControls(actions.startOrPause, actions.step, actions.stop)) {
    auto* inside = new QWidget;
    auto* list = new QVBoxLayout(inside);
    list->setContentsMargins(16, 8, 16, 8);
    list->setSpacing(16);
    list->addWidget(dataCard);
    list->addWidget(recipe);
    list->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidget(inside);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(scroll, 1);
    layout->addWidget(controls);
    setMinimumWidth(288);
}

ColorPanel::ColorPanel(QWidget* parent)
    : QWidget(parent)
    , colorBy(new ColorBy)
    , legend(new LegendPanel) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 8, 16, 8);
    layout->setSpacing(8);
    auto* name = new QLabel(tr("Colour b&y"), this);
    name->setBuddy(colorBy);
    name->setProperty("title", true);
    layout->addWidget(name);
    layout->addWidget(colorBy);
    layout->addWidget(legend, 1);
    setMinimumWidth(224);
}

TimelinePanel::TimelinePanel(QWidget* parent)
    : QTabWidget(parent)
    , kl(new KlStrip)
    , log(new LogPanel) {
    setDocumentMode(true);
    addTab(kl, tr("T&imeline"));
    addTab(log, tr("&Log"));
    setMinimumHeight(140);
}

} // namespace shoal::ui
