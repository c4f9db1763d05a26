// SPDX-License-Identifier: MIT
// How points get into the view's VTK renderer: by VTK's mapper on a GPU, splatted on the CPU where OpenGL is
// software.
#pragma once

#include "picture/splat.h"

#include <cstdint>
#include <memory>

class vtkRenderer;

namespace shoal::ui {

/// All that decides a frame.
struct Scene {
    PointLayer layer; ///< no positions, no points
    ViewTransform view;
    std::uint32_t background = 0xFFFFFF; ///< 0xRRGGBB
    std::uint64_t positionsRevision =
        0; ///< change with the layer's positions, and with its colours, order and shown
    std::uint64_t inkRevision = 0;
};

class Painter {
public:
    Painter() = default;
    Painter(const Painter&) = delete;
    Painter& operator=(const Painter&) = delete;
    virtual ~Painter() = default;

    /// Brings the renderer's props up to date, before it renders.
    virtual void update(const Scene& scene) = 0;
};

std::unique_ptr<Painter> makeMapperPainter(vtkRenderer& renderer);
std::unique_ptr<Painter> makeSplatPainter(vtkRenderer& renderer);

} // namespace shoal::ui
