// SPDX-License-Identifier: MIT
// A matrix that people give as affinities: checked, (M + Mᵀ)/2, divided by its sum, in storage order.
#include "affinity/affinities.h"
#include "affinity/row_calibration.h"
#include "core/error.h"
#include "core/parallel.h"

#include <algorithm>
#include <cmath>

namespace shoal {

namespace {

constexpr std::size_t blockRows = 256;

struct Entry {
    std::uint32_t column;
    float weight;
};

/// Rows of entries, ascending by column.
struct Rows {
    std::vector<std::uint64_t> offsets;
    Buffer<Entry> entries;

    std::span<const Entry> operator[](std::size_t row) const {
        return {entries.data() + offsets[row], offsets[row + 1] - offsets[row]};
    }
};

void requireUsable(const SparseMatrix& matrix, const std::string& name, std::size_t points) {
    if (matrix.rows != points || matrix.columns != points)
        throw Error(name + " has " + std::to_string(matrix.rows) + " rows and " +
                    std::to_string(matrix.columns) + " columns; affinities of " + std::to_string(points) +
                    " points need as many of both.");
    for (std::size_t row = 0; row < matrix.rows; ++row)
        for (std::uint64_t i = matrix.offsets[row]; i < matrix.offsets[row + 1]; ++i)
            if (!std::isfinite(matrix.values[i]) || matrix.values[i] < 0)
                throw Error(name + " holds " +
                            (std::isfinite(matrix.values[i]) ? "the negative value " : "") +
                            std::to_string(matrix.values[i]) + " in row " + std::to_string(row + 1) +
                            ", column " + std::to_string(matrix.indices[i] + 1) +
                            (std::isfinite(matrix.values[i]) ? "" : ", no finite number") +
                            ": affinities must be numbers from 0 up.");
}

/// The matrix in storage order, without its diagonal and its zeros.
Rows inStorageOrder(const SparseMatrix& matrix, const std::vector<std::uint32_t>& order,
                    RunContext& context) {
    const std::size_t points = order.size();
    std::vector<std::uint32_t> rowOfPoint(points);
    for (std::size_t row = 0; row < points; ++row)
        rowOfPoint[order[row]] = static_cast<std::uint32_t>(row);
    const auto isEntry = [&](std::uint32_t point, std::size_t i) {
        return matrix.indicesOf(point)[i] != point && matrix.valuesOf(point)[i] > 0;
    };
    Rows rows;
    rows.offsets.assign(points + 1, 0);
    forBlocks(context, points, blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t row = begin; row < end; ++row)
            for (std::size_t i = 0; i < matrix.indicesOf(order[row]).size(); ++i)
                rows.offsets[row + 1] += isEntry(order[row], i) ? 1 : 0;
    });
    for (std::size_t row = 0; row < points; ++row)
        rows.offsets[row + 1] += rows.offsets[row];
    rows.entries = Buffer<Entry>(rows.offsets.back());
    forBlocks(context, points, blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t row = begin; row < end; ++row) {
            const std::uint32_t point = order[row];
            Entry* const first = rows.entries.data() + rows.offsets[row];
            Entry* to = first;
            for (std::size_t i = 0; i < matrix.indicesOf(point).size(); ++i)
                if (isEntry(point, i))
                    *to++ = {rowOfPoint[matrix.indicesOf(point)[i]], matrix.valuesOf(point)[i]};
            std::sort(first, to, [](const Entry& a, const Entry& b) { return a.column < b.column; });
        }
    });
    return rows;
}

Rows transposed(const Rows& rows, RunContext& context) {
    const std::size_t points = rows.offsets.size() - 1;
    Rows result;
    result.offsets.assign(points + 1, 0);
    for (std::size_t row = 0; row < points; ++row) {
        context.checkpoint();
        for (const Entry& entry : rows[row])
            ++result.offsets[entry.column + 1];
    }
    for (std::size_t row = 0; row < points; ++row)
        result.offsets[row + 1] += result.offsets[row];
    std::vector<std::uint64_t> next(result.offsets.begin(), result.offsets.end() - 1);
    result.entries = Buffer<Entry>(rows.entries.size());
    for (std::size_t row = 0; row < points; ++row) {
        context.checkpoint();
        for (const Entry& entry : rows[row])
            result.entries[next[entry.column]++] = {static_cast<std::uint32_t>(row), entry.weight};
    }
    return result;
}

/// Calls put(column, sum) for every column that either list holds, ascending.
template <class Put>
void mergeRow(std::span<const Entry> a, std::span<const Entry> b, const Put& put) {
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() || j < b.size()) {
        const bool left = j == b.size() || (i < a.size() && a[i].column <= b[j].column);
        const bool right = i == a.size() || (j < b.size() && b[j].column <= a[i].column);
        const std::uint32_t column = left ? a[i].column : b[j].column;
        const double own = left ? a[i++].weight : 0.0;
        const double incoming = right ? b[j++].weight : 0.0;
        put(column, own + incoming);
    }
}

/// exp of the mean entropy of the rows that have entries, each divided by its sum.
double meanPerplexityOf(const Affinities& affinities) {
    double total = 0;
    std::size_t rows = 0;
    for (std::size_t row = 0; row < affinities.points; ++row) {
        const std::uint64_t begin = affinities.rowOffsets[row];
        const std::size_t count = affinities.rowOffsets[row + 1] - begin;
        double sum = 0;
        for (std::size_t i = 0; i < count; ++i)
            sum += affinities.weights[begin + i];
        if (sum > 0) {
            total += std::log(sum) - sumWeightLogWeight(affinities.weights.data() + begin, count) / sum;
            ++rows;
        }
    }
    return rows ? std::exp(total / static_cast<double>(rows)) : 0;
}

} // namespace

std::shared_ptr<const Affinities> givenAffinities(const SparseMatrix& matrix, const std::string& name,
                                                  const std::vector<std::uint32_t>& order,
                                                  RunContext& context) {
    context.checkpoint();
    requireUsable(matrix, name, order.size());
    const Rows own = inStorageOrder(matrix, order, context);
    const std::size_t points = order.size();
    const double sum = sumBlocks(context, points, blockRows, 0.0, [&](std::size_t begin, std::size_t end) {
        double part = 0;
        for (std::size_t row = begin; row < end; ++row)
            for (const Entry& entry : own[row])
                part += entry.weight;
        return part;
    });
    if (!(sum > 0))
        throw Error(name + " holds no affinity between two points: all its values off the diagonal are 0.");
    const Rows incoming = transposed(own, context);
    context.progress(0.5);

    auto result = std::make_shared<Affinities>();
    result->points = points;
    result->pointOfRow = order;
    result->rowOffsets = Buffer<std::uint64_t>(points + 1);
    result->rowOffsets[0] = 0;
    // What is lost below the smallest normal float is nothing beside a sum of 1.
    const auto weightOf = [&](double pair) { return static_cast<float>(pair / (2 * sum)); };
    const auto isKept = [&](double pair) { return std::isnormal(weightOf(pair)); };
    forBlocks(context, points, blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t row = begin; row < end; ++row) {
            std::uint64_t count = 0;
            mergeRow(own[row], incoming[row],
                     [&](std::uint32_t, double pair) { count += isKept(pair) ? 1 : 0; });
            result->rowOffsets[row + 1] = count;
        }
    });
    for (std::size_t row = 0; row < points; ++row)
        result->rowOffsets[row + 1] += result->rowOffsets[row];
    result->columns = Buffer<std::uint32_t>(result->rowOffsets[points]);
    result->weights = Buffer<float>(result->rowOffsets[points]);
    result->entropy = sumBlocks(context, points, blockRows, 0.0, [&](std::size_t begin, std::size_t end) {
        const std::uint64_t first = result->rowOffsets[begin];
        std::uint64_t to = first;
        for (std::size_t row = begin; row < end; ++row)
            mergeRow(own[row], incoming[row], [&](std::uint32_t column, double pair) {
                if (!isKept(pair))
                    return;
                result->columns[to] = column;
                result->weights[to++] = weightOf(pair);
            });
        return sumWeightLogWeight(result->weights.data() + first, to - first);
    });
    result->perplexity = meanPerplexityOf(*result);
    return result;
}

} // namespace shoal
