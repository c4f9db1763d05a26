// SPDX-License-Identifier: MIT
// How far the map on the screen can be trusted, while it forms: which of a fixed sample's neighbours it
// keeps.
#pragma once

#include "colors/kept_coloring.h"
#include "core/matrix.h"
#include "data/dataset.h"
#include "quality/neighbor_probe.h"
#include "window/background.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

namespace shoal::ui {

/// What was measured of one map.
struct Trust {
    std::shared_ptr<const KeptShares> shares;
    Score kept;                ///< mean share of the neighbours kept
    std::size_t mapPoints = 0; ///< of which a sample has fewer than the data
};

/// The neighbours in the data are found once for each data set, distance and set of points, on one thread;
/// then the newest map is measured, at once when it rests, else so seldom that it takes no more than a few
/// milliseconds a second.
class TrustController : public QObject {
    Q_OBJECT

public:
    using Points = std::shared_ptr<const std::vector<std::uint32_t>>;

    explicit TrustController(QObject* parent = nullptr);

    /// Other data: all that is known of a map is forgotten.
    void setData(std::shared_ptr<const Dataset> data);
    /// The newest map; `points` names the data set's points that its rows stand for, nullptr when row i is
    /// point i. nullptr for no map.
    void setMap(std::shared_ptr<const Positions> map, Points points, Metric metric);
    /// Whether the map moves: one that rests is measured whatever it takes.
    void setMoving(bool moving);
    /// From now on on every point of the map, where these are few enough (canMeasureAll).
    void measureAll();
    bool canMeasureAll() const;

    /// Of the newest map measured; nothing until there is one.
    const std::optional<Trust>& trust() const { return trust_; }

Q_SIGNALS:
    /// Or forgotten.
    void measured();
    void failed(const QString& sentence);

private:
    struct Map {
        std::shared_ptr<const Positions> positions;
        Points points;
        Metric metric = Metric::Euclidean;
    };
    /// Neighbours in the data of one set of points by one distance, being found or known.
    struct Probing {
        explicit Probing(TrustController* owner);
        Background finder;
        std::shared_ptr<const NeighborProbe> probe;
        Points points;
        Metric metric = Metric::Euclidean;
        std::size_t wanted = 0;
        bool asked = false;
    };

    void forget(Probing& probing);
    void find(Probing& probing);
    void measure();

    std::shared_ptr<const Dataset> data_;
    Map newest_;
    std::shared_ptr<const Positions> measuredMap_;
    std::optional<Trust> trust_;
    bool all_ = false;
    bool moving_ = false;
    Probing whole_; ///< of all points
    Probing part_;  ///< of a sample or selection
    Background meter_;
    QTimer rest_; ///< until the next measurement of a moving map
};

} // namespace shoal::ui
