// SPDX-License-Identifier: MIT
#include "core/sparse_matrix.h"

#include <limits>

namespace shoal {

SparseMatrix partOf(const SparseMatrix& matrix, std::span<const std::uint32_t> points) {
    constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();
    std::vector<std::uint32_t> placeOf(matrix.columns, nowhere);
    for (std::size_t place = 0; place < points.size(); ++place)
        placeOf[points[place]] = static_cast<std::uint32_t>(place);
    SparseMatrix part;
    part.rows = part.columns = points.size();
    for (const std::uint32_t point : points) {
        const std::span columns = matrix.indicesOf(point);
        const std::span values = matrix.valuesOf(point);
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (const std::uint32_t place = placeOf[columns[i]]; place != nowhere) {
                part.indices.push_back(place);
                part.values.push_back(values[i]);
            }
        part.offsets.push_back(part.indices.size());
    }
    return part;
}

} // namespace shoal
