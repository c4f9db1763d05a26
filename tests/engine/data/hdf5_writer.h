// SPDX-License-Identifier: MIT
// Writes small HDF5 files for the reader's tests, the sound and the unsound ones.
#pragma once

#include <hdf5.h>

#include <string>
#include <vector>

namespace shoal::test {

template <class T>
hid_t nativeType() {
    if constexpr (std::is_same_v<T, float>)
        return H5T_NATIVE_FLOAT;
    else if constexpr (std::is_same_v<T, double>)
        return H5T_NATIVE_DOUBLE;
    else if constexpr (std::is_same_v<T, std::int8_t>)
        return H5T_NATIVE_INT8;
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return H5T_NATIVE_INT32;
    else
        return H5T_NATIVE_INT64;
}

struct Storage {
    std::vector<hsize_t> chunk{};
    bool gzip = false;
    bool shuffle = false;
    hid_t type = H5I_INVALID_HID; ///< in the file; that of the values unless given
};

class Hdf5Writer {
public:
    explicit Hdf5Writer(const std::string& path)
        : file_(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)) {}
    Hdf5Writer(const Hdf5Writer&) = delete;
    Hdf5Writer& operator=(const Hdf5Writer&) = delete;
    ~Hdf5Writer() { H5Fclose(file_); }

    hid_t file() const { return file_; }
    void group(const std::string& path) {
        H5Gclose(H5Gcreate2(file_, path.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    }
    template <class T>
    void values(const std::string& path, const std::vector<hsize_t>& shape, const std::vector<T>& values,
                const Storage& storage = {}) {
        const hid_t set = create(path, shape, storage.type < 0 ? nativeType<T>() : storage.type, storage);
        H5Dwrite(set, nativeType<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
        H5Dclose(set);
    }
    template <class T>
    void list(const std::string& path, const std::vector<T>& values, const Storage& storage = {}) {
        this->values(path, {values.size()}, values, storage);
    }
    void texts(const std::string& path, const std::vector<std::string>& texts) {
        const hid_t type = H5Tcopy(H5T_C_S1);
        H5Tset_size(type, H5T_VARIABLE);
        H5Tset_cset(type, H5T_CSET_UTF8);
        std::vector<const char*> pointers;
        pointers.reserve(texts.size());
        for (const std::string& text : texts)
            pointers.push_back(text.c_str());
        const hid_t set = create(path, {texts.size()}, type, {});
        H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data());
        H5Dclose(set);
        H5Tclose(type);
    }
    /// A data set of which nothing is ever written.
    void promise(const std::string& path, const std::vector<hsize_t>& shape, const Storage& storage,
                 hid_t type = H5T_NATIVE_FLOAT) {
        H5Dclose(create(path, shape, type, storage));
    }
    void attribute(const std::string& path, const std::string& name, const std::string& value) {
        const hid_t type = H5Tcopy(H5T_C_S1);
        H5Tset_size(type, value.size());
        write(path, name, type, H5Screate(H5S_SCALAR), value.data());
        H5Tclose(type);
    }
    void attribute(const std::string& path, const std::string& name,
                   const std::vector<std::int64_t>& values) {
        const hsize_t count = values.size();
        write(path, name, H5T_NATIVE_INT64, H5Screate_simple(1, &count, nullptr), values.data());
    }
    template <class T = std::int32_t>
    void sparse(const std::string& path, const char* format, const std::vector<std::int64_t>& shape,
                const std::vector<float>& data, const std::vector<T>& indices, const std::vector<T>& starts) {
        group(path);
        attribute(path, "encoding-type", std::string(format));
        attribute(path, "shape", shape);
        list(path + "/data", data);
        list(path + "/indices", indices);
        list(path + "/indptr", starts);
    }
    /// obs with so many rows, named "p0", "p1", ….
    void points(std::size_t count) {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < count; ++i)
            names.emplace_back(1, 'p').append(std::to_string(i));
        group("obs");
        attribute("obs", "_index", std::string("names"));
        texts("obs/names", names);
    }

private:
    hid_t create(const std::string& path, const std::vector<hsize_t>& shape, hid_t type,
                 const Storage& storage) {
        const hid_t space = H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
        const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
        if (!storage.chunk.empty())
            H5Pset_chunk(creation, static_cast<int>(storage.chunk.size()), storage.chunk.data());
        if (storage.shuffle)
            H5Pset_shuffle(creation);
        if (storage.gzip)
            H5Pset_deflate(creation, 4);
        const hid_t set = H5Dcreate2(file_, path.c_str(), type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
        H5Pclose(creation);
        H5Sclose(space);
        return set;
    }
    void write(const std::string& path, const std::string& name, hid_t type, hid_t space, const void* value) {
        const hid_t object = H5Oopen(file_, path.c_str(), H5P_DEFAULT);
        const hid_t attribute = H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT);
        H5Awrite(attribute, type, value);
        H5Aclose(attribute);
        H5Oclose(object);
        H5Sclose(space);
    }

    hid_t file_;
};

} // namespace shoal::test
