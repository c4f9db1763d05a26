// SPDX-License-Identifier: MIT
#include "umap/layout.h"

#include "core/parallel.h"
#include "core/random.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace shoal {

namespace {

constexpr std::size_t blockRows = 2048;
constexpr float mostMove = 4; // per axis of one draw, before the learning rate

/// x^exponent for x > 0 to some 1e-4: enough for a gradient that is sampled, and many times as fast as
/// std::pow. The logarithm is a series in (m − 1)/(m + 1), the power of two a polynomial.
class FastPower {
public:
    explicit FastPower(double exponent)
        : exponent_(static_cast<float>(exponent)) {}

    float operator()(float x) const { return exp2(exponent_ * log2(x)); }

private:
    static float log2(float x) {
        const auto bits = std::bit_cast<std::uint32_t>(x);
        // Mantissa in [√½, √2).
        const std::uint32_t shifted = bits - 0x3F3504F3U;
        const auto exponent = static_cast<float>(static_cast<std::int32_t>(shifted) >> 23);
        const auto mantissa = std::bit_cast<float>((shifted & 0x007FFFFFU) + 0x3F3504F3U);
        const float t = (mantissa - 1) / (mantissa + 1);
        const float square = t * t;
        constexpr float first = 2.88539008F; // 2/ln 2
        constexpr float third = first / 3;
        constexpr float fifth = first / 5;
        return exponent + t * (first + square * (third + square * fifth));
    }
    static float exp2(float x) {
        const float bounded = std::clamp(x, -120.0F, 120.0F);
        const float whole = std::floor(bounded + 0.5F);
        const float rest = bounded - whole; // in [−½, ½]
        constexpr float ln2 = 0.693147181F;
        const float y = rest * ln2;
        const float value = 1 + y * (1 + y * (0.5F + y * (1.0F / 6 + y * (1.0F / 24))));
        const auto exponent = static_cast<std::uint32_t>(static_cast<std::int32_t>(whole) + 127) << 23;
        return value * std::bit_cast<float>(exponent);
    }

    float exponent_;
};

struct Point {
    float x;
    float y;
};

/// One point's moves in one round, past the others' places at its beginning.
class Mover {
public:
    Mover(const UmapOptions& options, double rate)
        : a_(static_cast<float>(options.curve.a))
        , b_(static_cast<float>(options.curve.b))
        , repulsion_(static_cast<float>(options.repulsion))
        , rate_(static_cast<float>(rate))
        , power_(options.curve.b) {}

    void attract(Point& point, Point other) const {
        const float square = squareBetween(point, other);
        if (square <= 0)
            return;
        const float near = power_(square); // d^2b
        move(point, other, -2 * a_ * b_ * near / (square * (1 + a_ * near)));
    }
    void repel(Point& point, Point other) const {
        const float square = squareBetween(point, other);
        if (square <= 0)
            return;
        constexpr float softening = 0.001F;
        move(point, other, 2 * repulsion_ * b_ / ((softening + square) * (1 + a_ * power_(square))));
    }

private:
    static float squareBetween(Point p, Point q) {
        return (p.x - q.x) * (p.x - q.x) + (p.y - q.y) * (p.y - q.y);
    }
    void move(Point& point, Point other, float strength) const {
        point.x += rate_ * std::clamp(strength * (point.x - other.x), -mostMove, mostMove);
        point.y += rate_ * std::clamp(strength * (point.y - other.y), -mostMove, mostMove);
    }

    float a_;
    float b_;
    float repulsion_;
    float rate_;
    FastPower power_;
};

/// Whether a pair of that rate is drawn in the epoch: as often as its rate, evenly spread.
bool isDrawn(float rate, std::size_t epoch) {
    const auto before = static_cast<float>(epoch);
    return std::floor((before + 1) * rate) > std::floor(before * rate);
}

/// Rows at random, two from each draw of 64 bits.
class RandomRows {
public:
    RandomRows(std::uint64_t seed, std::uint64_t stream, std::size_t rows)
        : random_(seed, stream)
        , rows_(rows) {}

    std::size_t next() {
        if (!spare_)
            bits_ = random_.next();
        const std::uint64_t half = spare_ ? bits_ >> 32 : bits_ & 0xFFFFFFFFU;
        spare_ = !spare_;
        return static_cast<std::size_t>(half * rows_ >> 32);
    }
    /// The whole part of `mean` and one more as often as its fraction says.
    std::size_t count(double mean) {
        const double whole = std::floor(mean);
        const bool more = mean > whole && random_.uniform() < mean - whole;
        return static_cast<std::size_t>(whole) + (more ? 1 : 0);
    }

private:
    RandomStream random_;
    std::uint64_t rows_;
    std::uint64_t bits_ = 0;
    bool spare_ = false;
};

} // namespace

std::size_t umapEpochsFor(std::size_t points) {
    constexpr std::size_t few = 10'000;
    return points <= few ? 500 : 200;
}

UmapState::UmapState(const Affinities& graph, const Positions& start, std::uint64_t seed, RunContext& context)
    : pointOfRow_(graph.pointOfRow)
    , plan_(planSampling(graph, seed, context))
    , seed_(seed)
    , now_(2 * graph.points)
    , between_{Buffer<float>(2 * graph.points), Buffer<float>(2 * graph.points)} {
    for (std::size_t row = 0; row < graph.points; ++row)
        for (int axis = 0; axis < 2; ++axis)
            now_[2 * row + static_cast<std::size_t>(axis)] = start(pointOfRow_[row], axis);
}

Positions UmapState::positions() const {
    Positions positions(static_cast<Eigen::Index>(pointOfRow_.size()), 2);
    for (std::size_t row = 0; row < pointOfRow_.size(); ++row)
        for (int axis = 0; axis < 2; ++axis)
            positions(pointOfRow_[row], axis) = now_[2 * row + static_cast<std::size_t>(axis)];
    return positions;
}

void advance(UmapState& state, const UmapOptions& options, std::size_t epochs, RunContext& context) {
    const std::size_t rows = state.pointOfRow_.size();
    const std::size_t end = std::min(state.epoch_ + epochs, options.epochs);
    while (state.epoch_ < end) {
        const std::size_t epoch = state.epoch_;
        const double rate =
            options.learningRate * (1 - static_cast<double>(epoch) / static_cast<double>(options.epochs));
        const Mover mover(options, rate);
        const float* from = state.now_.data();
        for (std::size_t round = 0; round < roundsPerEpoch; ++round) {
            float* const to = state.between_[round % 2].data();
            const std::uint64_t streams = (epoch * roundsPerEpoch + round) * rows;
            const SamplingPlan::Round& draws = state.plan_.rounds[round];
            forBlocks(context, rows, blockRows, [&](std::size_t begin, std::size_t blockEnd, std::size_t) {
                const auto at = [&](std::size_t row) { return Point{from[2 * row], from[2 * row + 1]}; };
                for (std::size_t row = begin; row < blockEnd; ++row) {
                    Point point = at(row);
                    RandomRows random(state.seed_, streams + row, rows);
                    for (std::uint64_t i = draws.offsets[row]; i < draws.offsets[row + 1]; ++i) {
                        const SamplingPlan::Draw draw = draws.draws[i];
                        if (!isDrawn(std::abs(draw.rate), epoch))
                            continue;
                        mover.attract(point, at(draw.other));
                        if (draw.rate < 0)
                            continue;
                        for (std::size_t left = random.count(options.negativeRate); left > 0; --left)
                            if (const std::size_t other = random.next(); other != row)
                                mover.repel(point, at(other));
                    }
                    to[2 * row] = point.x;
                    to[2 * row + 1] = point.y;
                }
            });
            from = to;
        }
        std::swap(state.now_, state.between_[(roundsPerEpoch - 1) % 2]);
        ++state.epoch_;
    }
}

Positions umapStart(const Positions& shape, std::uint64_t seed) {
    constexpr float halfExtent = 10;
    constexpr double jitter = 1e-4;
    const float largest = shape.size() > 0 ? shape.cwiseAbs().maxCoeff() : 0;
    Positions start = largest > 0 ? Positions(shape * (halfExtent / largest)) : shape;
    for (Eigen::Index row = 0; row < start.rows(); ++row) {
        RandomStream random(seed, static_cast<std::uint64_t>(row));
        for (int axis = 0; axis < 2; ++axis)
            start(row, axis) += static_cast<float>(jitter * random.normal());
    }
    return start;
}

} // namespace shoal
