// SPDX-License-Identifier: MIT
#include "window/landing.h"

#include <QApplication>
#include <QStyle>

#include <algorithm>
#include <utility>

namespace shoal::ui {

namespace {

constexpr int frameMilliseconds = 33;
constexpr double landingMilliseconds = 1400;
/// A point's own way takes this share of the time; when it sets out is its own chance.
constexpr float ownShare = 0.6F;

/// Of a point, 0 to 1: near numbers land far apart.
float chanceOf(std::uint32_t point) {
    return static_cast<float>((point * 2654435769U) >> 8) / static_cast<float>(1U << 24);
}

} // namespace

Positions landingPositions(const Positions& from, const Positions& to,
                           const std::vector<std::uint32_t>& landed, double share) {
    const Eigen::RowVector2f fromLow = from.colwise().minCoeff();
    const Eigen::RowVector2f fromExtent = from.colwise().maxCoeff() - fromLow;
    const Eigen::RowVector2f toLow = to.colwise().minCoeff();
    const Eigen::RowVector2f toExtent = to.colwise().maxCoeff() - toLow;
    const Eigen::RowVector2f scale(fromExtent.x() > 0 ? toExtent.x() / fromExtent.x() : 0,
                                   fromExtent.y() > 0 ? toExtent.y() / fromExtent.y() : 0);
    Positions positions(to.rows(), 2);
    for (Eigen::Index point = 0; point < to.rows(); ++point) {
        const float delay = (1 - ownShare) * chanceOf(static_cast<std::uint32_t>(point));
        const float along = std::clamp((static_cast<float>(share) - delay) / ownShare, 0.0F, 1.0F);
        const float eased = along * along * (3 - 2 * along);
        const Eigen::RowVector2f begin = toLow + (from.row(point) - fromLow).cwiseProduct(scale);
        positions.row(point) = to.row(point);
        if (along < 1)
            positions.row(point) = begin + eased * (to.row(point) - begin);
    }
    for (const std::uint32_t point : landed)
        positions.row(point) = to.row(point);
    return positions;
}

Landing::Landing(QObject* parent)
    : QObject(parent) {
    timer_.setInterval(frameMilliseconds);
    connect(&timer_, &QTimer::timeout, this, &Landing::step);
}

bool Landing::shows(const std::shared_ptr<const Snapshot>& snapshot,
                    const std::shared_ptr<const Positions>& picture) {
    if (active() && target_->run == snapshot->run)
        return true; // it will be shown when the points are down
    timer_.stop();
    if (snapshot->points) {
        sample_ = snapshot;
        return false;
    }
    const auto sample = std::exchange(sample_, nullptr);
    // People who want no animation have told the desktop so.
    const bool animated = QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) > 0;
    if (!sample || sample->run != snapshot->run || !animated || !picture ||
        picture->rows() != snapshot->positions.rows())
        return false;
    sample_ = sample;
    target_ = snapshot;
    picture_ = picture;
    clock_.start();
    timer_.start();
    step();
    return true;
}

void Landing::stop() {
    timer_.stop();
    sample_.reset();
    target_.reset();
    picture_.reset();
}

void Landing::step() {
    const double share = static_cast<double>(clock_.elapsed()) / landingMilliseconds;
    if (share >= 1) {
        stop();
        Q_EMIT ended();
        return;
    }
    Q_EMIT moved(std::make_shared<const Positions>(
        landingPositions(*picture_, target_->positions, *sample_->points, share)));
}

} // namespace shoal::ui
