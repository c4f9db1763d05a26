// SPDX-License-Identifier: MIT
// The values of a data set, or of one field of a table (a data set of compounds), read in blocks and
// converted.
#pragma once

#include "core/buffer.h"
#include "core/run_context.h"
#include "data/hdf5_chunks.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace shoal {

/// A rectangle of a data set's elements; the second direction is that of columns, if there is one.
struct Hdf5Block {
    std::array<hsize_t, 2> begin{0, 0};
    std::array<hsize_t, 2> count{1, 1};
};

class Hdf5Values {
public:
    enum class Kind {
        Number,
        Boolean, ///< the enumeration of FALSE and TRUE that h5py writes
        Text,
        Table, ///< compounds; see field()
        Other  ///< null, references, opaque and the like
    };

    /// Of a data set. Throws Error when it promises more than the file can hold, or lies outside the file.
    explicit Hdf5Values(Hdf5Object dataset);

    /// Of one field of a table; none when there is none of that name.
    std::optional<Hdf5Values> field(const std::string& name) const;
    /// The names of a table's fields.
    std::vector<std::string> fields() const;

    const Hdf5File& file() const { return dataset_->file(); }
    /// "obs/louvain"
    std::string path() const { return field_.empty() ? dataset_->path() : dataset_->path() + "/" + field_; }
    Kind kind() const { return kind_; }
    bool isInteger() const { return isInteger_; }
    /// 1 for a column, 2 for a matrix (a field of arrays is one).
    std::size_t rank() const { return columns_ ? 2 : extents_.size(); }
    /// In the direction of `rank()`: rows, columns.
    std::array<std::uint64_t, 2> shape() const;

    /// Reads rank 1 or 2 in row order, converted; values beyond the type's range become its limits (infinity
    /// for float). `target` holds rows × columns. For numbers and booleans.
    void read(float* target, RunContext& context, ProgressShare share) const;
    void read(std::int32_t* target, RunContext& context, ProgressShare share) const;
    void read(std::int64_t* target, RunContext& context, ProgressShare share) const;
    void read(double* target, RunContext& context, ProgressShare share) const;
    /// Rank 1 of any kind but tables: UTF-8, numbers as short as they can be written, "False" and "True".
    std::vector<std::string> readTexts(RunContext& context) const;

private:
    struct Transfer;

    Hdf5Values() = default;
    void classify(Hdf5Handle type);
    void requireSoundFields() const;
    void requireSoundStorage() const;
    /// The chunks, when they can be unpacked in parallel.
    std::optional<Hdf5Chunks> chunks() const;
    template <class Target>
    void readInParallel(const Hdf5Chunks& chunks, hid_t elementType, Target* target, RunContext& context,
                        ProgressShare share) const;
    void readAs(hid_t elementType, void* target, RunContext& context, ProgressShare share) const;
    void readBlock(const Transfer& transfer, const Hdf5Block& block, void* target) const;
    Transfer transferTo(hid_t elementType) const;
    std::vector<std::string> readStrings(RunContext& context) const;
    /// `elementType` as it lies in this data set's elements: itself, an array of it, or a table of one field.
    Hdf5Handle memoryType(hid_t elementType) const;

    std::shared_ptr<const Hdf5Object> dataset_;
    std::string field_;
    Hdf5Handle type_;                    ///< of the whole element, or of the field
    std::vector<std::uint64_t> extents_; ///< of the data set
    std::vector<std::uint64_t> chunk_;   ///< as long as extents_; empty when the data set is not in chunks
    std::uint64_t columns_ = 0;          ///< length of the field's arrays; 0 when it holds none
    Kind kind_ = Kind::Other;
    bool isInteger_ = false;
};

} // namespace shoal
