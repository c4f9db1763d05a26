// SPDX-License-Identifier: MIT
#include "window/selection_controller.h"

#include "core/count_text.h"
#include "data/own_labels.h"
#include "panels/legend_panel.h"
#include "scatter/scatter_view.h"
#include "selection/enclosed_points.h"
#include "selection/label_dialog.h"
#include "selection/selection_panel.h"
#include "window/actions.h"
#include "window/canvas_area.h"
#include "window/color_controller.h"
#include "window/document.h"
#include "window/own_colors.h"
#include "window/selection_summary.h"
#include "window/side_panels.h"
#include "window/timeline_controller.h"

#include <QActionGroup>
#include <QMenu>

#include <algorithm>
#include <utility>

namespace shoal::ui {

namespace {

QString pointsText(std::size_t count) {
    return QString::fromStdString(countText(count, "point"));
}

QString doneText(Combination combination, const QString& what) {
    switch (combination) {
    case Combination::Replace:
        return SelectionController::tr("select %1").arg(what);
    case Combination::Add:
        return SelectionController::tr("add %1 to the selection").arg(what);
    case Combination::Remove:
        return SelectionController::tr("take %1 out of the selection").arg(what);
    }
    return {};
}

} // namespace

SelectionController::SelectionController(const Parts& parts, QObject* parent)
    : QObject(parent)
    , actions_(parts.actions)
    , document_(parts.document)
    , colors_(parts.colors)
    , timelines_(parts.timelines)
    , canvas_(parts.canvas)
    , panel_(parts.panel)
    , summary_(new SelectionPanel({actions_.embedSelection, actions_.labelSelection}))
    , tool_(new SelectionTool(canvas_.view()))
    , edits_(actions_, document_, colors_, panel_, this)
    , comparer_(this)
    , labeller_(this) {
    panel_.addBelow(summary_);
    connectActions();
    connect(panel_.legend, &LegendPanel::menuRequested, this, &SelectionController::fillMenu);
    connect(&document_, &Document::loaded, this, &SelectionController::begin);
    connect(tool_, &SelectionTool::drawn, this, [this](const QPolygonF& outline, Combination combination) {
        const ScatterView& view = *canvas_.view();
        if (!view.positions())
            return;
        const double ratio = view.devicePixelRatioF();
        std::vector<Polygon::Corner> corners;
        for (const QPointF& corner : outline)
            corners.push_back({corner.x() * ratio, corner.y() * ratio});
        std::vector<std::uint32_t> inside =
            enclosedRows(*view.positions(), view.viewTransform(), Polygon(corners));
        if (view.points())
            for (std::uint32_t& row : inside)
                row = (*view.points())[row];
        choose(std::move(inside), combination);
    });
    connect(tool_, &SelectionTool::clicked, this, [this](const QPointF& position, Combination combination) {
        if (const std::int64_t point = canvas_.view()->pointAt(position); point >= 0)
            choose({static_cast<std::uint32_t>(point)}, combination);
    });
    connect(summary_, &SelectionPanel::combinationChosen, tool_, &SelectionTool::setCombination);
    connect(summary_, &SelectionPanel::featureChosen, this, [this](std::size_t feature) {
        const ColorChoice choice{ColorChoice::Kind::Feature, feature};
        panel_.colorBy->setChoice(choice);
        colors_.choose(document_.data(), choice);
    });
    connect(&edits_, &EditController::selectionChanged, this, &SelectionController::update);
    connect(&edits_, &EditController::columnsChanged, this, [this] { canvas_.setData(document_.data()); });
    connect(&edits_, &EditController::selectionChanged, this, &SelectionController::changed);
    connect(&edits_, &EditController::columnsChanged, this, &SelectionController::changed);
    connect(&colors_, &ColorController::shownChanged, this, &SelectionController::show);
    connect(&colors_, &ColorController::coloringChanged, this, &SelectionController::describeClasses);
    for (Background* background : {&comparer_, &labeller_})
        connect(background, &Background::failed, this, &SelectionController::failed);
    update();
}

void SelectionController::connectActions() {
    auto* group = new QActionGroup(this);
    for (const auto& [action, kind] : {std::pair(actions_.pan, SelectionTool::Kind::Pan),
                                       std::pair(actions_.rectangle, SelectionTool::Kind::Rectangle),
                                       std::pair(actions_.lasso, SelectionTool::Kind::Lasso)}) {
        action->setCheckable(true);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, kind = kind] { setTool(kind); });
    }
    actions_.pan->setChecked(true);
    connect(tool_, &SelectionTool::kindChanged, this, [this](SelectionTool::Kind kind) {
        (kind == SelectionTool::Kind::Rectangle ? actions_.rectangle
         : kind == SelectionTool::Kind::Lasso   ? actions_.lasso
                                                : actions_.pan)
            ->setChecked(true);
    });
    connect(actions_.selectAll, &QAction::triggered, this,
            [this] { edits_.select(tr("select all"), Selection(selectable())); });
    connect(actions_.clearSelection, &QAction::triggered, this,
            [this] { edits_.select(tr("select nothing"), Selection::none(selection().dataPoints())); });
    connect(actions_.invertSelection, &QAction::triggered, this,
            [this] { edits_.select(tr("invert the selection"), selection().inverted(selectable())); });
    connect(actions_.labelSelection, &QAction::triggered, this, &SelectionController::askForLabel);
    connect(actions_.embedSelection, &QAction::triggered, this, &SelectionController::embedSelection);
    connect(actions_.embedAll, &QAction::triggered, this, &SelectionController::embedAll);
}

void SelectionController::begin() {
    labeller_.cancel();
    embedded_.reset();
    setTool(SelectionTool::Kind::Pan);
    update();
}

void SelectionController::setTool(SelectionTool::Kind kind) {
    // The key that took a tool in hand lays it down again.
    tool_->setKind(kind == tool_->kind() ? SelectionTool::Kind::Pan : kind);
    if (tool_->kind() == SelectionTool::Kind::Pan)
        actions_.pan->setChecked(true);
}

PointMask SelectionController::selectable() const {
    const ScatterView& view = *canvas_.view();
    PointMask mask(selection().dataPoints(), view.positions() && !view.points() ? 1 : 0);
    if (view.points())
        for (const std::uint32_t point : *view.points())
            mask[point] = 1;
    const std::vector<std::uint8_t>& classes = colors_.shown();
    if (classes.size() != mask.size())
        return mask; // all are shown, or the colours are still those of other data
    for (std::size_t point = 0; point < classes.size(); ++point)
        if (classes[point] != shownDrawn)
            mask[point] = 0;
    return mask;
}

void SelectionController::choose(std::vector<std::uint32_t> points, Combination combination) {
    const PointMask mask = selectable();
    std::erase_if(points, [&](std::uint32_t point) { return mask[point] == 0; });
    edits_.select(points.empty() && combination == Combination::Replace
                      ? tr("select nothing")
                      : doneText(combination, pointsText(points.size())),
                  selection().combined(points, combination));
}

void SelectionController::chooseClass(std::size_t classIndex, Combination combination) {
    const PointMask mask = selectable();
    const std::vector<std::int32_t>& classOf = colors_.coloring()->classOf;
    if (classOf.size() != mask.size())
        return;
    std::vector<std::uint32_t> points;
    for (std::size_t point = 0; point < classOf.size(); ++point)
        if (mask[point] != 0 && static_cast<std::size_t>(classOf[point]) == classIndex)
            points.push_back(static_cast<std::uint32_t>(point));
    edits_.select(doneText(combination, QString::fromStdString(colors_.coloring()->classes[classIndex].name)),
                  selection().combined(points, combination));
}

void SelectionController::fillMenu(QMenu* menu, std::size_t classIndex) {
    const auto add = [&](const QString& text, const char* name, Combination combination, bool enabled) {
        QAction* action = menu->addAction(text);
        action->setObjectName(QLatin1String(name));
        action->setEnabled(enabled && panel_.legend->model()->on()[classIndex]); // what is hidden is left out
        connect(action, &QAction::triggered, this,
                [this, classIndex, combination] { chooseClass(classIndex, combination); });
    };
    menu->addSeparator();
    add(tr("&Select its points"), "selectClass", Combination::Replace, true);
    add(tr("A&dd to the selection"), "addClass", Combination::Add, !selection().empty());
    add(tr("&Take out of the selection"), "removeClass", Combination::Remove, !selection().empty());
}

void SelectionController::update() {
    const bool data = document_.data() != nullptr;
    for (QAction* action :
         {actions_.pan, actions_.rectangle, actions_.lasso, actions_.selectAll, actions_.invertSelection})
        action->setEnabled(data);
    actions_.clearSelection->setEnabled(!selection().empty());
    actions_.labelSelection->setEnabled(!selection().empty());
    actions_.embedSelection->setEnabled(selection().count() > 1);
    actions_.embedAll->setEnabled(embedded_ != nullptr);
    if (selection().empty()) {
        tool_->setCombination(Combination::Replace);
        summary_->setCombination(Combination::Replace);
    }
    summary_->setCount(selection().count(), selection().dataPoints());
    show();
    describeClasses();
    compareFeatures();
}

void SelectionController::show() {
    shown_ = colors_.shown();
    if (!selection().empty()) {
        if (shown_.empty())
            shown_.assign(selection().dataPoints(), shownDrawn);
        for (std::size_t point = 0; point < shown_.size(); ++point)
            if (!selection().contains(point) && shown_[point] == shownDrawn)
                shown_[point] = shownGreyed;
    }
    // A class that is pointed at in the legend is seen whole.
    canvas_.view()->setShown(&colors_.visible() == &colors_.shown() ? shown_ : colors_.visible());
}

void SelectionController::describeClasses() {
    const auto& coloring = colors_.coloring();
    if (selection().empty() || !coloring || coloring->classOf.size() != selection().dataPoints())
        return summary_->setClasses({}, {});
    const ClassSummary classes = summarizeClasses(*coloring, selection());
    summary_->setClasses(classes.rows, classes.note);
}

void SelectionController::compareFeatures() {
    if (selection().empty())
        return comparer_.cancel();
    summary_->setFeatures({}, tr("Comparing features…"));
    comparer_.run([this, data = document_.data(), chosen = edits_.sharedSelection(),
                   among = embedded_](RunContext& context) -> Background::Reply {
        const FeatureSummary features = summarizeFeatures(*data, *chosen, among.get(), context);
        return [this, features] { summary_->setFeatures(features.rows, features.note); };
    });
}

void SelectionController::askForLabel() {
    if (selection().empty())
        return;
    auto* dialog = new LabelDialog(document_.data(), selection().count(), canvas_.window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &LabelDialog::labelRequested, this, &SelectionController::label);
    dialog->open();
}

void SelectionController::label(const QString& column, const QString& value) {
    const QString what = tr("label %1 “%2”").arg(pointsText(selection().count()), value);
    labeller_.run([this, what, data = document_.data(), chosen = edits_.sharedSelection(),
                   name = column.toStdString(),
                   text = value.toStdString()](RunContext&) -> Background::Reply {
        auto changed = labelled(*data, name, text, chosen->points());
        const Column* labels = changed->column(name);
        const ColorChoice choice{ColorChoice::Kind::Column,
                                 static_cast<std::size_t>(labels - changed->columns.data())};
        const OwnColors own = storedColors(*changed, name);
        const ColorController::State colors{
            changed, choice, own, {changed, labels}, colorBy(*changed, labels, own)};
        return [this, data, what, colors] {
            if (document_.data() == data) // else columns were undone meanwhile
                edits_.label(what, colors);
        };
    });
}

void SelectionController::embedSelection() {
    if (selection().count() < 2)
        return;
    embedded_ = std::make_shared<const std::vector<std::uint32_t>>(selection().points());
    Q_EMIT embeddedChanged(embedded_->size());
    Q_EMIT runRequested();
    update();
}

void SelectionController::embedAll() {
    embedded_.reset();
    timelines_.showAllPoints();
    Q_EMIT embeddedChanged(document_.data()->points());
    update();
}

} // namespace shoal::ui
