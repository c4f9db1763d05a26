// SPDX-License-Identifier: MIT
#include "initialization/random_walk.h"

#include "core/parallel.h"

#include <algorithm>
#include <cmath>

namespace shoal {

namespace {

constexpr std::size_t rowBlock = 256;

} // namespace

RandomWalk::RandomWalk(const Affinities& affinities, RunContext& context)
    : offsets_(affinities.rowOffsets.data())
    , columns_(affinities.columns.data())
    , weights_(affinities.weights.data())
    , degrees_(affinities.points) {
    sumRows(context);
}

RandomWalk::RandomWalk(const Affinities& affinities, std::span<const std::uint32_t> rows, RunContext& context)
    : ownOffsets_(rows.size() + 1)
    , degrees_(rows.size()) {
    for (std::size_t i = 0; i < rows.size(); ++i)
        ownOffsets_[i + 1] =
            ownOffsets_[i] + affinities.rowOffsets[rows[i] + 1] - affinities.rowOffsets[rows[i]];
    ownColumns_.resize(ownOffsets_.back());
    ownWeights_.resize(ownOffsets_.back());
    forBlocks(context, rows.size(), rowBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) {
            const std::uint64_t from = affinities.rowOffsets[rows[i]];
            for (std::uint64_t at = ownOffsets_[i]; at < ownOffsets_[i + 1]; ++at) {
                const std::uint64_t entry = from + at - ownOffsets_[i];
                const auto place = std::lower_bound(rows.begin(), rows.end(), affinities.columns[entry]);
                ownColumns_[at] = static_cast<std::uint32_t>(place - rows.begin());
                ownWeights_[at] = affinities.weights[entry];
            }
        }
    });
    offsets_ = ownOffsets_.data();
    columns_ = ownColumns_.data();
    weights_ = ownWeights_.data();
    sumRows(context);
}

void RandomWalk::sumRows(RunContext& context) {
    forBlocks(context, points(), rowBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t row = begin; row < end; ++row) {
            double sum = 0;
            for (std::uint64_t entry = offsets_[row]; entry < offsets_[row + 1]; ++entry)
                sum += static_cast<double>(weights_[entry]);
            degrees_[row] = sum;
        }
    });
}

void RandomWalk::step(const WalkBlock& block, double scale, double shift, const WalkBlock* before,
                      WalkBlock& result, RunContext& context) const {
    using Values = Eigen::Array<double, 1, walkWidth>;
    using Row = Eigen::Map<const Values>;
    forBlocks(context, points(), rowBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t row = begin; row < end; ++row) {
            Values sum = Values::Zero();
            for (std::uint64_t entry = offsets_[row]; entry < offsets_[row + 1]; ++entry)
                sum += static_cast<double>(weights_[entry]) *
                       Row(block.data() + walkWidth * std::size_t{columns_[entry]});
            sum = scale * (sum / degrees_[row] - shift * Row(block.data() + walkWidth * row));
            if (before)
                sum -= Row(before->data() + walkWidth * row);
            Eigen::Map<Values>(result.data() + walkWidth * row) = sum;
        }
    });
}

Eigen::MatrixXd RandomWalk::dense() const {
    const auto count = static_cast<Eigen::Index>(points());
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(count, count);
    for (std::size_t row = 0; row < points(); ++row)
        for (std::uint64_t entry = offsets_[row]; entry < offsets_[row + 1]; ++entry)
            matrix(static_cast<Eigen::Index>(row), columns_[entry]) =
                static_cast<double>(weights_[entry]) / std::sqrt(degrees_[row] * degrees_[columns_[entry]]);
    return matrix;
}

} // namespace shoal
