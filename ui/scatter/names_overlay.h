// SPDX-License-Identifier: MIT
// The names of classes over the points: found by a thread of its own a few times a second, laid out and drawn
// with every move of the camera.
#pragma once

#include "picture/class_names.h"
#include "scatter/newest_worker.h"
#include "scatter/point_model.h"

#include <QRegion>
#include <QStringList>
#include <QTimer>
#include <QWidget>

#include <map>
#include <memory>
#include <vector>

namespace shoal::ui {

/// Covers the view and lets the mouse through.
class NamesOverlay : public QWidget {
    Q_OBJECT

public:
    explicit NamesOverlay(QWidget* view);
    ~NamesOverlay() override;

    void setOn(bool on);
    bool on() const { return on_; }
    /// What is named; names follow within a moment.
    void setPoints(const PointModel& points);
    /// The camera; `room` is what nothing covers. Both in device pixels.
    void setView(const ViewTransform& view, const QRect& room);
    /// The names that have room, in the order of their classes' sizes.
    QStringList shownNames() const;
    /// Whether the names are of the newest points.
    bool settled() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Wish {
        PointModel points;
        std::vector<ClassPlace> before;
    };
    struct Places {
        std::shared_ptr<const Coloring> coloring;
        std::uint64_t positionsRevision = 0;
        std::uint64_t inkRevision = 0;
        std::vector<ClassPlace> places;
    };
    struct Shown {
        ClassPlace place;
        QRect box; ///< device pixels
    };

    static Places find(const Wish& wish);
    void ask();
    void take();
    void layOut();
    void measure();
    QRegion regionOf(const std::vector<Shown>& names) const;

    bool on_ = false;
    PointModel points_;
    ViewTransform view_;
    QRect room_;
    std::shared_ptr<const Places> places_;
    int textSize_ = 0;         // device pixels
    std::vector<QSize> sizes_; // of places_->places in that size
    std::vector<Shown> shown_;
    std::map<std::uint32_t, QImage> stamps_; // by class, of places_->coloring in textSize_
    QTimer pause_;                           // between two searches
    bool waiting_ = false;                   // something is new, to be asked for after the pause
    NewestWorker<Wish, Places> finder_;      // last: ends before what it reports to
};

} // namespace shoal::ui
