// SPDX-License-Identifier: MIT
#include "neighbors/tile_kernel.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "neighbors/tile_kernel.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h includes this file once per target: Highway's own headers come after it.
#include <hwy/cache_control.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace shoal::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// 16 lanes at most, so that two vectors never exceed a panel.
using Ints = hn::CappedTag<std::int32_t, Tile::panelWidth / 2>;
using Floats = hn::Rebind<float, Ints>;
using Unsigned = hn::Rebind<std::uint32_t, Ints>;
using IntVector = hn::Vec<Ints>;
using FloatVector = hn::Vec<Floats>;

constexpr std::size_t lanes = hn::MaxLanes(Ints());

/// Queries that go through the inner loop together, as many as their sums fit the registers: 32 with AVX-512,
/// 16 before.
constexpr std::size_t fullRows = HWY_TARGET <= HWY_AVX3 ? 12 : 6;
constexpr std::size_t fewRows = fullRows / 3;

/// A limit no sum exceeds.
constexpr std::int32_t nothingPasses = std::numeric_limits<std::int32_t>::max();

/// Shortens a list to its `keep` nearest and at most `spare` more; among equal distances the first to come
/// stay.
void pruneList(const QueryBlock::Lists& lists, std::size_t query, std::size_t spare) {
    const Floats d;
    const Unsigned di;
    const std::size_t count = lists.counts[query];
    if (count <= lists.keep + spare)
        return;
    float* HWY_RESTRICT squares = lists.squares + query * lists.stride;
    std::uint32_t* HWY_RESTRICT rows = lists.rows + query * lists.stride;

    const FloatVector infinity = hn::Set(d, std::numeric_limits<float>::infinity());
    FloatVector smallest = infinity;
    FloatVector largest = hn::Zero(d);
    for (std::size_t i = 0; i + lanes <= count; i += lanes) {
        const FloatVector values = hn::LoadU(d, squares + i);
        smallest = hn::Min(smallest, values);
        largest = hn::Max(largest, values);
    }
    // Between low (fewer than keep are nearer) and high (at least keep are): halved until few enough are
    // left, or nothing but equal values.
    float low = hn::GetLane(hn::MinOfLanes(d, smallest));
    float high = hn::GetLane(hn::MaxOfLanes(d, largest));
    for (std::size_t i = count / lanes * lanes; i < count; ++i) {
        low = std::min(low, squares[i]);
        high = std::max(high, squares[i]);
    }
    // A list has room for a vector beyond its end, filled with what no limit lets pass.
    hn::StoreU(infinity, d, squares + count);
    const auto countUpTo = [&](float limit) {
        const FloatVector limits = hn::Set(d, limit);
        std::size_t total = 0;
        for (std::size_t i = 0; i < count; i += lanes)
            total += hn::CountTrue(d, hn::Le(hn::LoadU(d, squares + i), limits));
        return total;
    };
    std::size_t within = count;
    std::size_t equalsKept = count;
    const std::size_t lowest = countUpTo(low);
    if (lowest >= lists.keep) {
        high = low;
        within = lowest;
        equalsKept = lists.keep;
    } else {
        while (within > lists.keep + spare) {
            const float middle = low + (high - low) * 0.5F;
            if (middle <= low || middle >= high) {
                equalsKept = lists.keep - countUpTo(low);
                break;
            }
            const std::size_t inside = countUpTo(middle);
            if (inside < lists.keep) {
                low = middle;
            } else {
                high = middle;
                within = inside;
            }
        }
    }

    std::size_t kept = 0;
    if (within <= lists.keep + spare) {
        const FloatVector limits = hn::Set(d, high);
        for (std::size_t i = 0; i < count; i += lanes) {
            const FloatVector values = hn::LoadU(d, squares + i);
            const auto ids = hn::LoadU(di, rows + i);
            const auto stay = hn::Le(values, limits);
            hn::StoreU(hn::Compress(values, stay), d, squares + kept);
            hn::StoreU(hn::Compress(ids, hn::RebindMask(di, stay)), di, rows + kept);
            kept += hn::CountTrue(d, stay);
        }
    } else {
        for (std::size_t i = 0; i < count; ++i) {
            const bool equal = squares[i] == high;
            if (squares[i] > high || (equal && equalsKept == 0))
                continue;
            equalsKept -= equal ? 1 : 0;
            squares[kept] = squares[i];
            rows[kept] = rows[i];
            ++kept;
        }
    }
    lists.counts[query] = static_cast<std::uint32_t>(kept);
    lists.thresholds[query] = high;
}

// Pairs of 16-bit values, one pair a lane of Ints.
#if HWY_TARGET == HWY_SCALAR
struct Pairs {
    std::int16_t first;
    std::int16_t second;
};

HWY_INLINE Pairs loadPairs(const std::int16_t* from) {
    return {from[0], from[1]};
}
HWY_INLINE Pairs samePairs(const std::int16_t* from) {
    return loadPairs(from);
}
HWY_INLINE void addProducts(Pairs x, Pairs y, IntVector& sums, IntVector& /*others*/) {
    sums = hn::Add(sums, hn::Set(Ints(), x.first * y.first + x.second * y.second));
}
HWY_INLINE IntVector allProducts(IntVector sums, IntVector /*others*/) {
    return sums;
}
#else
using Shorts = hn::Repartition<std::int16_t, Ints>;
using Pairs = hn::Vec<Shorts>;

HWY_INLINE Pairs loadPairs(const std::int16_t* from) {
    return hn::Load(Shorts(), from);
}
HWY_INLINE Pairs samePairs(const std::int16_t* from) {
    std::int32_t pair;
    std::memcpy(&pair, from, sizeof pair);
    return hn::BitCast(Shorts(), hn::Set(Ints(), pair));
}
// Some instruction sets put half the products into `others`; elsewhere the compiler drops it.
HWY_INLINE void addProducts(Pairs x, Pairs y, IntVector& sums, IntVector& others) {
    sums = hn::ReorderWidenMulAccumulate(Ints(), x, y, sums, others);
}
HWY_INLINE IntVector allProducts(IntVector sums, IntVector others) {
    return hn::RearrangeToOddPlusEven(sums, others);
}
#endif

/// Some shifted points and the panel they meet.
struct Operands {
    const std::int16_t* values;
    const ShiftedPoints::Row* rows;
    std::size_t stride;
    std::size_t pairs;
    const std::int16_t* panel;
    const std::int32_t* minusHalfNorms;
};

/// The inner loop: x·y − |y|²/2, in units of each x, of `Rows` points x with two vectors of points y.
template <std::size_t Rows>
HWY_INLINE void multiply(const Operands& on, IntVector (&first)[Rows], IntVector (&second)[Rows]) {
    static_assert(Rows % 2 == 0);
    constexpr std::size_t step = Rows % 3 == 0 ? 3 : 2;
    const Ints d;
    const IntVector firstNorms = hn::LoadU(d, on.minusHalfNorms);
    const IntVector secondNorms = hn::LoadU(d, on.minusHalfNorms + lanes);
    IntVector firstOthers[Rows];
    IntVector secondOthers[Rows];
#pragma GCC unroll 12
    for (std::size_t i = 0; i < Rows; ++i) {
        first[i] = hn::ShiftRightSame(firstNorms, on.rows[i].exponent);
        second[i] = hn::ShiftRightSame(secondNorms, on.rows[i].exponent);
        firstOthers[i] = hn::Zero(d);
        secondOthers[i] = hn::Zero(d);
    }
    // Pointers for every few rows, so that all addresses are a base and a small multiple of the stride.
    const std::int16_t* HWY_RESTRICT bases[Rows / step];
#pragma GCC unroll 12
    for (std::size_t i = 0; i < Rows / step; ++i)
        bases[i] = on.values + i * step * on.stride;
    const std::int16_t* HWY_RESTRICT panel = on.panel;
    // A tile comes from far in memory and is met by few queries: the next panel is called for meanwhile.
    const std::size_t ahead = on.pairs * 2 * Tile::panelWidth;
    for (std::size_t t = 0; t < on.pairs; ++t) {
        hwy::Prefetch(panel + ahead);
        hwy::Prefetch(panel + ahead + Tile::panelWidth);
        const Pairs y0 = loadPairs(panel);
        const Pairs y1 = loadPairs(panel + 2 * lanes);
#pragma GCC unroll 12
        for (std::size_t i = 0; i < Rows; ++i) {
            const Pairs x = samePairs(bases[i / step] + 2 * t + i % step * on.stride);
            addProducts(x, y0, first[i], firstOthers[i]);
            addProducts(x, y1, second[i], secondOthers[i]);
        }
        panel += 2 * Tile::panelWidth;
    }
#pragma GCC unroll 12
    for (std::size_t i = 0; i < Rows; ++i) {
        first[i] = allProducts(first[i], firstOthers[i]);
        second[i] = allProducts(second[i], secondOthers[i]);
    }
}

/// Squared distances from the sums of multiply().
HWY_INLINE FloatVector toSquares(const ShiftedPoints::Row& row, IntVector sums) {
    const Ints d;
    const Floats df;
    const FloatVector halves =
        hn::Add(hn::ConvertTo(df, hn::Sub(hn::Set(d, row.low), sums)), hn::Set(df, row.high));
    return hn::Mul(hn::Max(halves, hn::Zero(df)), hn::Set(df, row.unit));
}

/// What a sum of multiply() must exceed for a squared distance below `threshold`.
std::int32_t sumLimit(const ShiftedPoints::Row& row, float threshold) {
    const double limit = static_cast<double>(row.low) + static_cast<double>(row.high) -
                         static_cast<double>(threshold) * row.unitsPerSquare;
    constexpr double lowest = std::numeric_limits<std::int32_t>::min();
    constexpr double highest = nothingPasses;
    return static_cast<std::int32_t>(std::clamp(std::floor(limit), lowest, highest));
}

/// Adds those of two vectors of candidates whose sums exceed the limit to the list of a query.
HWY_INLINE void append(const ShiftedPoints::Row& row, const std::int32_t* sums, std::int32_t limit,
                       const std::uint32_t* ids, std::size_t filled, const QueryBlock::Lists& lists) {
    const Ints d;
    const Floats df;
    const Unsigned di;
    float* squares = lists.squares + row.point * lists.stride;
    std::uint32_t* rows = lists.rows + row.point * lists.stride;
    std::size_t count = lists.counts[row.point];
    for (std::size_t column = 0; column < 2 * lanes; column += lanes) {
        const IntVector some = hn::Load(d, sums + column);
        const auto valid = hn::FirstN(d, filled > column ? filled - column : 0);
        const auto near = hn::And(hn::Gt(some, hn::Set(d, limit)), valid);
        hn::StoreU(hn::Compress(toSquares(row, some), hn::RebindMask(df, near)), df, squares + count);
        hn::StoreU(hn::Compress(hn::LoadU(di, ids + column), hn::RebindMask(di, near)), di, rows + count);
        count += hn::CountTrue(d, near);
    }
    lists.counts[row.point] = static_cast<std::uint32_t>(count);
}

/// Adds candidates of two vectors that are nearer than the queries' thresholds to the queries' lists. Returns
/// the rows that had any, as bits.
template <std::size_t Rows>
HWY_INLINE std::uint32_t collect(const Operands& on, const std::int32_t* limits, const std::uint32_t* ids,
                                 std::size_t filled, const QueryBlock::Lists& lists) {
    const Ints d;
    IntVector first[Rows];
    IntVector second[Rows];
    multiply<Rows>(on, first, second);
    std::uint32_t hits = 0;
#pragma GCC unroll 12
    for (std::size_t i = 0; i < Rows; ++i) {
        const IntVector limit = hn::Set(d, limits[i]);
        const auto near = hn::Or(hn::Gt(first[i], limit), hn::Gt(second[i], limit));
        hits |= (hn::AllFalse(d, near) ? 0U : 1U) << i;
    }
    if (hits == 0)
        return 0;
    // Rows with hits are taken from memory, as which they are is anyone's guess and the processor's most of
    // all.
    HWY_ALIGN std::int32_t sums[Rows * 2 * lanes];
#pragma GCC unroll 12
    for (std::size_t i = 0; i < Rows; ++i) {
        hn::Store(first[i], d, sums + i * 2 * lanes);
        hn::Store(second[i], d, sums + (i * 2 + 1) * lanes);
    }
    for (std::uint32_t left = hits; left != 0; left &= left - 1) {
        const auto i = static_cast<std::size_t>(std::countr_zero(left));
        append(on.rows[i], sums + i * 2 * lanes, limits[i], ids, filled, lists);
    }
    return hits;
}

template <std::size_t Rows>
HWY_INLINE void collectPanel(Operands on, std::int32_t* limits, const std::uint32_t* ids, std::size_t filled,
                             const QueryBlock::Lists& lists) {
    constexpr std::size_t columns = 2 * lanes;
    std::uint32_t hits = 0;
    for (std::size_t column = 0; column < filled; column += columns) {
        hits |= collect<Rows>(on, limits, ids + column, filled - column, lists);
        on.panel += 2 * columns;
        on.minusHalfNorms += columns;
    }
    for (; hits != 0; hits &= hits - 1) {
        const auto i = static_cast<std::size_t>(std::countr_zero(hits));
        const std::size_t list = on.rows[i].point;
        if (lists.counts[list] > lists.pruneAbove) {
            pruneList(lists, list, lists.spare);
            limits[i] = sumLimit(on.rows[i], lists.thresholds[list]);
        }
    }
}

/// Takes a tile's points as candidates of shifted queries; `limits` has room for their rows.
void collectTile(const ShiftedPoints& queries, const Tile& tile, const QueryBlock::Lists& lists,
                 std::int32_t* limits) {
    const std::size_t filledRows = (queries.size() + fewRows - 1) / fewRows * fewRows;
    for (std::size_t i = 0; i < queries.size(); ++i)
        limits[i] = sumLimit(queries.rows()[i], lists.thresholds[queries.rows()[i].point]);
    // The copies that fill up take nothing.
    std::fill(limits + queries.size(), limits + filledRows, nothingPasses);
    for (std::size_t panel = 0; panel < tile.panels(); ++panel) {
        const std::size_t slot = panel * Tile::panelWidth;
        const std::size_t filled = std::min(tile.size - slot, Tile::panelWidth);
        Operands on{queries.values(),
                    queries.rows(),
                    queries.stride(),
                    queries.pairs(),
                    tile.values + slot * 2 * queries.pairs(),
                    tile.minusHalfNorms + slot};
        for (std::size_t i = 0; i < filledRows;) {
            const bool full = i + fullRows <= filledRows;
            if (full)
                collectPanel<fullRows>(on, limits + i, tile.rows + slot, filled, lists);
            else
                collectPanel<fewRows>(on, limits + i, tile.rows + slot, filled, lists);
            const std::size_t done = full ? fullRows : fewRows;
            i += done;
            on.rows += done;
            on.values += done * on.stride;
        }
    }
}

template <std::size_t Rows>
HWY_INLINE void panelSquares(Operands on, float* squares, std::size_t stride) {
    const Floats df;
    for (std::size_t column = 0; column < Tile::panelWidth; column += 2 * lanes) {
        IntVector first[Rows];
        IntVector second[Rows];
        multiply<Rows>(on, first, second);
#pragma GCC unroll 12
        for (std::size_t i = 0; i < Rows; ++i) {
            float* to = squares + i * stride + column;
            hn::StoreU(toSquares(on.rows[i], first[i]), df, to);
            hn::StoreU(toSquares(on.rows[i], second[i]), df, to + lanes);
        }
        on.panel += 4 * lanes;
        on.minusHalfNorms += 2 * lanes;
    }
}

void tileSquares(const ShiftedPoints& points, const Tile& tile, float* squares) {
    const std::size_t columns = tile.panels() * Tile::panelWidth;
    for (std::size_t panel = 0; panel < tile.panels(); ++panel) {
        const std::size_t slot = panel * Tile::panelWidth;
        Operands on{points.values(),
                    points.rows(),
                    points.stride(),
                    points.pairs(),
                    tile.values + slot * 2 * points.pairs(),
                    tile.minusHalfNorms + slot};
        for (std::size_t i = 0; i < points.size();) {
            const bool full = i + fullRows <= points.size();
            if (full)
                panelSquares<fullRows>(on, squares + i * columns + slot, columns);
            else
                panelSquares<fewRows>(on, squares + i * columns + slot, columns);
            const std::size_t done = full ? fullRows : fewRows;
            i += done;
            on.rows += done;
            on.values += done * on.stride;
        }
    }
}

/// Rounds the difference of a point and a tile's centre to the tile's steps, or to 2^exponent of them where
/// it would be too long. `length` is PackedTiles::padded().
void shiftPoint(const float* HWY_RESTRICT point, const Tile& tile, std::size_t length,
                std::int16_t* HWY_RESTRICT to, ShiftedPoints::Row& row) {
    const Floats df;
    const Ints d;
    const hn::Rebind<std::int16_t, Ints> dHalf;
    // The same 16 sums whatever the width of a vector.
    constexpr std::size_t width = 16;
    constexpr std::size_t vectors = width / lanes;
    FloatVector sums[vectors];
    for (FloatVector& sum : sums)
        sum = hn::Zero(df);
    for (std::size_t t = 0; t < length; t += width) {
        for (std::size_t v = 0; v < vectors; ++v) {
            const FloatVector x =
                hn::Sub(hn::Load(df, point + t + v * lanes), hn::Load(df, tile.center + t + v * lanes));
            sums[v] = hn::Add(sums[v], hn::Mul(x, x));
        }
    }
    HWY_ALIGN float parts[width];
    for (std::size_t v = 0; v < vectors; ++v)
        hn::Store(sums[v], df, parts + v * lanes);
    for (std::size_t half = width / 2; half > 0; half /= 2)
        for (std::size_t i = 0; i < half; ++i)
            parts[i] += parts[i + half];
    row.squaredNorm = parts[0];

    int exponent = 0;
    auto scale = static_cast<float>(1 / tile.step);
    row.unitsPerSquare = tile.unitsPerSquare;
    if (row.squaredNorm > 4 * tile.radius * tile.radius) {
        const double excess =
            std::sqrt(static_cast<double>(row.squaredNorm)) / static_cast<double>(tile.radius);
        exponent = std::ilogb(excess);
        scale = static_cast<float>(std::ldexp(1 / tile.step, -exponent));
        row.unitsPerSquare = std::ldexp(tile.unitsPerSquare, -exponent);
    }
    const FloatVector scales = hn::Set(df, scale);
    for (std::size_t t = 0; t < length; t += lanes) {
        const FloatVector x = hn::Sub(hn::Load(df, point + t), hn::Load(df, tile.center + t));
        hn::StoreU(hn::DemoteTo(dHalf, hn::NearestInt(hn::Mul(x, scales))), dHalf, to + t);
    }
    IntVector norms = hn::Zero(d);
    IntVector others = hn::Zero(d);
    for (std::size_t t = 0; t < length; t += 2 * lanes) {
        const Pairs x = loadPairs(to + t);
        addProducts(x, x, norms, others);
    }
    const std::int32_t norm = hn::GetLane(hn::SumOfLanes(d, allProducts(norms, others)));
    row.exponent = std::min(exponent, 31);
    row.low = exponent == 0 ? norm / 2 : 0;
    row.high = exponent == 0 ? 0 : static_cast<float>(std::ldexp(static_cast<double>(norm), exponent - 1));
    row.unit = static_cast<float>(1 / row.unitsPerSquare);
}

} // namespace
} // namespace shoal::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace shoal {

HWY_EXPORT(pruneList);
HWY_EXPORT(collectTile);
HWY_EXPORT(tileSquares);
HWY_EXPORT(shiftPoint);

namespace {

constexpr std::size_t largestGroup = 12;
// The end of a list takes one panel's hits and a vector written whole.
constexpr std::size_t listMargin = Tile::panelWidth + 16;

} // namespace

ShiftedPoints::ShiftedPoints(std::size_t capacity, std::size_t dimensions)
    : pairs_((dimensions + 1) / 2)
    , stride_(PackedTiles::padded(dimensions))
    , values_((capacity + largestGroup) * stride_)
    , rows_(capacity + largestGroup) {}

void ShiftedPoints::assign(const float* points, std::span<const std::uint32_t> chosen, const Tile& tile) {
    size_ = chosen.size();
    for (std::size_t i = 0; i < size_; ++i) {
        rows_[i].point = chosen[i];
        HWY_DYNAMIC_DISPATCH(shiftPoint)
        (points + chosen[i] * stride_, tile, stride_, values_.data() + i * stride_, rows_[i]);
    }
    for (std::size_t i = size_; i < size_ + largestGroup; ++i) {
        rows_[i] = rows_[0];
        std::copy_n(values_.data(), stride_, values_.data() + i * stride_);
    }
}

void squaredDistances(const ShiftedPoints& points, const Tile& tile, float* squares) {
    HWY_DYNAMIC_DISPATCH(tileSquares)(points, tile, squares);
}

double quantizationError(double radius, double distance, std::size_t dimensions) {
    // Every coordinate is off by half a step or, far from the centre, half of 2^exponent steps; halving
    // squared norms costs up to one more.
    const double coordinates = 0.51 * std::sqrt(static_cast<double>(dimensions)) + 1;
    return coordinates * (radius + std::max(radius, distance)) / static_cast<double>(Tile::radiusSteps);
}

QueryBlock::QueryBlock(std::size_t capacity, std::size_t dimensions, std::size_t keep)
    : dimensions_(dimensions)
    , stride_(PackedTiles::padded(dimensions))
    , keep_(keep)
    , spare_(keep / 8)
    , pruneAbove_(keep + keep / 2 + Tile::panelWidth)
    , listStride_((pruneAbove_ + listMargin + 15) / 16 * 16)
    , queries_(capacity * stride_)
    , visited_(capacity)
    , shifted_(capacity, dimensions)
    , limits_(capacity + largestGroup)
    , squares_(capacity * listStride_)
    , rows_(capacity * listStride_)
    , counts_(capacity)
    , thresholds_(capacity) {}

QueryBlock::Lists QueryBlock::lists() {
    return {squares_.data(), rows_.data(), counts_.data(), thresholds_.data(),
            listStride_,     keep_,        pruneAbove_,    spare_};
}

void QueryBlock::assign(const Matrix& points, float factor, std::span<const std::uint32_t> rows) {
    size_ = rows.size();
    for (std::size_t query = 0; query < size_; ++query) {
        const float* point = points.data() + rows[query] * dimensions_;
        float* copy = queries_.data() + query * stride_;
        std::transform(point, point + dimensions_, copy, [&](float value) { return value * factor; });
        std::fill(copy + dimensions_, copy + stride_, 0.0F);
        visited_[query] = {};
        counts_[query] = 0;
        thresholds_[query] = std::numeric_limits<float>::infinity();
    }
}

void QueryBlock::visit(const Tile& tile, std::span<const std::uint32_t> queries) {
    if (queries.empty())
        return;
    shifted_.assign(queries_.data(), queries, tile);
    for (std::size_t i = 0; i < queries.size(); ++i) {
        Visited& visited = visited_[queries[i]];
        visited.radius = std::max(visited.radius, tile.radius);
        visited.squaredNorm = std::max(visited.squaredNorm, shifted_.rows()[i].squaredNorm);
    }
    HWY_DYNAMIC_DISPATCH(collectTile)(shifted_, tile, lists(), limits_.data());
}

double QueryBlock::largestError(std::size_t query) const {
    return quantizationError(static_cast<double>(visited_[query].radius),
                             std::sqrt(static_cast<double>(visited_[query].squaredNorm)), dimensions_);
}

void QueryBlock::prune(std::size_t query) {
    HWY_DYNAMIC_DISPATCH(pruneList)(lists(), query, 0);
}

} // namespace shoal
#endif
