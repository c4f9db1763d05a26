// SPDX-License-Identifier: MIT
#include "data/hdf5_values.h"

#include "core/error.h"
#include "data/naming.h"
#include "data/number.h"

#include <algorithm>
#include <cstring>

namespace shoal {

namespace {

/// What deflate can make of one byte at best, and the room that values never written may take beside it.
constexpr std::uint64_t bestRatio = 1100;
constexpr std::uint64_t freeRoom = std::uint64_t{1} << 20;
constexpr std::uint64_t blockValues = std::uint64_t{1} << 18;

std::optional<std::uint64_t> product(const std::vector<std::uint64_t>& lengths, std::uint64_t start) {
    for (const std::uint64_t length : lengths)
        if (__builtin_mul_overflow(start, length, &start))
            return std::nullopt;
    return start;
}

bool isBoolean(hid_t type) {
    if (H5Tget_class(type) != H5T_ENUM || H5Tget_nmembers(type) != 2)
        return false;
    std::string names;
    for (unsigned member = 0; member < 2; ++member) {
        char* name = H5Tget_member_name(type, member);
        names += name ? name : "";
        H5free_memory(name);
    }
    return names == "FALSETRUE" || names == "falsetrue";
}

/// Cuts the extents (rank 1 or 2) into blocks of whole chunks, so that each chunk is unpacked once.
template <class Visit>
void forEachBlock(const std::vector<std::uint64_t>& extents, const std::vector<std::uint64_t>& chunk,
                  std::uint64_t valuesPerElement, const Visit& visit) {
    const std::size_t last = extents.size() - 1;
    const std::uint64_t columns = last == 1 ? extents[1] : 1;
    const std::uint64_t wanted =
        std::max<std::uint64_t>(1, blockValues / std::max<std::uint64_t>(1, valuesPerElement));
    std::array<std::uint64_t, 2> step{1, columns};
    if (chunk.empty()) {
        step[0] = std::max<std::uint64_t>(1, wanted / std::max<std::uint64_t>(1, columns));
    } else {
        if (last == 1)
            step[1] = std::min(columns, chunk[1]);
        const std::uint64_t chunkValues = std::max<std::uint64_t>(1, chunk[0] * step[1]);
        step[0] = chunk[0] * std::max<std::uint64_t>(1, wanted / chunkValues);
    }
    for (std::uint64_t row = 0; row < extents[0]; row += step[0])
        for (std::uint64_t column = 0; column < columns; column += step[1])
            visit(Hdf5Block{{row, column},
                            {std::min(step[0], extents[0] - row), std::min(step[1], columns - column)}});
}

/// Memory for the library's strings of variable length: freed with the block, and bounded.
class StringArena {
public:
    explicit StringArena(std::uint64_t room)
        : room_(room) {}
    static void* allocate(std::size_t bytes, void* arena) {
        try {
            return static_cast<StringArena*>(arena)->take(bytes);
        } catch (const std::bad_alloc&) { // must not pass through C
            return nullptr;
        }
    }
    static void release(void*, void*) {} // freed with the arena
    void clear() {
        slabs_.clear();
        left_ = 0;
    }

private:
    void* take(std::size_t bytes) {
        if (bytes > room_)
            return nullptr;
        room_ -= bytes;
        if (bytes > left_) {
            left_ = std::max<std::size_t>(bytes, std::size_t{1} << 18);
            next_ = slabs_.emplace_back(std::make_unique<char[]>(left_)).get();
        }
        left_ -= bytes;
        return std::exchange(next_, next_ + bytes);
    }

    std::uint64_t room_;
    std::vector<std::unique_ptr<char[]>> slabs_;
    char* next_ = nullptr;
    std::size_t left_ = 0;
};

std::string unpadded(const char* bytes, std::size_t size, bool spaces) {
    std::string_view text(bytes, strnlen(bytes, size));
    while (spaces && text.ends_with(' '))
        text.remove_suffix(1);
    return toUtf8(text);
}

} // namespace

struct Hdf5Values::Transfer {
    Hdf5Handle type; ///< in memory
    Hdf5Handle fileSpace;
    Hdf5Handle memorySpace;
};

Hdf5Values::Hdf5Values(Hdf5Object dataset)
    : dataset_(std::make_shared<const Hdf5Object>(std::move(dataset))) {
    Hdf5Handle type(H5Dget_type(dataset_->id()));
    const Hdf5Handle space(H5Dget_space(dataset_->id()));
    const Hdf5Handle creation(H5Dget_create_plist(dataset_->id()));
    const int rank = space.isValid() ? H5Sget_simple_extent_ndims(space.get()) : -1;
    if (!type.isValid() || !creation.isValid() || rank < 0)
        file().throwDamaged(path() + " cannot be read");
    if (H5Sget_simple_extent_type(space.get()) == H5S_NULL)
        return;
    std::vector<hsize_t> lengths(static_cast<std::size_t>(rank));
    H5Sget_simple_extent_dims(space.get(), lengths.data(), nullptr);
    extents_.assign(lengths.begin(), lengths.end());
    const H5D_layout_t layout = H5Pget_layout(creation.get());
    if (layout == H5D_VIRTUAL || H5Pget_external_count(creation.get()) > 0)
        throw Error(file().name() + ": " + path() + " lies in other files; copy its values into this one.");
    if (layout == H5D_CHUNKED) {
        if (H5Pget_chunk(creation.get(), rank, lengths.data()) != rank)
            file().throwDamaged("the chunks of " + path() + " cannot be read");
        chunk_.assign(lengths.begin(), lengths.end());
    }
    classify(std::move(type));
    requireSoundStorage();
}

void Hdf5Values::classify(Hdf5Handle type) {
    type_ = std::move(type);
    if (H5Tget_class(type_.get()) == H5T_ARRAY) {
        hsize_t length = 0;
        const Hdf5Handle base(H5Tget_super(type_.get()));
        if (extents_.size() != 1 || H5Tget_array_ndims(type_.get()) != 1 ||
            H5Tget_array_dims2(type_.get(), &length) < 0 || length == 0)
            return;
        columns_ = length;
        const H5T_class_t kind = H5Tget_class(base.get());
        isInteger_ = kind == H5T_INTEGER;
        kind_ = kind == H5T_INTEGER || kind == H5T_FLOAT ? Kind::Number : Kind::Other;
        return;
    }
    switch (H5Tget_class(type_.get())) {
    case H5T_INTEGER:
        isInteger_ = true;
        kind_ = Kind::Number;
        return;
    case H5T_FLOAT:
        kind_ = Kind::Number;
        return;
    case H5T_STRING:
        kind_ = Kind::Text;
        return;
    case H5T_COMPOUND:
        kind_ = Kind::Table;
        requireSoundFields();
        return;
    case H5T_ENUM:
        isInteger_ = true;
        kind_ = isBoolean(type_.get()) ? Kind::Boolean : Kind::Number;
        return;
    default:
        return;
    }
}

/// The library does not look whether fields lie within their row.
void Hdf5Values::requireSoundFields() const {
    const std::size_t rowBytes = H5Tget_size(type_.get());
    const int count = H5Tget_nmembers(type_.get());
    for (int i = 0; i < count; ++i) {
        const auto member = static_cast<unsigned>(i);
        const Hdf5Handle type(H5Tget_member_type(type_.get(), member));
        const std::size_t offset = H5Tget_member_offset(type_.get(), member);
        if (!type.isValid() || offset > rowBytes || H5Tget_size(type.get()) > rowBytes - offset)
            file().throwDamaged("the fields of " + path() + " do not fit into its rows");
    }
}

void Hdf5Values::requireSoundStorage() const {
    const std::size_t elementBytes = H5Tget_size(type_.get());
    const std::uint64_t stored =
        std::min<std::uint64_t>(H5Dget_storage_size(dataset_->id()), file().input().size());
    const std::uint64_t room = stored * bestRatio + freeRoom; // a file's size is far below 2^53
    const std::optional<std::uint64_t> bytes = product(extents_, elementBytes);
    if (!bytes || *bytes > room)
        file().throwDamaged(path() + " promises more values than the file can hold");
    const std::optional<std::uint64_t> chunkBytes = product(chunk_, elementBytes);
    if (!chunk_.empty() && (!chunkBytes || *chunkBytes == 0 || *chunkBytes > room))
        file().throwDamaged("the chunks of " + path() + " are larger than the file can hold");
}

std::optional<Hdf5Values> Hdf5Values::field(const std::string& name) const {
    if (kind_ != Kind::Table || !field_.empty())
        return std::nullopt;
    const int member = H5Tget_member_index(type_.get(), name.c_str());
    Hdf5Handle type(member < 0 ? H5I_INVALID_HID
                               : H5Tget_member_type(type_.get(), static_cast<unsigned>(member)));
    if (!type.isValid())
        return std::nullopt;
    Hdf5Values values;
    values.dataset_ = dataset_;
    values.field_ = name;
    values.extents_ = extents_;
    values.chunk_ = chunk_;
    values.classify(std::move(type));
    return values;
}

std::vector<std::string> Hdf5Values::fields() const {
    std::vector<std::string> names;
    const int count = kind_ == Kind::Table ? H5Tget_nmembers(type_.get()) : 0;
    for (int member = 0; member < count; ++member) {
        char* name = H5Tget_member_name(type_.get(), static_cast<unsigned>(member));
        names.emplace_back(name ? name : "");
        H5free_memory(name);
    }
    return names;
}

std::array<std::uint64_t, 2> Hdf5Values::shape() const {
    return {extents_.empty() ? 1 : extents_[0], columns_ ? columns_ : extents_.size() > 1 ? extents_[1] : 1};
}

Hdf5Handle Hdf5Values::memoryType(hid_t elementType) const {
    const hsize_t length = columns_;
    Hdf5Handle element(columns_ ? H5Tarray_create2(elementType, 1, &length) : H5Tcopy(elementType));
    if (field_.empty())
        return element;
    Hdf5Handle table(H5Tcreate(H5T_COMPOUND, H5Tget_size(element.get())));
    H5Tinsert(table.get(), field_.c_str(), 0, element.get());
    return table;
}

Hdf5Values::Transfer Hdf5Values::transferTo(hid_t elementType) const {
    return {memoryType(elementType), Hdf5Handle(H5Dget_space(dataset_->id())),
            Hdf5Handle(H5Dget_space(dataset_->id()))};
}

void Hdf5Values::readBlock(const Transfer& transfer, const Hdf5Block& block, void* target) const {
    for (const hid_t space : {transfer.fileSpace.get(), transfer.memorySpace.get()})
        H5Sselect_hyperslab(space, H5S_SELECT_SET, block.begin.data(), nullptr, block.count.data(), nullptr);
    if (H5Dread(dataset_->id(), transfer.type.get(), transfer.memorySpace.get(), transfer.fileSpace.get(),
                H5P_DEFAULT, target) < 0)
        file().throwDamaged("the values of " + path() + " cannot be read");
}

void Hdf5Values::readAs(hid_t elementType, void* target, RunContext& context, ProgressShare share) const {
    const Transfer transfer = transferTo(elementType);
    const std::uint64_t elements = std::max<std::uint64_t>(1, columns_);
    const double total = static_cast<double>(shape()[0]) * static_cast<double>(shape()[1]);
    std::uint64_t done = 0;
    forEachBlock(extents_, chunk_, elements, [&](const Hdf5Block& block) {
        context.checkpoint();
        readBlock(transfer, block, target);
        done += block.count[0] * block.count[1] * elements;
        if (!share.isNone())
            context.progress(share.at(static_cast<double>(done) / total));
    });
}

template <class Target>
void Hdf5Values::readInParallel(const Hdf5Chunks& chunks, hid_t elementType, Target* target,
                                RunContext& context, ProgressShare share) const {
    const std::uint64_t columns = shape()[1];
    const Transfer transfer = transferTo(elementType);
    const auto take = [&](const Hdf5Chunks::Part& part) {
        Target* const corner = target + part.row * columns + part.column;
        if (part.chunkColumns == 1) {
            convertValues(chunks.type(), part.bytes, part.rows, corner, columns);
            return;
        }
        for (std::uint64_t row = 0; row < part.rows; ++row)
            convertValues(chunks.type(), part.bytes + row * part.chunkColumns * chunks.type().bytes,
                          part.columns, corner + row * columns, 1);
    };
    const auto takeMissing = [&](const Hdf5Chunks::Part& part) {
        readBlock(transfer, {{part.row, part.column}, {part.rows, part.columns}}, target);
    };
    chunks.read(context, share, take, takeMissing);
}

std::optional<Hdf5Chunks> Hdf5Values::chunks() const {
    return field_.empty() ? Hdf5Chunks::of(*dataset_, type_.get()) : std::nullopt;
}

void Hdf5Values::read(float* target, RunContext& context, ProgressShare share) const {
    if (const std::optional<Hdf5Chunks> known = chunks())
        readInParallel(*known, H5T_NATIVE_FLOAT, target, context, share);
    else
        readAs(H5T_NATIVE_FLOAT, target, context, share);
}

void Hdf5Values::read(std::int32_t* target, RunContext& context, ProgressShare share) const {
    const std::optional<Hdf5Chunks> known = chunks();
    if (known && known->type().kind != ValueType::Kind::Float)
        readInParallel(*known, H5T_NATIVE_INT32, target, context, share);
    else
        readAs(H5T_NATIVE_INT32, target, context, share);
}

void Hdf5Values::read(std::int64_t* target, RunContext& context, ProgressShare share) const {
    readAs(H5T_NATIVE_INT64, target, context, share);
}

void Hdf5Values::read(double* target, RunContext& context, ProgressShare share) const {
    readAs(H5T_NATIVE_DOUBLE, target, context, share);
}

std::vector<std::string> Hdf5Values::readStrings(RunContext& context) const {
    const bool isVariable = H5Tis_variable_str(type_.get()) > 0;
    const std::size_t size = H5Tget_size(type_.get());
    const bool spaces = H5Tget_strpad(type_.get()) == H5T_STR_SPACEPAD;
    const Hdf5Handle type = memoryType(type_.get());
    // Texts may share their bytes in the file, but hardly many times over.
    StringArena arena(file().input().size() * 64 + freeRoom);
    const Hdf5Handle transfer(H5Pcreate(H5P_DATASET_XFER));
    H5Pset_vlen_mem_manager(transfer.get(), StringArena::allocate, &arena, StringArena::release, &arena);
    const Hdf5Handle fileSpace(H5Dget_space(dataset_->id()));
    std::vector<std::string> texts;
    texts.reserve(extents_[0]);
    std::vector<char> bytes;
    forEachBlock(extents_, chunk_, std::max<std::size_t>(1, size / sizeof(float)),
                 [&](const Hdf5Block& block) {
                     context.checkpoint();
                     bytes.assign(block.count[0] * size, '\0');
                     const Hdf5Handle memorySpace(H5Screate_simple(1, block.count.data(), nullptr));
                     H5Sselect_hyperslab(fileSpace.get(), H5S_SELECT_SET, block.begin.data(), nullptr,
                                         block.count.data(), nullptr);
                     if (H5Dread(dataset_->id(), type.get(), memorySpace.get(), fileSpace.get(),
                                 transfer.get(), bytes.data()) < 0)
                         file().throwDamaged("the texts of " + path() + " cannot be read");
                     for (std::size_t i = 0; i < block.count[0]; ++i) {
                         const char* text = bytes.data() + i * size;
                         if (!isVariable) {
                             texts.push_back(unpadded(text, size, spaces));
                             continue;
                         }
                         std::memcpy(&text, bytes.data() + i * size, sizeof text);
                         texts.push_back(text ? toUtf8(text) : std::string());
                     }
                     arena.clear();
                 });
    return texts;
}

std::vector<std::string> Hdf5Values::readTexts(RunContext& context) const {
    if (kind_ == Kind::Text)
        return readStrings(context);
    constexpr ProgressShare none{0, 0};
    std::vector<std::string> texts;
    texts.reserve(extents_[0]);
    if (isInteger_) {
        Buffer<std::int64_t> values(extents_[0]);
        read(values.data(), context, none);
        for (const std::int64_t value : values)
            texts.push_back(kind_ == Kind::Boolean ? (value ? "True" : "False") : std::to_string(value));
    } else {
        Buffer<double> values(extents_[0]);
        read(values.data(), context, none);
        for (const double value : values)
            texts.push_back(numberText(value, H5Tget_size(type_.get()) <= sizeof(float)));
    }
    return texts;
}

} // namespace shoal
