// SPDX-License-Identifier: MIT
// Shows how the points that were not sampled come to their places on the sample: from where the first picture
// had them, one a little after the other.
#pragma once

#include "session/snapshot.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace shoal::ui {

/// Positions on the way from `from` to `to`, N × 2 both, at `share` of the time, 0 to 1. `from` is scaled and
/// moved into the bounds of `to`. Points named by `landed` are there from the beginning.
Positions landingPositions(const Positions& from, const Positions& to,
                           const std::vector<std::uint32_t>& landed, double share);

class Landing : public QObject {
    Q_OBJECT

public:
    explicit Landing(QObject* parent = nullptr);

    /// To be told of every snapshot that would be shown. Whether a landing is shown in its place: it begins
    /// with the first snapshot of all points after one of a sample, where there is a picture to begin from.
    bool shows(const std::shared_ptr<const Snapshot>& snapshot,
               const std::shared_ptr<const Positions>& picture);
    /// Without a word.
    void stop();
    bool active() const { return timer_.isActive(); }

Q_SIGNALS:
    void moved(const std::shared_ptr<const Positions>& positions);
    /// The points have come down.
    void ended();

private:
    void step();

    QTimer timer_;
    QElapsedTimer clock_;
    std::shared_ptr<const Snapshot> sample_; ///< the last one of a sample
    std::shared_ptr<const Snapshot> target_;
    std::shared_ptr<const Positions> picture_;
};

} // namespace shoal::ui
