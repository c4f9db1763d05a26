// SPDX-License-Identifier: MIT
// The nearest points of a map against all distances measured, for maps that are hard on an index.
#include "../neighbors/brute_force.h"
#include "../neighbors/test_points.h"
#include "quality/plane_index.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace shoal;
using namespace shoal::test;

Q_DECLARE_METATYPE(shoal::Matrix)

namespace {

constexpr std::size_t wanted = 10;

void addRow(const char* name, const Matrix& map) {
    QTest::newRow(name) << map;
}

std::vector<std::vector<std::uint32_t>> foundIn(const Positions& map, const std::vector<std::uint32_t>& rows,
                                                int threads) {
    return withThreads(threads, [&](RunContext& context) {
        const PlaneIndex index(map, context);
        std::vector<std::vector<std::uint32_t>> found(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i)
            index.nearest(rows[i], wanted, found[i]);
        return found;
    });
}

} // namespace

class TestPlaneIndex : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsTheNearest_data() {
        QTest::addColumn<Matrix>("map");
        addRow("one cloud", gaussian(5000, 2));
        addRow("fewer than a leaf", gaussian(100, 2));
        addRow("as many as are wanted", gaussian(11, 2));
        addRow("a lattice", lattice(4000, 2) * 3);
        addRow("two far clouds", twoFarClouds(4000, 2));
        addRow("many widths", manyWidths(4000, 2));
        addRow("mostly repeated", mostlyRepeated(4000, 2));
        addRow("all at one place", Matrix::Ones(3000, 2));
        addRow("a line", (gaussian(3000, 2).array().rowwise() * Eigen::Array2f(1, 0).transpose()).matrix());
        addRow("the first iterations", gaussian(3000, 2) * 1e-4F);
        addRow("hardly apart", gaussian(3000, 2) * 1e-38F);
        addRow("very far apart", gaussian(3000, 2) * 1e30F);
    }

    void findsTheNearest() {
        QFETCH(const Matrix, map);
        const auto points = static_cast<std::size_t>(map.rows());
        const std::vector<std::uint32_t> rows = sampleRows(points, 300, 4);
        const auto found = foundIn(map, rows, 2);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            std::vector<std::uint32_t> expected;
            for (const auto& [distance, row] : nearestByBruteForce(map.data() + std::size_t{2} * rows[i], map,
                                                                   std::min(wanted, points - 1), rows[i]))
                expected.push_back(row);
            QCOMPARE(found[i], expected);
        }
    }

    void isTheSameAtAnyThreadCount() {
        const Positions map = gaussian(70'000, 2);
        const std::vector<std::uint32_t> rows = sampleRows(70'000, 500, 4);
        const auto found = foundIn(map, rows, 1);
        for (const int threads : {2, 8})
            QVERIFY(foundIn(map, rows, threads) == found);
    }

    void whatIsNotFiniteIsNobodysNeighbour() {
        Positions map = gaussian(2000, 2);
        const float notANumber = std::numeric_limits<float>::quiet_NaN();
        for (Eigen::Index row = 0; row < map.rows(); row += 3)
            map(row, row % 2) = row % 2 ? notANumber : std::numeric_limits<float>::infinity();
        std::vector<std::uint32_t> all(2000);
        for (std::uint32_t row = 0; row < 2000; ++row)
            all[row] = row;
        const auto found = foundIn(map, all, 2);
        for (std::size_t row = 0; row < 2000; ++row) {
            QCOMPARE(found[row].size(), row % 3 == 0 ? std::size_t{0} : wanted);
            for (const std::uint32_t neighbor : found[row])
                QVERIFY(neighbor % 3 != 0);
        }
    }

    void fewPointsHaveFewNeighbours() {
        QCOMPARE(foundIn(gaussian(4, 2), {0}, 1)[0].size(), std::size_t{3});
        QVERIFY(foundIn(gaussian(1, 2), {0}, 1)[0].empty());
    }
};

QTEST_APPLESS_MAIN(TestPlaneIndex)
#include "test_plane_index.moc"
