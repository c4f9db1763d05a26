// SPDX-License-Identifier: MIT
// Hands on the map: outlines drawn by mouse, and what they must have enclosed, found another way.
#pragma once

#include "window_harness.h"

#include "scatter/scatter_view.h"
#include "window/selection_controller.h"

#include <QContextMenuEvent>
#include <QListView>
#include <QMenu>
#include <QPointer>
#include <QTest>

#include <cmath>
#include <numbers>

namespace shoal::ui {

using PointList = std::vector<std::uint32_t>;

class MapHands {
public:
    explicit MapHands(WindowHarness& harness)
        : harness_(harness) {}

    ScatterView& view() { return *harness_.find<ScatterView>("scatter"); }
    PointList selected() { return harness_.window().selection().selection().points(); }

    /// Where a point of the map's positions is on the view, in logical pixels.
    QPointF placeOf(Eigen::Index row) {
        const ViewTransform transform = view().viewTransform();
        const Positions& positions = *view().positions();
        return QPointF(transform.toPixelX(positions(row, 0)), transform.toPixelY(positions(row, 1))) /
               view().devicePixelRatioF();
    }
    void drag(const QList<QPoint>& path, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QTest::mousePress(&view(), Qt::LeftButton, modifiers, path.front());
        for (const QPoint& place : path)
            QTest::mouseMove(&view(), place);
        QTest::mouseRelease(&view(), Qt::LeftButton, modifiers, path.back());
    }
    /// A path around a class's middle, of about `radius` logical pixels, dented.
    QList<QPoint> around(const std::string& className, double radius) {
        QPointF middle;
        int count = 0;
        const auto& points = view().points();
        for (Eigen::Index row = 0; row < view().positions()->rows(); ++row)
            if (isOf(points ? (*points)[static_cast<std::size_t>(row)] : static_cast<std::size_t>(row),
                     className)) {
                middle += placeOf(row);
                ++count;
            }
        middle /= count;
        QList<QPoint> path;
        for (int i = 0; i < 40; ++i) {
            const double angle = 2 * std::numbers::pi * i / 40;
            const double reach = radius * (i % 2 == 0 ? 1.0 : 0.75);
            path.push_back((middle + reach * QPointF(std::cos(angle), std::sin(angle))).toPoint());
        }
        return path;
    }
    bool isOf(std::size_t point, const std::string& className) {
        const Coloring& coloring = *harness_.window().colors().coloring();
        return coloring.classes[static_cast<std::size_t>(coloring.classOf[point])].name == className;
    }
    /// Points of the map that the path turns around: by the sum of the angles, unlike the selection itself.
    PointList enclosed(const QList<QPoint>& path) {
        PointList inside;
        for (Eigen::Index row = 0; row < view().positions()->rows(); ++row) {
            const QPointF place = placeOf(row);
            double angle = 0;
            for (qsizetype i = 0; i < path.size(); ++i) {
                const QPointF from = path[i] - place;
                const QPointF to = path[(i + 1) % path.size()] - place;
                angle += std::atan2(from.x() * to.y() - from.y() * to.x(), QPointF::dotProduct(from, to));
            }
            if (std::lround(angle / (2 * std::numbers::pi)) != 0)
                inside.push_back(view().points() ? (*view().points())[static_cast<std::size_t>(row)]
                                                 : static_cast<std::uint32_t>(row));
        }
        return inside;
    }
    PointList ofClass(const std::string& className) {
        PointList points;
        for (std::size_t point = 0; point < harness_.window().document().data()->points(); ++point)
            if (isOf(point, className))
                points.push_back(static_cast<std::uint32_t>(point));
        return points;
    }
    QPoint legendRow(const QString& className) {
        auto* legend = harness_.find<QListView>("legend");
        for (int row = 0; row < legend->model()->rowCount(); ++row)
            if (const QModelIndex index = legend->model()->index(row, 0); index.data() == className)
                return legend->visualRect(index).center();
        return {-1, -1};
    }
    /// Chooses from a class's menu.
    void fromMenu(const QString& className, const char* action) {
        activate();
        auto* legend = harness_.find<QListView>("legend");
        const QPoint at = legendRow(className);
        QContextMenuEvent asked(QContextMenuEvent::Mouse, at, legend->viewport()->mapToGlobal(at));
        QApplication::sendEvent(legend->viewport(), &asked);
        const QPointer<QMenu> menu = harness_.find<QMenu>("legendMenu");
        QVERIFY(menu && QTest::qWaitForWindowExposed(menu) && menu);
        auto* wanted = menu->findChild<QAction*>(QLatin1String(action));
        QVERIFY2(wanted && wanted->isEnabled(), action);
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(wanted).center());
        QTRY_VERIFY(!harness_.find<QMenu>("legendMenu"));
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        activate();
        QTest::keyClick(&harness_.window(), key, modifiers);
    }

    /// As a window manager does once a dialog is closed.
    void activate() {
        harness_.window().activateWindow();
        QApplication::setActiveWindow(&harness_.window());
    }

private:
    WindowHarness& harness_;
};

} // namespace shoal::ui
