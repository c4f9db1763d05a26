// SPDX-License-Identifier: MIT
#include "window/edit_controller.h"

#include "panels/color_by.h"
#include "panels/legend_panel.h"
#include "window/actions.h"
#include "window/document.h"
#include "window/side_panels.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

namespace shoal::ui {

namespace {

// What states may hold on to: a colouring is four arrays of four bytes a point.
constexpr std::size_t mostBytes = std::size_t{1} << 30;
constexpr std::size_t bytesPerPoint = 16;
constexpr std::size_t mostSteps = 200;
constexpr std::size_t fewestSteps = 10;

class StateChange : public QUndoCommand {
public:
    using Restore = std::function<void(const EditState&)>;

    StateChange(const QString& what, EditState before, EditState after, Restore restore)
        : QUndoCommand(what)
        , before_(std::move(before))
        , after_(std::move(after))
        , restore_(std::move(restore)) {}

    void undo() override { restore_(before_); }
    void redo() override {
        if (std::exchange(made_, true)) // it is in force when it is recorded
            restore_(after_);
    }
    int id() const override { return 1; }
    /// Two changes that cancel out, as a double-click's first click and its taking back, are none.
    bool mergeWith(const QUndoCommand* next) override {
        if (static_cast<const StateChange*>(next)->after_ != before_)
            return false;
        setObsolete(true);
        return true;
    }

private:
    EditState before_;
    EditState after_;
    Restore restore_;
    bool made_ = false;
};

QString className(const Coloring& coloring, std::size_t index) {
    return QString::fromStdString(coloring.classes[index].name);
}

/// What was done to the classes, after "Undo".
QString classesText(const Coloring& coloring, const std::vector<bool>& before,
                    const std::vector<bool>& after) {
    const auto shown = std::count(after.begin(), after.end(), true);
    if (shown == static_cast<std::ptrdiff_t>(after.size()))
        return EditController::tr("show all classes");
    std::vector<std::size_t> changed;
    for (std::size_t i = 0; i < after.size(); ++i)
        if (before.size() == after.size() && before[i] != after[i])
            changed.push_back(i);
    if (changed.size() == 1)
        return (after[changed.front()] ? EditController::tr("show %1") : EditController::tr("hide %1"))
            .arg(className(coloring, changed.front()));
    if (shown == 1)
        return EditController::tr("show %1 alone")
            .arg(className(coloring, static_cast<std::size_t>(std::find(after.begin(), after.end(), true) -
                                                              after.begin())));
    return EditController::tr("choice of classes");
}

/// The first class of another colour than before; none when the classes are not the same.
std::optional<std::size_t> recoloredClass(const Coloring& before, const Coloring& after) {
    if (before.classes.size() != after.classes.size())
        return std::nullopt;
    for (std::size_t i = 0; i < after.classes.size(); ++i)
        if (before.classes[i].color != after.classes[i].color)
            return i;
    return std::nullopt;
}

} // namespace

EditController::EditController(const Actions& actions, Document& document, ColorController& colors,
                               ColorPanel& panel, QObject* parent)
    : QObject(parent)
    , document_(document)
    , colors_(colors)
    , panel_(panel) {
    now_.selection = std::make_shared<const Selection>();
    connect(&document_, &Document::loaded, this, &EditController::begin);
    connect(&colors_, &ColorController::coloringChanged, this, &EditController::noteColoring);
    connect(panel_.legend->model(), &LegendModel::onChanged, this, &EditController::noteClasses);

    connect(actions.undo, &QAction::triggered, &stack_, &QUndoStack::undo);
    connect(actions.redo, &QAction::triggered, &stack_, &QUndoStack::redo);
    const auto follow = [](QAction* action, const QString& plain, const QString& with, bool can,
                           const QString& what) {
        action->setEnabled(can);
        action->setText(can ? with.arg(QString(what).replace(QLatin1Char('&'), QStringLiteral("&&")))
                            : plain);
        action->setToolTip(can ? tr("%1 (%2)").arg(with.arg(what).remove(QLatin1Char('&')),
                                                   action->shortcut().toString(QKeySequence::NativeText))
                               : plain);
    };
    const auto update = [this, follow, undo = actions.undo, redo = actions.redo] {
        follow(undo, tr("&Undo"), tr("&Undo %1"), stack_.canUndo(), stack_.undoText());
        follow(redo, tr("&Redo"), tr("&Redo %1"), stack_.canRedo(), stack_.redoText());
    };
    for (const auto signal : {&QUndoStack::canUndoChanged, &QUndoStack::canRedoChanged})
        connect(&stack_, signal, this, update);
    connect(&stack_, &QUndoStack::indexChanged, this, update);
    update();
}

EditController::~EditController() {
    disconnect(&stack_, nullptr, this, nullptr); // its last words are about actions that may be gone
}

void EditController::begin() {
    stack_.clear();
    const std::size_t points = document_.data()->points();
    stack_.setUndoLimit(static_cast<int>(
        std::clamp(mostBytes / (bytesPerPoint * std::max<std::size_t>(1, points)), fewestSteps, mostSteps)));
    now_ = {};
    now_.data = document_.data();
    now_.selection = std::make_shared<const Selection>(Selection::none(points));
    Q_EMIT selectionChanged();
}

void EditController::select(const QString& what, Selection selection) {
    if (!now_.colors.coloring || selection == *now_.selection)
        return;
    EditState next = now_;
    next.selection = std::make_shared<const Selection>(std::move(selection));
    record(what, now_, next);
    Q_EMIT selectionChanged();
}

void EditController::label(const QString& what, const ColorController::State& colors) {
    EditState next = now_;
    next.data = colors.data;
    next.colors = colors;
    next.on.assign(colors.coloring->classes.size(), true);
    const EditState before = now_;
    restore(next);
    record(what, before, next);
}

EditState EditController::seen() const {
    EditState state = now_;
    state.colors = colors_.state();
    state.on = panel_.legend->model()->on();
    return state;
}

void EditController::noteColoring() {
    if (restoring_ || colors_.state().data != now_.data)
        return;
    const EditState next = seen();
    const Coloring* before = now_.colors.coloring.get();
    const Coloring& after = *next.colors.coloring;
    if (!before) {
        now_ = next; // the file's first colours are nobody's change
    } else if (next.colors.choice != now_.colors.choice) {
        record(next.colors.choice.kind == ColorChoice::Kind::None
                   ? tr("colour by nothing")
                   : tr("colour by %1").arg(QString::fromStdString(after.title)),
               now_, next);
    } else if (const auto changed = recoloredClass(*before, after)) {
        record(tr("recolour %1").arg(className(after, *changed)), now_, next);
    } else if (next.colors.own.range != now_.colors.own.range) {
        record(tr("range of colours"), now_, next);
    } else {
        now_ = next; // the same, made anew
    }
}

void EditController::noteClasses() {
    // With another colouring the classes are others: noteColoring() is about to see both.
    if (restoring_ || !now_.colors.coloring || colors_.coloring() != now_.colors.coloring)
        return;
    const EditState next = seen();
    if (next.on != now_.on)
        record(classesText(*next.colors.coloring, now_.on, next.on), now_, next);
}

void EditController::record(const QString& what, const EditState& before, const EditState& after) {
    auto* change = new StateChange(what, before, after, [this](const EditState& wanted) { restore(wanted); });
    now_ = after; // `before` may be what it was
    stack_.push(change);
}

void EditController::restore(const EditState& state) {
    const EditState before = std::exchange(now_, state);
    restoring_ = true;
    if (state.data != before.data) {
        document_.replace(state.data);
        panel_.colorBy->setData(state.data);
        Q_EMIT columnsChanged();
    }
    colors_.restore(state.colors);
    panel_.colorBy->setChoice(state.colors.choice);
    panel_.legend->model()->setOn(state.on);
    restoring_ = false;
    if (state.selection != before.selection)
        Q_EMIT selectionChanged();
}

} // namespace shoal::ui
