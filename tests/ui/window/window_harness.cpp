// SPDX-License-Identifier: MIT
#include "window_harness.h"

#include "panels/banner.h"
#include "panels/number_fields.h"
#include "scatter/scatter_view.h"

#include <QAbstractButton>
#include <QApplication>
#include <QFile>
#include <QSettings>
#include <QTest>
#include <QToolButton>

#include <cmath>

namespace shoal::ui {

WindowHarness::WindowHarness() {
    // Nothing of the person's own settings is read or written.
    QCoreApplication::setOrganizationName(QStringLiteral("ShoalTest"));
    QCoreApplication::setApplicationName(QStringLiteral("ShoalTest"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope,
                       folder_.filePath(QStringLiteral("settings")));
    qputenv("XDG_DATA_HOME", folder_.filePath(QStringLiteral("data")).toLocal8Bit());
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    reopen();
}

void WindowHarness::reopen() {
    if (window_)
        window_->close();
    window_ = std::make_unique<MainWindow>();
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    window_->activateWindow();
    QApplication::setActiveWindow(window_.get());
}

QString WindowHarness::threeClasses(int perClass) const {
    QByteArray text("a,b,c,d,e,kind,depth\n");
    const char* names[] = {"red", "green", "blue"};
    unsigned state = 1;
    const auto noise = [&state] {
        state = state * 1664525U + 1013904223U;
        return static_cast<double>(state >> 8) / (1U << 24) * 5 - 2.5;
    };
    for (int i = 0; i < 3 * perClass; ++i) {
        const int kind = i % 3;
        for (int feature = 0; feature < 5; ++feature)
            text += QByteArray::number((feature == kind ? 20.0 : 0.0) + noise()) + ',';
        text += QByteArray(names[kind]) + ',' + QByteArray::number(i * 0.5 + 0.25) + '\n';
    }
    return file(QStringLiteral("three.csv"), text);
}

QString WindowHarness::file(const QString& name, const QByteArray& contents) const {
    QFile file(folder_.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(contents) != contents.size())
        qFatal("cannot write a test file");
    return file.fileName();
}

bool WindowHarness::openAndSee(const QString& path) {
    window_->openFile(path);
    const auto* view = find<ScatterView>("scatter");
    const auto frames = view->framesDrawn();
    return QTest::qWaitFor(
        [&] {
            return window_->document().path() == path && window_->document().picture() &&
                   window_->colors().coloring() && view->framesDrawn() > frames;
        },
        30'000);
}

void WindowHarness::typeOnePhase(int iterations) {
    const auto type = [](QWidget* field, const QString& text) {
        field->setFocus();
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(field, text);
        QTest::keyClick(field, Qt::Key_Return);
    };
    while (auto* second = window_->findChild<QWidget*>(QStringLiteral("phase2"))) {
        second->setObjectName({});
        QTest::mouseClick(second->findChild<QToolButton*>(QStringLiteral("remove")), Qt::LeftButton);
    }
    auto* first = find<QWidget>("phase1");
    type(first->findChild<RealField*>(), QStringLiteral("4"));
    type(first->findChild<CountField*>(), QString::number(iterations));
}

void WindowHarness::click(const char* name) {
    auto* button = find<QAbstractButton>(name);
    if (!button)
        QFAIL(name);
    QVERIFY2(button->isVisible() && button->isEnabled(), name);
    QTest::mouseClick(button, Qt::LeftButton);
}

QString WindowHarness::bannerText() {
    const auto* banner = find<Banner>("banner");
    return banner->isVisible() ? banner->text() : QString();
}

QImage WindowHarness::canvas() {
    auto* view = find<ScatterView>("scatter");
    [[maybe_unused]] const bool resting = // moving points never do
        QTest::qWaitFor([view] { return view->settled(); }, 2000);
    return view->grabFramebuffer().convertToFormat(QImage::Format_RGB32);
}

QRgb WindowHarness::colorOf(const std::string& className) {
    for (const Coloring::Class& shown : window_->colors().coloring()->classes)
        if (shown.name == className)
            return shown.color | 0xFF000000U;
    return 0;
}

int countPixels(const QImage& image, QRgb color) {
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QRgb pixel = image.pixel(x, y);
            count += std::abs(qRed(pixel) - qRed(color)) + std::abs(qGreen(pixel) - qGreen(color)) +
                         std::abs(qBlue(pixel) - qBlue(color)) <
                     100;
        }
    return count;
}

} // namespace shoal::ui
