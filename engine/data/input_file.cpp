// SPDX-License-Identifier: MIT
#include "data/input_file.h"

#include "core/count_text.h"
#include "core/error.h"
#include "core/parallel.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <vector>

namespace shoal {

namespace {

constexpr std::size_t blockBytes = std::size_t{4} << 20;

std::uint64_t physicalMemory() {
    const long pages = sysconf(_SC_PHYS_PAGES);
    const long pageBytes = sysconf(_SC_PAGESIZE);
    return pages > 0 && pageBytes > 0
               ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(pageBytes)
               : std::uint64_t{8} << 30;
}

/// zlib's inflate over a file of one or several gzip members.
class Unpacker {
public:
    explicit Unpacker(const InputFile& file)
        : file_(file)
        , packed_(std::min<std::uint64_t>(file.size(), std::size_t{1} << 20)) {
        constexpr int gzipWindow = 15 + 16;
        if (inflateInit2(&stream_, gzipWindow) != Z_OK)
            throw Error("Not enough memory to unpack " + file.name() + ".");
    }
    ~Unpacker() { inflateEnd(&stream_); }
    Unpacker(const Unpacker&) = delete;
    Unpacker& operator=(const Unpacker&) = delete;

    /// Fills `target` as far as the file reaches and returns how much that is; 0 at the end.
    std::size_t unpack(char* target, std::size_t count) {
        stream_.next_out = reinterpret_cast<Bytef*>(target);
        stream_.avail_out = static_cast<uInt>(count);
        while (stream_.avail_out > 0 && !finished_) {
            if (stream_.avail_in == 0)
                refill();
            const int result = inflate(&stream_, Z_NO_FLUSH);
            if (result == Z_STREAM_END)
                nextMember();
            else if (result != Z_OK)
                throw Error(file_.name() + " is damaged: its gzip data cannot be unpacked beyond " +
                            std::to_string(offset_ - stream_.avail_in) +
                            " of its bytes; copy or download it again.");
        }
        return count - stream_.avail_out;
    }
    double fraction() const { return static_cast<double>(offset_) / static_cast<double>(file_.size()); }

private:
    void refill() {
        const std::size_t count = std::min<std::uint64_t>(packed_.size(), file_.size() - offset_);
        if (count == 0)
            throw Error(file_.name() + " is cut short: its gzip data ends early; copy or download it again.");
        file_.read(packed_.data(), count, offset_);
        offset_ += count;
        stream_.next_in = packed_.data();
        stream_.avail_in = static_cast<uInt>(count);
    }
    void nextMember() {
        if (stream_.avail_in == 0 && offset_ < file_.size())
            refill();
        // Padding after the last member is common (tar, block devices); only another member goes on.
        if (stream_.avail_in == 0 || stream_.next_in[0] != 0x1F) {
            finished_ = true;
            return;
        }
        inflateReset(&stream_);
    }

    const InputFile& file_;
    std::vector<Bytef> packed_;
    z_stream stream_{};
    std::uint64_t offset_ = 0;
    bool finished_ = false;
};

Buffer<char> unpackWhole(const InputFile& file, RunContext& context, double progressShare) {
    Unpacker unpacker(file);
    std::vector<Buffer<char>> blocks;
    std::vector<std::size_t> sizes;
    std::uint64_t total = 0;
    for (;;) {
        context.checkpoint();
        Buffer<char> block(blockBytes);
        const std::size_t count = unpacker.unpack(block.data(), block.size());
        if (count == 0)
            break;
        total += count;
        // Both the blocks and their joined copy have to fit.
        requireMemory(2 * total, file.name() + " unpacked");
        blocks.push_back(std::move(block));
        sizes.push_back(count);
        context.progress(progressShare * unpacker.fraction());
    }
    if (total == 0)
        throw Error(file.name() + " is empty once unpacked; choose a file with data in it.");
    Buffer<char> whole(total);
    std::size_t at = 0;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        context.checkpoint();
        std::memcpy(whole.data() + at, blocks[i].data(), sizes[i]);
        at += sizes[i];
        blocks[i] = {};
    }
    return whole;
}

} // namespace

InputFile::InputFile(std::filesystem::path path)
    : path_(std::move(path)) {
    descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    const int reason = errno;
    struct stat status {};
    if (descriptor_ < 0) {
        if (reason == ENOENT || reason == ENOTDIR)
            throw Error("There is no file " + path_.string() + "; check its name and folder.");
        if (reason == EACCES || reason == EPERM)
            throw Error("You are not permitted to read " + path_.string() + "; ask its owner or copy it.");
        throw Error(path_.string() + " cannot be opened: " + std::generic_category().message(reason) + ".");
    }
    const bool known = ::fstat(descriptor_, &status) == 0;
    std::string problem;
    if (!known || !S_ISREG(status.st_mode))
        problem = known && S_ISDIR(status.st_mode) ? " is a folder; choose a file in it."
                                                   : " is not an ordinary file; choose a file with data.";
    else if (status.st_size == 0)
        problem = " is empty; choose a file with data in it.";
    if (!problem.empty()) {
        ::close(descriptor_);
        throw Error(name() + problem);
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
}

InputFile::~InputFile() {
    ::close(descriptor_);
}

void InputFile::read(void* target, std::size_t count, std::uint64_t offset) const {
    auto* at = static_cast<char*>(target);
    while (count > 0) {
        const ssize_t got = ::pread(descriptor_, at, count, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            throw Error(name() + " cannot be read: " + std::generic_category().message(errno) + ".");
        if (got == 0)
            throw Error(name() +
                        " became shorter while it was read; wait until it is written, then open it again.");
        at += got;
        offset += static_cast<std::uint64_t>(got);
        count -= static_cast<std::size_t>(got);
    }
}

std::string InputFile::head(std::size_t count) const {
    std::string bytes(std::min<std::uint64_t>(count, size_), '\0');
    read(bytes.data(), bytes.size(), 0);
    return bytes;
}

bool InputFile::isGzip() const {
    return head(2) == "\x1F\x8B";
}

std::string unpackedHead(const InputFile& file, std::size_t count) {
    std::string bytes(count, '\0');
    Unpacker unpacker(file);
    bytes.resize(unpacker.unpack(bytes.data(), count));
    return bytes;
}

Buffer<char> readWhole(const InputFile& file, RunContext& context, double progressShare) {
    if (file.isGzip())
        return unpackWhole(file, context, progressShare);
    requireMemory(file.size(), file.name());
    Buffer<char> whole(file.size());
    std::atomic<std::uint64_t> done{0};
    forBlocks(context, whole.size(), blockBytes, [&](std::size_t begin, std::size_t end, std::size_t) {
        file.read(whole.data() + begin, end - begin, begin);
        const std::uint64_t now = done += end - begin;
        context.progress(progressShare * static_cast<double>(now) / static_cast<double>(whole.size()));
    });
    return whole;
}

void requireMemory(std::uint64_t bytes, const std::string& what) {
    const std::uint64_t memory = physicalMemory();
    if (bytes > memory / 10 * 9)
        throw Error(what + " needs " + bytesText(bytes) + " of memory, more than this machine's " +
                    bytesText(memory) + "; reduce it first (fewer rows, or its principal components).");
}

} // namespace shoal
