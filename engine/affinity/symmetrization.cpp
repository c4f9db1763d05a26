// SPDX-License-Identifier: MIT
// A stable two-level counting sort of the transposed entries by their row, then a merge of each row's own
// entries with them. The order of everything is fixed by the data, so the result does not depend on threads.
#include "affinity/symmetrization.h"

#include "affinity/row_calibration.h"
#include "core/parallel.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

namespace shoal {

namespace {

// An entry on its way into the row it is transposed to.
struct Incoming {
    std::uint32_t row;
    std::uint32_t column;
    float weight;
};

// Sorts by column; the weight rides along in the low half.
std::uint64_t packEntry(std::uint32_t column, float weight) {
    return std::uint64_t{column} << 32 | std::bit_cast<std::uint32_t>(weight);
}
std::uint32_t columnOf(std::uint64_t entry) {
    return static_cast<std::uint32_t>(entry >> 32);
}
float weightOf(std::uint64_t entry) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(entry));
}

// Sorts entries by column, stably, digit by digit: a comparison sort of so short a list mispredicts most of
// its branches. `columnBits` is the width of the largest column. Leaves the result in `entries`; `spare` is
// as long.
void sortByColumn(std::uint64_t* entries, std::uint64_t* spare, std::size_t count, std::size_t columnBits) {
    constexpr std::size_t digitBits = 8;
    constexpr std::size_t digits = std::size_t{1} << digitBits;
    constexpr std::size_t weightBits = 32;
    constexpr std::size_t mostPasses = 32 / digitBits;
    std::array<std::array<std::uint32_t, digits>, mostPasses> starts;
    const std::size_t passes = (columnBits + digitBits - 1) / digitBits;
    const auto digitOf = [](std::uint64_t entry, std::size_t pass) {
        return static_cast<std::size_t>(entry >> (weightBits + pass * digitBits)) & (digits - 1);
    };
    for (std::size_t pass = 0; pass < passes; ++pass)
        starts[pass].fill(0);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t pass = 0; pass < passes; ++pass)
            ++starts[pass][digitOf(entries[i], pass)];
    std::uint64_t* from = entries;
    std::uint64_t* to = spare;
    for (std::size_t pass = 0; pass < passes; ++pass) {
        auto& next = starts[pass];
        std::exclusive_scan(next.begin(), next.end(), next.begin(), 0u);
        for (std::size_t i = 0; i < count; ++i)
            to[next[digitOf(from[i], pass)]++] = from[i];
        std::swap(from, to);
    }
    if (from != entries)
        std::copy_n(from, count, entries);
}

template <class T>
void reserveBuffer(Buffer<T>& buffer, std::size_t size) {
    if (buffer.size() < size)
        buffer = Buffer<T>(size + size / 4);
}

// The merged rows of one bucket, before their place in the result is known, and what merging needs.
struct Slot {
    std::vector<std::uint32_t> starts;
    Buffer<std::uint64_t> incoming;
    Buffer<std::uint64_t> own;
    Buffer<std::uint32_t> columns;
    Buffer<float> weights;
    std::size_t entries = 0;
};

class Symmetrization {
public:
    Symmetrization(const ConditionalWeights& conditional, Affinities& result, Joining joining,
                   RunContext& context)
        : conditional_(conditional)
        , result_(result)
        , joining_(joining)
        , context_(context)
        , points_(conditional.points())
        , used_(conditional.used) {
        // A bucket's entries fit the second-level cache; a block of source rows is a few milliseconds of
        // work.
        constexpr std::size_t bucketEntries = std::size_t{1} << 16;
        while (bucketShift_ < 12 && (used_ << (bucketShift_ + 1)) <= bucketEntries)
            ++bucketShift_;
        buckets_ = blockCount(points_, bucketRows());
        constexpr std::size_t blockEntries = std::size_t{1} << 19;
        constexpr std::size_t maxBlocks = 512;
        blockRows_ = std::max({blockEntries / used_, blockCount(points_, maxBlocks), std::size_t{1}});
        blocks_ = blockCount(points_, blockRows_);
    }

    void run(const std::function<void(double)>& progress, std::size_t atATime) {
        numberColumns();
        const double sum = countEntries();
        scale_ = joining_ == Joining::Mean ? static_cast<float>(0.5 / sum) : 1.0f;
        overlap_ = joining_ == Joining::Union ? 1.0f : 0.0f;
        result_.rowOffsets = Buffer<std::uint64_t>(points_ + 1);
        result_.rowOffsets[0] = 0;
        const std::size_t directed = entriesBetween(0, buckets_);
        // Entries found in both directions merge, how many is known at the end; pages never written take no
        // memory.
        result_.columns = Buffer<std::uint32_t>(2 * directed);
        result_.weights = Buffer<float>(2 * directed);
        bucketEntropy_.resize(buckets_);

        const std::size_t groupEntries = std::max(atATime, directed / 8);
        std::size_t first = 0;
        while (first < buckets_) {
            std::size_t last = first + 1;
            std::size_t entries = bucketEntries_[first];
            while (last < buckets_ && entries + bucketEntries_[last] <= groupEntries)
                entries += bucketEntries_[last++];
            reserveBuffer(group_, entries);
            gather(first, last);
            merge(first, last, [&](std::size_t done) {
                progress(static_cast<double>(done) / static_cast<double>(buckets_));
            });
            first = last;
        }
        result_.columns.truncate(written_);
        result_.weights.truncate(written_);
        result_.entropy = 0;
        for (const double entropy : bucketEntropy_)
            result_.entropy += entropy;
    }

private:
    std::size_t bucketRows() const { return std::size_t{1} << bucketShift_; }
    std::size_t entriesBetween(std::size_t first, std::size_t last) const {
        std::size_t entries = 0;
        for (std::size_t bucket = first; bucket < last; ++bucket)
            entries += bucketEntries_[bucket];
        return entries;
    }

    void numberColumns() {
        rowOfPoint_.resize(points_);
        for (std::size_t row = 0; row < points_; ++row)
            rowOfPoint_[conditional_.graph.order[row]] = static_cast<std::uint32_t>(row);
    }

    // Calls body(row, column, weight) for every entry of the block's rows, ascending by row.
    template <class Body>
    void forEntries(std::size_t begin, std::size_t end, const Body& body) const {
        for (std::size_t row = begin; row < end; ++row) {
            const auto neighbors = conditional_.neighborsOfRow(row);
            const auto weights = conditional_.weightsOfRow(row);
            for (std::size_t j = 0; j < used_; ++j)
                if (weights[j] > 0)
                    body(static_cast<std::uint32_t>(row), rowOfPoint_[neighbors[j]], weights[j]);
        }
    }

    // How many entries go from each block to each bucket; the sum of all weights.
    double countEntries() {
        counts_.assign(blocks_ * buckets_, 0);
        std::vector<double> sums(blocks_, 0.0);
        forBlocks(context_, points_, blockRows_, [&](std::size_t begin, std::size_t end, std::size_t block) {
            std::uint32_t* counts = counts_.data() + block * buckets_;
            double sum = 0;
            forEntries(begin, end, [&](std::uint32_t, std::uint32_t column, float weight) {
                ++counts[column >> bucketShift_];
                sum += weight;
            });
            sums[block] = sum;
        });
        bucketEntries_.assign(buckets_, 0);
        for (std::size_t block = 0; block < blocks_; ++block)
            for (std::size_t bucket = 0; bucket < buckets_; ++bucket)
                bucketEntries_[bucket] += counts_[block * buckets_ + bucket];
        double sum = 0;
        for (const double part : sums)
            sum += part;
        return sum;
    }

    // Collects the entries whose transposed row lies in buckets [first, last), by bucket and then by source
    // row.
    void gather(std::size_t first, std::size_t last) {
        const std::size_t width = last - first;
        std::vector<std::size_t> cursors(blocks_ * width);
        groupStarts_.assign(width + 1, 0);
        std::size_t next = 0;
        for (std::size_t i = 0; i < width; ++i) {
            groupStarts_[i] = next;
            for (std::size_t block = 0; block < blocks_; ++block) {
                cursors[block * width + i] = next;
                next += counts_[block * buckets_ + first + i];
            }
        }
        groupStarts_[width] = next;
        forBlocks(context_, points_, blockRows_, [&](std::size_t begin, std::size_t end, std::size_t block) {
            const std::uint32_t* counts = counts_.data() + block * buckets_;
            if (std::all_of(counts + first, counts + last, [](std::uint32_t count) { return count == 0; }))
                return;
            std::size_t* cursor = cursors.data() + block * width;
            forEntries(begin, end, [&](std::uint32_t row, std::uint32_t column, float weight) {
                const std::size_t bucket = (column >> bucketShift_) - first;
                if (bucket < width)
                    group_[cursor[bucket]++] = {column, row, weight};
            });
        });
    }

    // Merges the group's rows a wave of buckets at a time and appends them to the result.
    template <class Progress>
    void merge(std::size_t first, std::size_t last, const Progress& progress) {
        const auto waveBuckets = 4 * static_cast<std::size_t>(context_.threads());
        slots_.resize(waveBuckets);
        for (std::size_t begin = first; begin < last; begin += waveBuckets) {
            const std::size_t wave = std::min(waveBuckets, last - begin);
            forBlocks(context_, wave, 1, [&](std::size_t i, std::size_t, std::size_t) {
                const std::size_t* starts = groupStarts_.data() + (begin + i - first);
                mergeBucket(begin + i, {group_.data() + starts[0], starts[1] - starts[0]}, slots_[i]);
            });
            std::vector<std::size_t> bases(wave);
            for (std::size_t i = 0; i < wave; ++i) {
                bases[i] = written_;
                written_ += slots_[i].entries;
            }
            forBlocks(context_, wave, 1, [&](std::size_t i, std::size_t, std::size_t) {
                const Slot& slot = slots_[i];
                std::copy_n(slot.columns.data(), slot.entries, result_.columns.data() + bases[i]);
                std::copy_n(slot.weights.data(), slot.entries, result_.weights.data() + bases[i]);
                const std::size_t row = (begin + i) << bucketShift_;
                const std::size_t end = std::min(points_, row + bucketRows());
                for (std::size_t r = row; r < end; ++r)
                    result_.rowOffsets[r + 1] += bases[i];
            });
            progress(begin + wave);
        }
    }

    // Leaves the bucket's merged rows in `slot` and their ends, counted from the bucket's first, in
    // rowOffsets.
    void mergeBucket(std::size_t bucket, std::span<const Incoming> entries, Slot& slot) {
        const std::size_t firstRow = bucket << bucketShift_;
        const std::size_t rows = std::min(points_ - firstRow, bucketRows());
        reserveBuffer(slot.incoming, entries.size());
        reserveBuffer(slot.own, 2 * used_);
        reserveBuffer(slot.columns, entries.size() + rows * used_);
        reserveBuffer(slot.weights, entries.size() + rows * used_);

        slot.starts.assign(rows + 1, 0);
        for (const Incoming& entry : entries)
            ++slot.starts[entry.row - firstRow + 1];
        for (std::size_t r = 0; r < rows; ++r)
            slot.starts[r + 1] += slot.starts[r];
        for (const Incoming& entry : entries)
            slot.incoming[slot.starts[entry.row - firstRow]++] = packEntry(entry.column, entry.weight);
        // Filling moved each start to its row's end, which is the next row's start.
        const auto columnBits = static_cast<std::size_t>(std::bit_width(points_ - 1));
        std::size_t out = 0;
        for (std::size_t r = 0; r < rows; ++r) {
            const std::size_t begin = r ? slot.starts[r - 1] : 0;
            std::size_t owned = 0;
            forEntries(firstRow + r, firstRow + r + 1,
                       [&](std::uint32_t, std::uint32_t column, float weight) {
                           slot.own[owned++] = packEntry(column, weight);
                       });
            sortByColumn(slot.own.data(), slot.own.data() + used_, owned, columnBits);
            out = mergeRow({slot.own.data(), owned}, {slot.incoming.data() + begin, slot.starts[r] - begin},
                           slot, out);
            result_.rowOffsets[firstRow + r + 1] = out;
        }
        slot.entries = out;
        bucketEntropy_[bucket] = sumWeightLogWeight(slot.weights.data(), out);
    }

    // Joining commutes and both ends of a pair do the same: p_ij and p_ji are the same bits.
    std::size_t mergeRow(std::span<const std::uint64_t> own, std::span<const std::uint64_t> incoming,
                         Slot& slot, std::size_t out) const {
        const std::uint64_t* a = own.data();
        const std::uint64_t* b = incoming.data();
        const std::uint64_t* const endA = a + own.size();
        const std::uint64_t* const endB = b + incoming.size();
        const auto put = [&](std::uint32_t column, float ownWeight, float incomingWeight) {
            slot.columns[out] = column;
            slot.weights[out++] =
                scale_ * (ownWeight + incomingWeight - overlap_ * ownWeight * incomingWeight);
        };
        // No branch depends on which list comes first: that is a coin toss.
        while (a != endA && b != endB) {
            const std::uint32_t left = columnOf(*a);
            const std::uint32_t right = columnOf(*b);
            const float ownWeight = left <= right ? weightOf(*a) : 0.0f;
            const float incomingWeight = right <= left ? weightOf(*b) : 0.0f;
            put(std::min(left, right), ownWeight, incomingWeight);
            a += left <= right;
            b += right <= left;
        }
        for (; a != endA; ++a)
            put(columnOf(*a), weightOf(*a), 0);
        for (; b != endB; ++b)
            put(columnOf(*b), 0, weightOf(*b));
        return out;
    }

    const ConditionalWeights& conditional_;
    Affinities& result_;
    Joining joining_;
    RunContext& context_;
    std::size_t points_;
    std::size_t used_;
    std::size_t bucketShift_ = 4;
    std::size_t buckets_ = 0;
    std::size_t blockRows_ = 0;
    std::size_t blocks_ = 0;
    float scale_ = 0;
    float overlap_ = 0; // of a pair's two weights, left out of their sum
    std::vector<std::uint32_t> rowOfPoint_;
    std::vector<std::uint32_t> counts_; // blocks × buckets
    std::vector<std::size_t> bucketEntries_;
    std::vector<double> bucketEntropy_;
    Buffer<Incoming> group_;
    std::vector<std::size_t> groupStarts_;
    std::vector<Slot> slots_;
    std::size_t written_ = 0;
};

} // namespace

void symmetrize(const ConditionalWeights& conditional, Affinities& result, RunContext& context,
                const std::function<void(double)>& progress, Joining joining, std::size_t atATime) {
    Symmetrization(conditional, result, joining, context).run(progress, atATime);
}

} // namespace shoal
