// SPDX-License-Identifier: MIT
#include "neighbors/tile_kernel.h"

#include <algorithm>
#include <limits>
#include <numeric>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "neighbors/tile_kernel.cpp"
#include <hwy/foreach_target.h>

#include <hwy/cache_control.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace shoal::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// 16 lanes at most, so that two vectors never exceed a panel.
using Floats = hn::CappedTag<float, PackedTiles::panelWidth / 2>;
using Integers = hn::RebindToUnsigned<Floats>;
using Vector = hn::Vec<Floats>;

/// Queries that go through the inner loop together, as many as their accumulators fit the registers: 32 with
/// AVX-512, 16 before.
constexpr std::size_t fullRows = HWY_TARGET <= HWY_AVX3 ? 12 : 6;
constexpr std::size_t fewRows = fullRows / 3;

/// Shortens a list to its `keep` nearest and at most `spare` more; among equal distances the first to come
/// stay.
HWY_NOINLINE void pruneList(const QueryBlock::Lists& lists, std::size_t query, std::size_t spare) {
    const Floats d;
    const Integers di;
    const std::size_t lanes = hn::Lanes(d);
    const std::size_t count = lists.counts[query];
    if (count <= lists.keep + spare)
        return;
    float* HWY_RESTRICT squares = lists.squares + query * lists.stride;
    std::uint32_t* HWY_RESTRICT rows = lists.rows + query * lists.stride;

    const Vector infinity = hn::Set(d, std::numeric_limits<float>::infinity());
    Vector smallest = infinity;
    Vector largest = hn::Neg(infinity);
    // A list has room for a vector beyond its end, filled with what no threshold lets pass.
    hn::StoreU(infinity, d, squares + count);
    for (std::size_t i = 0; i < count; i += lanes) {
        const Vector values = hn::LoadU(d, squares + i);
        smallest = hn::Min(smallest, values);
        largest = hn::Max(largest, hn::IfThenElse(hn::Lt(values, infinity), values, largest));
    }
    const auto countUpTo = [&](float limit) {
        const Vector limits = hn::Set(d, limit);
        std::size_t total = 0;
        for (std::size_t i = 0; i < count; i += lanes)
            total += hn::CountTrue(d, hn::Le(hn::LoadU(d, squares + i), limits));
        return total;
    };
    // Between low (fewer than keep are nearer) and high (at least keep are): halved until few enough are
    // left, or nothing but equal values.
    float low = hn::GetLane(hn::MinOfLanes(d, smallest));
    float high = hn::GetLane(hn::MaxOfLanes(d, largest));
    std::size_t within = count;
    std::size_t equalsKept = count;
    const std::size_t lowest = countUpTo(low);
    if (lowest >= lists.keep) {
        high = low;
        within = lowest;
        equalsKept = lists.keep;
    } else {
        while (within > lists.keep + spare) {
            const float middle = low + (high - low) * 0.5f;
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
        const Vector limits = hn::Set(d, high);
        for (std::size_t i = 0; i < count; i += lanes) {
            const Vector values = hn::LoadU(d, squares + i);
            const auto ids = hn::LoadU(di, rows + i);
            const auto stay = hn::Le(values, limits);
            hn::StoreU(hn::Compress(values, stay), d, squares + kept);
            hn::StoreU(hn::Compress(ids, hn::RebindMask(di, stay)), di, rows + kept);
            kept += hn::CountTrue(d, stay);
        }
    } else {
        for (std::size_t i = 0; i < count; ++i) {
            if (squares[i] > high || (squares[i] == high && equalsKept == 0))
                continue;
            equalsKept -= squares[i] == high;
            squares[kept] = squares[i];
            rows[kept] = rows[i];
            ++kept;
        }
    }
    lists.counts[query] = static_cast<std::uint32_t>(kept);
    lists.thresholds[query] = high;
}

/// The inner loop: `Rows` queries against two vectors of candidates. As queries are −2x and the sums begin at
/// |y|², they end as |y|² − 2x·y.
template <std::size_t Rows>
HWY_INLINE void multiply(const float* HWY_RESTRICT queries, std::size_t stride, std::size_t dimensions,
                         const float* HWY_RESTRICT candidates, const float* HWY_RESTRICT candidateNorms,
                         Vector (&first)[Rows], Vector (&second)[Rows]) {
    static_assert(Rows % 2 == 0);
    constexpr std::size_t step = Rows % 3 == 0 ? 3 : 2;
    const Floats d;
    constexpr std::size_t lanes = hn::MaxLanes(d);
    const Vector firstNorms = hn::LoadU(d, candidateNorms);
    const Vector secondNorms = hn::LoadU(d, candidateNorms + lanes);
#pragma GCC unroll 12
    for (std::size_t i = 0; i < Rows; ++i) {
        first[i] = firstNorms;
        second[i] = secondNorms;
    }
    // Pointers for every few rows, so that all addresses are a base and a small multiple of the stride.
    const float* HWY_RESTRICT bases[Rows / step];
#pragma GCC unroll 12
    for (std::size_t i = 0; i < Rows / step; ++i)
        bases[i] = queries + i * step * stride;
    for (std::size_t t = 0; t < dimensions; ++t) {
        const Vector y0 = hn::Load(d, candidates);
        const Vector y1 = hn::Load(d, candidates + lanes);
#pragma GCC unroll 12
        for (std::size_t i = 0; i < Rows; ++i) {
            const Vector x = hn::Set(d, bases[i / step][t + i % step * stride]);
            first[i] = hn::MulAdd(x, y0, first[i]);
            second[i] = hn::MulAdd(x, y1, second[i]);
        }
        candidates += PackedTiles::panelWidth;
    }
}

struct Panel {
    const float* values;
    const float* squaredNorms;
    const std::uint32_t* rows;
};

/// Appends the candidates of two vectors that are below the queries' thresholds to the queries' lists.
template <std::size_t Rows>
HWY_INLINE bool collect(const QueryBlock::ShiftedQueries& queries, std::size_t query, const Panel& panel,
                        const QueryBlock::Lists& lists) {
    const Floats d;
    const Integers di;
    constexpr std::size_t lanes = hn::MaxLanes(d);
    Vector first[Rows];
    Vector second[Rows];
    multiply<Rows>(queries.values + query * queries.stride, queries.stride, queries.dimensions, panel.values,
                   panel.squaredNorms, first, second);
    bool any = false;
#pragma GCC unroll 12
    for (std::size_t i = 0; i < Rows; ++i) {
        const std::size_t list = queries.lists[query + i];
        const Vector norm = hn::Set(d, queries.squaredNorms[query + i]);
        const Vector threshold = hn::Set(d, lists.thresholds[list]);
        const Vector s0 = hn::Add(first[i], norm);
        const Vector s1 = hn::Add(second[i], norm);
        const auto near0 = hn::Lt(s0, threshold);
        const auto near1 = hn::Lt(s1, threshold);
        if (HWY_UNLIKELY(!hn::AllFalse(d, hn::Or(near0, near1)))) {
            any = true;
            const std::size_t count = lists.counts[list];
            float* squares = lists.squares + list * lists.stride + count;
            std::uint32_t* rows = lists.rows + list * lists.stride + count;
            const std::size_t more = hn::CountTrue(d, near0);
            hn::StoreU(hn::Compress(s0, near0), d, squares);
            hn::StoreU(hn::Compress(hn::LoadU(di, panel.rows), hn::RebindMask(di, near0)), di, rows);
            hn::StoreU(hn::Compress(s1, near1), d, squares + more);
            hn::StoreU(hn::Compress(hn::LoadU(di, panel.rows + lanes), hn::RebindMask(di, near1)), di,
                       rows + more);
            lists.counts[list] = static_cast<std::uint32_t>(count + more + hn::CountTrue(d, near1));
        }
    }
    return any;
}

template <std::size_t Rows>
HWY_INLINE void collectPanel(const QueryBlock::ShiftedQueries& queries, std::size_t query, const Panel& panel,
                             const QueryBlock::Lists& lists) {
    constexpr std::size_t columns = 2 * hn::MaxLanes(Floats());
    bool any = false;
    for (std::size_t column = 0; column < PackedTiles::panelWidth; column += columns)
        any |= collect<Rows>(
            queries, query, {panel.values + column, panel.squaredNorms + column, panel.rows + column}, lists);
    if (!any)
        return;
    for (std::size_t i = query; i < query + Rows; ++i)
        if (lists.counts[queries.lists[i]] > lists.pruneAbove)
            pruneList(lists, queries.lists[i], lists.keep / 4);
}

/// `count` queries, a multiple of fewRows, against a panel.
void visitPanel(const QueryBlock::ShiftedQueries& queries, std::size_t count, const float* values,
                const float* squaredNorms, const std::uint32_t* rows, const QueryBlock::Lists& lists) {
    const Panel panel{values, squaredNorms, rows};
    std::size_t query = 0;
    for (; query + fullRows <= count; query += fullRows)
        collectPanel<fullRows>(queries, query, panel, lists);
    for (; query < count; query += fewRows)
        collectPanel<fewRows>(queries, query, panel, lists);
}

/// Squared distances of `count` queries, a multiple of fewRows, to a panel: panelWidth values a query.
void panelSquares(const QueryBlock::ShiftedQueries& queries, std::size_t count, const float* values,
                  const float* squaredNorms, float* squares) {
    const Floats d;
    constexpr std::size_t lanes = hn::MaxLanes(d);
    for (std::size_t query = 0; query < count; query += fewRows) {
        for (std::size_t column = 0; column < PackedTiles::panelWidth; column += 2 * lanes) {
            Vector first[fewRows];
            Vector second[fewRows];
            multiply<fewRows>(queries.values + query * queries.stride, queries.stride, queries.dimensions,
                              values + column, squaredNorms + column, first, second);
#pragma GCC unroll 12
            for (std::size_t i = 0; i < fewRows; ++i) {
                const Vector norm = hn::Set(d, queries.squaredNorms[query + i]);
                float* to = squares + (query + i) * PackedTiles::panelWidth + column;
                hn::Store(hn::Add(first[i], norm), d, to);
                hn::Store(hn::Add(second[i], norm), d, to + lanes);
            }
        }
    }
}

/// Fills `shifted` with the chosen queries relative to `center`, and up to a multiple of fewRows with copies
/// of the first that belong to the list `nobody`. Returns their number.
std::size_t shiftQueries(const float* queries, const std::uint32_t* chosen, std::size_t count,
                         std::size_t nobody, const float* center, const QueryBlock::ShiftedQueries& shifted,
                         float* largestSquaredNorms) {
    const Floats d;
    const std::size_t lanes = hn::Lanes(d);
    const Vector minusTwo = hn::Set(d, -2.0f);
    const std::size_t filled = (count + fewRows - 1) / fewRows * fewRows;
    for (std::size_t i = 0; i < filled; ++i) {
        const std::size_t query = i < count ? chosen[i] : chosen[0];
        const float* HWY_RESTRICT from = queries + query * shifted.stride;
        float* HWY_RESTRICT to = shifted.values + i * shifted.stride;
        Vector norms = hn::Zero(d);
        for (std::size_t t = 0; t < shifted.stride; t += lanes) {
            const Vector x = hn::Sub(hn::Load(d, from + t), hn::Load(d, center + t));
            norms = hn::MulAdd(x, x, norms);
            hn::Store(hn::Mul(x, minusTwo), d, to + t);
        }
        const float norm = hn::GetLane(hn::SumOfLanes(d, norms));
        shifted.squaredNorms[i] = norm;
        shifted.lists[i] = static_cast<std::uint32_t>(i < count ? query : nobody);
        largestSquaredNorms[query] = std::max(largestSquaredNorms[query], norm);
    }
    return filled;
}

void directSquares(const float* HWY_RESTRICT query, const float* HWY_RESTRICT points, std::size_t dimensions,
                   const std::uint32_t* rows, std::size_t count, double* HWY_RESTRICT squares) {
    const hn::CappedTag<double, 8> d;
    const hn::Rebind<float, decltype(d)> df;
    const std::size_t lanes = hn::Lanes(d);
    constexpr std::size_t ahead = 6;
    for (std::size_t i = 0; i < count; ++i) {
        if (i + ahead < count)
            for (std::size_t t = 0; t < dimensions; t += 16)
                hwy::Prefetch(points + rows[i + ahead] * dimensions + t);
        const float* HWY_RESTRICT point = points + rows[i] * dimensions;
        auto sum0 = hn::Zero(d);
        auto sum1 = hn::Zero(d);
        std::size_t t = 0;
        for (; t + 2 * lanes <= dimensions; t += 2 * lanes) {
            const auto x0 = hn::Sub(hn::PromoteTo(d, hn::LoadU(df, query + t)),
                                    hn::PromoteTo(d, hn::LoadU(df, point + t)));
            const auto x1 = hn::Sub(hn::PromoteTo(d, hn::LoadU(df, query + t + lanes)),
                                    hn::PromoteTo(d, hn::LoadU(df, point + t + lanes)));
            sum0 = hn::MulAdd(x0, x0, sum0);
            sum1 = hn::MulAdd(x1, x1, sum1);
        }
        double sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(sum0, sum1)));
        for (; t < dimensions; ++t) {
            const double x = static_cast<double>(query[t]) - static_cast<double>(point[t]);
            sum += x * x;
        }
        squares[i] = sum;
    }
}

} // namespace shoal::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace shoal {

HWY_EXPORT(pruneList);
HWY_EXPORT(visitPanel);
HWY_EXPORT(panelSquares);
HWY_EXPORT(shiftQueries);
HWY_EXPORT(directSquares);

namespace {

// The end of a list takes one panel's hits and a vector written whole.
constexpr std::size_t listMargin = PackedTiles::panelWidth + 16;
constexpr std::size_t largestGroup = 12;

} // namespace

QueryBlock::QueryBlock(std::size_t capacity, std::size_t dimensions, std::size_t keep)
    : dimensions_(dimensions)
    , stride_(PackedTiles::padded(dimensions))
    , keep_(keep)
    , pruneAbove_(2 * keep + keep / 2 + PackedTiles::panelWidth)
    , listStride_((pruneAbove_ + listMargin + 15) / 16 * 16)
    , all_(capacity)
    , queries_(capacity * stride_)
    , largestSquaredNorms_(capacity)
    , shifted_((capacity + largestGroup) * stride_)
    , squaredNorms_(capacity + largestGroup)
    , shiftedLists_(capacity + largestGroup)
    , centers_(PackedTiles::panelWidth * (dimensions + 1))
    , squaresToCenters_((capacity + largestGroup) * PackedTiles::panelWidth)
    , squares_((capacity + 1) * listStride_)
    , rows_((capacity + 1) * listStride_)
    , counts_(capacity + 1)
    , thresholds_(capacity + 1) {
    std::iota(all_.begin(), all_.end(), 0u);
    counts_[capacity] = 0;
    thresholds_[capacity] = -std::numeric_limits<float>::infinity();
}

QueryBlock::Lists QueryBlock::lists() {
    return {squares_.data(), rows_.data(), counts_.data(), thresholds_.data(),
            listStride_,     keep_,        pruneAbove_};
}

QueryBlock::ShiftedQueries QueryBlock::shiftedQueries() {
    return {shifted_.data(), squaredNorms_.data(), shiftedLists_.data(), stride_, dimensions_};
}

void QueryBlock::assign(const Matrix& points, std::span<const std::uint32_t> rows) {
    size_ = rows.size();
    for (std::size_t query = 0; query < size_; ++query) {
        const float* point = points.data() + rows[query] * dimensions_;
        float* copy = queries_.data() + query * stride_;
        std::copy_n(point, dimensions_, copy);
        std::fill(copy + dimensions_, copy + stride_, 0.0f);
        largestSquaredNorms_[query] = 0;
        counts_[query] = 0;
        thresholds_[query] = std::numeric_limits<float>::infinity();
    }
}

std::size_t QueryBlock::shift(std::span<const std::uint32_t> queries, const float* center) {
    return HWY_DYNAMIC_DISPATCH(shiftQueries)(queries_.data(), queries.data(), queries.size(), all_.size(),
                                              center, shiftedQueries(), largestSquaredNorms_.data());
}

void QueryBlock::visit(const PackedTiles& tiles, std::size_t tile) {
    visit(tiles, tile, std::span<const std::uint32_t>(all_).first(size_));
}

void QueryBlock::visit(const PackedTiles& tiles, std::size_t tile, std::span<const std::uint32_t> queries) {
    if (queries.empty())
        return;
    const std::size_t count = shift(queries, tiles.center(tile));
    for (std::size_t panel = tiles.firstPanel(tile); panel < tiles.firstPanel(tile + 1); ++panel)
        HWY_DYNAMIC_DISPATCH(visitPanel)
    (shiftedQueries(), count, tiles.panel(panel), tiles.squaredNorms(panel), tiles.rows(panel), lists());
}

std::span<const float> QueryBlock::squaresToCenters(const PackedTiles& tiles,
                                                    std::span<const std::uint32_t> tileNumbers) {
    // The centres as a panel, relative to the first of them.
    constexpr std::size_t width = PackedTiles::panelWidth;
    const float* origin = tiles.center(tileNumbers[0]);
    float* values = centers_.data();
    float* norms = centers_.data() + width * dimensions_;
    for (std::size_t lane = 0; lane < width; ++lane) {
        const float* center = tiles.center(tileNumbers[std::min(lane, tileNumbers.size() - 1)]);
        float norm = 0;
        for (std::size_t t = 0; t < dimensions_; ++t) {
            const float value = center[t] - origin[t];
            values[t * width + lane] = value;
            norm += value * value;
        }
        norms[lane] = norm;
    }
    const std::size_t count = shift(std::span<const std::uint32_t>(all_).first(size_), origin);
    HWY_DYNAMIC_DISPATCH(panelSquares)(shiftedQueries(), count, values, norms, squaresToCenters_.data());
    return {squaresToCenters_.data(), size_ * width};
}

void QueryBlock::prune(std::size_t query, std::size_t spare) {
    HWY_DYNAMIC_DISPATCH(pruneList)(lists(), query, spare);
}

void squaredDistances(const float* point, const Matrix& points, std::span<const std::uint32_t> rows,
                      double* squares) {
    HWY_DYNAMIC_DISPATCH(directSquares)
    (point, points.data(), static_cast<std::size_t>(points.cols()), rows.data(), rows.size(), squares);
}

} // namespace shoal
#endif
