// SPDX-License-Identifier: MIT
// How near two points of a UMAP embedding count as: 1/(1 + a·d^2b), fitted to min_dist and spread.
// McInnes, Healy & Melville 2018, section 3.2.
#pragma once

namespace shoal {

struct UmapCurve {
    double a = 1;
    double b = 1;
};

/// The least-squares fit on [0, 3·spread] to a curve that is 1 up to `minDist` and falls as
/// exp(−(d − minDist)/spread) beyond. Throws Error unless spread > 0 and 0 ≤ minDist ≤ spread, all finite.
UmapCurve fitUmapCurve(double minDist, double spread);

} // namespace shoal
