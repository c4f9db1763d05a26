// SPDX-License-Identifier: MIT
#include "scatter/canvas.h"

#include <QByteArray>
#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>

#include <vtkCallbackCommand.h>
#include <vtkCommand.h>
#include <vtkCullerCollection.h>
#include <vtkOpenGLState.h>
#include <vtkRendererCollection.h>

namespace shoal::ui {

namespace {

// VTK asks for its context through events. QOpenGLWidget::makeCurrent() would bind the widget's framebuffer
// behind the back of VTK's state cache, so the context is made current on the surface it had from the start.

bool softwareOpenGl(QOpenGLContext& context) {
    const QByteArray forced = qgetenv("SHOAL_PAINTER");
    if (forced == "vtk" || forced == "splat")
        return forced == "splat";
    const auto* const name = reinterpret_cast<const char*>(context.functions()->glGetString(GL_RENDERER));
    const QByteArray renderer = QByteArray(name).toLower();
    return renderer.contains("llvmpipe") || renderer.contains("softpipe") || renderer.contains("swrast");
}

} // namespace

Canvas::Canvas(QOpenGLContext& context)
    : context_(context)
    , surface_(context.surface())
    , points_(*renderer_)
    , frames_(*renderer_)
    , software_(softwareOpenGl(context)) {
    vtkNew<vtkCallbackCommand> link;
    link->SetClientData(this);
    link->SetCallback([](vtkObject*, unsigned long event, void* client, void* answer) {
        auto* const canvas = static_cast<Canvas*>(client);
        if (event == vtkCommand::WindowMakeCurrentEvent)
            canvas->context_.makeCurrent(canvas->surface_);
        else if (event == vtkCommand::WindowIsCurrentEvent)
            *static_cast<bool*>(answer) = QOpenGLContext::currentContext() == &canvas->context_;
    });
    window_->AddObserver(vtkCommand::WindowMakeCurrentEvent, link);
    window_->AddObserver(vtkCommand::WindowIsCurrentEvent, link);
    window_->SetOwnContext(0);
    window_->SetReadyForRendering(true);
    window_->SetForceMaximumHardwareLineWidth(1);
    window_->SetMultiSamples(0);
    window_->SetFrameBlitModeToNoBlit();
    window_->OpenGLInitContext();
    renderer_->AutomaticLightCreationOff();
    renderer_->GetCullers()->RemoveAllItems();
    window_->AddRenderer(renderer_);
}

Canvas::~Canvas() {
    window_->Finalize();
    window_->RemoveAllObservers();
}

void Canvas::drawPoints(const FrameWish& wish, const PointStyle& style, unsigned int framebuffer) {
    render(wish.view, wish.background, framebuffer, [&] {
        frames_.hide();
        points_.show(wish, style);
    });
}

void Canvas::drawFrame(const std::shared_ptr<const Frame>& frame, const ViewTransform& view,
                       std::uint32_t background, unsigned int framebuffer) {
    render(view, background, framebuffer, [&] {
        points_.hide();
        frames_.show(frame, view);
    });
}

template <class Update>
void Canvas::render(const ViewTransform& view, std::uint32_t background, unsigned int framebuffer,
                    const Update& update) {
    vtkOpenGLState& state = *window_->GetState();
    state.Reset();
    state.Push();
    // Qt leaves GL_LESS behind.
    state.vtkglDepthFunc(GL_LEQUAL);
    window_->SetSize(view.width, view.height);
    renderer_->SetBackground((background >> 16 & 0xFF) / 255.0, (background >> 8 & 0xFF) / 255.0,
                             (background & 0xFF) / 255.0);
    update();
    window_->Render();
    copyTo(framebuffer, view.width, view.height);
    state.Pop();
}

void Canvas::copyTo(unsigned int framebuffer, int width, int height) {
    QOpenGLExtraFunctions& gl = *context_.extraFunctions();
    gl.glBindFramebuffer(GL_DRAW_FRAMEBUFFER, framebuffer);
    gl.glDisable(GL_SCISSOR_TEST);
    window_->BlitDisplayFramebuffer(0, 0, 0, width, height, 0, 0, width, height, GL_COLOR_BUFFER_BIT,
                                    GL_NEAREST);
    gl.glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    // Where points were blended the alpha is not 1, and the window behind would shine through.
    gl.glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_TRUE);
    gl.glClearColor(0, 0, 0, 1);
    gl.glClear(GL_COLOR_BUFFER_BIT);
    gl.glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
}

} // namespace shoal::ui
