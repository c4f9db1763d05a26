// SPDX-License-Identifier: MIT
// What hands do with points: select them on the map and in the legend, see what sets them apart, label them,
// embed them alone.
#pragma once

#include "selection/selection.h"
#include "selection/selection_tool.h"
#include "window/background.h"
#include "window/edit_controller.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

class QMenu;

namespace shoal::ui {

struct Actions;
class CanvasArea;
class SelectionPanel;
class TimelineController;

class SelectionController : public QObject {
    Q_OBJECT

public:
    using Points = std::shared_ptr<const std::vector<std::uint32_t>>;

    /// What it speaks to, all of which outlive it.
    struct Parts {
        Actions& actions;
        Document& document;
        ColorController& colors;
        TimelineController& timelines;
        CanvasArea& canvas;
        ColorPanel& panel;
    };
    SelectionController(const Parts& parts, QObject* parent);

    const Selection& selection() const { return edits_.selection(); }
    /// As a hand does; what is not in view is left out.
    void select(std::vector<std::uint32_t> points) { choose(std::move(points), Combination::Replace); }
    /// The points that a run is to embed; nullptr for all.
    const Points& embedded() const { return embedded_; }
    /// As PointLayer::shown, a point of the data set each: drawn is what the legend shows and, when there is
    /// a selection, is selected.
    const std::vector<std::uint8_t>& shown() const { return shown_; }

Q_SIGNALS:
    /// Another selection, or other labels.
    void changed();
    void runRequested();
    /// Runs embed so many points from now on.
    void embeddedChanged(std::size_t points);
    void failed(const QString& sentence);

private:
    void connectActions();
    void begin();
    /// 1 for the points that are on the map and that the legend shows.
    PointMask selectable() const;
    void choose(std::vector<std::uint32_t> points, Combination combination);
    void chooseClass(std::size_t classIndex, Combination combination);
    void fillMenu(QMenu* menu, std::size_t classIndex);
    void update();
    void show();
    void describe();
    void describeClasses();
    void compareFeatures();
    void askForLabel();
    void label(const QString& column, const QString& value);
    void embedSelection();
    void embedAll();
    void setTool(SelectionTool::Kind kind);

    Actions& actions_;
    Document& document_;
    ColorController& colors_;
    TimelineController& timelines_;
    CanvasArea& canvas_;
    ColorPanel& panel_;
    SelectionPanel* summary_;
    SelectionTool* tool_;
    EditController edits_;
    Background comparer_;
    Background labeller_;
    std::vector<std::uint8_t> shown_;
    Points embedded_;
};

} // namespace shoal::ui
