// SPDX-License-Identifier: MIT
#include "tsne/point_tree.h"

#include "core/parallel.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

namespace shoal {

namespace {

/// Levels of the tree, two bits of a code each: as fine as floats can tell places apart.
constexpr int levels = 24;
constexpr int digitBits = 8;
constexpr std::size_t digits = std::size_t{1} << digitBits;
constexpr std::size_t sortBlock = 16384;
/// Cells of so many points are not divided.
constexpr std::uint32_t leafPoints = 16;
/// Points that share one walk down the tree.
constexpr std::uint32_t groupPoints = 48;

/// Bit i of `value` at 2i.
std::uint64_t spaced(std::uint32_t value) {
    std::uint64_t bits = value;
    bits = (bits | bits << 16) & 0x0000FFFF0000FFFF;
    bits = (bits | bits << 8) & 0x00FF00FF00FF00FF;
    bits = (bits | bits << 4) & 0x0F0F0F0F0F0F0F0F;
    bits = (bits | bits << 2) & 0x3333333333333333;
    return (bits | bits << 1) & 0x5555555555555555;
}

/// How many levels down two codes are in the same cell.
int commonLevels(std::uint64_t a, std::uint64_t b) {
    constexpr int unusedBits = 64 - 2 * levels;
    return (std::countl_zero(a ^ b) - unusedBits) / 2;
}

} // namespace

void PointTree::build(const float* positions, std::size_t points, const Bounds& bounds, RunContext& context) {
    if (order_.size() != points) {
        for (Buffer<std::uint64_t>* buffer : {&codes_, &otherCodes_})
            *buffer = Buffer<std::uint64_t>(points);
        for (Buffer<std::uint32_t>* buffer : {&order_, &otherOrder_})
            *buffer = Buffer<std::uint32_t>(points);
        xs_ = Buffer<float>(points);
        ys_ = Buffer<float>(points);
    }
    rootSize_ =
        std::max(double{bounds.maxX} - double{bounds.minX}, double{bounds.maxY} - double{bounds.minY});
    sort(positions, points, bounds, context);
    forBlocks(context, points, sortBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) {
            xs_[i] = positions[2 * std::size_t{order_[i]}];
            ys_[i] = positions[2 * std::size_t{order_[i]} + 1];
        }
    });
    nodes_.clear();
    groups_.clear();
    if (points > 0)
        addNode(0, static_cast<std::uint32_t>(points), false, context);
}

void PointTree::sort(const float* positions, std::size_t points, const Bounds& bounds, RunContext& context) {
    constexpr double cells = 1U << levels;
    const double perUnit = rootSize_ > 0 ? cells / rootSize_ : 0;
    const auto cellOf = [&](float value, float origin) {
        return static_cast<std::uint32_t>(
            std::clamp((double{value} - double{origin}) * perUnit, 0.0, cells - 1));
    };
    forBlocks(context, points, sortBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) {
            codes_[i] = spaced(cellOf(positions[2 * i], bounds.minX)) |
                        spaced(cellOf(positions[2 * i + 1], bounds.minY)) << 1;
            order_[i] = static_cast<std::uint32_t>(i);
        }
    });
    // Digit by digit from the last, each pass keeping the order of the one before.
    for (int shift = 0; shift < 2 * levels; shift += digitBits) {
        const auto digitOf = [shift](std::uint64_t code) { return (code >> shift) & (digits - 1); };
        starts_.assign(blockCount(points, sortBlock) * digits, 0);
        forBlocks(context, points, sortBlock, [&](std::size_t begin, std::size_t end, std::size_t block) {
            std::uint32_t* counts = starts_.data() + block * digits;
            for (std::size_t i = begin; i < end; ++i)
                ++counts[digitOf(codes_[i])];
        });
        std::uint32_t next = 0;
        for (std::size_t digit = 0; digit < digits; ++digit)
            for (std::size_t at = digit; at < starts_.size(); at += digits)
                next += std::exchange(starts_[at], next);
        forBlocks(context, points, sortBlock, [&](std::size_t begin, std::size_t end, std::size_t block) {
            std::uint32_t* starts = starts_.data() + block * digits;
            for (std::size_t i = begin; i < end; ++i) {
                const std::uint32_t at = starts[digitOf(codes_[i])]++;
                otherCodes_[at] = codes_[i];
                otherOrder_[at] = order_[i];
            }
        });
        std::swap(codes_, otherCodes_);
        std::swap(order_, otherOrder_);
    }
}

PointTree::Sum PointTree::addNode(std::uint32_t begin, std::uint32_t end, bool grouped, RunContext& context) {
    context.checkpoint();
    const std::size_t index = nodes_.size();
    nodes_.emplace_back();
    const std::uint32_t count = end - begin;
    const int level = commonLevels(codes_[begin], codes_[end - 1]);
    const bool onePlace = level == levels;
    const bool leaf = onePlace || count <= leafPoints;
    if (!grouped && (leaf || count <= groupPoints)) {
        addGroups(begin, end);
        grouped = true;
    }
    Sum sum;
    if (leaf) {
        for (std::uint32_t i = begin; i < end; ++i) {
            sum.x += double{xs_[i]};
            sum.y += double{ys_[i]};
        }
    } else {
        const int shift = 2 * (levels - 1 - level);
        std::uint32_t childBegin = begin;
        for (std::uint64_t quarter = 0; quarter < 4; ++quarter) {
            const auto* childEnd =
                std::partition_point(codes_.data() + childBegin, codes_.data() + end,
                                     [&](std::uint64_t code) { return ((code >> shift) & 3) <= quarter; });
            const auto next = static_cast<std::uint32_t>(childEnd - codes_.data());
            if (next > childBegin) {
                const Sum part = addNode(childBegin, next, grouped, context);
                sum.x += part.x;
                sum.y += part.y;
            }
            childBegin = next;
        }
    }
    TreeNode& node = nodes_[index];
    node.x = static_cast<float>(sum.x / count);
    node.y = static_cast<float>(sum.y / count);
    node.weight = static_cast<float>(count);
    node.size = onePlace && count > leafPoints ? -1.0F : static_cast<float>(std::ldexp(rootSize_, -level));
    node.begin = begin;
    node.end = end;
    node.skip = static_cast<std::uint32_t>(nodes_.size());
    return sum;
}

void PointTree::addGroups(std::uint32_t begin, std::uint32_t end) {
    // More than a group's worth only where they are at one place.
    for (std::uint32_t first = begin; first < end; first += groupPoints) {
        TreeGroup group{first, std::min(end, first + groupPoints), {}};
        for (std::uint32_t i = group.begin; i < group.end; ++i)
            group.bounds.include(xs_[i], ys_[i]);
        groups_.push_back(group);
    }
}

} // namespace shoal
