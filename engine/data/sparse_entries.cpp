// SPDX-License-Identifier: MIT
#include "data/sparse_entries.h"

#include "core/error.h"
#include "core/parallel.h"

#include <algorithm>
#include <limits>

namespace shoal {

namespace {

[[noreturn]] void throwDamaged(const std::string& name, const std::string& what) {
    throw Error(name + " is no sound sparse matrix: " + what + "; save it again.");
}

/// Calls body(row, column, entry) for every entry, in the file's order.
template <class Body>
void forEntries(const SparseEntries& entries, RunContext& context, const Body& body) {
    constexpr std::uint64_t between = std::uint64_t{1} << 18;
    if (entries.layout == SparseLayout::Coordinates) {
        for (std::uint64_t i = 0; i < entries.values.size(); ++i) {
            if (i % between == 0)
                context.checkpoint();
            body(entries.starts[i], entries.indices[i], i);
        }
        return;
    }
    std::uint64_t seen = 0;
    for (std::uint64_t line = 0; line + 1 < entries.starts.size(); ++line)
        for (auto i = static_cast<std::uint64_t>(entries.starts[line]);
             i < static_cast<std::uint64_t>(entries.starts[line + 1]); ++i) {
            if (seen++ % between == 0)
                context.checkpoint();
            if (entries.layout == SparseLayout::Rows)
                body(static_cast<std::int64_t>(line), entries.indices[i], i);
            else
                body(entries.indices[i], static_cast<std::int64_t>(line), i);
        }
}

void requireOrder(const SparseEntries& entries, const std::string& name) {
    constexpr std::uint64_t mostLines = std::numeric_limits<std::uint32_t>::max();
    if (entries.rows > mostLines || entries.columns > mostLines)
        throwDamaged(name, "its shape is beyond any data");
    if (entries.indices.size() != entries.values.size())
        throwDamaged(name, "its parts do not fit each other");
    if (entries.layout == SparseLayout::Coordinates) {
        if (entries.starts.size() != entries.values.size())
            throwDamaged(name, "its parts do not fit each other");
        return;
    }
    const std::uint64_t lines = entries.layout == SparseLayout::Rows ? entries.rows : entries.columns;
    if (entries.starts.size() != lines + 1)
        throwDamaged(name, "its parts do not fit each other");
    const bool isOrdered = std::is_sorted(entries.starts.begin(), entries.starts.end()) &&
                           entries.starts[0] == 0 &&
                           static_cast<std::uint64_t>(entries.starts[lines]) == entries.values.size();
    if (!isOrdered)
        throwDamaged(name, "its lines are out of order");
}

struct Entry {
    std::uint32_t column;
    float value;
};

} // namespace

SparseMatrix compressed(const SparseEntries& entries, const std::string& name, RunContext& context) {
    requireOrder(entries, name);
    SparseMatrix matrix;
    matrix.rows = entries.rows;
    matrix.columns = entries.columns;
    std::vector<std::uint64_t> next(matrix.rows + 1, 0);
    forEntries(entries, context, [&](std::int64_t row, std::int64_t column, std::uint64_t) {
        if (row < 0 || column < 0 || static_cast<std::uint64_t>(row) >= matrix.rows ||
            static_cast<std::uint64_t>(column) >= matrix.columns)
            throwDamaged(name, "it has values outside its shape");
        ++next[static_cast<std::size_t>(row) + 1];
    });
    for (std::size_t row = 0; row < matrix.rows; ++row)
        next[row + 1] += next[row];
    const std::vector<std::uint64_t> starts = next;
    Buffer<Entry> sorted(entries.values.size());
    forEntries(entries, context, [&](std::int64_t row, std::int64_t column, std::uint64_t i) {
        sorted[next[static_cast<std::size_t>(row)]++] = {static_cast<std::uint32_t>(column),
                                                         entries.values[i]};
    });

    matrix.offsets.assign(matrix.rows + 1, 0);
    forBlocks(context, matrix.rows, 256, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t row = begin; row < end; ++row) {
            Entry* const first = sorted.data() + starts[row];
            Entry* const last = sorted.data() + starts[row + 1];
            std::stable_sort(first, last, [](const Entry& a, const Entry& b) { return a.column < b.column; });
            Entry* to = first;
            for (const Entry* entry = first; entry != last; ++entry)
                if (to != first && to[-1].column == entry->column)
                    to[-1].value += entry->value;
                else
                    *to++ = *entry;
            matrix.offsets[row + 1] = static_cast<std::uint64_t>(to - first);
        }
    });
    for (std::size_t row = 0; row < matrix.rows; ++row)
        matrix.offsets[row + 1] += matrix.offsets[row];
    matrix.indices.resize(matrix.offsets.back());
    matrix.values.resize(matrix.offsets.back());
    forBlocks(context, matrix.rows, 256, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t row = begin; row < end; ++row)
            for (std::uint64_t i = matrix.offsets[row]; i < matrix.offsets[row + 1]; ++i) {
                const Entry& entry = sorted[starts[row] + (i - matrix.offsets[row])];
                matrix.indices[i] = entry.column;
                matrix.values[i] = entry.value;
            }
    });
    return matrix;
}

} // namespace shoal
