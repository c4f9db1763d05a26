// SPDX-License-Identifier: MIT
// A main window with settings of its own, small data to open in it, and hands that click and type.
#pragma once

#include "window/main_window.h"

#include <QImage>
#include <QTemporaryDir>

namespace shoal::ui {

class WindowHarness {
public:
    WindowHarness();

    MainWindow& window() { return *window_; }
    /// Closes the window and opens another on the same settings.
    void reopen();

    /// A CSV of three classes "red", "green" and "blue" of `perClass` points each, far apart in 5 features,
    /// with a continuous column "depth".
    QString threeClasses(int perClass = 60) const;
    QString file(const QString& name, const QByteArray& contents) const;
    QString path(const QString& name) const { return folder_.filePath(name); }

    /// Opens the file and waits for its first picture on the canvas. False when it did not come.
    bool openAndSee(const QString& path);
    /// Sets the phases to one of `iterations` at exaggeration 4 by typing, so that a run lasts as long as a
    /// test needs.
    void typeOnePhase(int iterations);

    template <class Widget>
    Widget* find(const char* name) {
        return window_->findChild<Widget*>(QLatin1String(name));
    }
    void click(const char* name);
    QString bannerText();
    /// What the canvas shows, in device pixels.
    QImage canvas();
    /// The colour the class of that name has now.
    QRgb colorOf(const std::string& className);

private:
    QTemporaryDir folder_;
    std::unique_ptr<MainWindow> window_;
};

/// Pixels within a small distance of `color`.
int countPixels(const QImage& image, QRgb color);

} // namespace shoal::ui
