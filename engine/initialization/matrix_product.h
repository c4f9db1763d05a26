// SPDX-License-Identifier: MIT
// The one matrix product of PCA: vector code chosen at run time for the processor, sums carried in double.
#pragma once

#include <cstddef>

namespace shoal {

/// Element (i, j) lies at data[i·rowStride + j·columnStride]: a row-major matrix or its transpose.
template <class T>
struct StridedMatrix {
    const T* data;
    std::size_t rowStride;
    std::size_t columnStride;
};

/// addProduct wants its column count to be a multiple of this; zero columns fill up.
inline constexpr std::size_t productColumns = 16;

inline std::size_t roundedColumns(std::size_t columns) {
    return (columns + productColumns - 1) / productColumns * productColumns;
}

/// C += A·B with A rows × inner, B inner × columns (rows `strideB` apart), C rows × columns (rows `strideC`
/// apart). At most 256 products are added in float before the sum goes on in double. Single-threaded.
void addProduct(std::size_t rows, std::size_t inner, std::size_t columns, StridedMatrix<float> a,
                const float* b, std::size_t strideB, double* c, std::size_t strideC);
void addProduct(std::size_t rows, std::size_t inner, std::size_t columns, StridedMatrix<double> a,
                const double* b, std::size_t strideB, double* c, std::size_t strideC);

} // namespace shoal
