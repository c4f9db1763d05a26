// SPDX-License-Identifier: MIT
#include "neighbors/exact_squares.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "neighbors/exact_squares.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h includes this file once per target: Highway's own headers come after it.
#include <hwy/cache_control.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace shoal::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// Eight sums whatever the width of a vector, products rounded before they are added: the same on every
// target.
constexpr std::size_t width = 8;
using Doubles = hn::CappedTag<double, width>;
constexpr std::size_t lanes = hn::MaxLanes(Doubles());
constexpr std::size_t vectors = width / lanes;

// Sums of a term of each coordinate's difference: `term` takes vectors, and numbers for what is left over.
template <class Term>
void sums(const float* HWY_RESTRICT query, const float* HWY_RESTRICT points, std::size_t dimensions,
          const std::uint32_t* rows, std::size_t count, double* HWY_RESTRICT to, const Term& term) {
    const Doubles d;
    const hn::Rebind<float, Doubles> df;
    constexpr std::size_t ahead = 8;
    constexpr std::size_t floatsPerLine = 16;
    for (std::size_t i = 0; i < count; ++i) {
        if (i + ahead < count)
            for (std::size_t t = 0; t < dimensions; t += floatsPerLine)
                hwy::Prefetch(points + rows[i + ahead] * dimensions + t);
        const float* HWY_RESTRICT point = points + rows[i] * dimensions;
        hn::Vec<Doubles> totals[vectors];
        for (auto& total : totals)
            total = hn::Zero(d);
        std::size_t t = 0;
        for (; t + width <= dimensions; t += width) {
            for (std::size_t v = 0; v < vectors; ++v) {
                const auto x = hn::Sub(hn::PromoteTo(d, hn::LoadU(df, query + t + v * lanes)),
                                       hn::PromoteTo(d, hn::LoadU(df, point + t + v * lanes)));
                totals[v] = hn::Add(totals[v], term(x));
            }
        }
        HWY_ALIGN double parts[width];
        for (std::size_t v = 0; v < vectors; ++v)
            hn::Store(totals[v], d, parts + v * lanes);
        for (std::size_t lane = 0; t < dimensions; ++t, ++lane) {
            const double x = static_cast<double>(query[t]) - static_cast<double>(point[t]);
            parts[lane] += term(x);
        }
        to[i] =
            ((parts[0] + parts[4]) + (parts[2] + parts[6])) + ((parts[1] + parts[5]) + (parts[3] + parts[7]));
    }
}

struct Square {
    double operator()(double x) const { return x * x; }
    template <class V>
    V operator()(V x) const {
        return hn::Mul(x, x);
    }
};

struct Absolute {
    double operator()(double x) const { return std::abs(x); }
    template <class V>
    V operator()(V x) const {
        return hn::Abs(x);
    }
};

void squares(const float* query, const float* points, std::size_t dimensions, const std::uint32_t* rows,
             std::size_t count, double* to) {
    sums(query, points, dimensions, rows, count, to, Square());
}

void absolutes(const float* query, const float* points, std::size_t dimensions, const std::uint32_t* rows,
               std::size_t count, double* to) {
    sums(query, points, dimensions, rows, count, to, Absolute());
}

} // namespace
} // namespace shoal::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace shoal {

HWY_EXPORT(squares);
HWY_EXPORT(absolutes);

void exactSquares(const float* point, const Matrix& points, std::span<const std::uint32_t> rows,
                  double* squares) {
    HWY_DYNAMIC_DISPATCH(squares)
    (point, points.data(), static_cast<std::size_t>(points.cols()), rows.data(), rows.size(), squares);
}

void exactAbsolutes(const float* point, const Matrix& points, std::span<const std::uint32_t> rows,
                    double* sums) {
    HWY_DYNAMIC_DISPATCH(absolutes)
    (point, points.data(), static_cast<std::size_t>(points.cols()), rows.data(), rows.size(), sums);
}

} // namespace shoal
#endif
