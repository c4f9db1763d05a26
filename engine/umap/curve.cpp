// SPDX-License-Identifier: MIT
#include "umap/curve.h"

#include "core/error.h"

#include <Eigen/Dense>

#include <cmath>
#include <sstream>

namespace shoal {

namespace {

constexpr int samples = 300; // as many as umap-learn fits to, evenly spaced, both ends among them

/// Half the squared residuals' sum with its gradient and Gauss–Newton matrix in (ln a, ln b): in logarithms
/// both stay positive. Distances are in units of the spread.
struct Fit {
    double error = 0;
    Eigen::Vector2d gradient = Eigen::Vector2d::Zero();
    Eigen::Matrix2d curvature = Eigen::Matrix2d::Zero();
};

Fit fitAt(const Eigen::Vector2d& logarithms, double minDist) {
    const double a = std::exp(logarithms[0]);
    const double b = std::exp(logarithms[1]);
    Fit fit;
    for (int i = 0; i < samples; ++i) {
        const double distance = 3.0 * i / (samples - 1);
        const double target = distance < minDist ? 1 : std::exp(minDist - distance);
        const double power = distance > 0 ? a * std::pow(distance, 2 * b) : 0;
        const double value = 1 / (1 + power);
        const double residual = value - target;
        const double slope = -value * value * power; // by ln a
        const Eigen::Vector2d slopes(slope, distance > 0 ? slope * 2 * b * std::log(distance) : 0);
        fit.error += residual * residual / 2;
        fit.gradient += residual * slopes;
        fit.curvature += slopes * slopes.transpose();
    }
    return fit;
}

} // namespace

UmapCurve fitUmapCurve(double minDist, double spread) {
    if (!(std::isfinite(spread) && spread > 0 && minDist >= 0 && minDist <= spread)) {
        std::ostringstream message;
        message << "The minimum distance is " << minDist << " and the spread " << spread
                << "; the spread must be above 0 and the minimum distance between 0 and the spread.";
        throw Error(message.str());
    }
    // Levenberg–Marquardt, in units of the spread: far from 1 the search would lose its way.
    Eigen::Vector2d at = Eigen::Vector2d::Zero();
    Fit fit = fitAt(at, minDist / spread);
    double damping = 1e-3;
    constexpr int mostSteps = 500;
    constexpr double leastMove = 1e-12;
    for (int step = 0; step < mostSteps; ++step) {
        Eigen::Matrix2d damped = fit.curvature;
        damped.diagonal() *= 1 + damping;
        const Eigen::Vector2d move = -damped.ldlt().solve(fit.gradient);
        const Fit next = fitAt(at + move, minDist / spread);
        const bool better = next.error <= fit.error;
        damping = better ? damping / 3 : damping * 4;
        if (better) {
            at += move;
            fit = next;
        }
        if (move.norm() < leastMove)
            break;
    }
    const double b = std::exp(at[1]);
    return {std::exp(at[0]) * std::pow(spread, -2 * b), b};
}

} // namespace shoal
