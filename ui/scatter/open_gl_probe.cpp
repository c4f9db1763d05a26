// SPDX-License-Identifier: MIT
// Asks for OpenGL before a window does, because Qt aborts when a QOpenGLWidget finds none.
#include "scatter/scatter_view.h"

#include <QCoreApplication>
#include <QOffscreenSurface>
#include <QOpenGLContext>

namespace shoal::ui {

QString openGlProblem() {
    const auto say = [](const char* text) { return QCoreApplication::translate("openGlProblem", text); };
    QSurfaceFormat format;
    format.setVersion(3, 2);
    format.setProfile(QSurfaceFormat::CoreProfile);
    QOpenGLContext context;
    context.setFormat(format);
    QOffscreenSurface surface;
    surface.setFormat(format);
    surface.create();
    if (!context.create() || !surface.isValid() || !context.makeCurrent(&surface))
        return say(
            "No OpenGL was found on this display; install Mesa's drivers (libgl1-mesa-dri on Debian) or use "
            "the command line, which needs none.");
    const QSurfaceFormat found = context.format();
    context.doneCurrent();
    if (context.isOpenGLES() || found.version() < qMakePair(3, 2))
        return say("OpenGL %1.%2 was found, but drawing needs OpenGL 3.2 or later; update the graphics "
                   "driver or set "
                   "LIBGL_ALWAYS_SOFTWARE=1.")
            .arg(found.majorVersion())
            .arg(found.minorVersion());
    return {};
}

} // namespace shoal::ui
