// SPDX-License-Identifier: MIT
// VTK's side of the view: a render window that lives in Qt's OpenGL context, and the painter that suits it.
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

    /// Draws into the framebuffer with that OpenGL name, at the size of the scene's view.
    void draw(const Scene& scene, unsigned int framebuffer);

private:
    void copyTo(unsigned int framebuffer, int width, int height);

    QOpenGLContext& context_;
    QSurface* surface_;
    vtkNew<vtkGenericOpenGLRenderWindow> window_;
    vtkNew<vtkRenderer> renderer_;
    std::unique_ptr<Painter> painter_;
};

} // namespace shoal::ui
