// SPDX-License-Identifier: MIT
#include "data/hdf5_file.h"

#include "core/error.h"
#include "data/child_process.h"
#include "data/lzf_filter.h"

#include <chrono>

namespace shoal {

namespace {

std::timed_mutex libraryTurn;

std::unique_lock<std::timed_mutex> takeTurn(RunContext& context) {
    constexpr std::chrono::milliseconds patience{20};
    std::unique_lock<std::timed_mutex> turn(libraryTurn, std::defer_lock);
    do
        context.checkpoint();
    while (!turn.try_lock_for(patience));
    return turn;
}

Hdf5Handle openFile(const InputFile& file) {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); // its errors become sentences here, not lines on stderr
    registerLzfFilter();
    const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS));
    H5Pset_file_locking(access.get(), false, true); // network file systems often have no locks
    H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG);
    return Hdf5Handle(H5Fopen(file.path().c_str(), H5F_ACC_RDONLY, access.get()));
}

herr_t refuseExternalLink(const char*, const char*, const char*, const char*, unsigned*, hid_t, void*) {
    return -1;
}

/// How links are followed: within the file only.
Hdf5Handle linkAccess() {
    Hdf5Handle access(H5Pcreate(H5P_LINK_ACCESS));
    H5Pset_elink_cb(access.get(), refuseExternalLink, nullptr);
    return access;
}

herr_t collectName(hid_t, const char* name, const H5L_info_t*, void* names) {
    try {
        static_cast<std::vector<std::string>*>(names)->emplace_back(name);
        return 0;
    } catch (const std::bad_alloc&) { // must not pass through C
        return -1;
    }
}

/// An attribute's values as texts. Fixed and variable length, one or many.
std::optional<std::vector<std::string>> readTexts(hid_t attribute) {
    const Hdf5Handle type(H5Aget_type(attribute));
    const Hdf5Handle space(H5Aget_space(attribute));
    if (!type.isValid() || !space.isValid())
        return std::nullopt;
    const hssize_t count = H5Sget_simple_extent_npoints(space.get());
    const std::size_t size = H5Tget_size(type.get());
    // Attributes are stored whole; what they take in memory is checked against that.
    if (count < 0 || size == 0 || static_cast<hsize_t>(count) * size > H5Aget_storage_size(attribute) * 2)
        return std::nullopt;
    std::vector<std::string> texts;
    if (count == 0) // an empty list is written as numbers
        return texts;
    if (H5Tget_class(type.get()) != H5T_STRING)
        return std::nullopt;
    const auto number = static_cast<std::size_t>(count);
    if (H5Tis_variable_str(type.get()) > 0) {
        std::vector<char*> pointers(number, nullptr);
        if (H5Aread(attribute, type.get(), pointers.data()) < 0)
            return std::nullopt;
        for (const char* pointer : pointers)
            texts.emplace_back(pointer ? pointer : "");
        H5Dvlen_reclaim(type.get(), space.get(), H5P_DEFAULT, pointers.data());
        return texts;
    }
    std::string bytes(number * size, '\0');
    if (H5Aread(attribute, type.get(), bytes.data()) < 0)
        return std::nullopt;
    for (std::size_t i = 0; i < number; ++i) {
        const std::string text = bytes.substr(i * size, size);
        texts.push_back(text.substr(0, text.find('\0')));
    }
    return texts;
}

Hdf5Handle openAttribute(hid_t object, const std::string& name) {
    return Hdf5Handle(H5Aexists(object, name.c_str()) > 0 ? H5Aopen(object, name.c_str(), H5P_DEFAULT)
                                                          : H5I_INVALID_HID);
}

} // namespace

Hdf5Handle::~Hdf5Handle() {
    if (id_ >= 0)
        H5Idec_ref(id_);
}

Hdf5File::Hdf5File(const InputFile& file, Trial trial, RunContext& context)
    : file_(file)
    , turn_(takeTurn(context)) {
    const bool survived = survivesInChild(context, [&] {
        RunContext alone(
            context.arena()); // the run's own gate and hooks belong to threads that are not there
        handle_ = openFile(file);
        if (handle_.isValid())
            trial(*this, alone);
    });
    if (!survived)
        throwDamaged("the HDF5 library breaks down on it");
    handle_ = openFile(file);
    if (!handle_.isValid())
        throw Error(file.name() +
                    " is cut short or damaged: the HDF5 library cannot open it; copy or download it again.");
}

void Hdf5File::throwDamaged(const std::string& what) const {
    throw Error(name() + " is damaged: " + what + "; copy or download it again.");
}

Hdf5Object::Hdf5Object(const Hdf5File& file, Hdf5Handle handle, std::string path)
    : file_(&file)
    , handle_(std::move(handle))
    , path_(std::move(path))
    , isGroup_(H5Iget_type(handle_.get()) == H5I_GROUP) {}

Hdf5Object Hdf5Object::root(const Hdf5File& file) {
    Hdf5Handle handle(H5Gopen2(file.id(), "/", H5P_DEFAULT));
    if (!handle.isValid())
        file.throwDamaged("its first group cannot be read");
    return {file, std::move(handle), ""};
}

std::vector<std::string> Hdf5Object::children() const {
    std::vector<std::string> names;
    if (isGroup_ && H5Literate(id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, collectName, &names) < 0)
        file_->throwDamaged("the members of " + (path_.empty() ? "its first group" : path_) +
                            " cannot be read");
    std::erase_if(names, [this](const std::string& name) { return !hasChild(name); });
    return names;
}

std::optional<Hdf5Object> Hdf5Object::child(const std::string& name) const {
    // A name with slashes would be taken for a path.
    if (!isGroup_ || name.empty() || name.find('/') != std::string::npos || name == "." ||
        H5Lexists(id(), name.c_str(), H5P_DEFAULT) <= 0)
        return std::nullopt;
    Hdf5Handle handle(H5Oopen(id(), name.c_str(), linkAccess().get()));
    const H5I_type_t type = handle.isValid() ? H5Iget_type(handle.get()) : H5I_BADID;
    if (type != H5I_GROUP && type != H5I_DATASET)
        return std::nullopt;
    return Hdf5Object(*file_, std::move(handle), path_.empty() ? name : path_ + "/" + name);
}

std::optional<std::vector<std::string>> Hdf5Object::textsAttribute(const std::string& name) const {
    const Hdf5Handle attribute = openAttribute(id(), name);
    return attribute.isValid() ? readTexts(attribute.get()) : std::nullopt;
}

std::optional<std::string> Hdf5Object::textAttribute(const std::string& name) const {
    const std::optional<std::vector<std::string>> texts = textsAttribute(name);
    return texts && texts->size() == 1 ? std::optional(texts->front()) : std::nullopt;
}

std::vector<std::int64_t> Hdf5Object::integersAttribute(const std::string& name) const {
    constexpr hssize_t most = 64;
    const Hdf5Handle attribute = openAttribute(id(), name);
    if (!attribute.isValid())
        return {};
    const Hdf5Handle type(H5Aget_type(attribute.get()));
    const Hdf5Handle space(H5Aget_space(attribute.get()));
    const hssize_t count = space.isValid() ? H5Sget_simple_extent_npoints(space.get()) : -1;
    if (!type.isValid() || H5Tget_class(type.get()) != H5T_INTEGER || count < 1 || count > most)
        return {};
    std::vector<std::int64_t> values(static_cast<std::size_t>(count));
    if (H5Aread(attribute.get(), H5T_NATIVE_INT64, values.data()) < 0)
        return {};
    return values;
}

} // namespace shoal
