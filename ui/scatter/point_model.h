// SPDX-License-Identifier: MIT
// The points of the view at one moment: positions, which may be of a sample, and what their rows look like.
#pragma once

#include "core/matrix.h"
#include "scatter/row_ink.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace shoal::ui {

/// A copy is cheap and stays as it is, whatever becomes of the original: that is how it goes to other
/// threads.
class PointModel {
public:
    using Points = RowInk::Points;

    void setPositions(std::shared_ptr<const Positions> positions, Points points);
    void setColoring(std::shared_ptr<const Coloring> coloring);
    void setShown(std::vector<std::uint8_t> shown);

    bool empty() const { return positions_ == nullptr || positions_->rows() == 0; }
    const Positions& positions() const { return *positions_; }
    const RowInk& ink() const { return *ink_; }
    const std::shared_ptr<const Positions>& sharedPositions() const { return positions_; }
    /// As setPositions() has it.
    const Points& points() const { return points_; }
    /// Count up with every change, so that whoever draws knows what to bring up to date.
    std::uint64_t positionsRevision() const { return positionsRevision_; }
    std::uint64_t inkRevision() const { return inkRevision_; }

    /// Rows of the positions with their colours; size, opacity and grey are left to the caller. Valid as long
    /// as the model or a copy is unchanged.
    PointLayer layer() const;
    /// How many rows that are not hidden have their centre on the screen.
    std::size_t countIn(const ViewTransform& view) const { return countInView(layer(), view); }
    /// The data set's point under a device pixel, or −1: the topmost whose disc covers it, else the nearest
    /// within `reach` pixels.
    std::int64_t pointAt(const ViewTransform& view, double x, double y, double reach, double diameter) const;

private:
    void changeInk();

    std::shared_ptr<const Positions> positions_;
    Points points_;
    std::shared_ptr<const Coloring> coloring_;
    RowInk::Shown shown_;
    std::shared_ptr<const RowInk> ink_ = std::make_shared<RowInk>(0, nullptr, nullptr, nullptr);
    std::uint64_t positionsRevision_ = 1;
    std::uint64_t inkRevision_ = 1;
};

} // namespace shoal::ui
