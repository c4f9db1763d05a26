// SPDX-License-Identifier: MIT
// Storage for arrays of gigabytes: uninitialised, 64-byte aligned, in huge pages where the system gives them.
#pragma once

#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

namespace shoal {

/// Allocates `bytes` aligned to 64 bytes (2 MiB and huge pages when large). Throws Error when memory is
/// short.
void* allocateBuffer(std::size_t bytes);
void freeBuffer(void* data) noexcept;

/// A fixed-size array of trivially copyable `T`, left uninitialised: whoever fills it touches it first, in
/// parallel.
template <class T>
class Buffer {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    Buffer() = default;
    explicit Buffer(std::size_t size)
        : data_(size ? static_cast<T*>(allocateBuffer(size * sizeof(T))) : nullptr)
        , size_(size) {}
    Buffer(Buffer&& other) noexcept
        : data_(std::exchange(other.data_, nullptr))
        , size_(std::exchange(other.size_, 0)) {}
    Buffer& operator=(Buffer&& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        return *this;
    }
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    ~Buffer() { freeBuffer(data_); }

    T* data() { return data_; }
    const T* data() const { return data_; }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    T& operator[](std::size_t i) { return data_[i]; }
    const T& operator[](std::size_t i) const { return data_[i]; }
    T* begin() { return data_; }
    T* end() { return data_ + size_; }
    const T* begin() const { return data_; }
    const T* end() const { return data_ + size_; }
    /// Keeps the first `size` items. The memory of the others stays with the buffer until it is freed.
    void truncate(std::size_t size) { size_ = size < size_ ? size : size_; }
    std::span<T> span() { return {data_, size_}; }
    std::span<const T> span() const { return {data_, size_}; }

private:
    T* data_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace shoal
