// SPDX-License-Identifier: MIT
// The command line as data.
#pragma once

#include "data/intensity_options.h"
#include "recipe/recipe.h"

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace shoal::app {

/// What an embedding leaves behind; empty paths are not written.
struct Outputs {
    std::filesystem::path csv;
    std::filesystem::path npy;
    std::filesystem::path png;
    std::filesystem::path log;
    std::filesystem::path session; ///< of an embedding
    bool settings = false;         ///< the CSV begins with lines that say how it was made
    bool copyData = false;         ///< the session holds a copy of the data
};

struct EmbedArguments {
    std::filesystem::path input;
    std::string matrix; ///< as ReadOptions::matrix
    std::string labels; ///< empty: the data set's default
    IntensityOptions intensities;
    Recipe recipe;
    int threads = 1;
    Outputs outputs;
    bool quiet = false;
};

struct InfoArguments {
    std::filesystem::path input;
    IntensityOptions intensities;
};

struct ScoreArguments {
    std::filesystem::path data;
    std::filesystem::path embedding;
    std::string matrix; ///< as ReadOptions::matrix
    std::string labels; ///< empty: the data set's default
    IntensityOptions intensities;
    std::uint64_t seed = 42;
    int threads = 1;
    bool json = false;
    bool quiet = false;
};

struct DesktopArguments {
    std::filesystem::path file; ///< empty: none
};

struct TransformArguments {
    std::filesystem::path map;
    std::filesystem::path newData;
    std::filesystem::path data; ///< of the map; empty: where the map says
    std::string matrix;         ///< of the new points, as ReadOptions::matrix
    std::string labels;         ///< of the new points; empty: the data set's default
    double perplexity = 5;
    std::size_t neighbors = 15; ///< that a point is placed on
    std::vector<Phase> phases = {{1.5, 250}};
    double learningRate = 0.1;
    int threads = 1;
    Outputs outputs;
    bool quiet = false;
};

/// Help or version: printed, and that is all.
struct PrintArguments {
    std::string text;
};

using Arguments = std::variant<EmbedArguments, InfoArguments, ScoreArguments, TransformArguments,
                               DesktopArguments, PrintArguments>;

/// Options that are unknown, missing, malformed or at odds with each other. The message says so in a
/// sentence.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Throws UsageError. Looks at no file's contents.
Arguments parseArguments(int argc, const char* const* argv);

} // namespace shoal::app
