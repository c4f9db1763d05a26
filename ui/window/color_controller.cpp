// SPDX-License-Identifier: MIT
#include "window/color_controller.h"

#include "picture/splat.h"
#include "window/own_colors.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>

namespace shoal::ui {

namespace {

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

/// `ofClass` for the class of every point.
std::vector<std::uint8_t> shownBy(const Coloring& coloring, const std::vector<std::uint8_t>& ofClass) {
    std::vector<std::uint8_t> shown(coloring.classOf.size());
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, shown.size(), 65536),
                      [&](const tbb::blocked_range<std::size_t>& range) {
                          for (std::size_t i = range.begin(); i != range.end(); ++i)
                              shown[i] = ofClass[static_cast<std::size_t>(coloring.classOf[i])];
                      });
    return shown;
}

} // namespace

ColorController::ColorController(QObject* parent)
    : QObject(parent)
    , painter_(this)
    , repainter_(this) {
    connect(&painter_, &Background::failed, this, &ColorController::failed);
    connect(&repainter_, &Background::failed, this, &ColorController::failed);
}

void ColorController::choose(std::shared_ptr<const Dataset> data, ColorChoice choice) {
    if (!data_ || data->features.shared() != data_->features.shared())
        kept_ = nullptr;
    painter_.run([this, data = std::move(data), choice, kept = kept_](RunContext&) -> Background::Reply {
        std::shared_ptr<const Column> column;
        std::shared_ptr<const Coloring> coloring;
        OwnColors own;
        if (choice.kind == ColorChoice::Kind::Trust) {
            const KeptShares shares = kept ? *kept : KeptShares{data->points(), 0, {}, {}};
            column = std::make_shared<Column>(keptColumn(shares));
            coloring = colorByKept(shares);
        } else {
            column = columnOf(data, choice);
            if (column)
                own = storedColors(*data, column->name);
            coloring = colorBy(*data, column.get(), own);
        }
        return [this, data, choice, own, column, coloring, kept] {
            data_ = data;
            choice_ = choice;
            own_ = own;
            column_ = column;
            shown_.clear();
            highlighted_.clear();
            setColoring(coloring);
            Q_EMIT shownChanged();
            if (kept_ != kept)
                paintKept(); // measured anew meanwhile
        };
    });
}

void ColorController::restore(const State& wanted) {
    painter_.cancel();
    repainter_.cancel();
    if (wanted == state())
        return;
    data_ = wanted.data;
    choice_ = wanted.choice;
    column_ = wanted.column;
    if (wanted.own != own_) {
        own_ = wanted.own;
        if (column_ && choice_.kind != ColorChoice::Kind::Trust)
            storeColors(*data_, column_->name, own_);
    }
    shown_.clear();
    highlighted_.clear();
    setColoring(wanted.coloring);
    Q_EMIT shownChanged();
    paintKept(); // the map may keep other neighbours than it did
}

void ColorController::setColoring(std::shared_ptr<const Coloring> coloring) {
    coloring_ = std::move(coloring);
    Q_EMIT coloringChanged();
}

void ColorController::recolor(std::size_t classIndex, std::uint32_t color) {
    if (!coloring_ || classIndex >= coloring_->classes.size())
        return;
    own_.classes[coloring_->classes[classIndex].name] = color & 0xFFFFFF;
    storeColors(*data_, column_->name, own_);
    setColoring(recolored(*coloring_, classIndex, color));
}

void ColorController::restoreColors() {
    if (own_.classes.empty())
        return;
    own_.classes.clear();
    storeColors(*data_, column_->name, own_);
    repainter_.run(
        [this, data = data_, column = column_, base = coloring_](RunContext&) -> Background::Reply {
            auto coloring = colorBy(*data, column.get());
            return [this, base, coloring] {
                if (coloring_ == base)
                    setColoring(coloring);
            };
        });
}

void ColorController::setRange(std::optional<ColorRange> range) {
    if (!column_ || !column_->continuous() || choice_.kind == ColorChoice::Kind::Trust || range == own_.range)
        return;
    own_.range = range;
    storeColors(*data_, column_->name, own_);
    repainter_.run([this, column = column_, base = coloring_, range](RunContext&) -> Background::Reply {
        auto coloring = withRange(*base, *column->continuous(), range);
        return [this, column, coloring] {
            if (column_ == column)
                setColoring(coloring);
        };
    });
}

void ColorController::setClassesOn(const std::vector<bool>& on) {
    std::vector<std::uint8_t> shown;
    const bool all = std::find(on.begin(), on.end(), false) == on.end();
    if (coloring_ && !all && coloring_->kind == Coloring::Kind::Categorical &&
        on.size() == coloring_->classes.size()) {
        std::vector<std::uint8_t> ofClass;
        for (const bool isOn : on)
            ofClass.push_back(isOn ? shownDrawn : shownGreyed);
        shown = shownBy(*coloring_, ofClass);
    }
    if (shown == shown_)
        return;
    shown_ = std::move(shown);
    Q_EMIT shownChanged();
}

void ColorController::highlight(std::optional<std::size_t> classIndex) {
    std::vector<std::uint8_t> highlighted;
    if (classIndex && coloring_ && *classIndex < coloring_->classes.size()) {
        std::vector<std::uint8_t> ofClass(coloring_->classes.size(), shownGreyed);
        ofClass[*classIndex] = shownDrawn;
        highlighted = shownBy(*coloring_, ofClass);
    }
    if (highlighted == highlighted_)
        return;
    highlighted_ = std::move(highlighted);
    Q_EMIT shownChanged();
}

void ColorController::setKept(std::shared_ptr<const KeptShares> kept) {
    kept_ = std::move(kept);
    paintKept();
}

void ColorController::paintKept() {
    if (choice_.kind != ColorChoice::Kind::Trust || !data_ || painter_.busy())
        return;
    repainter_.run([this, data = data_, kept = kept_](RunContext&) -> Background::Reply {
        const KeptShares shares = kept ? *kept : KeptShares{data->points(), 0, {}, {}};
        auto column = std::make_shared<Column>(keptColumn(shares));
        auto coloring = colorByKept(shares);
        return [this, data, column, coloring] {
            if (choice_.kind != ColorChoice::Kind::Trust || data_ != data)
                return;
            column_ = column;
            setColoring(coloring);
        };
    });
}

} // namespace shoal::ui
