// SPDX-License-Identifier: MIT
// IDX, the format of MNIST: images n × rows × columns, flattened, with the labels from the file that lies
// beside.
#include "core/count_text.h"
#include "core/error.h"
#include "core/parallel.h"
#include "data/format.h"
#include "data/raw_values.h"

#include <cmath>
#include <optional>

namespace shoal {

namespace {

struct Header {
    ValueType type;
    std::vector<std::uint64_t> shape;
    std::uint64_t dataOffset() const { return 4 + 4 * shape.size(); }
};

std::optional<Header> parseHeader(std::string_view head) {
    if (head.size() < 8 || head[0] != 0 || head[1] != 0)
        return std::nullopt;
    Header header;
    switch (head[2]) {
    case 0x08:
        header.type = {ValueType::Kind::Unsigned, 1, true};
        break;
    case 0x09:
        header.type = {ValueType::Kind::Signed, 1, true};
        break;
    case 0x0B:
        header.type = {ValueType::Kind::Signed, 2, true};
        break;
    case 0x0C:
        header.type = {ValueType::Kind::Signed, 4, true};
        break;
    case 0x0D:
        header.type = {ValueType::Kind::Float, 4, true};
        break;
    case 0x0E:
        header.type = {ValueType::Kind::Float, 8, true};
        break;
    default:
        return std::nullopt;
    }
    const auto dimensions = static_cast<std::size_t>(static_cast<unsigned char>(head[3]));
    if (dimensions < 1 || dimensions > 4 || head.size() < 4 + 4 * dimensions)
        return std::nullopt;
    for (std::size_t i = 0; i < dimensions; ++i) {
        std::uint64_t length = 0;
        for (std::size_t b = 0; b < 4; ++b)
            length = length << 8 | static_cast<unsigned char>(head[4 + 4 * i + b]);
        header.shape.push_back(length);
    }
    return header;
}

/// Values in one point, none when the product leaves 64 bits.
std::optional<std::uint64_t> pointValues(const Header& header) {
    std::uint64_t product = 1;
    for (std::size_t i = 1; i < header.shape.size(); ++i)
        if (__builtin_mul_overflow(product, header.shape[i], &product))
            return std::nullopt;
    return product;
}

/// Checked against `bytes`, what the file holds unpacked.
Header requireHeader(const InputFile& file, std::string_view contents, std::uint64_t bytes) {
    const std::optional<Header> header = parseHeader(contents);
    const std::optional<std::uint64_t> values = header ? pointValues(*header) : std::nullopt;
    std::uint64_t needed = 0;
    if (!values || __builtin_mul_overflow(*values, header->type.bytes, &needed) ||
        __builtin_mul_overflow(needed, header->shape[0], &needed) || needed > bytes - header->dataOffset())
        throw Error(file.name() +
                    " is cut short: its IDX header promises more values than the file holds; copy or "
                    "download it again.");
    if (needed == 0)
        throw Error(file.name() + " holds no values; choose a file with data in it.");
    return *header;
}

/// train-images-idx3-ubyte.gz → train-labels-idx1-ubyte[.gz]; empty when there is none.
std::filesystem::path labelsBeside(const std::filesystem::path& images) {
    std::string name = images.filename().string();
    const auto replace = [&](std::string_view from, std::string_view to) {
        const std::size_t at = name.rfind(from);
        if (at != std::string::npos)
            name.replace(at, from.size(), to);
        return at != std::string::npos;
    };
    if (!replace("images", "labels"))
        return {};
    replace("idx3", "idx1");
    const std::string other = name.ends_with(".gz") ? name.substr(0, name.size() - 3) : name + ".gz";
    for (const std::string& candidate : {name, other}) {
        std::filesystem::path path = images.parent_path() / candidate;
        std::error_code ignored;
        if (std::filesystem::is_regular_file(path, ignored))
            return path;
    }
    return {};
}

Column readLabels(const std::filesystem::path& path, const InputFile& images, std::size_t points,
                  RunContext& context) {
    const InputFile file(path);
    const Buffer<char> contents = readWhole(file, context, 0);
    const Header header = requireHeader(file, {contents.data(), contents.size()}, contents.size());
    if (header.shape.size() != 1 || header.shape[0] != points)
        throw Error(file.name() + " holds " + countText(header.shape[0], "label") + " for the " +
                    countText(points, "image") + " of " + images.name() + "; put the right one beside it.");
    std::vector<float> values(points);
    convertValues(header.type, contents.data() + header.dataOffset(), points, values.data(), 1);
    std::vector<std::string> names;
    names.reserve(points);
    for (const float value : values)
        names.push_back(std::to_string(std::lround(value)));
    return {"label", categorize(names)};
}

void requireImages(const InputFile& file, const Header& header) {
    if (header.shape.size() < 2)
        throw Error(file.name() + " holds labels only; open the file of images that belongs to it.");
}

std::vector<std::string> columnNames(const std::filesystem::path& labels) {
    return labels.empty() ? std::vector<std::string>{} : std::vector<std::string>{"label"};
}

bool recognizes(const Opening& opening) {
    const std::optional<Header> header = parseHeader(opening.head);
    return header && pointValues(*header);
}

std::shared_ptr<Dataset> read(const InputFile& file, const ReadOptions& options, RunContext& context) {
    const std::filesystem::path labels = labelsBeside(file.path());
    requireKnownNames(file, options, columnNames(labels));
    constexpr double readShare = 0.5;
    const Buffer<char> contents = readWhole(file, context, readShare);
    const Header header = requireHeader(file, {contents.data(), contents.size()}, contents.size());
    requireImages(file, header);
    const std::size_t rows = header.shape[0];
    const std::size_t columns = *pointValues(header);
    std::shared_ptr<Dataset> data = makeDataset(file);
    requireMemory(contents.size() + rows * columns * sizeof(float), file.name());
    Matrix features(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns));
    constexpr std::size_t blockValues = std::size_t{1} << 20;
    forBlocks(context, rows * columns, blockValues, [&](std::size_t begin, std::size_t end, std::size_t) {
        convertValues(header.type, contents.data() + header.dataOffset() + begin * header.type.bytes,
                      end - begin, features.data() + begin, 1);
    });
    data->features = std::move(features);
    if (!labels.empty())
        data->columns.push_back(readLabels(labels, file, rows, context));
    return data;
}

DatasetSummary summarize(const InputFile& file, const ReadOptions& options, RunContext& context) {
    const std::filesystem::path labels = labelsBeside(file.path());
    requireKnownNames(file, options, columnNames(labels));
    const std::optional<Header> header = parseHeader(file.isGzip() ? unpackedHead(file, 64) : file.head(64));
    requireImages(file, *header);
    DatasetSummary summary{"IDX images", {{"", header->shape[0], *pointValues(*header), true}}, {}};
    if (!labels.empty())
        summary.columns.push_back(columnInfo(readLabels(labels, file, header->shape[0], context)));
    return summary;
}

} // namespace

const Format idxFormat{recognizes, read, summarize};

} // namespace shoal
