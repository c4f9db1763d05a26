// SPDX-License-Identifier: MIT
#include "window/color_controller.h"

#include <algorithm>

namespace shoal::ui {

namespace {

constexpr std::uint8_t greyed = 1;
constexpr std::uint8_t drawn = 2;

std::shared_ptr<const Column> columnOf(const std::shared_ptr<const Dataset>& data, ColorChoice choice) {
    if (choice.kind == ColorChoice::Kind::Column)
        return {data, &data->columns[choice.index]};
    if (choice.kind == ColorChoice::Kind::None)
        return nullptr;
    ContinuousColumn values;
    values.values.resize(data->points());
    Eigen::Map<Eigen::VectorXf>(values.values.data(), data->features.rows()) =
        data->features.col(static_cast<Eigen::Index>(choice.index));
    return std::make_shared<Column>(
        Column{featureName(*data, choice.index).toStdString(), std::move(values)});
}

} // namespace

ColorController::ColorController(QObject* parent)
    : QObject(parent)
    , painter_(this) {
    connect(&painter_, &Background::failed, this, &ColorController::failed);
}

void ColorController::choose(std::shared_ptr<const Dataset> data, ColorChoice choice) {
    painter_.run([this, data = std::move(data), choice](RunContext&) -> Background::Reply {
        auto column = columnOf(data, choice);
        auto coloring = colorBy(*data, column.get());
        return [this, column, coloring] {
            column_ = column;
            coloring_ = coloring;
            shown_.clear();
            Q_EMIT coloringChanged();
            Q_EMIT shownChanged();
        };
    });
}

void ColorController::recolor(std::size_t classIndex, std::uint32_t color) {
    if (!coloring_ || classIndex >= coloring_->classes.size())
        return;
    coloring_ = recolored(*coloring_, classIndex, color);
    Q_EMIT coloringChanged();
}

void ColorController::setClassesOn(const std::vector<bool>& on) {
    std::vector<std::uint8_t> shown;
    const bool all = std::find(on.begin(), on.end(), false) == on.end();
    if (coloring_ && !all && coloring_->kind == Coloring::Kind::Categorical &&
        on.size() == coloring_->classes.size()) {
        shown.resize(coloring_->classOf.size());
        std::transform(
            coloring_->classOf.begin(), coloring_->classOf.end(), shown.begin(),
            [&](std::int32_t code) { return on[static_cast<std::size_t>(code)] ? drawn : greyed; });
    }
    if (shown == shown_)
        return;
    shown_ = std::move(shown);
    Q_EMIT shownChanged();
}

} // namespace shoal::ui
