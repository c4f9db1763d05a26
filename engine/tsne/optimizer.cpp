// SPDX-License-Identifier: MIT
#include "tsne/optimizer.h"

#include "core/error.h"
#include "core/parallel.h"
#include "tsne/exact_repulsion.h"
#include "tsne/grid_geometry.h"
#include "tsne/optimizer_parts.h"
#include "tsne/step_kernels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace shoal {

namespace {

/// Rows of P handled together: a fraction of a millisecond.
constexpr std::size_t rowBlock = 256;
constexpr std::size_t pointBlock = 16384;
using Parts = OptimizerState::Parts;

void requireSamePoints(const Parts& parts, const Affinities& affinities) {
    if (affinities.points != parts.points)
        throw Error("The embedding has " + std::to_string(parts.points) +
                    " points, but the affinities have " + std::to_string(affinities.points) +
                    "; start again from these affinities.");
}

Bounds boundsOf(const float* positions, std::size_t begin, std::size_t end) {
    Bounds bounds;
    for (std::size_t i = begin; i < end; ++i)
        bounds.include(positions[2 * i], positions[2 * i + 1]);
    return bounds;
}

/// The quickest by times measured with AVX-512 (tests/benchmarks/bench_iteration); depends on positions and
/// dof alone. At one degree of freedom the tree is left out, although it is quicker than both for some
/// thousand points on a wide map: runs of a recipe keep the results they have had.
RepulsionMethod automaticRepulsion(const Parts& parts, double dof) {
    // In nodes of the padded grid, one of which takes some 4 ns on two cores.
    const bool standard = dof == 1;
    const double nodesPerPair = standard ? 1.0 / 35 : 1.0 / 2.7;
    constexpr double nodesPerTreeLevel = 20; // per point
    const GridGeometry geometry = gridGeometry(parts.bounds, dof);
    const auto count = static_cast<double>(parts.points);
    const double grid = static_cast<double>(geometry.paddedColumns) * geometry.paddedRows;
    const double pairs = count * count * nodesPerPair;
    const double tree = nodesPerTreeLevel * count * std::log2(count + 1);
    if (!standard && tree < std::min(pairs, grid))
        return RepulsionMethod::BarnesHut;
    return pairs < grid ? RepulsionMethod::Exact : RepulsionMethod::Fft;
}

/// Fills parts.repulsion and returns Z.
double repel(Parts& parts, const OptimizerOptions& options, RunContext& context) {
    const RepulsionMethod method = options.repulsion == RepulsionMethod::Automatic
                                       ? automaticRepulsion(parts, options.dof)
                                       : options.repulsion;
    const float* positions = parts.positions.data();
    float* forces = parts.repulsion.data();
    if (method == RepulsionMethod::Exact)
        return exactRepulsion(positions, parts.points, options.dof, forces, context);
    if (method == RepulsionMethod::BarnesHut)
        return parts.tree.compute(positions, parts.points, parts.bounds, {options.dof, options.theta}, forces,
                                  context);
    return parts.grid.compute(positions, parts.points, parts.bounds, options.dof, forces, context);
}

/// As many as there are points.
void take(Parts& parts, const Positions& positions) {
    for (std::size_t row = 0; row < parts.points; ++row) {
        const auto point = static_cast<Eigen::Index>(parts.pointOfRow[row]);
        const float x = positions(point, 0);
        const float y = positions(point, 1);
        if (!std::isfinite(x) || !std::isfinite(y))
            throw Error("The start of point " + std::to_string(point + 1) +
                        " is not finite; give every point two finite coordinates.");
        parts.nextPositions[2 * row] = x;
        parts.nextPositions[2 * row + 1] = y;
    }
    std::swap(parts.positions, parts.nextPositions);
    parts.bounds = boundsOf(parts.positions.data(), 0, parts.points);
}

AttractionInput attractionInput(const Affinities& affinities, const Parts& parts, double dof) {
    return {affinities.rowOffsets.data(), affinities.columns.data(), affinities.weights.data(),
            affinities.columns.size(),    parts.positions.data(),    static_cast<float>(dof)};
}

/// Σ p ln(p / q) with q = (1 + d²/ν)^−ν / Z.
double divergence(const Affinities& affinities, double sumOfLogs, double z) {
    return affinities.columns.empty() ? 0 : affinities.entropy + sumOfLogs + std::log(z);
}

StepReport stepOnce(Parts& parts, const Affinities& affinities, const OptimizerOptions& options,
                    bool reportKl, RunContext& context) {
    const double z = repel(parts, options, context);
    // A lone point, or points all infinitely far apart, repel nobody.
    const double repulsionScale = z > 0 ? 1 / z : 0;
    const StepRule rule{
        static_cast<float>(options.exaggeration),
        static_cast<float>(repulsionScale),
        static_cast<float>(options.effectiveLearningRate(parts.points)),
        static_cast<float>(options.momentum),
        static_cast<float>(options.maxStepNorm),
        static_cast<float>(options.maxGradientNorm.value_or(std::numeric_limits<double>::infinity()))};
    const AttractionInput input = attractionInput(affinities, parts, options.dof);
    const StepSums sums =
        sumBlocks(context, parts.points, rowBlock, StepSums{}, [&](std::size_t begin, std::size_t end) {
            std::array<float, 2 * rowBlock> attraction;
            double logs = 0;
            if (reportKl)
                logs = attractAndSumLogs(input, begin, end, attraction.data());
            else
                attract(input, begin, end, attraction.data());
            StepSums part =
                step(rule, {end - begin, attraction.data(), parts.repulsion.data() + 2 * begin,
                            parts.positions.data() + 2 * begin, parts.updates.data() + 2 * begin,
                            parts.gains.data() + 2 * begin, parts.nextPositions.data() + 2 * begin,
                            parts.nextUpdates.data() + 2 * begin, parts.nextGains.data() + 2 * begin});
            part.logs = logs;
            return part;
        });
    if (!std::isfinite(sums.gradientSquared) || !std::isfinite(sums.x) || !std::isfinite(sums.y))
        throw Error("The embedding stopped being finite in iteration " + std::to_string(parts.iteration + 1) +
                    "; use a smaller learning rate.");

    const auto count = static_cast<double>(parts.points);
    const auto meanX = static_cast<float>(sums.x / count);
    const auto meanY = static_cast<float>(sums.y / count);
    float* positions = parts.nextPositions.data();
    parts.bounds =
        sumBlocks(context, parts.points, pointBlock, Bounds{}, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                positions[2 * i] -= meanX;
                positions[2 * i + 1] -= meanY;
            }
            return boundsOf(positions, begin, end);
        });
    std::swap(parts.positions, parts.nextPositions);
    std::swap(parts.updates, parts.nextUpdates);
    std::swap(parts.gains, parts.nextGains);
    ++parts.iteration;
    parts.overshoots += static_cast<std::uint64_t>(sums.overshoots);

    StepReport report;
    report.iteration = parts.iteration;
    report.gradientNorm = std::sqrt(sums.gradientSquared);
    if (reportKl)
        report.klDivergence = divergence(affinities, sums.logs, z);
    return report;
}

} // namespace

OptimizerState::OptimizerState(const Affinities& affinities, const Positions& start, std::uint64_t iteration)
    : parts_(std::make_unique<Parts>()) {
    const std::size_t points = affinities.points;
    if (static_cast<std::size_t>(start.rows()) != points)
        throw Error("The start has " + std::to_string(start.rows()) + " points, but the affinities have " +
                    std::to_string(points) + "; start from as many points as there are rows in the data.");
    parts_->points = points;
    parts_->iteration = iteration;
    parts_->pointOfRow = affinities.pointOfRow;
    for (Buffer<float>* buffer :
         {&parts_->positions, &parts_->updates, &parts_->gains, &parts_->nextPositions, &parts_->nextUpdates,
          &parts_->nextGains, &parts_->repulsion})
        *buffer = Buffer<float>(2 * points);
    take(*parts_, start);
    std::fill(parts_->updates.begin(), parts_->updates.end(), 0.0F);
    std::fill(parts_->gains.begin(), parts_->gains.end(), 1.0F);
}

OptimizerState::OptimizerState(OptimizerState&&) noexcept = default;
OptimizerState& OptimizerState::operator=(OptimizerState&&) noexcept = default;
OptimizerState::~OptimizerState() = default;

std::size_t OptimizerState::points() const {
    return parts_->points;
}

std::uint64_t OptimizerState::iteration() const {
    return parts_->iteration;
}

std::uint64_t OptimizerState::overshoots() const {
    return parts_->overshoots;
}

double OptimizerState::span() const {
    const Bounds& bounds = parts_->bounds;
    return std::max(double{bounds.maxX} - double{bounds.minX}, double{bounds.maxY} - double{bounds.minY});
}

Positions OptimizerState::positions() const {
    Positions result(static_cast<Eigen::Index>(parts_->points), 2);
    for (std::size_t row = 0; row < parts_->points; ++row) {
        const auto point = static_cast<Eigen::Index>(parts_->pointOfRow[row]);
        result(point, 0) = parts_->positions[2 * row];
        result(point, 1) = parts_->positions[2 * row + 1];
    }
    return result;
}

void OptimizerState::setPositions(const Positions& positions) {
    if (static_cast<std::size_t>(positions.rows()) != parts_->points)
        throw Error("There are " + std::to_string(positions.rows()) + " positions for an embedding of " +
                    std::to_string(parts_->points) + " points; give one for each.");
    take(*parts_, positions);
}

void OptimizerState::renumber(const Affinities& affinities) {
    requireSamePoints(*parts_, affinities);
    if (parts_->pointOfRow == affinities.pointOfRow)
        return;
    std::vector<std::uint32_t> oldRow(parts_->points);
    for (std::size_t row = 0; row < parts_->points; ++row)
        oldRow[parts_->pointOfRow[row]] = static_cast<std::uint32_t>(row);
    for (Buffer<float>* buffer : {&parts_->positions, &parts_->updates, &parts_->gains}) {
        Buffer<float> moved(2 * parts_->points);
        for (std::size_t row = 0; row < parts_->points; ++row)
            std::copy_n(buffer->data() + std::size_t{2} * oldRow[affinities.pointOfRow[row]], 2,
                        moved.data() + 2 * row);
        *buffer = std::move(moved);
    }
    parts_->pointOfRow = affinities.pointOfRow;
}

StepReport advance(OptimizerState& state, const Affinities& affinities, const OptimizerOptions& options,
                   std::size_t iterations, bool reportKl, RunContext& context) {
    Parts& parts = state.parts();
    requireSamePoints(parts, affinities);
    StepReport report;
    report.iteration = parts.iteration;
    for (std::size_t done = 0; done < iterations; ++done) {
        context.checkpoint();
        report = stepOnce(parts, affinities, options, reportKl && done + 1 == iterations, context);
    }
    return report;
}

double klDivergence(OptimizerState& state, const Affinities& affinities, const OptimizerOptions& options,
                    RunContext& context) {
    Parts& parts = state.parts();
    requireSamePoints(parts, affinities);
    const double z = repel(parts, options, context);
    const AttractionInput input = attractionInput(affinities, parts, options.dof);
    const double logs =
        sumBlocks(context, parts.points, rowBlock, 0.0, [&](std::size_t begin, std::size_t end) {
            std::array<float, 2 * rowBlock> forces;
            return attractAndSumLogs(input, begin, end, forces.data());
        });
    return divergence(affinities, logs, z);
}

} // namespace shoal
