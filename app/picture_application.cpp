// SPDX-License-Identifier: MIT
#include "picture_application.h"

#include <clocale>
#include <cstdio>

namespace shoal::app {

namespace {

/// Qt's remarks are for programmers; of what ends the process people must know.
void hearQt(QtMsgType type, const QMessageLogContext&, const QString& message) {
    if (type == QtFatalMsg)
        std::fprintf(stderr, "shoal: %s\n", qPrintable(message));
}

/// `count`, once all is set that QGuiApplication looks at.
int& prepared(int& count) {
    qInstallMessageHandler(hearQt);
    qputenv("QT_QPA_PLATFORM", "offscreen");
    return count;
}

} // namespace

PictureApplication::PictureApplication()
    : application_(prepared(count_), arguments_) {
    // Qt takes the decimal comma from the environment; logs and tables are to stay readable by programs.
    std::setlocale(LC_NUMERIC, "C");
}

} // namespace shoal::app
