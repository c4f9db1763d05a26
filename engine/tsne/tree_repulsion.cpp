// SPDX-License-Identifier: MIT
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tsne/tree_repulsion.cpp"
#include <hwy/foreach_target.h>

#include "core/parallel.h"
#include "tsne/kernels-inl.h"
#include "tsne/point_tree.h"
#include "tsne/tree_repulsion.h"

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <vector>

#ifndef SHOAL_TSNE_TREE_SOURCES
#define SHOAL_TSNE_TREE_SOURCES
namespace shoal {

/// What acts on a group of points: points near by and cells further off, with how many points each stands
/// for.
struct TreeSources {
    std::vector<float> xs, ys, weights;

    void clear() {
        xs.clear();
        ys.clear();
        weights.clear();
    }
    void add(float x, float y, float weight) {
        xs.push_back(x);
        ys.push_back(y);
        weights.push_back(weight);
    }
};

} // namespace shoal
#endif

HWY_BEFORE_NAMESPACE();
namespace shoal::HWY_NAMESPACE {

/// Writes the forces on a group's points and returns their share of Z. `sources` are a whole number of
/// vectors.
template <class Kernel>
HWY_INLINE double repelGroup(const Kernel& kernel, const TreeSources& sources, const PointTree& tree,
                             const TreeGroup& group, float* forces) {
    const hn::ScalableTag<float> d;
    using V = hn::Vec<decltype(d)>;
    constexpr std::size_t flushInterval = 1024;
    const std::size_t lanes = hn::Lanes(d);
    double z = 0;
    for (std::uint32_t i = group.begin; i < group.end; ++i) {
        const V targetX = hn::Set(d, tree.xs()[i]);
        const V targetY = hn::Set(d, tree.ys()[i]);
        double x = 0;
        double y = 0;
        for (std::size_t chunk = 0; chunk < sources.xs.size(); chunk += flushInterval) {
            const std::size_t end = std::min(sources.xs.size(), chunk + flushInterval);
            V forceX = hn::Zero(d);
            V forceY = hn::Zero(d);
            V sumZ = hn::Zero(d);
            for (std::size_t j = chunk; j < end; j += lanes) {
                const V dx = hn::Sub(targetX, hn::LoadU(d, sources.xs.data() + j));
                const V dy = hn::Sub(targetY, hn::LoadU(d, sources.ys.data() + j));
                const V weight = hn::LoadU(d, sources.weights.data() + j);
                const auto [q, factor] = kernel.repulsion(dx, dy);
                sumZ = hn::MulAdd(weight, q, sumZ);
                const V force = hn::Mul(weight, factor);
                forceX = hn::MulAdd(force, dx, forceX);
                forceY = hn::MulAdd(force, dy, forceY);
            }
            x += static_cast<double>(hn::GetLane(hn::SumOfLanes(d, forceX)));
            y += static_cast<double>(hn::GetLane(hn::SumOfLanes(d, forceY)));
            z += static_cast<double>(hn::GetLane(hn::SumOfLanes(d, sumZ)));
        }
        float* force = forces + 2 * std::size_t{tree.order()[i]};
        force[0] = static_cast<float>(x);
        force[1] = static_cast<float>(y);
        z -= 1; // the point on itself
    }
    return z;
}

/// `sources` are padded to whole vectors.
double repelFrom(TreeSources& sources, const PointTree& tree, const TreeGroup& group, float dof,
                 float* forces) {
    const hn::ScalableTag<float> d;
    while (sources.xs.size() % hn::Lanes(d) != 0)
        sources.add(group.bounds.minX, group.bounds.minY, 0);
    return dof == 1 ? repelGroup(CauchyKernel(dof), sources, tree, group, forces)
                    : repelGroup(StudentKernel(dof), sources, tree, group, forces);
}

} // namespace shoal::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace shoal {

HWY_EXPORT(repelFrom);

namespace {

/// From the nearest place of a rectangle.
float squaredDistance(const Bounds& bounds, float x, float y) {
    const float dx = std::max({bounds.minX - x, x - bounds.maxX, 0.0F});
    const float dy = std::max({bounds.minY - y, y - bounds.maxY, 0.0F});
    return dx * dx + dy * dy;
}

void collectSources(const PointTree& tree, const TreeGroup& group, float theta, TreeSources& sources) {
    const std::vector<TreeNode>& nodes = tree.nodes();
    sources.clear();
    for (std::uint32_t index = 0; index < nodes.size();) {
        const TreeNode& node = nodes[index];
        const bool onePlace = node.size < 0;
        const bool around = node.begin <= group.begin && group.end <= node.end;
        const bool far =
            node.size * node.size < theta * theta * squaredDistance(group.bounds, node.x, node.y);
        if (onePlace || (far && !around)) {
            sources.add(node.x, node.y, node.weight);
            index = node.skip;
        } else {
            ++index;
            if (index == node.skip)
                for (std::uint32_t i = node.begin; i < node.end; ++i)
                    sources.add(tree.xs()[i], tree.ys()[i], 1);
        }
    }
}

} // namespace

struct TreeRepulsion::Workspace {
    PointTree tree;
    tbb::enumerable_thread_specific<TreeSources> sources;
};

TreeRepulsion::TreeRepulsion() = default;
TreeRepulsion::TreeRepulsion(TreeRepulsion&&) noexcept = default;
TreeRepulsion& TreeRepulsion::operator=(TreeRepulsion&&) noexcept = default;
TreeRepulsion::~TreeRepulsion() = default;

double TreeRepulsion::compute(const float* positions, std::size_t points, const Bounds& bounds,
                              const TreeOptions& options, float* forces, RunContext& context) {
    if (!workspace_)
        workspace_ = std::make_unique<Workspace>();
    workspace_->tree.build(positions, points, bounds, context);
    const PointTree& tree = workspace_->tree;
    constexpr std::size_t groupsPerBlock = 4;
    return sumBlocks(
        context, tree.groups().size(), groupsPerBlock, 0.0, [&](std::size_t begin, std::size_t end) {
            TreeSources& sources = workspace_->sources.local();
            double z = 0;
            for (std::size_t group = begin; group < end; ++group) {
                collectSources(tree, tree.groups()[group], static_cast<float>(options.theta), sources);
                z += HWY_DYNAMIC_DISPATCH(repelFrom)(sources, tree, tree.groups()[group],
                                                     static_cast<float>(options.dof), forces);
            }
            return z;
        });
}

} // namespace shoal
#endif
