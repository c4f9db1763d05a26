// SPDX-License-Identifier: MIT
#include "output_writing.h"

#include "colors/coloring.h"
#include "failure_sentence.h"
#include "output/atomic_file.h"
#include "picture/picture.h"

#include <utility>
#include <vector>

namespace shoal::app {

namespace {

void append(std::string& list, const char* separator, const std::string& item) {
    list += (list.empty() ? "" : separator) + item;
}

} // namespace

void requireWritable(const Outputs& outputs) {
    for (const auto& path : {outputs.csv, outputs.npy, outputs.png, outputs.log})
        if (!path.empty())
            shoal::requireWritable(path);
}

Writing writeOutputs(const Outputs& outputs, const Dataset& data, const Positions& positions,
                     const CsvOptions& options, const std::function<void(std::size_t, std::size_t)>& before) {
    std::vector<std::pair<std::filesystem::path, std::function<void()>>> writers;
    if (!outputs.csv.empty())
        writers.emplace_back(outputs.csv, [&] { writeCsv(outputs.csv, data, positions, options); });
    if (!outputs.npy.empty())
        writers.emplace_back(outputs.npy, [&] { writeNpy(outputs.npy, positions); });
    if (!outputs.png.empty())
        writers.emplace_back(outputs.png, [&] {
            const ui::PictureOptions picture;
            ui::writePng(outputs.png, ui::drawPicture(positions, *ui::colorBy(data, options.labels), picture),
                         picture.dpi);
        });
    Writing writing;
    for (std::size_t i = 0; i < writers.size(); ++i) {
        before(i, writers.size());
        const auto& [path, write] = writers[i];
        try {
            write();
            append(writing.written, ", ", path.filename().string());
        } catch (const std::exception& error) {
            append(writing.failure, " ", failureSentence(error));
        }
    }
    return writing;
}

} // namespace shoal::app
