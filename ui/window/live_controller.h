// SPDX-License-Identifier: MIT
// What a person does to a run that goes on: settings that act at once, those that are applied, phases made
// longer or shorter, a nudge; and how long the next run will take.
#pragma once

#include "panels/stage_chips.h"
#include "window/time_keeper.h"

#include <QObject>

namespace shoal::ui {

struct Actions;
class CanvasArea;
class Document;
class RunController;
class RunPanel;

class LiveController : public QObject {
    Q_OBJECT

public:
    struct Parts {
        RunController& run;
        const Document& document;
        const Actions& actions;
        RunPanel& panel;
        CanvasArea& canvas;
    };
    explicit LiveController(const Parts& parts, QObject* parent = nullptr);

private:
    void edited();
    void inForceChanged();
    void showWaiting();
    void showEstimate();
    void learn();
    void apply();
    void lengthen(StageChips::Target target, qint64 iterations);
    void skip(StageChips::Target target);
    /// The phase of the list that a target names, and whether it is under way.
    struct Aim {
        std::vector<Phase> phases;
        std::size_t phase;
        bool underWay;
    };
    Aim aimOf(StageChips::Target target) const;

    RunController& run_;
    const Document& document_;
    RunPanel& panel_;
    CanvasArea& canvas_;
    TimeKeeper times_;
    Recipe shown_;                    ///< of the panel, before what a person is doing to it
    Recipe asked_;                    ///< as the run was started, and with what has been applied
    std::vector<StageRecord> stages_; ///< of the run
};

} // namespace shoal::ui
