// SPDX-License-Identifier: MIT
// What the rows of an embedding look like: colours and visibility of the data set, joined with the points the
// rows stand for.
#pragma once

#include "colors/coloring.h"
#include "picture/splat.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace shoal::ui {

/// Immutable; shared by the threads that draw, hover and name. The joining is done when it is first asked
/// for, by whoever asks. Colours and visibility that do not match the rows (those of another data set) are
/// left out.
class RowInk {
public:
    using Points = std::shared_ptr<const std::vector<std::uint32_t>>;
    using Shown = std::shared_ptr<const std::vector<std::uint8_t>>;

    RowInk(std::size_t rows, Points points, std::shared_ptr<const Coloring> coloring, Shown shown);

    /// Colours, visibility and draw order; no positions.
    const PointLayer& layer() const;
    /// A row's index into coloring()->classes; empty where there are no classes.
    std::span<const std::int32_t> classOf() const;
    /// A row's place in the draw order, −1 when it is not drawn.
    std::span<const std::int32_t> rank() const;
    const std::shared_ptr<const Coloring>& coloring() const { return coloring_; }

private:
    void join() const;

    std::size_t rows_;
    Points points_;
    std::shared_ptr<const Coloring> coloring_;
    Shown shown_;
    mutable std::once_flag joinOnce_;
    mutable std::once_flag rankOnce_;
    // Written once under joinOnce_, and rank_ under rankOnce_:
    mutable PointLayer layer_;
    mutable std::span<const std::int32_t> classOf_;
    mutable Coloring rowColoring_; // what layer_ points to when it is not the data set's own
    mutable std::vector<std::uint8_t> rowShown_;
    mutable std::vector<std::int32_t> rank_;
};

} // namespace shoal::ui
