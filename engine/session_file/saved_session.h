// SPDX-License-Identifier: MIT
// What a .shoal file holds: data or where they are, runs, and how all of it was looked at.
#pragma once

#include "data/dataset.h"
#include "recipe/recipe.h"
#include "session/timeline.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace shoal {

/// Where the data are, and what tells them from others.
struct DataReference {
    std::string name;                ///< shown to people: the file's name without folders
    std::filesystem::path path;      ///< of the file, absolute, on the machine that saved it
    std::filesystem::path relative;  ///< the same from the folder of the session's file
    std::uint64_t bytes = 0;         ///< of the file
    std::string matrix;              ///< as ReadOptions::matrix
    std::vector<std::string> labels; ///< as ReadOptions::labels
    IntensityOptions intensities;
    std::size_t points = 0;
    std::size_t features = 0;
    std::uint64_t hash = 0; ///< contentHash() of the features
};

/// A run as it was left.
struct SavedRun {
    std::string name; ///< "Run 2"
    std::string note; ///< where it went on from; may be empty
    Recipe recipe;    ///< with all changes applied
    bool finished = false;
    /// Of the data, those that were embedded; nullptr: all.
    std::shared_ptr<const std::vector<std::uint32_t>> points;
    std::vector<Record> records;
    std::shared_ptr<const Snapshot> map;   ///< the last one
    std::vector<Timeline::Entry> timeline; ///< what is kept of its way
};

/// What the points are coloured by.
struct SavedColoring {
    enum class Kind { None, Column, Feature, Trust };
    Kind kind = Kind::None;
    std::string name;                            ///< the column's, or the feature's
    std::map<std::string, std::uint32_t> colors; ///< class → 0xRRGGBB, of classes that were recoloured
    std::optional<std::array<double, 2>> range;  ///< of numbers, where it was chosen: low, high
};

struct SavedSession {
    std::string program; ///< "Shoal 1.0"
    DataReference reference;
    bool holdsData = false;     ///< a copy of the data is in the file
    std::vector<SavedRun> runs; ///< of their maps, Snapshot::run is not kept
    std::size_t shownRun = 0;   ///< below the number of runs, unless there is none
    SavedColoring coloring;
    std::vector<std::uint32_t> selection; ///< points of the data, ascending
    /// The window's own: names and texts that mean nothing here.
    std::map<std::string, std::string> window;
};

} // namespace shoal
