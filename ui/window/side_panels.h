// SPDX-License-Identifier: MIT
// What the docks hold: data and run to the left, colours to the right, timeline and log below.
#pragma once

#include <QTabWidget>
#include <QWidget>

namespace shoal::ui {

struct Actions;
class ColorBy;
class DataCard;
class KlStrip;
class LegendPanel;
class LogPanel;
class RunList;
class TimelineTools;
class RecipePanel;
class RunControls;

class RunPanel : public QWidget {
    Q_OBJECT

public:
    explicit RunPanel(const Actions& actions, QWidget* parent = nullptr);

    DataCard* const dataCard;
    RecipePanel* const recipe;
    RunControls* const controls;
    RunList* const runs;
};

class ColorPanel : public QWidget {
    Q_OBJECT

public:
    explicit ColorPanel(QWidget* parent = nullptr);

    /// Below the legend, which keeps the height that is left.
    void addBelow(QWidget* panel);

    ColorBy* const colorBy;
    LegendPanel* const legend;
};

class TimelinePanel : public QTabWidget {
    Q_OBJECT

public:
    explicit TimelinePanel(QWidget* parent = nullptr);

    KlStrip* const kl;
    LogPanel* const log;
    TimelineTools* const tools; ///< in the corner
};

} // namespace shoal::ui
