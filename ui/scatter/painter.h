// SPDX-License-Identifier: MIT
// How points get into the view's VTK renderer: by VTK's mapper on a GPU, as a picture drawn on the CPU where
// OpenGL is software and for densities.
#pragma once

#include "picture/splat.h"
#include "scatter/frame.h"

#include <cstdint>
#include <memory>

class vtkRenderer;

namespace shoal::ui {

/// Points for VTK's mapper: no frame of the CPU's.
class MapperPainter {
public:
    explicit MapperPainter(vtkRenderer& renderer);
    MapperPainter(const MapperPainter&) = delete;
    MapperPainter& operator=(const MapperPainter&) = delete;
    ~MapperPainter();

    /// Brings the renderer's props up to date, before it renders.
    void show(const FrameWish& wish, const PointStyle& style);
    void hide();

private:
    struct Props;
    std::unique_ptr<Props> props_;
};

/// The newest frame as the texture of a rectangle, which lies where the frame's part of the plane is in the
/// view now: a frame that lags behind the camera moves with it.
class FramePainter {
public:
    explicit FramePainter(vtkRenderer& renderer);
    FramePainter(const FramePainter&) = delete;
    FramePainter& operator=(const FramePainter&) = delete;
    ~FramePainter();

    void show(const std::shared_ptr<const Frame>& frame, const ViewTransform& view);
    void hide();

private:
    struct Props;
    std::unique_ptr<Props> props_;
};

} // namespace shoal::ui
