// SPDX-License-Identifier: MIT
#include "output/atomic_file.h"

#include "core/error.h"
#include "output/write_error.h"

#include <array>
#include <cerrno>
#include <ostream>
#include <streambuf>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace shoal {

namespace {

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
        throwWriteError(path, buffer.error() != 0 ? buffer.error() : EIO);
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

/// What `path` stands for.
struct Target {
    enum class Kind {
        New,
        File,
        Direct, ///< a device, a pipe, or a file without a name of its own: nothing to rename onto
    };
    Kind kind = Kind::New;
    std::filesystem::path path;                                        ///< of a file, where links lead
    std::filesystem::perms permissions = std::filesystem::perms::none; ///< of a file that is there
};

/// Throws Error when `path` is a folder or may not be replaced.
Target targetOf(const std::filesystem::path& path) {
    std::error_code problem;
    const auto status = std::filesystem::status(path, problem);
    if (status.type() == std::filesystem::file_type::none)
        throwWriteError(path, problem.value());
    if (std::filesystem::is_directory(status) || path.filename().empty())
        throwWriteError(path, EISDIR);
    if (!std::filesystem::exists(status))
        return {Target::Kind::New, path};
    // A folder that may be written to lets a protected file in it be replaced; whoever protected it would
    // mind.
    if (::euidaccess(path.c_str(), W_OK) != 0)
        throw Error(path.string() + " is write-protected; choose another name or make it writable.");
    const std::filesystem::path named = std::filesystem::canonical(path, problem);
    if (problem || !std::filesystem::is_regular_file(status))
        return {Target::Kind::Direct, path};
    return {Target::Kind::File, named, status.permissions()};
}

} // namespace

void writeAtomically(const std::filesystem::path& path, const std::function<void(std::ostream&)>& write) {
    const Target target = targetOf(path);
    if (target.kind == Target::Kind::Direct) {
        const Descriptor direct{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
        if (direct.number < 0)
            throwWriteError(path, errno);
        writeTo(direct.number, path, write);
        return;
    }
    std::string name;
    Descriptor file{createBeside(target.path, name)};
    if (file.number < 0)
        throwWriteError(path, errno);
    TemporaryFile temporary{name};
    writeTo(file.number, path, write);
    if (target.kind == Target::Kind::File &&
        ::fchmod(file.number, static_cast<mode_t>(target.permissions)) != 0)
        throwWriteError(path, errno);
    if (::fsync(file.number) != 0)
        throwWriteError(path, errno);
    if (const int reason = file.close(); reason != 0)
        throwWriteError(path, reason);
    if (::rename(name.c_str(), target.path.c_str()) != 0)
        throwWriteError(path, errno);
    temporary.path.clear();
}

void requireWritable(const std::filesystem::path& path) {
    const Target target = targetOf(path);
    if (target.kind == Target::Kind::Direct)
        return;
    // Permissions, quotas and read-only disks have too many ways to say no: only trying tells.
    std::string name;
    const Descriptor file{createBeside(target.path, name)};
    if (file.number < 0)
        throwWriteError(path, errno);
    const TemporaryFile temporary{name};
}

} // namespace shoal
