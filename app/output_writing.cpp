// SPDX-License-Identifier: MIT
#include "output_writing.h"

#include "colors/coloring.h"
#include "failure_sentence.h"
#include "output/atomic_file.h"
#include "picture/picture.h"

namespace shoal::app {

namespace {

void append(std::string& list, const char* separator, const std::string& item) {
    list += (list.empty() ? "" : separator) + item;
}

} // namespace

void requireWritable(const Outputs& outputs) {
    for (const auto& path : {outputs.csv, outputs.npy, outputs.png, outputs.log, outputs.session})
        if (!path.empty())
            shoal::requireWritable(path);
}

std::vector<Writer> writersOf(const Outputs& outputs, const Dataset& data, const Positions& positions,
                              const CsvOptions& options, const std::string& description) {
    std::vector<Writer> writers;
    if (!outputs.csv.empty())
        writers.push_back({outputs.csv, [&] { writeCsv(outputs.csv, data, positions, options); }});
    if (!outputs.npy.empty())
        writers.push_back({outputs.npy, [&] { writeNpy(outputs.npy, positions); }});
    if (!outputs.png.empty())
        writers.push_back({outputs.png, [&] {
                               const ui::PictureOptions picture;
                               const auto colors = ui::colorBy(data, options.labels);
                               ui::writePng(outputs.png, ui::drawPicture(positions, *colors, picture),
                                            picture.dpi, description);
                           }});
    return writers;
}

Writing writeAll(const std::vector<Writer>& writers,
                 const std::function<void(std::size_t, std::size_t)>& before) {
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
