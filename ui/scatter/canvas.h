// SPDX-License-Identifier: MIT
// VTK's side of the view: a render window that lives in Qt's OpenGL context, and the painters.
#pragma once

#include "scatter/painter.h"

#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkNew.h>
#include <vtkRenderer.h>

#include <memory>

class QOpenGLContext;
class QSurface;

namespace shoal::ui {

/// Belongs to one OpenGL context, which must be current whenever it is made, draws, or is destroyed.
class Canvas {
public:
    explicit Canvas(QOpenGLContext& context);
    Canvas(const Canvas&) = delete;
    Canvas& operator=(const Canvas&) = delete;
    ~Canvas();

    /// Where OpenGL is software, points too come as frames.
    bool software() const { return software_; }
    /// Draw into the framebuffer with that OpenGL name, at the size of the view. A frame that is nullptr
    /// leaves the background.
    void drawPoints(const FrameWish& wish, const PointStyle& style, unsigned int framebuffer);
    void drawFrame(const std::shared_ptr<const Frame>& frame, const ViewTransform& view,
                   std::uint32_t background, unsigned int framebuffer);

private:
    template <class Update>
    void render(const ViewTransform& view, std::uint32_t background, unsigned int framebuffer,
                const Update& update);
    void copyTo(unsigned int framebuffer, int width, int height);

    QOpenGLContext& context_;
    QSurface* surface_;
    vtkNew<vtkGenericOpenGLRenderWindow> window_;
    vtkNew<vtkRenderer> renderer_;
    MapperPainter points_;
    FramePainter frames_;
    bool software_;
};

} // namespace shoal::ui
