// SPDX-License-Identifier: MIT
// What Qt needs to draw text in a program that has no window.
#pragma once

#include <QGuiApplication>

namespace shoal::app {

/// Works without a display. One a process, in its main thread.
class PictureApplication {
public:
    PictureApplication();

private:
    // QGuiApplication keeps references to both.
    int count_ = 1;
    char name_[6] = "shoal";
    char* arguments_[2] = {name_, nullptr};
    QGuiApplication application_;
};

} // namespace shoal::app
