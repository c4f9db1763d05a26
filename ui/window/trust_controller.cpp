// SPDX-License-Identifier: MIT
#include "window/trust_controller.h"

#include <algorithm>
#include <chrono>
#include <ctime>

namespace shoal::ui {

namespace {

constexpr std::size_t probedPoints = 10'000;
constexpr std::size_t mostPointsInAll = 100'000; // whose exact neighbours are a matter of seconds
constexpr std::size_t fewestPoints = 3;
constexpr std::uint64_t probeSeed = 0;
constexpr int oneThread = 1;
/// A moving map is measured in a two-hundredth of the time: 5 milliseconds a second.
constexpr int restPerWork = 200;
constexpr std::chrono::milliseconds shortestRest{500}; // figures that change faster are not read

std::shared_ptr<const Matrix> featuresOf(const std::shared_ptr<const Dataset>& data,
                                         const TrustController::Points& points, RunContext& context) {
    if (!points)
        return data->features.shared();
    auto rows = std::make_shared<Matrix>(static_cast<Eigen::Index>(points->size()), data->features.cols());
    for (std::size_t i = 0; i < points->size(); ++i) {
        if (i % 1024 == 0)
            context.checkpoint();
        rows->row(static_cast<Eigen::Index>(i)) = data->features.row((*points)[i]);
    }
    return rows;
}

/// The processor time of this thread so far: of a busy machine the clock on the wall says little.
std::chrono::nanoseconds processorTime() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

Trust trustOf(const NeighborProbe& probe, KeptNeighbors kept, std::size_t dataPoints,
              const TrustController::Points& points) {
    auto shares = std::make_shared<KeptShares>();
    shares->dataPoints = dataPoints;
    shares->neighbors = probe.neighbors;
    shares->shares = std::move(kept.shares);
    shares->points = probe.rows;
    if (points)
        for (std::uint32_t& point : shares->points)
            point = (*points)[point];
    return {std::move(shares), kept.mean, probe.points()};
}

} // namespace

TrustController::Probing::Probing(TrustController* owner)
    : finder(owner, oneThread) {}

TrustController::TrustController(QObject* parent)
    : QObject(parent)
    , whole_(this)
    , part_(this)
    , meter_(this, oneThread) {
    rest_.setSingleShot(true);
    connect(&rest_, &QTimer::timeout, this, &TrustController::measure);
    for (const Background* worker : {&whole_.finder, &part_.finder, &meter_})
        connect(worker, &Background::failed, this, &TrustController::failed);
}

void TrustController::setData(std::shared_ptr<const Dataset> data) {
    data_ = std::move(data);
    all_ = false;
    forget(whole_);
    forget(part_);
    setMap(nullptr, nullptr, Metric::Euclidean);
}

void TrustController::setMap(std::shared_ptr<const Positions> map, Points points, Metric metric) {
    const bool another = !map || points != newest_.points || metric != newest_.metric;
    newest_ = {std::move(map), std::move(points), metric};
    if (another) { // what was measured says nothing of it
        meter_.cancel();
        rest_.stop();
        measuredMap_.reset();
        trust_.reset();
        Q_EMIT measured();
    }
    measure();
}

void TrustController::setMoving(bool moving) {
    moving_ = moving;
    measure();
}

bool TrustController::canMeasureAll() const {
    return trust_ && trust_->kept.sampled > 0 && trust_->mapPoints <= mostPointsInAll;
}

void TrustController::measureAll() {
    if (!canMeasureAll())
        return;
    all_ = true;
    measuredMap_.reset();
    measure();
}

void TrustController::forget(Probing& probing) {
    probing.finder.cancel();
    probing.probe.reset();
    probing.asked = false;
}

/// Looks for the neighbours in the data that the newest map is to be asked for, unless that is under way.
void TrustController::find(Probing& probing) {
    const std::size_t wanted = all_ && static_cast<std::size_t>(newest_.positions->rows()) <= mostPointsInAll
                                   ? mostPointsInAll
                                   : probedPoints;
    if (probing.asked && probing.points == newest_.points && probing.metric == newest_.metric &&
        probing.wanted == wanted)
        return;
    probing.asked = true;
    probing.points = newest_.points;
    probing.metric = newest_.metric;
    probing.wanted = wanted;
    probing.probe.reset();
    probing.finder.run([this, &probing, data = data_, map = newest_,
                        wanted](RunContext& context) -> Background::Reply {
        auto probe =
            findNeighborProbe(featuresOf(data, map.points, context), wanted, map.metric, probeSeed, context);
        return [this, &probing, probe] {
            probing.probe = probe;
            measure();
        };
    });
}

void TrustController::measure() {
    if (!data_ || !newest_.positions || newest_.positions == measuredMap_ ||
        static_cast<std::size_t>(newest_.positions->rows()) < fewestPoints)
        return;
    Probing& probing = newest_.points ? part_ : whole_;
    find(probing);
    if (!probing.probe || meter_.busy() || (moving_ && rest_.isActive()))
        return; // each of these comes back here
    meter_.run([this, probe = probing.probe, map = newest_,
                dataPoints = data_->points()](RunContext& context) -> Background::Reply {
        const auto begun = processorTime();
        const Trust found =
            trustOf(*probe, keptNeighbors(*probe, *map.positions, context), dataPoints, map.points);
        return [this, found, positions = map.positions, took = processorTime() - begun] {
            measuredMap_ = positions;
            trust_ = found;
            rest_.start(std::chrono::duration_cast<std::chrono::milliseconds>(
                std::max<std::chrono::nanoseconds>(shortestRest, took * restPerWork)));
            Q_EMIT measured();
            if (!moving_)
                measure(); // the newest may have come to rest meanwhile
        };
    });
}

} // namespace shoal::ui
