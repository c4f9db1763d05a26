// SPDX-License-Identifier: MIT
// The chunks of a data set, unpacked by all threads. The HDF5 library unpacks one after the other, and cannot
// be stopped within one.
#pragma once

#include "data/hdf5_file.h"
#include "data/raw_values.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace shoal {

/// The part of a stage's progress that one of its steps reports; none when both ends are the same.
struct ProgressShare {
    double begin = 0;
    double end = 1;

    bool isNone() const { return begin == end; }
    /// Where the whole stage is once `fraction` of the step is done.
    double at(double fraction) const { return begin + (end - begin) * fraction; }
};

/// Rank 1 (one column) or 2, in chunks whose filters are known here: deflate, LZF, shuffle.
class Hdf5Chunks {
public:
    /// What a chunk covers, clipped to the data set.
    struct Part {
        std::uint64_t row = 0;
        std::uint64_t column = 0;
        std::uint64_t rows = 0;
        std::uint64_t columns = 0;
        std::uint64_t chunkColumns = 0; ///< values from one row to the next in `bytes`
        const char* bytes = nullptr;    ///< the values as they are typed in the file
    };

    /// None when the data set's layout, type or filters are not of those known here.
    static std::optional<Hdf5Chunks> of(const Hdf5Object& dataset, hid_t type);

    const ValueType& type() const { return type_; }
    /// Hands every chunk to `take`, from any thread; chunks never written to `takeMissing`, without bytes,
    /// from this one. Throws Error and Stopped, also what these throw.
    void read(RunContext& context, ProgressShare share, const std::function<void(const Part&)>& take,
              const std::function<void(const Part&)>& takeMissing) const;

private:
    struct Stored;

    explicit Hdf5Chunks(const Hdf5Object& dataset)
        : dataset_(&dataset) {}
    Stored fetch(std::uint64_t row, std::uint64_t column) const;
    std::vector<char> unpack(const Stored& stored, RunContext& context) const;

    const Hdf5Object* dataset_;
    ValueType type_;
    std::vector<int> filters_; ///< in the order in which they were applied
    std::uint64_t rows_ = 0;
    std::uint64_t columns_ = 1;
    std::uint64_t chunkRows_ = 0;
    std::uint64_t chunkColumns_ = 1;
};

} // namespace shoal
