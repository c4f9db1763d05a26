// SPDX-License-Identifier: MIT
// Everything on the canvas at one moment, immutable, as an export needs it.
#pragma once

#include "colors/coloring.h"
#include "core/matrix.h"
#include "data/dataset.h"
#include "picture/point_look.h"
#include "recipe/recipe.h"
#include "session/snapshot.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace shoal::ui {

struct Scene {
    std::shared_ptr<const Dataset> data;
    std::shared_ptr<const Positions> positions;
    /// The data set's points the rows stand for; nullptr when row i is point i.
    std::shared_ptr<const std::vector<std::uint32_t>> points;
    std::shared_ptr<const Coloring> coloring;
    std::shared_ptr<const Column> labels;
    PointLook look;
    std::vector<std::uint8_t> shown; ///< a point of the data set each; empty shows all
    // Of a run; a first picture has none.
    std::shared_ptr<const Snapshot> snapshot;
    std::optional<Recipe> recipe;

    /// Whether the rows are but a sample of what a run is to embed.
    bool isSample() const { return snapshot && snapshot->sample; }
};

} // namespace shoal::ui
