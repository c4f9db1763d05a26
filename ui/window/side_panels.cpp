// SPDX-License-Identifier: MIT
#include "window/side_panels.h"

#include "panels/color_by.h"
#include "panels/data_card.h"
#include "panels/legend_panel.h"
#include "panels/log_panel.h"
#include "panels/recipe_panel.h"
#include "panels/run_controls.h"
#include "timeline/kl_strip.h"
#include "timeline/run_list.h"
#include "timeline/timeline_tools.h"
#include "window/actions.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace shoal::ui {

RunPanel::RunPanel(const Actions& actions, QWidget* parent)
    : QWidget(parent)
    , dataCard(new DataCard)
    , recipe(new RecipePanel)
    , controls(new RunControls({actions.startOrPause, actions.step, actions.perturb, actions.stop}))
    , runs(new RunList) {
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
    auto* tabs = new QTabWidget(this);
    tabs->setObjectName(QStringLiteral("runTabs"));
    tabs->setDocumentMode(true);
    tabs->addTab(scroll, tr("R&ecipe"));
    tabs->addTab(runs, {});
    tabs->setTabToolTip(0, tr("What the next run does, and what can be changed while one goes"));
    tabs->setTabToolTip(1, tr("The runs on these data: their maps and settings, to look at again"));
    const auto nameRuns = [tabs](int count) {
        tabs->setTabText(1, count == 0 ? tr("R&uns") : tr("R&uns (%1)").arg(count));
    };
    nameRuns(0);
    connect(runs, &RunList::countChanged, tabs, nameRuns);
    layout->addWidget(tabs, 1);
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

void ColorPanel::addBelow(QWidget* panel) {
    layout()->addWidget(panel);
}

TimelinePanel::TimelinePanel(QWidget* parent)
    : QTabWidget(parent)
    , kl(new KlStrip)
    , log(new LogPanel)
    , tools(new TimelineTools) {
    addTab(kl, tr("T&imeline"));
    addTab(log, tr("&Log"));
    setCornerWidget(tools, Qt::TopRightCorner);
    setTabToolTip(0, tr("How the KL divergence falls, phase by phase"));
    setTabToolTip(1, tr("What happened, line by line"));
    setMinimumHeight(140);
}

} // namespace shoal::ui
