// SPDX-License-Identifier: MIT
#include "data/hdf5_chunks.h"

#include "core/parallel.h"
#include "data/lzf_filter.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <atomic>

namespace shoal {

namespace {

std::optional<ValueType> plainType(hid_t type) {
    ValueType result;
    result.bytes = H5Tget_size(type);
    const H5T_order_t order = H5Tget_order(type);
    result.bigEndian = order == H5T_ORDER_BE;
    if (order != H5T_ORDER_LE && order != H5T_ORDER_BE)
        return std::nullopt;
    if (H5Tget_class(type) == H5T_FLOAT) {
        result.kind = ValueType::Kind::Float;
        const std::array<hid_t, 4> standard{H5T_IEEE_F32LE, H5T_IEEE_F32BE, H5T_IEEE_F64LE, H5T_IEEE_F64BE};
        const bool isStandard = std::any_of(standard.begin(), standard.end(),
                                            [&](hid_t known) { return H5Tequal(type, known) > 0; });
        return isStandard ? std::optional(result) : std::nullopt;
    }
    const bool isWhole = result.bytes == 1 || result.bytes == 2 || result.bytes == 4 || result.bytes == 8;
    if (H5Tget_class(type) != H5T_INTEGER || !isWhole || H5Tget_precision(type) != 8 * result.bytes)
        return std::nullopt;
    result.kind = H5Tget_sign(type) == H5T_SGN_NONE ? ValueType::Kind::Unsigned : ValueType::Kind::Signed;
    return result;
}

/// Inflates one zlib stream into exactly `capacity` bytes at most; says how many.
std::optional<std::size_t> inflateInto(const std::vector<char>& packed, std::vector<char>& target,
                                       RunContext& context) {
    constexpr std::size_t stepBytes = std::size_t{1} << 20; // a few milliseconds
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK)
        return std::nullopt;
    struct End {
        z_stream* stream;
        ~End() { inflateEnd(stream); }
    } const end{&stream};
    std::size_t read = 0;
    std::size_t written = 0;
    int result = Z_OK;
    while (result == Z_OK && (written < target.size() || read < packed.size())) {
        context.checkpoint();
        const std::size_t input = std::min(stepBytes, packed.size() - read);
        const std::size_t room = std::min(stepBytes, target.size() - written);
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data() + read));
        stream.avail_in = static_cast<uInt>(input);
        stream.next_out = reinterpret_cast<Bytef*>(target.data() + written);
        stream.avail_out = static_cast<uInt>(room);
        result = inflate(&stream, Z_NO_FLUSH);
        read += input - stream.avail_in;
        written += room - stream.avail_out;
    }
    return result == Z_STREAM_END ? std::optional(written) : std::nullopt;
}

/// Puts the bytes of each value together again: they are stored as all first bytes, all second bytes, ….
template <std::size_t Bytes>
void unshuffle(const std::vector<char>& planes, std::vector<char>& values) {
    const std::size_t count = values.size() / Bytes;
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t byte = 0; byte < Bytes; ++byte)
            values[i * Bytes + byte] = planes[byte * count + i];
}

} // namespace

struct Hdf5Chunks::Stored {
    Part part;
    std::vector<char> bytes;   ///< empty when the chunk was never written
    std::uint32_t skipped = 0; ///< bit i: the filter i was not applied to this chunk
};

std::optional<Hdf5Chunks> Hdf5Chunks::of(const Hdf5Object& dataset, hid_t type) {
    const Hdf5Handle creation(H5Dget_create_plist(dataset.id()));
    const Hdf5Handle space(H5Dget_space(dataset.id()));
    const std::optional<ValueType> valueType = plainType(type);
    const int rank = H5Sget_simple_extent_ndims(space.get());
    if (!valueType || rank < 1 || rank > 2 || H5Pget_layout(creation.get()) != H5D_CHUNKED)
        return std::nullopt;
    Hdf5Chunks chunks(dataset);
    chunks.type_ = *valueType;
    for (int i = 0; i < H5Pget_nfilters(creation.get()); ++i) {
        unsigned flags = 0;
        std::size_t parameters = 0;
        const int filter = H5Pget_filter2(creation.get(), static_cast<unsigned>(i), &flags, &parameters,
                                          nullptr, 0, nullptr, nullptr);
        if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE && filter != lzfFilterId)
            return std::nullopt;
        chunks.filters_.push_back(filter);
    }
    std::array<hsize_t, 2> extents{0, 1};
    std::array<hsize_t, 2> lengths{1, 1};
    H5Sget_simple_extent_dims(space.get(), extents.data(), nullptr);
    H5Pget_chunk(creation.get(), rank, lengths.data());
    chunks.rows_ = extents[0];
    chunks.columns_ = extents[1];
    chunks.chunkRows_ = lengths[0];
    chunks.chunkColumns_ = lengths[1];
    return chunks;
}

Hdf5Chunks::Stored Hdf5Chunks::fetch(std::uint64_t row, std::uint64_t column) const {
    const Hdf5File& file = dataset_->file();
    const std::array<hsize_t, 2> offset{row, column};
    Stored stored;
    stored.part = {
        row,           column, std::min(chunkRows_, rows_ - row), std::min(chunkColumns_, columns_ - column),
        chunkColumns_, nullptr};
    hsize_t size = 0;
    if (H5Dget_chunk_storage_size(dataset_->id(), offset.data(), &size) < 0 || size > file.input().size())
        file.throwDamaged("the chunks of " + dataset_->path() + " cannot be found");
    stored.bytes.resize(size);
    if (size > 0 &&
        H5Dread_chunk(dataset_->id(), H5P_DEFAULT, offset.data(), &stored.skipped, stored.bytes.data()) < 0)
        file.throwDamaged("the chunks of " + dataset_->path() + " cannot be read");
    return stored;
}

std::vector<char> Hdf5Chunks::unpack(const Stored& stored, RunContext& context) const {
    const std::size_t size = chunkRows_ * chunkColumns_ * type_.bytes;
    std::vector<char> bytes = stored.bytes;
    for (std::size_t i = filters_.size(); i-- > 0;) {
        if (stored.skipped >> i & 1U)
            continue;
        std::vector<char> undone(size);
        std::optional<std::size_t> count = size;
        if (filters_[i] == H5Z_FILTER_DEFLATE)
            count = inflateInto(bytes, undone, context);
        else if (filters_[i] == lzfFilterId)
            count = unpackLzf(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                              reinterpret_cast<unsigned char*>(undone.data()), undone.size());
        else if (bytes.size() != size)
            count.reset();
        else if (type_.bytes == 2)
            unshuffle<2>(bytes, undone);
        else if (type_.bytes == 4)
            unshuffle<4>(bytes, undone);
        else if (type_.bytes == 8)
            unshuffle<8>(bytes, undone);
        else
            undone = bytes;
        if (!count)
            dataset_->file().throwDamaged("the values of " + dataset_->path() + " cannot be unpacked");
        undone.resize(*count);
        bytes.swap(undone);
    }
    if (bytes.size() != size)
        dataset_->file().throwDamaged("the values of " + dataset_->path() + " are not as many as promised");
    return bytes;
}

void Hdf5Chunks::read(RunContext& context, ProgressShare share, const std::function<void(const Part&)>& take,
                      const std::function<void(const Part&)>& takeMissing) const {
    constexpr std::uint64_t batchBytes = std::uint64_t{8} << 20;
    const std::uint64_t chunkBytes = chunkRows_ * chunkColumns_ * type_.bytes;
    const double total = static_cast<double>(rows_) * static_cast<double>(columns_);
    std::atomic<std::uint64_t> done{0};
    const auto report = [&](const Part& part) {
        const std::uint64_t now = done += part.rows * part.columns;
        if (!share.isNone())
            context.progress(share.at(static_cast<double>(now) / total));
    };
    std::vector<Stored> batch;
    std::uint64_t gathered = 0;
    const auto unpackBatch = [&] {
        forBlocks(context, batch.size(), 1, [&](std::size_t i, std::size_t, std::size_t) {
            const std::vector<char> bytes = unpack(batch[i], context);
            Part part = batch[i].part;
            part.bytes = bytes.data();
            take(part);
            report(part);
        });
        batch.clear();
        gathered = 0;
    };
    for (std::uint64_t row = 0; row < rows_; row += chunkRows_)
        for (std::uint64_t column = 0; column < columns_; column += chunkColumns_) {
            context.checkpoint();
            Stored stored = fetch(row, column);
            if (stored.bytes.empty()) {
                takeMissing(stored.part);
                report(stored.part);
                continue;
            }
            gathered += std::max<std::uint64_t>(stored.bytes.size(), chunkBytes);
            batch.push_back(std::move(stored));
            if (gathered >= batchBytes)
                unpackBatch();
        }
    unpackBatch();
}

} // namespace shoal
