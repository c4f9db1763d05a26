// SPDX-License-Identifier: MIT
#include "colors/coloring.h"

#include "colors/palette.h"
#include "colors/viridis_table.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_sort.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace shoal::ui {

namespace {

constexpr std::uint32_t plainColor = 0x0072B2;
constexpr std::size_t blockSize = 16384;

template <class Body>
void forPoints(std::size_t count, const Body& body) {
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count, blockSize),
                      [&](const tbb::blocked_range<std::size_t>& range) {
                          for (std::size_t i = range.begin(); i != range.end(); ++i)
                              body(i);
                      });
}

std::uint32_t mixBits(std::uint32_t value) {
    value ^= value >> 16;
    value *= 0x7FEB352DU;
    value ^= value >> 15;
    value *= 0x846CA68BU;
    return value ^ value >> 16;
}

/// A fixed shuffle of 0…count−1 that needs no memory of what came before, so that it runs in parallel: a
/// Feistel network over the next even power of two, walked until it lands inside.
std::vector<std::uint32_t> shuffledOrder(std::size_t count) {
    std::vector<std::uint32_t> order(count);
    const auto bits = (std::bit_width(std::max<std::size_t>(count, 2) - 1) + 1) / 2;
    const std::uint32_t mask = (1U << bits) - 1;
    forPoints(count, [&](std::size_t i) {
        auto value = static_cast<std::uint64_t>(i);
        do {
            auto left = static_cast<std::uint32_t>(value >> bits);
            auto right = static_cast<std::uint32_t>(value) & mask;
            for (std::uint32_t round = 1; round <= 4; ++round) {
                const std::uint32_t mixed = left ^ (mixBits(right + round * 0x9E3779B9U) & mask);
                left = right;
                right = mixed;
            }
            value = static_cast<std::uint64_t>(left) << bits | right;
        } while (value >= count);
        order[i] = static_cast<std::uint32_t>(value);
    });
    return order;
}

void paintClasses(Coloring& coloring) {
    coloring.rgb.resize(coloring.classOf.size());
    forPoints(coloring.classOf.size(), [&](std::size_t i) {
        coloring.rgb[i] = coloring.classes[static_cast<std::size_t>(coloring.classOf[i])].color;
    });
}

void colorByClasses(Coloring& coloring, const CategoricalColumn& column, const OwnColors& own) {
    coloring.kind = Coloring::Kind::Categorical;
    const std::size_t classes = column.categories.size();
    const bool fileColors = column.colors.size() == classes;
    const std::vector<std::uint32_t> colors = fileColors ? column.colors : classPalette(classes);
    for (std::size_t i = 0; i < classes; ++i) {
        const auto chosen = own.classes.find(column.categories[i]);
        const std::uint32_t color = chosen == own.classes.end() ? colors[i] : chosen->second;
        coloring.classes.push_back({column.categories[i], color & 0xFFFFFF, 0});
    }

    std::vector<std::size_t> counts(classes + 1, 0);
    coloring.classOf.resize(column.codes.size());
    for (std::size_t i = 0; i < column.codes.size(); ++i) {
        const auto code = static_cast<std::size_t>(column.codes[i]);
        const std::size_t index = column.codes[i] < 0 || code >= classes ? classes : code;
        coloring.classOf[i] = static_cast<std::int32_t>(index);
        ++counts[index];
    }
    coloring.missing = counts[classes];
    if (coloring.missing > 0)
        coloring.classes.push_back({"missing", missingColor, 0});
    for (std::size_t i = 0; i < coloring.classes.size(); ++i)
        coloring.classes[i].count = counts[i];
    coloring.drawOrder = shuffledOrder(column.codes.size());
    paintClasses(coloring);
}

// Ascending for all floats; NaN comes first, to be drawn beneath everything.
std::uint32_t sortKey(float value) {
    if (std::isnan(value))
        return 0;
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return bits >> 31 ? ~bits : bits | 0x80000000U;
}

/// The range that percentiles give, and the extent of finite values; `drawOrder` is ascending already.
void measureRange(Coloring& coloring, const ContinuousColumn& column) {
    const auto valueAt = [&](std::size_t rank) { return column.values[coloring.drawOrder[rank]]; };
    std::size_t first = 0;
    std::size_t last = column.values.size();
    while (first < last && !std::isfinite(valueAt(first)))
        ++first;
    while (last > first && !std::isfinite(valueAt(last - 1)))
        --last;
    if (first == last)
        return;
    const auto quantile = [&](double fraction) {
        return valueAt(
            first + static_cast<std::size_t>(std::lround(fraction * static_cast<double>(last - first - 1))));
    };
    coloring.least = quantile(0);
    coloring.greatest = quantile(1);
    coloring.low = quantile(0.01);
    coloring.high = quantile(0.99);
    // A gene that few cells express has both percentiles at zero: then the whole range is shown.
    if (!(coloring.low < coloring.high)) {
        coloring.low = coloring.least;
        coloring.high = coloring.greatest;
    }
}

void paintNumbers(Coloring& coloring, const ContinuousColumn& column, std::optional<ColorRange> range) {
    measureRange(coloring, column);
    coloring.ownRange = range.has_value();
    if (range) {
        coloring.low = range->low;
        coloring.high = range->high;
    }
    const double scale = coloring.high > coloring.low ? 1 / (coloring.high - coloring.low) : 0;
    coloring.rgb.resize(column.values.size());
    forPoints(column.values.size(), [&](std::size_t i) {
        const double value = column.values[i];
        const double t = scale > 0 ? (value - coloring.low) * scale : 0.5;
        coloring.rgb[i] = std::isnan(value) ? missingColor : viridis(t);
    });
}

void colorByNumbers(Coloring& coloring, const ContinuousColumn& column, std::optional<ColorRange> range) {
    coloring.kind = Coloring::Kind::Continuous;
    const std::size_t count = column.values.size();
    std::vector<std::uint64_t> keyed(count);
    forPoints(count, [&](std::size_t i) {
        keyed[i] = static_cast<std::uint64_t>(sortKey(column.values[i])) << 32 | i;
    });
    tbb::parallel_sort(keyed);
    coloring.drawOrder.resize(count);
    forPoints(count, [&](std::size_t i) { coloring.drawOrder[i] = static_cast<std::uint32_t>(keyed[i]); });

    // They all come first in the order: their key is the lowest.
    while (coloring.missing < count && std::isnan(column.values[coloring.drawOrder[coloring.missing]]))
        ++coloring.missing;
    paintNumbers(coloring, column, range);
}

} // namespace

std::shared_ptr<const Coloring> colorBy(const Dataset& data, const Column* column, const OwnColors& own) {
    auto coloring = std::make_shared<Coloring>();
    if (column != nullptr)
        coloring->title = column->name;
    if (column != nullptr && column->categorical() != nullptr) {
        colorByClasses(*coloring, *column->categorical(), own);
    } else if (column != nullptr && column->continuous() != nullptr) {
        colorByNumbers(*coloring, *column->continuous(), own.range);
    } else {
        coloring->rgb.assign(data.points(), plainColor);
        coloring->drawOrder = shuffledOrder(data.points());
    }
    return coloring;
}

std::shared_ptr<const Coloring> recolored(const Coloring& coloring, std::size_t classIndex,
                                          std::uint32_t color) {
    auto changed = std::make_shared<Coloring>(coloring);
    if (classIndex < changed->classes.size()) {
        changed->classes[classIndex].color = color & 0xFFFFFF;
        paintClasses(*changed);
    }
    return changed;
}

std::shared_ptr<const Coloring> withRange(const Coloring& coloring, const ContinuousColumn& column,
                                          std::optional<ColorRange> range) {
    auto changed = std::make_shared<Coloring>(coloring);
    paintNumbers(*changed, column, range);
    return changed;
}

Coloring coloringOf(const Coloring& coloring, std::span<const std::uint32_t> points) {
    constexpr std::uint32_t noRow = 0xFFFFFFFF;
    Coloring part;
    part.kind = coloring.kind;
    part.title = coloring.title;
    part.classes = coloring.classes;
    part.low = coloring.low;
    part.high = coloring.high;
    part.missing = coloring.missing;
    part.least = coloring.least;
    part.greatest = coloring.greatest;
    part.ownRange = coloring.ownRange;
    part.shares = coloring.shares;
    part.note = coloring.note;
    std::vector<std::uint32_t> rowOf(coloring.rgb.size(), noRow);
    part.rgb.resize(points.size());
    part.classOf.resize(coloring.classOf.empty() ? 0 : points.size());
    for (std::size_t row = 0; row < points.size(); ++row) {
        part.rgb[row] = coloring.rgb[points[row]];
        if (!part.classOf.empty())
            part.classOf[row] = coloring.classOf[points[row]];
        rowOf[points[row]] = static_cast<std::uint32_t>(row);
    }
    for (const std::uint32_t point : coloring.drawOrder)
        if (rowOf[point] != noRow)
            part.drawOrder.push_back(rowOf[point]);
    return part;
}

std::uint32_t viridis(double t) {
    constexpr auto lastEntry = static_cast<double>(viridisTable.size() - 1);
    return viridisTable[static_cast<std::size_t>(std::lround(std::clamp(t, 0.0, 1.0) * lastEntry))];
}

} // namespace shoal::ui
