// SPDX-License-Identifier: MIT
// Which neighbours a thinned graph keeps: all of the nearest, beyond them the nearest of the point's group.
#include "brute_force.h"
#include "core/error.h"
#include "neighbors/thinned_neighbors.h"
#include "test_points.h"

#include <QtTest>

#include <map>
#include <numeric>

using namespace shoal;
using namespace shoal::test;

namespace {

std::shared_ptr<const NeighborGraph> thinnedOf(const Matrix& points, std::size_t k, std::size_t thinning,
                                               int threads = 2) {
    return withThreads(threads, [&](RunContext& context) {
        return findThinnedNeighbors(points, {.k = k, .seed = 4}, thinning, context);
    });
}

/// Points linked by entries beyond the nearest belong together: the number of each one's group.
std::vector<std::uint32_t> groupsOf(const NeighborGraph& graph) {
    std::vector<std::uint32_t> parent(graph.points);
    std::iota(parent.begin(), parent.end(), 0U);
    const auto root = [&](std::uint32_t point) {
        while (parent[point] != point)
            point = parent[point] = parent[parent[point]];
        return point;
    };
    for (std::uint32_t point = 0; point < graph.points; ++point)
        for (const std::uint32_t other : graph.neighborsOf(point).subspan(graph.unthinned))
            parent[root(point)] = root(other);
    std::vector<std::uint32_t> groups(graph.points);
    for (std::uint32_t point = 0; point < graph.points; ++point)
        groups[point] = root(point);
    return groups;
}

} // namespace

class TestThinnedNeighbors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheNearestAndThoseOfTheGroup_data() {
        QTest::addColumn<bool>("repeated");
        QTest::newRow("different points") << false;
        QTest::newRow("nine of ten repeated") << true;
    }
    void keepsTheNearestAndThoseOfTheGroup() {
        QFETCH(const bool, repeated);
        constexpr std::size_t n = 1501;
        constexpr std::size_t k = 300;
        constexpr std::size_t thinning = 4;
        const Matrix points = repeated ? mostlyRepeated(n, 5) : gaussian(n, 5);
        const auto graph = thinnedOf(points, k, thinning);
        QCOMPARE(graph->k, unthinnedNeighbors + (k - unthinnedNeighbors) / thinning);
        QCOMPARE(graph->reach(), k);
        QCOMPARE(graph->k, thinnedEntries(k, thinning));
        const std::vector<std::uint32_t> groups = groupsOf(*graph);
        std::map<std::uint32_t, std::size_t> sizes;
        for (const std::uint32_t group : groups)
            ++sizes[group];
        QCOMPARE(sizes.size(), thinning);
        for (const auto& [group, size] : sizes)
            QVERIFY(size == n / thinning || size == n / thinning + 1);

        for (std::uint32_t i = 0; i < n; ++i) {
            const auto all = nearestByBruteForce(points.data() + std::size_t{i} * 5, points, n - 1, i);
            std::vector<std::pair<float, std::uint32_t>> expected(all.begin(),
                                                                  all.begin() + unthinnedNeighbors);
            for (std::size_t j = unthinnedNeighbors; j < all.size() && expected.size() < graph->k; ++j)
                if (groups[all[j].second] == groups[i])
                    expected.push_back(all[j]);
            for (std::size_t j = 0; j < graph->k; ++j) {
                QCOMPARE(graph->neighborsOf(i)[j], expected[j].second);
                QVERIFY(std::abs(graph->distancesOf(i)[j] - expected[j].first) <=
                        1.2e-7F * expected[j].first);
            }
        }
    }

    void isTheWholeGraphWithoutThinning() {
        const Matrix points = gaussian(500, 5);
        const auto whole = withThreads(
            2, [&](RunContext& context) { return findNeighbors(points, {.k = 120, .seed = 4}, context); });
        for (const auto& graph : {thinnedOf(points, 120, 1), thinnedOf(points, 120, 0)}) {
            QVERIFY(sameBits(graph->indices, whole->indices));
            QCOMPARE(graph->reach(), std::size_t{120});
            QCOMPARE(graph->thinning, std::size_t{1});
        }
        QCOMPARE(thinnedOf(points, unthinnedNeighbors, 7)->thinning, std::size_t{1});
    }

    void countsEntries() {
        NeighborGraph graph;
        graph.k = 120;
        QCOMPARE(graph.entriesFor(50), std::size_t{50});
        QCOMPARE(graph.entriesFor(0), std::size_t{1});
        QCOMPARE(graph.entriesFor(500), std::size_t{120});
        graph.unthinned = 96;
        graph.thinning = 10;
        QCOMPARE(graph.reach(), std::size_t{336});
        QCOMPARE(graph.entriesFor(96), std::size_t{96});
        QCOMPARE(graph.entriesFor(97), std::size_t{97});
        QCOMPARE(graph.entriesFor(106), std::size_t{97});
        QCOMPARE(graph.entriesFor(107), std::size_t{98});
        QCOMPARE(graph.entriesFor(336), std::size_t{120});
    }

    void thinsOnlyWhatWouldBeTooMuch() {
        QCOMPARE(thinningFor(1'000, 900), std::size_t{1});
        QCOMPARE(thinningFor(1'306'127, 150), std::size_t{1});
        QCOMPARE(thinningFor(20'000'000, 90), std::size_t{1});
        for (const std::size_t points :
             {std::size_t{300'000}, std::size_t{1'306'127}, std::size_t{5'000'000}}) {
            const std::size_t thinning = thinningFor(points, 1500);
            QVERIFY(thinning > 1);
            // As few as fit, but no less than a hundred or so beyond the nearest.
            const std::size_t kept = unthinnedNeighbors + (1500 - unthinnedNeighbors) / thinning;
            QVERIFY(kept <= std::max(400'000'000 / points, 2 * unthinnedNeighbors));
            QVERIFY(kept >= 2 * unthinnedNeighbors - 10);
        }
    }

    void sameBitsAtAnyThreadCount() {
        const Matrix points = gaussian(2000, 5);
        const auto one = thinnedOf(points, 300, 3, 1);
        for (const int threads : {2, 8}) {
            const auto more = thinnedOf(points, 300, 3, threads);
            QVERIFY(sameBits(more->indices, one->indices));
            QVERIFY(sameBits(more->distances, one->distances));
        }
    }

    void refusesGroupsTooSmall() {
        const Matrix points = gaussian(500, 5);
        try {
            thinnedOf(points, 450, 6);
            QFAIL("not refused");
        } catch (const Error& error) {
            QVERIFY2(std::string(error.what()).find("500 points") != std::string::npos, error.what());
        }
    }
};

QTEST_APPLESS_MAIN(TestThinnedNeighbors)
#include "test_thinned_neighbors.moc"
