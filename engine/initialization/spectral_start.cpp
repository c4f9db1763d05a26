// SPDX-License-Identifier: MIT
#include "initialization/spectral_start.h"

#include "core/parallel.h"
#include "initialization/diffusion_map.h"
#include "initialization/start_positions.h"

#include <algorithm>
#include <cmath>

namespace shoal {

namespace {

using Rows = std::vector<std::uint32_t>;

/// The rows of each part of the graph that is connected, ascending; the largest part first, of equals the one
/// that begins first.
std::vector<Rows> connectedParts(const Affinities& affinities, RunContext& context) {
    constexpr std::size_t rowsBetweenCheckpoints = 4096;
    std::vector<bool> seen(affinities.points, false);
    std::vector<Rows> parts;
    std::size_t visited = 0;
    for (std::uint32_t first = 0; first < affinities.points; ++first) {
        if (seen[first])
            continue;
        seen[first] = true;
        Rows part{first};
        for (std::size_t next = 0; next < part.size(); ++next) {
            if (visited++ % rowsBetweenCheckpoints == 0)
                context.checkpoint();
            const std::uint32_t row = part[next];
            for (std::uint64_t entry = affinities.rowOffsets[row]; entry < affinities.rowOffsets[row + 1];
                 ++entry) {
                const std::uint32_t column = affinities.columns[entry];
                if (!seen[column]) {
                    seen[column] = true;
                    part.push_back(column);
                }
            }
        }
        std::sort(part.begin(), part.end());
        parts.push_back(std::move(part));
    }
    std::stable_sort(parts.begin(), parts.end(),
                     [](const Rows& a, const Rows& b) { return a.size() > b.size(); });
    return parts;
}

/// Moves and scales both columns by one factor so that they fill the square of that side around `center`.
void fit(Eigen::MatrixX2d& map, const Eigen::RowVector2d& center, double side) {
    const Eigen::RowVector2d low = map.colwise().minCoeff();
    const Eigen::RowVector2d high = map.colwise().maxCoeff();
    const double span = (high - low).maxCoeff();
    map.rowwise() -= (low + high) / 2;
    if (span > 0)
        map *= side / span;
    map.rowwise() += center;
}

/// Squares on shelves: from left to right until a shelf is full, then on the next one.
class Shelves {
public:
    explicit Shelves(double width)
        : width_(width) {}

    /// The centre of the next square, which is no larger than those before it.
    Eigen::RowVector2d place(double side) {
        if (x_ > 0 && x_ + side > width_) {
            y_ += height_;
            x_ = 0;
        }
        if (x_ == 0)
            height_ = side;
        Eigen::RowVector2d center(x_ + side / 2, y_ + side / 2);
        x_ += side;
        return center;
    }

private:
    const double width_;
    double x_ = 0;
    double y_ = 0;
    double height_ = 0;
};

void put(const Eigen::MatrixX2d& map, const Affinities& affinities, const Rows* rows, Positions& start) {
    for (Eigen::Index i = 0; i < map.rows(); ++i) {
        const std::uint32_t row = rows ? (*rows)[static_cast<std::size_t>(i)] : static_cast<std::uint32_t>(i);
        start.row(affinities.pointOfRow[row]) = map.row(i).cast<float>();
    }
}

void layOut(const std::vector<Rows>& parts, const Affinities& affinities, Positions& start,
            RunContext& context) {
    // A quarter of each square's side is space between the parts.
    constexpr double filled = 0.75;
    const auto count = static_cast<double>(affinities.points);
    const auto sideOf = [](const Rows& part) { return std::sqrt(static_cast<double>(part.size())); };
    // The first two lie beside each other: the first column is what rescaling goes by.
    Shelves shelves(std::max(1.2 * std::sqrt(count), sideOf(parts[0]) + sideOf(parts[1])));
    std::size_t done = 0;
    for (const Rows& part : parts) {
        context.checkpoint();
        const double side = sideOf(part);
        Eigen::MatrixX2d map = Eigen::MatrixX2d::Zero(static_cast<Eigen::Index>(part.size()), 2);
        if (part.size() > 1) {
            RunContext share = context.part(static_cast<double>(done) / count,
                                            static_cast<double>(done + part.size()) / count);
            map = diffusionMap(RandomWalk(affinities, part, context), share);
        }
        fit(map, shelves.place(side), filled * side);
        put(map, affinities, &part, start);
        done += part.size();
    }
}

} // namespace

Positions spectralStart(const Affinities& affinities, std::uint64_t seed, RunContext& context) {
    Positions start = Positions::Zero(static_cast<Eigen::Index>(affinities.points), 2);
    const std::vector<Rows> parts = connectedParts(affinities, context);
    if (parts.size() > 1) {
        layOut(parts, affinities, start, context);
    } else if (affinities.points > 1) {
        Eigen::MatrixX2d map = diffusionMap(RandomWalk(affinities, context), context);
        fit(map, {0, 0}, 1);
        put(map, affinities, nullptr, start);
    }
    rescale(start);
    addJitter(start, jitterShare * startDeviation, seed, context);
    return start;
}

} // namespace shoal
