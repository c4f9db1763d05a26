// SPDX-License-Identifier: MIT
// A colour for every point from one column of the data set, and what a legend must say about it.
#pragma once

#include "data/dataset.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace shoal::ui {

/// Immutable; shared by the view, the legend and the picture.
struct Coloring {
    struct Class {
        std::string name;
        std::uint32_t color = 0; ///< 0xRRGGBB
        std::size_t count = 0;
    };
    enum class Kind { None, Categorical, Continuous };

    Kind kind = Kind::None;
    std::string title;              ///< the column's name
    std::vector<std::uint32_t> rgb; ///< 0xRRGGBB a point
    /// The order in which points are drawn: a fixed random one for classes, ascending values for numbers.
    std::vector<std::uint32_t> drawOrder;
    // Categorical only. Missing values come last in `classes` as "missing", in grey, when there are any.
    std::vector<Class> classes;
    std::vector<std::int32_t> classOf; ///< index into classes a point
    // Continuous only: the range shown, from the 1st to the 99th percentile unless it is a person's own.
    double low = 0;
    double high = 1;
    std::size_t missing = 0; ///< points without a value
    double least = 0;        ///< finite value
    double greatest = 1;
    bool ownRange = false;
    bool shares = false; ///< from 0 to 1, told in per cent; the range stays
    std::string note;    ///< what a legend says below; empty where the kind says enough
};

struct ColorRange {
    double low = 0; ///< below high
    double high = 1;
    bool operator==(const ColorRange&) const = default;
};

/// What a person wants in place of a column's usual colours.
struct OwnColors {
    std::map<std::string, std::uint32_t> classes; ///< 0xRRGGBB by the class's name
    std::optional<ColorRange> range;              ///< of numbers
    bool operator==(const OwnColors&) const = default;
};

/// Colours by `column`, or all points alike when it is nullptr. The file's own colours first; up to 8 classes
/// Okabe–Ito, up to 20 tab20, beyond that a Glasbey-like series (palette.h); numbers in viridis; missing
/// values grey; all but for what is `own`. Text colours nothing: all points are alike.
std::shared_ptr<const Coloring> colorBy(const Dataset& data, const Column* column, const OwnColors& own = {});

/// The same with one class recoloured.
std::shared_ptr<const Coloring> recolored(const Coloring& coloring, std::size_t classIndex,
                                          std::uint32_t color);

/// The same numbers over another range, or over the percentiles again. `column` is the one it colours by.
std::shared_ptr<const Coloring> withRange(const Coloring& coloring, const ContinuousColumn& column,
                                          std::optional<ColorRange> range);

/// The same for an embedding of some points only: row i stands for `points[i]`. Classes, their counts and the
/// range stay those of the whole. Points must be below coloring.rgb.size().
Coloring coloringOf(const Coloring& coloring, std::span<const std::uint32_t> points);

/// The viridis colour at t in [0, 1], 0xRRGGBB.
std::uint32_t viridis(double t);

} // namespace shoal::ui
