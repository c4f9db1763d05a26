// SPDX-License-Identifier: MIT
#include "quality/plane_index.h"

#include "core/parallel.h"
#include "core/random.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace shoal {

namespace {

constexpr std::size_t leafSize = 256; // at most on average, and more than half of it
constexpr std::size_t sampledPerLeaf = 4;
constexpr std::size_t blockSize = 32768;

struct Place {
    float at[2];
};

bool isFinite(const Positions& points, Eigen::Index row) {
    return std::isfinite(points(row, 0)) && std::isfinite(points(row, 1));
}

/// The axis along which places spread farther.
std::size_t longerAxis(const Place* begin, const Place* end) {
    float spread[2] = {0, 0};
    for (const std::size_t axis : {0U, 1U}) {
        const auto [low, high] = std::minmax_element(
            begin, end, [axis](const Place& a, const Place& b) { return a.at[axis] < b.at[axis]; });
        spread[axis] = begin == end ? 0 : high->at[axis] - low->at[axis];
    }
    return spread[1] > spread[0] ? 1 : 0;
}

} // namespace

PlaneIndex::PlaneIndex(const Positions& points, RunContext& context)
    : levels_(std::bit_width(static_cast<std::size_t>(points.rows()) / leafSize))
    , cuts_((std::size_t{1} << levels_) - 1)
    , axes_(cuts_.size())
    , points_(points) {
    chooseCuts(points);
    fillLeaves(points, context);
}

void PlaneIndex::chooseCuts(const Positions& points) {
    if (levels_ == 0)
        return;
    std::vector<Place> sample;
    for (const std::uint32_t row :
         sampleRows(static_cast<std::size_t>(points.rows()), sampledPerLeaf << levels_, 0))
        if (isFinite(points, row))
            sample.push_back({{points(row, 0), points(row, 1)}});
    struct Part {
        Place* begin;
        Place* end;
    };
    std::vector<Part> parts(2 * cuts_.size() + 1);
    parts[0] = {sample.data(), sample.data() + sample.size()};
    for (std::size_t node = 0; node < cuts_.size(); ++node) {
        const auto [begin, end] = parts[node];
        const std::size_t axis = longerAxis(begin, end);
        Place* const middle = begin + (end - begin) / 2;
        if (begin != end)
            std::nth_element(begin, middle, end,
                             [axis](const Place& a, const Place& b) { return a.at[axis] < b.at[axis]; });
        axes_[node] = static_cast<std::uint8_t>(axis);
        cuts_[node] = begin == end ? 0 : middle->at[axis];
        parts[2 * node + 1] = {begin, middle};
        parts[2 * node + 2] = {middle, end};
    }
}

std::size_t PlaneIndex::leafOf(float x, float y) const {
    const float at[2] = {x, y};
    std::size_t node = 0;
    for (std::size_t level = 0; level < levels_; ++level)
        node = 2 * node + 1 + (at[axes_[node]] >= cuts_[node] ? 1 : 0);
    return node - cuts_.size();
}

/// A stable counting sort by leaf, in parallel.
void PlaneIndex::fillLeaves(const Positions& points, RunContext& context) {
    const auto count = static_cast<std::size_t>(points.rows());
    const std::size_t bins = cuts_.size() + 2; // the leaves, and a bin of what is not finite
    const std::size_t blocks = blockCount(count, blockSize);
    std::vector<std::uint32_t> next(blocks * bins, 0);
    Buffer<std::uint32_t> binOf(count);
    forBlocks(context, count, blockSize, [&](std::size_t begin, std::size_t end, std::size_t block) {
        for (std::size_t row = begin; row < end; ++row) {
            const auto index = static_cast<Eigen::Index>(row);
            const std::size_t bin =
                isFinite(points, index) ? leafOf(points(index, 0), points(index, 1)) : bins - 1;
            binOf[row] = static_cast<std::uint32_t>(bin);
            ++next[block * bins + bin];
        }
    });
    ends_.resize(bins);
    std::uint32_t total = 0;
    for (std::size_t bin = 0; bin < bins; ++bin) {
        for (std::size_t block = 0; block < blocks; ++block) {
            const std::uint32_t here = next[block * bins + bin];
            next[block * bins + bin] = total;
            total += here;
        }
        ends_[bin] = total;
    }
    x_ = Buffer<float>(count);
    y_ = Buffer<float>(count);
    rows_ = Buffer<std::uint32_t>(count);
    forBlocks(context, count, blockSize, [&](std::size_t begin, std::size_t end, std::size_t block) {
        for (std::size_t row = begin; row < end; ++row) {
            const std::size_t to = next[block * bins + binOf[row]]++;
            x_[to] = points.data()[2 * row];
            y_[to] = points.data()[2 * row + 1];
            rows_[to] = static_cast<std::uint32_t>(row);
        }
    });
}

/// One point's neighbours, the nearest first.
class PlaneIndex::Search {
public:
    Search(const PlaneIndex& index, std::uint32_t row, std::size_t count)
        : index_(index)
        , row_(row)
        , at_{index.points_(row, 0), index.points_(row, 1)} {
        nearest_.assign(count, {std::numeric_limits<float>::infinity(), nobody});
    }

    /// `offsets`: how far the node's part of the plane lies from the point along each axis.
    void descend(std::size_t node, double offsetX, double offsetY) {
        if (node >= index_.cuts_.size()) {
            scan(node - index_.cuts_.size());
            return;
        }
        const std::size_t axis = index_.axes_[node];
        const double beyond = at_[axis] - static_cast<double>(index_.cuts_[node]);
        const std::size_t side = beyond >= 0 ? 1 : 0;
        descend(2 * node + 1 + side, offsetX, offsetY);
        (axis == 0 ? offsetX : offsetY) = std::abs(beyond);
        if (offsetX * offsetX + offsetY * offsetY <= limit_)
            descend(2 * node + 2 - side, offsetX, offsetY);
    }

    void takeRows(std::vector<std::uint32_t>& found) const {
        found.clear();
        for (const Candidate& candidate : nearest_)
            if (candidate.row != nobody)
                found.push_back(candidate.row);
    }

private:
    static constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();
    struct Candidate {
        float distance;
        std::uint32_t row;
        bool operator<(const Candidate& other) const {
            return distance != other.distance ? distance < other.distance : row < other.row;
        }
    };

    void scan(std::size_t leaf) {
        const std::size_t begin = leaf == 0 ? 0 : index_.ends_[leaf - 1];
        for (std::size_t i = begin; i < index_.ends_[leaf]; ++i) {
            const double dx = static_cast<double>(index_.x_[i]) - at_[0];
            const double dy = static_cast<double>(index_.y_[i]) - at_[1];
            const double square = dx * dx + dy * dy;
            if (square > limit_)
                continue;
            const Candidate candidate{static_cast<float>(std::sqrt(square)), index_.rows_[i]};
            // Of many points at one place, those of the first rows are known before the leaf ends.
            if (limit_ == 0 && candidate.row > nearest_.back().row)
                break;
            if (candidate.row != row_ && candidate < nearest_.back())
                insert(candidate);
        }
    }

    void insert(const Candidate& candidate) {
        auto place = nearest_.end() - 1;
        for (; place != nearest_.begin() && candidate < *(place - 1); --place)
            *place = *(place - 1);
        *place = candidate;
        const double worst = nearest_.back().distance;
        limit_ = worst * worst * roundedUp;
    }

    // Distances are compared in float, so squares a little larger may still be equal.
    static constexpr double roundedUp = 1 + 1e-6;
    const PlaneIndex& index_;
    std::uint32_t row_;
    double at_[2];
    std::vector<Candidate> nearest_;
    double limit_ = std::numeric_limits<double>::infinity(); // of squares that can be among the nearest
};

void PlaneIndex::nearest(std::uint32_t row, std::size_t count, std::vector<std::uint32_t>& found) const {
    found.clear();
    if (count == 0 || !isFinite(points_, row))
        return;
    Search search(*this, row, count);
    search.descend(0, 0, 0);
    search.takeRows(found);
}

} // namespace shoal
