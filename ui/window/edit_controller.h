// SPDX-License-Identifier: MIT
// Undo and redo of what a person does to the look of the points: selection, labels, colours, classes.
#pragma once

#include "data/dataset.h"
#include "selection/selection.h"
#include "window/color_controller.h"

#include <QObject>
#include <QUndoStack>

#include <memory>
#include <vector>

namespace shoal::ui {

struct Actions;
class ColorPanel;
class Document;

/// All that can be undone, as immutable values, which two states share where nothing changed.
struct EditState {
    std::shared_ptr<const Dataset> data;
    std::shared_ptr<const Selection> selection;
    ColorController::State colors;
    std::vector<bool> on; ///< the legend's classes
    bool operator==(const EditState&) const = default;
};

/// Sees changes of colours and classes wherever they are made; selections and labels come through it.
class EditController : public QObject {
    Q_OBJECT

public:
    EditController(const Actions& actions, Document& document, ColorController& colors, ColorPanel& panel,
                   QObject* parent);
    ~EditController() override;

    const Selection& selection() const { return *now_.selection; }
    const std::shared_ptr<const Selection>& sharedSelection() const { return now_.selection; }
    /// `what` goes on after "Undo": "select 20 points". Nothing before the data have their first colours.
    void select(const QString& what, Selection selection);
    /// Takes the data of `colors`, which have other columns than the document's.
    void label(const QString& what, const ColorController::State& colors);

Q_SIGNALS:
    void selectionChanged();
    /// The document's columns are others.
    void columnsChanged();

private:
    void begin();
    void noteColoring();
    void noteClasses();
    EditState seen() const;
    /// Remembers a change that is in force.
    void record(const QString& what, const EditState& before, const EditState& after);
    void restore(const EditState& state);

    Document& document_;
    ColorController& colors_;
    ColorPanel& panel_;
    QUndoStack stack_;
    EditState now_;
    bool restoring_ = false;
};

} // namespace shoal::ui
