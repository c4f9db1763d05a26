// SPDX-License-Identifier: MIT
// The points of the view: joins positions, which may be of a sample, with colours and visibility of the data
// set.
#pragma once

#include "colors/coloring.h"
#include "core/matrix.h"
#include "picture/splat.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace shoal::ui {

class PointModel {
public:
    using Points = std::shared_ptr<const std::vector<std::uint32_t>>;

    void setPositions(std::shared_ptr<const Positions> positions, Points points);
    void setColoring(std::shared_ptr<const Coloring> coloring);
    void setShown(std::vector<std::uint8_t> shown);

    bool empty() const { return positions_ == nullptr || positions_->rows() == 0; }
    const Positions& positions() const { return *positions_; }
    /// Count up with every change, so that whoever draws knows what to bring up to date.
    std::uint64_t positionsRevision() const { return positionsRevision_; }
    std::uint64_t inkRevision() const { return inkRevision_; }

    /// Rows of the positions with their colours; size, opacity and grey are left to the caller. Colours and
    /// visibility that do not match the positions (those of another data set) are left out. Valid until the
    /// next change.
    const PointLayer& layer();
    /// How many rows that are not hidden have their centre on the screen.
    std::size_t countIn(const ViewTransform& view);
    /// The data set's point under a device pixel, or −1: the topmost whose disc covers it, else the nearest
    /// within `reach` pixels.
    std::int64_t pointAt(const ViewTransform& view, double x, double y, double reach, double diameter);

private:
    void joinRows();

    std::shared_ptr<const Positions> positions_;
    Points points_;
    std::shared_ptr<const Coloring> coloring_;
    std::vector<std::uint8_t> shown_;
    std::uint64_t positionsRevision_ = 1;
    std::uint64_t inkRevision_ = 1;

    bool joined_ = false;
    PointLayer layer_;
    Coloring rowColoring_; // what layer_ points to when it is not the data set's own
    std::vector<std::uint8_t> rowShown_;
    std::vector<std::int32_t>
        rank_; // a row's place in the draw order, −1 when it is not drawn; made when first asked for
};

} // namespace shoal::ui
