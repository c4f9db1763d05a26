// SPDX-License-Identifier: MIT
// The random walk that steps from a point to another by their affinity: D⁻¹A of a connected, weighted graph.
#pragma once

#include "affinity/affinities.h"

#include <Eigen/Core>

#include <cstdint>
#include <span>
#include <vector>

namespace shoal {

/// Some functions on the points of a graph, one a column.
inline constexpr int walkWidth = 8;
using WalkBlock = Eigen::Matrix<double, Eigen::Dynamic, walkWidth, Eigen::RowMajor>;

class RandomWalk {
public:
    /// Over all rows of `affinities`, which must outlive this.
    RandomWalk(const Affinities& affinities, RunContext& context);
    /// Over the rows named (ascending) alone: no entry of theirs may lie in another row's column.
    RandomWalk(const Affinities& affinities, std::span<const std::uint32_t> rows, RunContext& context);
    RandomWalk(const RandomWalk&) = delete;
    RandomWalk& operator=(const RandomWalk&) = delete;

    std::size_t points() const { return degrees_.size(); }
    /// The sum of each row, in A's unit.
    const std::vector<double>& degrees() const { return degrees_; }
    /// scale · (D⁻¹A − shift) · block − before, into `result`; `before` may be `result`. Throws Stopped.
    void step(const WalkBlock& block, double scale, double shift, const WalkBlock* before, WalkBlock& result,
              RunContext& context) const;
    /// D^½ D⁻¹A D^−½, symmetric, points × points: for small graphs.
    Eigen::MatrixXd dense() const;

private:
    void sumRows(RunContext& context);

    std::vector<std::uint64_t> ownOffsets_; // of a part of a graph
    std::vector<std::uint32_t> ownColumns_;
    std::vector<float> ownWeights_;
    const std::uint64_t* offsets_;
    const std::uint32_t* columns_;
    const float* weights_;
    std::vector<double> degrees_;
};

} // namespace shoal
