// SPDX-License-Identifier: MIT
#include "tsne/partial_embedding.h"

#include "core/error.h"
#include "core/parallel.h"
#include "tsne/student_kernel.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace shoal {

namespace {

// A step of so many points takes some tenths of a millisecond, or milliseconds where they have left a map of
// a million.
constexpr std::size_t blockPoints = 16;

void requireFinite(const Positions& positions, const char* what) {
    for (Eigen::Index i = 0; i < positions.rows(); ++i)
        if (!positions.row(i).allFinite())
            throw Error(std::string(what) + " " + std::to_string(i + 1) +
                        " has no finite position; give every point two finite coordinates.");
}

bool finite(const std::array<double, 2>& position) {
    return std::isfinite(position[0]) && std::isfinite(position[1]);
}

} // namespace

PartialEmbedding::PartialEmbedding(const Positions& reference, const ReferenceAffinities& affinities,
                                   const Positions& start, RunContext& context, double dof)
    : reference_((requireFinite(reference, "Point of the map"), reference))
    , affinities_(affinities)
    , dof_(dof)
    , repulsion_(reference, context, dof) {
    if (static_cast<std::size_t>(start.rows()) != affinities.points)
        throw Error("The start has " + std::to_string(start.rows()) + " points, but the affinities have " +
                    std::to_string(affinities.points) + "; start as many points as there are.");
    requireFinite(start, "New point");
    points_.resize(affinities.points);
    for (std::size_t i = 0; i < points_.size(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        points_[i].position = {static_cast<double>(start(row, 0)), static_cast<double>(start(row, 1))};
    }
    next_ = points_;
}

PartialEmbedding::Point PartialEmbedding::stepped(std::size_t index, const PartialOptions& options,
                                                  double* kl) const {
    Point point = points_[index];
    const auto [x, y] = point.position;
    const ReferenceRepulsion::Force push = repulsion_.at(x, y);
    std::array<double, 2> pull{0, 0};
    double logs = 0;
    const auto indices = affinities_.indicesOf(index);
    const auto weights = affinities_.weightsOf(index);
    for (std::size_t i = 0; i < indices.size(); ++i) {
        const double dx = x - static_cast<double>(reference_(indices[i], 0));
        const double dy = y - static_cast<double>(reference_(indices[i], 1));
        const double weight = static_cast<double>(weights[i]);
        const double distance2 = dx * dx + dy * dy;
        const double pulled = weight / (1 + distance2 / dof_);
        pull[0] += pulled * dx;
        pull[1] += pulled * dy;
        if (kl && weight > 0)
            logs += weight * std::log(weight * inverseKernel(distance2, dof_) * push.z);
    }
    if (kl)
        *kl += logs;
    std::array<double, 2> gradient{options.exaggeration * pull[0] - push.x / push.z,
                                   options.exaggeration * pull[1] - push.y / push.z};
    const double norm = std::hypot(gradient[0], gradient[1]);
    const double clip = norm > options.maxGradientNorm ? options.maxGradientNorm / norm : 1;
    for (std::size_t axis = 0; axis < 2; ++axis) {
        const double slope = gradient[axis] * clip;
        double& update = point.update[axis];
        double& gain = point.gain[axis];
        const auto sign = [](double value) { return (value > 0) - (value < 0); };
        gain = sign(update) == sign(slope) ? gain * 0.8 + 0.01 : gain + 0.2;
        update = options.momentum * update - options.learningRate * gain * slope;
        point.position[axis] += update;
    }
    return point;
}

PartialReport PartialEmbedding::advance(const PartialOptions& options, std::size_t iterations, bool reportKl,
                                        RunContext& context) {
    PartialReport report;
    for (std::size_t done = 0; done < iterations; ++done) {
        const bool last = reportKl && done + 1 == iterations;
        const double kl =
            sumBlocks(context, points_.size(), blockPoints, 0.0, [&](std::size_t begin, std::size_t end) {
                double sum = 0;
                for (std::size_t i = begin; i < end; ++i) {
                    next_[i] = stepped(i, options, last ? &sum : nullptr);
                    if (!finite(next_[i].position))
                        throw Error("New point " + std::to_string(i + 1) +
                                    " left the map for infinity in iteration " +
                                    std::to_string(iteration_ + 1) + "; use a smaller learning rate.");
                }
                return sum;
            });
        points_.swap(next_);
        ++iteration_;
        if (last)
            report.klDivergence = kl / static_cast<double>(std::max<std::size_t>(points_.size(), 1));
    }
    report.iteration = iteration_;
    return report;
}

Positions PartialEmbedding::positions() const {
    Positions result(static_cast<Eigen::Index>(points_.size()), 2);
    for (std::size_t i = 0; i < points_.size(); ++i)
        result.row(static_cast<Eigen::Index>(i)) << static_cast<float>(points_[i].position[0]),
            static_cast<float>(points_[i].position[1]);
    return result;
}

} // namespace shoal
