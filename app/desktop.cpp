// SPDX-License-Identifier: MIT
// The desktop, in a library of its own that the command line loads when a window is wanted.
#include "scatter/scatter_view.h"
#include "window/main_window.h"

#include <QApplication>

#include <clocale>
#include <cstdio>

/// Runs the desktop: `shoal [FILE]`. Returns the process's exit code.
extern "C" int shoalRunDesktop(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "xcb"); // VTK reaches OpenGL through GLX alone
    QCoreApplication::setOrganizationName(QStringLiteral("Shoal"));
    QCoreApplication::setApplicationName(QStringLiteral("Shoal"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SHOAL_VERSION));
    const QApplication application(argc, argv);
    // Qt takes the decimal comma from the environment; files and logs are to stay readable by programs.
    std::setlocale(LC_NUMERIC, "C");
    QGuiApplication::setDesktopFileName(QStringLiteral("shoal"));
    if (const QString problem = shoal::ui::openGlProblem(); !problem.isEmpty()) {
        std::fprintf(stderr, "shoal: %s\n", qPrintable(problem));
        return 1;
    }
    shoal::ui::MainWindow window;
    window.show();
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() > 1)
        window.openFile(arguments.at(1));
    return QApplication::exec();
}
