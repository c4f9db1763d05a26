// SPDX-License-Identifier: MIT
// How the window answers the mouse while a run keeps all cores busy: 60 moves, drags and wheel turns a
// second.
//   bench_view [POINTS | FILE.npy = 100000] [seconds a stage = 15] [points | density | names]
// Needs a display: xvfb-run -a -s "-screen 0 1600x1200x24" bench_view 1306127
#include "colors/coloring.h"
#include "core/random.h"
#include "scatter/scatter_view.h"
#include "window/main_window.h"

#include <QAction>
#include <QApplication>
#include <QCoreApplication>
#include <QMouseEvent>
#include <QSettings>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTimer>
#include <QWheelEvent>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <deque>
#include <fstream>
#include <mutex>
#include <numbers>
#include <string>
#include <thread>
#include <vector>

using namespace shoal;
using namespace shoal::ui;

namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr std::size_t clusterCount = 30;
constexpr int dimensions = 50;
constexpr auto inputPause = std::chrono::microseconds(16'667);

/// A mixture of clusters as a .npy file of float32.
QString madeData(const QTemporaryDir& folder, std::size_t points) {
    const QString path = folder.filePath(QStringLiteral("made.npy"));
    std::ofstream file(path.toStdString(), std::ios::binary);
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(points) +
                         ", " + std::to_string(dimensions) + "), }";
    header.resize(118 - 1, ' ');
    header += '\n';
    file.write("\x93NUMPY\x01\x00\x76\x00", 10) << header;
    std::vector<float> row(dimensions);
    for (std::size_t i = 0; i < points; ++i) {
        RandomStream center(1, i % clusterCount);
        RandomStream random(2, i);
        for (float& value : row)
            value = static_cast<float>(6 * center.normal() + random.normal());
        file.write(reinterpret_cast<const char*>(row.data()),
                   static_cast<std::streamsize>(row.size() * sizeof(float)));
    }
    return path;
}

/// Posts input to the view from a thread of its own, whether the window keeps up or not.
class Hands {
public:
    Hands(ScatterView& view, double seconds, bool still)
        : view_(view)
        , still_(still)
        , thread_([this, seconds](const std::stop_token& stop) { work(stop, seconds); }) {}

    /// When the input that the view is given next was made.
    Clock::time_point nextMade() {
        const std::lock_guard lock(mutex_);
        const Clock::time_point made = made_.front();
        made_.pop_front();
        return made;
    }
    bool done() const { return done_; }

private:
    void work(const std::stop_token& stop, double seconds) {
        const auto turns = static_cast<int>(seconds * 60);
        const QPointF middle(view_.width() / 2.0, view_.height() / 2.0);
        Clock::time_point next = Clock::now();
        for (int turn = 0; turn < turns && !stop.stop_requested(); ++turn) {
            std::this_thread::sleep_until(next += inputPause);
            if (still_)
                continue;
            const double angle = turn * 2 * std::numbers::pi / 90;
            const QPointF at = middle + 80.0 * QPointF(std::cos(angle), std::sin(2 * angle));
            const int third = 3 * turn / turns;
            if (third == 0) {
                post(new QMouseEvent(QEvent::MouseMove, at, at, Qt::NoButton, Qt::NoButton, {}));
            } else if (third == 1) {
                const bool first = 3 * (turn - 1) / turns == 0;
                post(new QMouseEvent(first ? QEvent::MouseButtonPress : QEvent::MouseMove, at, at,
                                     first ? Qt::LeftButton : Qt::NoButton, Qt::LeftButton, {}));
            } else {
                if (3 * (turn - 1) / turns == 1)
                    post(new QMouseEvent(QEvent::MouseButtonRelease, at, at, Qt::LeftButton, Qt::NoButton,
                                         {}));
                post(new QWheelEvent(middle, middle, {}, {0, turn / 30 % 2 ? -40 : 40}, Qt::NoButton, {},
                                     Qt::NoScrollPhase, false));
            }
        }
        done_ = true;
    }
    void post(QEvent* event) {
        {
            const std::lock_guard lock(mutex_);
            made_.push_back(Clock::now());
        }
        QCoreApplication::postEvent(&view_, event);
    }

    ScatterView& view_;
    bool still_;
    std::mutex mutex_;
    std::deque<Clock::time_point> made_; // guarded by mutex_
    std::atomic<bool> done_ = false;
    std::jthread thread_;
};

/// Sees what the view is given and what it shows.
class Watch : public QObject {
public:
    Watch(ScatterView& view, Hands& hands)
        : view_(view)
        , hands_(hands)
        , begun_(Clock::now())
        , beat_(begun_) {
        view.installEventFilter(this);
        connect(&view, &QOpenGLWidget::frameSwapped, this, [this] { shown(); });
        connect(&heart_, &QTimer::timeout, this, [this] {
            const Clock::time_point now = Clock::now();
            stall_ = std::max(stall_, Milliseconds(now - beat_).count());
            beat_ = now;
        });
        heart_.start(1);
    }

    void report(const char* stage, std::uint64_t iterations) {
        const double seconds = Milliseconds(Clock::now() - begun_).count() / 1000;
        std::ranges::sort(latencies_);
        const auto quantile = [this](double share) {
            return latencies_.empty() ? 0.0
                                      : latencies_[static_cast<std::size_t>(
                                            share * static_cast<double>(latencies_.size() - 1))];
        };
        std::printf("%-12s %8.1f %10.1f %8.1f %8.1f %10.1f %10.2f\n", stage, frames_ / seconds, quantile(0.5),
                    quantile(0.95), quantile(1), stall_, static_cast<double>(iterations) / seconds);
        std::fflush(stdout);
    }

protected:
    bool eventFilter(QObject*, QEvent* event) override {
        const QEvent::Type type = event->type();
        if (type != QEvent::MouseMove && type != QEvent::MouseButtonPress &&
            type != QEvent::MouseButtonRelease && type != QEvent::Wheel)
            return false;
        const Clock::time_point made = hands_.nextMade();
        // What moves the picture; the first steps of a drag are too short for that, and their time counts.
        if (type == QEvent::Wheel ||
            (type == QEvent::MouseMove && static_cast<QMouseEvent*>(event)->buttons() == Qt::LeftButton))
            waiting_.push_back(made);
        return false;
    }

private:
    void shown() {
        ++frames_;
        for (const Clock::time_point made : waiting_)
            latencies_.push_back(Milliseconds(Clock::now() - made).count());
        waiting_.clear();
    }

    ScatterView& view_;
    Hands& hands_;
    Clock::time_point begun_;
    Clock::time_point beat_;
    QTimer heart_;
    double stall_ = 0;
    double frames_ = 0;
    std::vector<Clock::time_point> waiting_;
    std::vector<double> latencies_;
};

/// Prints a line, unless the stage ends before.
template <class Condition>
void measure(ScatterView& view, const MainWindow& window, const char* stage, double seconds,
             const Condition& stageEnded, bool still = false) {
    view.fit();
    {
        const std::uint64_t iteration = window.run().progress().iteration;
        Hands hands(view, seconds, still);
        Watch watch(view, hands);
        while (!hands.done() && !stageEnded())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        if (hands.done())
            watch.report(stage, window.run().progress().iteration - iteration);
    }
    // The hands leave the view before others come.
    QCoreApplication::sendPostedEvents(&view);
    QMouseEvent release(QEvent::MouseButtonRelease, {}, {}, Qt::LeftButton, Qt::NoButton, {});
    QCoreApplication::sendEvent(&view, &release);
}

template <class Condition>
void waitFor(const Condition& condition) {
    while (!condition())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

} // namespace

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "xcb");
    const QTemporaryDir folder;
    QCoreApplication::setOrganizationName(QStringLiteral("ShoalBenchmark"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.path());
    const QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QString source = arguments.value(1, QStringLiteral("100000"));
    const double seconds = arguments.value(2, QStringLiteral("15")).toDouble();
    const QString look = arguments.value(3, QStringLiteral("points"));
    bool isCount = false;
    const auto count = static_cast<std::size_t>(source.toULongLong(&isCount));
    if (const QString problem = openGlProblem(); !problem.isEmpty()) {
        std::fprintf(stderr, "bench_view: %s\n", qPrintable(problem));
        return 1;
    }

    MainWindow window;
    window.show();
    window.openFile(isCount ? madeData(folder, count) : source);
    auto& view = *window.findChild<ScatterView*>(QStringLiteral("scatter"));
    waitFor([&] { return window.document().picture() && window.colors().coloring(); });
    const std::size_t points = window.document().data()->points();
    CategoricalColumn clusters;
    for (std::size_t i = 0; i < clusterCount; ++i)
        clusters.categories.push_back("cluster " + std::to_string(i + 1));
    for (std::size_t i = 0; i < points; ++i)
        clusters.codes.push_back(static_cast<std::int32_t>(i % clusterCount));
    const Column column{"cluster", std::move(clusters)};
    view.setColoring(colorBy(*window.document().data(), &column));
    view.setDensity(look == QStringLiteral("density"));
    view.setNames(look == QStringLiteral("names"));
    waitFor([&] { return view.settled(); });

    std::printf("%zu points, canvas of %d × %d pixels, %u cores, %s\n", points, view.viewTransform().width,
                view.viewTransform().height, std::thread::hardware_concurrency(), qPrintable(look));
    std::printf("%-12s %8s %10s %8s %8s %10s %10s\n", "stage", "frames/s", "median ms", "95 %", "most",
                "stall ms", "it/s");
    measure(view, window, "no run", seconds, [] { return false; });
    // A run that lasts as long as it is looked at.
    window.findChild<QWidget*>(QStringLiteral("phase1"))->findChild<QSpinBox*>()->setValue(1'000'000);
    window.findChild<QAction*>(QStringLiteral("actionStart"))->trigger();
    waitFor([&] { return window.run().active(); });
    const auto moving = [&] { return window.run().progress().totalIterations > 0; };
    measure(view, window, "neighbours", seconds, moving);
    waitFor(moving);
    const auto ended = [&] { return !window.run().active(); };
    measure(view, window, "moving", seconds, ended);
    measure(view, window, "hands still", seconds, ended, true);
    return 0;
}
