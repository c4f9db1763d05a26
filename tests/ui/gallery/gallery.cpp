// SPDX-License-Identifier: MIT
// Screenshots of the window in all its states, to be looked at: gallery [FOLDER [WIDTHxHEIGHT [light|dark]]].
// tests/ui/gallery/make calls it for the sizes, scales and themes that people have.
#include "../window/window_harness.h"

#include "panels/color_by.h"
#include "window/keys_sheet.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QTest>

#include <cstdio>
#include <functional>

using namespace shoal;
using namespace shoal::ui;

namespace {

constexpr int patience = 60'000; // milliseconds

bool waitFor(const std::function<bool()>& condition) {
    return QTest::qWaitFor(condition, patience);
}

/// `classes` clouds of `each` points in 8 features.
QString clouds(const WindowHarness& harness, int classes, int each) {
    QByteArray text("a,b,c,d,e,f,g,h,kind\n");
    unsigned state = 7;
    const auto uniform = [&state] {
        state = state * 1664525U + 1013904223U;
        return static_cast<double>(state >> 8) / (1U << 24);
    };
    std::vector<double> centers(static_cast<std::size_t>(classes) * 8);
    for (double& center : centers)
        center = 12 * uniform();
    for (int i = 0; i < each * classes; ++i) {
        const auto kind = static_cast<std::size_t>(i % classes);
        for (std::size_t feature = 0; feature < 8; ++feature)
            text += QByteArray::number(centers[8 * kind + feature] + uniform() + uniform(), 'f', 4) + ',';
        text += "cell type " + QByteArray::number(kind + 1) + '\n';
    }
    return harness.file(QStringLiteral("clouds%1.csv").arg(classes), text);
}

class Gallery {
public:
    Gallery(const QString& folder, const QString& theme)
        : folder_(folder)
        , theme_(theme) {}

    /// The window as it is now.
    void take(WindowHarness& harness, const QString& name) { take(harness.window(), name); }
    void take(QWidget& window, const QString& name) {
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest); // texts that changed just now
        const QString path = folder_.filePath(QStringLiteral("%1-%2-%3x%4@%5.png")
                                                  .arg(name, theme_)
                                                  .arg(window.width())
                                                  .arg(window.height())
                                                  .arg(window.devicePixelRatioF()));
        require(window.grab().save(path), "cannot write " + path);
    }
    void require(bool held, const QString& what) {
        if (held)
            return;
        std::fprintf(stderr, "%s\n", qPrintable(what));
        failed_ = true;
    }
    bool failed() const { return failed_; }

private:
    QDir folder_;
    QString theme_;
    bool failed_ = false;
};

void choose(WindowHarness& harness, Gallery& gallery, ColorChoice choice, const char* title) {
    auto* colorBy = harness.find<ColorBy>("colorBy");
    colorBy->setChoice(choice);
    Q_EMIT colorBy->chosen(choice);
    gallery.require(waitFor([&] { return harness.window().colors().coloring()->title == title; }), title);
}

void takeAll(Gallery& gallery, QSize size, const QString& theme) {
    WindowHarness harness;
    MainWindow& window = harness.window();
    for (QAction* action : window.findChildren<QAction*>())
        if (action->text() ==
            (theme == QLatin1String("dark") ? QStringLiteral("&Dark") : QStringLiteral("&Light")))
            action->trigger();
    window.resize(size);
    gallery.take(harness, QStringLiteral("1-empty"));

    window.openFile(clouds(harness, 1500, 40));
    gallery.require(waitFor([&] { return harness.find<QWidget>("loadingStrip")->isVisible(); }), "loading");
    gallery.take(harness, QStringLiteral("2-loading"));
    gallery.require(harness.openAndSee(clouds(harness, 12, 250)), "loaded");
    const auto measured = [&] { return window.trust().trust().has_value(); };
    gallery.require(waitFor(measured), "trust of the first picture");
    gallery.take(harness, QStringLiteral("3-loaded"));

    const auto state = [&] { return window.run().state(); };
    const auto iteration = [&] {
        return window.run().snapshot() ? window.run().snapshot()->iteration : std::uint64_t{0};
    };
    harness.click("startButton");
    gallery.require(waitFor([&] { return iteration() > 100; }), "running");
    gallery.take(harness, QStringLiteral("4-running"));
    harness.click("startButton");
    gallery.require(waitFor([&] { return state() == SessionState::Paused && measured(); }), "paused");
    gallery.take(harness, QStringLiteral("5-paused"));
    harness.click("startButton");
    gallery.require(waitFor([&] { return state() == SessionState::Finished && measured(); }), "finished");
    gallery.take(harness, QStringLiteral("6-finished"));

    choose(harness, gallery, {ColorChoice::Kind::Feature, 0}, "a");
    gallery.take(harness, QStringLiteral("7-numbers"));
    choose(harness, gallery, {ColorChoice::Kind::Trust, 0}, "Neighbours kept");
    gallery.take(harness, QStringLiteral("8-trust"));
    QTest::keyClick(&window, Qt::Key_F1);
    auto* sheet = window.findChild<KeysSheet*>();
    gallery.require(sheet && QTest::qWaitForWindowExposed(sheet), "keys");
    gallery.take(*sheet, QStringLiteral("9-keys"));
    sheet->close();

    window.openFile(harness.file(QStringLiteral("damaged.csv"), "a,b\n1,2\n3,none\n4,5\n"));
    gallery.require(waitFor([&] { return !harness.bannerText().isEmpty(); }), "failed");
    gallery.take(harness, QStringLiteral("10-failed"));
    gallery.require(harness.openAndSee(clouds(harness, 500, 10)), "500 classes");
    choose(harness, gallery, {ColorChoice::Kind::Column, 0}, "kind");
    gallery.require(waitFor(measured), "trust of 500 classes");
    gallery.take(harness, QStringLiteral("11-classes"));
}

} // namespace

int main(int argc, char** argv) {
    const QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    const QString folder = arguments.value(1, QStringLiteral("gallery"));
    const QStringList sides = arguments.value(2, QStringLiteral("1280x800")).split(QLatin1Char('x'));
    const QString theme = arguments.value(3, QStringLiteral("light"));
    const QSize size(sides.value(0).toInt(), sides.value(1).toInt());
    if (size.isEmpty() || !QDir().mkpath(folder)) {
        std::fprintf(stderr, "gallery [FOLDER [WIDTHxHEIGHT [light|dark]]]\n");
        return 2;
    }
    Gallery gallery(folder, theme);
    takeAll(gallery, size, theme);
    return gallery.failed() ? 1 : 0;
}
