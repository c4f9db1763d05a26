// SPDX-License-Identifier: MIT
#include "tsne/grid_repulsion.h"

#include "core/buffer.h"
#include "core/parallel.h"
#include "tsne/grid_convolution.h"
#include "tsne/spline_kernels.h"
#include "tsne/student_kernel.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace shoal {

namespace {

/// Rows of cells whose points are handled together, so that their part of the grid stays in the nearest
/// cache.
constexpr int stripRows = 8;
constexpr int stripBufferRows = stripRows + splineOrder - 1;
constexpr std::size_t sortBlock = 16384;
constexpr std::size_t pointsPerItem = 8192;

} // namespace

/// T is float or double, for coordinates as well as for the grid.
template <class T>
class SplineGrid {
public:
    double compute(const float* positions, std::size_t points, const GridGeometry& geometry, float* forces,
                   RunContext& context) {
        convolve(positions, points, geometry, context);
        return gather(points, forces, context);
    }

    /// The potential of the points, for potentialAt().
    void convolve(const float* positions, std::size_t points, const GridGeometry& geometry,
                  RunContext& context) {
        if (!convolution_ || !convolution_->geometry().sameKernel(geometry))
            convolution_ = std::make_unique<GridConvolution<T>>(geometry);
        geometry_ = geometry;
        sortIntoStrips(positions, points, context);
        spread(context);
        convolution_->run(context, geometry_.rows, [this](int row, T* out) { addRow(row, out); });
    }

    /// Of all points, at a place within the geometry's bounds.
    ReferenceRepulsion::Force potentialAt(double x, double y) const {
        const double perUnit = 1 / geometry_.spacing;
        const auto cell = [&](double value, double origin, int nodes) {
            return static_cast<T>(
                std::clamp((value - origin) * perUnit, 0.0, static_cast<double>(nodes - splineOrder)));
        };
        const T place[2] = {cell(x, geometry_.originX, geometry_.columns),
                            cell(y, geometry_.originY, geometry_.rows)};
        const std::uint32_t first = 0;
        float force[2];
        const double potential = gatherPoints(place, &first, 1, convolution_->potential(),
                                              convolution_->stride(), -0.5 * perUnit, force);
        const double less = geometry_.fine ? static_cast<double>(order_.size()) : 0;
        return {static_cast<double>(force[0]), static_cast<double>(force[1]), potential + less};
    }

private:
    /// Some points of one strip, sorted_[begin, end): a task's worth.
    struct Item {
        int strip;
        std::size_t begin, end;
    };

    void sortIntoStrips(const float* positions, std::size_t points, RunContext& context);
    void makeItems();
    void spread(RunContext& context);
    void addRow(int row, T* out) const;
    double gather(std::size_t points, float* forces, RunContext& context);

    std::size_t itemStride() const { return convolution_->stride(); }
    T* itemBuffer(std::size_t item) { return spread_.data() + item * stripBufferRows * itemStride(); }
    const T* itemBuffer(std::size_t item) const {
        return spread_.data() + item * stripBufferRows * itemStride();
    }

    GridGeometry geometry_;
    std::unique_ptr<GridConvolution<T>> convolution_;
    std::vector<std::uint32_t> starts_; ///< sort blocks × strips: where a block's points of a strip begin
    std::vector<std::size_t> stripStarts_;
    std::vector<Item> items_;
    std::vector<std::size_t> stripItems_; ///< first item of each strip
    Buffer<T> sorted_;                    ///< coordinates in cells, by strip
    Buffer<std::uint32_t> order_;
    Buffer<T> spread_; ///< per item, its points' share of the rows they reach
};

template <class T>
void SplineGrid<T>::sortIntoStrips(const float* positions, std::size_t points, RunContext& context) {
    if (order_.size() != points) {
        sorted_ = Buffer<T>(2 * points);
        order_ = Buffer<std::uint32_t>(points);
    }
    const auto strips = static_cast<std::size_t>((geometry_.rows + stripRows - 1) / stripRows);
    starts_.assign(blockCount(points, sortBlock) * strips, 0);
    const T originX = static_cast<T>(geometry_.originX);
    const T originY = static_cast<T>(geometry_.originY);
    const T perUnit = static_cast<T>(1 / geometry_.spacing);
    const T lastColumn = static_cast<T>(geometry_.columns - splineOrder);
    const T lastRow = static_cast<T>(geometry_.rows - splineOrder);
    const auto scale = [&](float value, T origin, T last) {
        return std::clamp((static_cast<T>(value) - origin) * perUnit, T{0}, last);
    };
    const auto stripOf = [](T y) { return static_cast<std::size_t>(static_cast<int>(y) / stripRows); };

    forBlocks(context, points, sortBlock, [&](std::size_t begin, std::size_t end, std::size_t block) {
        std::uint32_t* counts = starts_.data() + block * strips;
        for (std::size_t i = begin; i < end; ++i)
            ++counts[stripOf(scale(positions[2 * i + 1], originY, lastRow))];
    });
    stripStarts_.assign(strips + 1, 0);
    std::uint32_t next = 0;
    for (std::size_t strip = 0; strip < strips; ++strip) {
        stripStarts_[strip] = next;
        for (std::size_t at = strip; at < starts_.size(); at += strips) {
            const std::uint32_t count = starts_[at];
            starts_[at] = next;
            next += count;
        }
    }
    stripStarts_[strips] = next;
    forBlocks(context, points, sortBlock, [&](std::size_t begin, std::size_t end, std::size_t block) {
        std::uint32_t* starts = starts_.data() + block * strips;
        for (std::size_t i = begin; i < end; ++i) {
            const T y = scale(positions[2 * i + 1], originY, lastRow);
            const std::uint32_t at = starts[stripOf(y)]++;
            sorted_[2 * std::size_t{at}] = scale(positions[2 * i], originX, lastColumn);
            sorted_[2 * std::size_t{at} + 1] = y;
            order_[at] = static_cast<std::uint32_t>(i);
        }
    });
    makeItems();
}

template <class T>
void SplineGrid<T>::makeItems() {
    items_.clear();
    stripItems_.clear();
    for (std::size_t strip = 0; strip + 1 < stripStarts_.size(); ++strip) {
        stripItems_.push_back(items_.size());
        for (std::size_t begin = stripStarts_[strip]; begin < stripStarts_[strip + 1]; begin += pointsPerItem)
            items_.push_back(
                {static_cast<int>(strip), begin, std::min(begin + pointsPerItem, stripStarts_[strip + 1])});
    }
    stripItems_.push_back(items_.size());
}

template <class T>
void SplineGrid<T>::spread(RunContext& context) {
    const std::size_t itemSize = stripBufferRows * itemStride();
    if (spread_.size() < items_.size() * itemSize)
        spread_ = Buffer<T>(items_.size() * itemSize * 5 / 4);
    forBlocks(context, items_.size(), 1, [&](std::size_t index, std::size_t, std::size_t) {
        const Item& item = items_[index];
        T* out = itemBuffer(index);
        std::fill_n(out, itemSize, T{0});
        spreadPoints(sorted_.data() + 2 * item.begin, item.end - item.begin, item.strip * stripRows,
                     itemStride(), out);
    });
}

template <class T>
void SplineGrid<T>::addRow(int row, T* out) const {
    const int strip = row / stripRows;
    // The strip before reaches into this one's first rows.
    for (int source = std::max(0, strip - 1); source <= strip; ++source) {
        const int offset = row - source * stripRows;
        if (offset >= stripBufferRows)
            continue;
        for (std::size_t item = stripItems_[static_cast<std::size_t>(source)];
             item < stripItems_[static_cast<std::size_t>(source) + 1]; ++item) {
            const T* from = itemBuffer(item) + static_cast<std::size_t>(offset) * itemStride();
            for (int column = 0; column < geometry_.columns; ++column)
                out[column] += from[column];
        }
    }
}

template <class T>
double SplineGrid<T>::gather(std::size_t points, float* forces, RunContext& context) {
    const double scale = -0.5 / geometry_.spacing;
    const double potentials = sumBlocks(context, items_.size(), 1, 0.0, [&](std::size_t index, std::size_t) {
        const Item& item = items_[index];
        return gatherPoints(sorted_.data() + 2 * item.begin, order_.data() + item.begin,
                            item.end - item.begin, convolution_->potential(), convolution_->stride(), scale,
                            forces);
    });
    // Z leaves out each point's own share; the fine grid's kernel is less by 1 for every pair.
    const auto count = static_cast<double>(points);
    const double others = potentials - count * convolution_->ownPotential();
    return geometry_.fine ? others + count * (count - 1) : others;
}

GridRepulsion::GridRepulsion() = default;
GridRepulsion::GridRepulsion(GridRepulsion&&) noexcept = default;
GridRepulsion& GridRepulsion::operator=(GridRepulsion&&) noexcept = default;
GridRepulsion::~GridRepulsion() = default;

double GridRepulsion::compute(const float* positions, std::size_t points, const Bounds& bounds, double dof,
                              float* forces, RunContext& context) {
    if (points < 2) {
        std::fill_n(forces, 2 * points, 0.0F);
        return 0;
    }
    const GridGeometry geometry = gridGeometry(bounds, dof);
    double z = 0;
    if (geometry.fine) {
        coarse_.reset();
        if (!fine_)
            fine_ = std::make_unique<SplineGrid<double>>();
        z = fine_->compute(positions, points, geometry, forces, context);
    } else {
        fine_.reset();
        if (!coarse_)
            coarse_ = std::make_unique<SplineGrid<float>>();
        z = coarse_->compute(positions, points, geometry, forces, context);
    }
    // No pair is further apart than the corners; a few points on a vast grid may seem to be.
    const double width = double{bounds.maxX} - double{bounds.minX};
    const double height = double{bounds.maxY} - double{bounds.minY};
    const auto count = static_cast<double>(points);
    return std::max(z, count * (count - 1) / inverseKernel(width * width + height * height, dof));
}

ReferenceRepulsion::ReferenceRepulsion(const Positions& reference, RunContext& context, double dof)
    : reference_(reference)
    , dof_(dof) {
    constexpr Eigen::Index mostSummed = 512;
    constexpr float margin = 0.1F; // of each side
    if (reference.rows() <= mostSummed)
        return;
    for (Eigen::Index i = 0; i < reference.rows(); ++i)
        bounds_.include(reference(i, 0), reference(i, 1));
    const float marginX = margin * (bounds_.maxX - bounds_.minX);
    const float marginY = margin * (bounds_.maxY - bounds_.minY);
    bounds_ = {bounds_.minX - marginX, bounds_.minY - marginY, bounds_.maxX + marginX,
               bounds_.maxY + marginY};
    const double width = double{bounds_.maxX} - double{bounds_.minX};
    const double height = double{bounds_.maxY} - double{bounds_.minY};
    const auto points = static_cast<std::size_t>(reference.rows());
    leastZ_ = static_cast<double>(points) / inverseKernel(width * width + height * height, dof);
    const GridGeometry geometry = gridGeometry(bounds_, dof);
    // Where tails are light, the potential far from all points is less than what single precision loses of
    // that near them.
    if (geometry.fine || dof > 1) {
        fine_ = std::make_unique<SplineGrid<double>>();
        fine_->convolve(reference.data(), points, geometry, context);
    } else {
        coarse_ = std::make_unique<SplineGrid<float>>();
        coarse_->convolve(reference.data(), points, geometry, context);
    }
}

ReferenceRepulsion::ReferenceRepulsion(ReferenceRepulsion&&) noexcept = default;
ReferenceRepulsion::~ReferenceRepulsion() = default;

bool ReferenceRepulsion::needsAllPoints(double x, double y) const {
    return !(x >= double{bounds_.minX} && x <= double{bounds_.maxX} && y >= double{bounds_.minY} &&
             y <= double{bounds_.maxY});
}

ReferenceRepulsion::Force ReferenceRepulsion::at(double x, double y) const {
    if (needsAllPoints(x, y))
        return sum(x, y);
    Force force = fine_ ? fine_->potentialAt(x, y) : coarse_->potentialAt(x, y);
    force.z = std::max(force.z, leastZ_);
    return force;
}

ReferenceRepulsion::Force ReferenceRepulsion::sum(double x, double y) const {
    Force force;
    for (Eigen::Index i = 0; i < reference_.rows(); ++i) {
        const double dx = x - static_cast<double>(reference_(i, 0));
        const double dy = y - static_cast<double>(reference_(i, 1));
        const double distance2 = dx * dx + dy * dy;
        const double q = 1 / inverseKernel(distance2, dof_);
        const double push = q / (1 + distance2 / dof_);
        force.z += q;
        force.x += push * dx;
        force.y += push * dy;
    }
    return force;
}

} // namespace shoal
