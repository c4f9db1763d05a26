// SPDX-License-Identifier: MIT
#include "output/atomic_file.h"

#include "core/error.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <ostream>
#include <streambuf>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace shoal {

namespace {

[[noreturn]] void fail(const std::filesystem::path& path, int reason) {
    const std::string name = path.filename().string();
    const std::string folder = path.has_parent_path() ? path.parent_path().string() : ".";
    switch (reason) {
    case ENOSPC:
    case EDQUOT:
        throw Error(name + " was not written: the disk that holds " + folder +
                    " is full; free some room or choose another folder.");
    case ENOENT:
    case ENOTDIR:
        throw Error(name + " was not written: there is no folder " + folder +
                    "; make it or choose another one.");
    case EACCES:
    case EPERM:
    case EROFS:
        throw Error(name + " was not written: " + folder + " may not be written to; choose another folder.");
    case EISDIR:
        throw Error(path.string() + " is a folder; give the name of a file.");
    case ENAMETOOLONG:
        throw Error(name + " was not written: the name is too long; choose a shorter one.");
    default:
        throw Error(name + " was not written to " + folder + ": " + std::strerror(reason) + ".");
    }
}

/// Writes to a descriptor; remembers why it could not.
class DescriptorBuffer : public std::streambuf {
public:
    explicit DescriptorBuffer(int descriptor)
        : descriptor_(descriptor) {
        setp(block_.data(), block_.data() + block_.size());
    }
    int error() const { return error_; }

protected:
    int_type overflow(int_type character) override {
        if (sync() != 0)
            return traits_type::eof();
        if (!traits_type::eq_int_type(character, traits_type::eof()))
            sputc(traits_type::to_char_type(character));
        return traits_type::not_eof(character);
    }
    int sync() override {
        for (const char* at = pbase(); at != pptr();) {
            const ssize_t written = ::write(descriptor_, at, static_cast<std::size_t>(pptr() - at));
            if (written < 0 && errno == EINTR)
                continue;
            if (written < 0) {
                error_ = errno;
                return -1;
            }
            at += written;
        }
        setp(block_.data(), block_.data() + block_.size());
        return 0;
    }

private:
    const int descriptor_;
    int error_ = 0;
    std::array<char, std::size_t{1} << 16> block_;
};

/// An open descriptor, closed on every way out.
struct Descriptor {
    int number = -1;
    ~Descriptor() {
        if (number >= 0)
            ::close(number);
    }
    /// 0, or why what was written may be lost.
    int close() {
        const int result = ::close(number);
        number = -1;
        return result == 0 ? 0 : errno;
    }
};

/// A temporary file that is removed unless it is taken away first.
struct TemporaryFile {
    std::string path;
    ~TemporaryFile() {
        if (!path.empty())
            ::unlink(path.c_str());
    }
};

void writeTo(int descriptor, const std::filesystem::path& path,
             const std::function<void(std::ostream&)>& write) {
    DescriptorBuffer buffer(descriptor);
    std::ostream stream(&buffer);
    write(stream);
    stream.flush();
    if (!stream)
        fail(path, buffer.error() != 0 ? buffer.error() : EIO);
}

/// A new file beside `target`, with the permissions that any new file gets.
int createBeside(const std::filesystem::path& target, std::string& name) {
    constexpr int attempts = 100;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        name = (target.parent_path() /
                (".shoal-" + std::to_string(::getpid()) + "-" + std::to_string(attempt) + ".tmp"))
                   .string();
        const int descriptor = ::open(name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
        if (descriptor >= 0 || errno != EEXIST)
            return descriptor;
    }
    return -1;
}

} // namespace

void writeAtomically(const std::filesystem::path& path, const std::function<void(std::ostream&)>& write) {
    std::error_code ignored;
    const auto status = std::filesystem::status(path, ignored);
    if (std::filesystem::is_directory(status))
        fail(path, EISDIR);
    if (path.filename().empty())
        fail(path, ENOENT);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
        const Descriptor device{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
        if (device.number < 0)
            fail(path, errno);
        writeTo(device.number, path, write);
        return;
    }
    std::filesystem::path target = path;
    if (std::filesystem::is_regular_file(status))
        target = std::filesystem::canonical(path, ignored);

    std::string name;
    Descriptor file{createBeside(target, name)};
    if (file.number < 0)
        fail(path, errno);
    TemporaryFile temporary{name};
    writeTo(file.number, path, write);
    if (std::filesystem::is_regular_file(status) &&
        ::fchmod(file.number, static_cast<mode_t>(status.permissions())) != 0)
        fail(path, errno);
    if (::fsync(file.number) != 0)
        fail(path, errno);
    if (const int reason = file.close(); reason != 0)
        fail(path, reason);
    if (::rename(name.c_str(), target.c_str()) != 0)
        fail(path, errno);
    temporary.path.clear();
}

} // namespace shoal
