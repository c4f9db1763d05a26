// SPDX-License-Identifier: MIT
#include "initialization/matrix_product.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "initialization/matrix_product.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h includes this file once per target: Highway's own header comes after it.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace shoal::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t tileRows = 6;
constexpr std::size_t longestRun = 256;

template <class T>
using Tag = hn::CappedTag<T, productColumns>;

template <class T>
struct Operands {
    std::size_t inner;
    StridedMatrix<T> a;
    const T* b;
    std::size_t strideB;
    double* c;
    std::size_t strideC;
};

// A tile of C, Rows × (Vectors vectors), held in registers over the whole run.
template <std::size_t Rows, std::size_t Vectors, class T>
void addTile(const Operands<T>& on) {
    const Tag<T> d;
    const std::size_t lanes = hn::Lanes(d);
    hn::Vec<Tag<T>> sums[Rows][Vectors];
    for (auto& row : sums)
        for (auto& sum : row)
            sum = hn::Zero(d);
    const T* HWY_RESTRICT b = on.b;
    const T* HWY_RESTRICT a = on.a.data;
    for (std::size_t k = 0; k < on.inner; ++k, b += on.strideB, a += on.a.columnStride) {
        hn::Vec<Tag<T>> rowB[Vectors];
        for (std::size_t v = 0; v < Vectors; ++v)
            rowB[v] = hn::LoadU(d, b + v * lanes);
        for (std::size_t i = 0; i < Rows; ++i) {
            const auto factor = hn::Set(d, a[i * on.a.rowStride]);
            for (std::size_t v = 0; v < Vectors; ++v)
                sums[i][v] = hn::MulAdd(factor, rowB[v], sums[i][v]);
        }
    }
    T part[productColumns];
    for (std::size_t i = 0; i < Rows; ++i) {
        for (std::size_t v = 0; v < Vectors; ++v) {
            hn::StoreU(sums[i][v], d, part);
            double* HWY_RESTRICT c = on.c + i * on.strideC + v * lanes;
            for (std::size_t j = 0; j < lanes; ++j)
                c[j] += static_cast<double>(part[j]);
        }
    }
}

template <std::size_t Vectors, class T>
void addRows(std::size_t rows, const Operands<T>& on) {
    switch (rows) {
    case 1:
        return addTile<1, Vectors>(on);
    case 2:
        return addTile<2, Vectors>(on);
    case 3:
        return addTile<3, Vectors>(on);
    case 4:
        return addTile<4, Vectors>(on);
    case 5:
        return addTile<5, Vectors>(on);
    default:
        return addTile<tileRows, Vectors>(on);
    }
}

// Column tiles outermost: their strip of B then stays in the first-level cache for all rows.
template <class T>
void add(std::size_t rows, std::size_t inner, std::size_t columns, StridedMatrix<T> a, const T* b,
         std::size_t strideB, double* c, std::size_t strideC) {
    const std::size_t lanes = hn::Lanes(Tag<T>());
    for (std::size_t k = 0; k < inner; k += longestRun) {
        const std::size_t run = std::min(longestRun, inner - k);
        const T* aRun = a.data + k * a.columnStride;
        const T* bRun = b + k * strideB;
        for (std::size_t j = 0; j < columns;) {
            const std::size_t vectors = columns - j >= 2 * lanes ? 2 : 1;
            for (std::size_t i = 0; i < rows; i += tileRows) {
                const Operands<T> on{run,
                                     {aRun + i * a.rowStride, a.rowStride, a.columnStride},
                                     bRun + j,
                                     strideB,
                                     c + i * strideC + j,
                                     strideC};
                const std::size_t height = std::min(tileRows, rows - i);
                vectors == 2 ? addRows<2>(height, on) : addRows<1>(height, on);
            }
            j += vectors * lanes;
        }
    }
}

void addFloat(std::size_t rows, std::size_t inner, std::size_t columns, const StridedMatrix<float>& a,
              const float* b, std::size_t strideB, double* c, std::size_t strideC) {
    add<float>(rows, inner, columns, a, b, strideB, c, strideC);
}

void addDouble(std::size_t rows, std::size_t inner, std::size_t columns, const StridedMatrix<double>& a,
               const double* b, std::size_t strideB, double* c, std::size_t strideC) {
    add<double>(rows, inner, columns, a, b, strideB, c, strideC);
}

} // namespace
} // namespace shoal::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace shoal {

HWY_EXPORT(addFloat);
HWY_EXPORT(addDouble);

void addProduct(std::size_t rows, std::size_t inner, std::size_t columns, StridedMatrix<float> a,
                const float* b, std::size_t strideB, double* c, std::size_t strideC) {
    HWY_DYNAMIC_DISPATCH(addFloat)(rows, inner, columns, a, b, strideB, c, strideC);
}

void addProduct(std::size_t rows, std::size_t inner, std::size_t columns, StridedMatrix<double> a,
                const double* b, std::size_t strideB, double* c, std::size_t strideC) {
    HWY_DYNAMIC_DISPATCH(addDouble)(rows, inner, columns, a, b, strideB, c, strideC);
}

} // namespace shoal
#endif
