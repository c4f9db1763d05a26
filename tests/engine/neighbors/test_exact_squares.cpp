// SPDX-License-Identifier: MIT
// The squared distances that neighbours are sorted by: right to the last digits, the same on every
// instruction set.
#include "neighbors/exact_squares.h"
#include "test_points.h"
#include "test_support.h"

#include <QtTest>

#include <hwy/highway.h>

#include <numeric>

using namespace shoal;
using namespace shoal::test;

namespace {

std::vector<double> squaresOf(const Matrix& points) {
    std::vector<std::uint32_t> rows(static_cast<std::size_t>(points.rows()));
    std::iota(rows.begin(), rows.end(), 0U);
    std::vector<double> squares(rows.size());
    exactSquares(points.data(), points, rows, squares.data());
    return squares;
}

} // namespace

class TestExactSquares : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void areRightFarFromTheOrigin_data() {
        QTest::addColumn<int>("dimensions");
        for (const int dimensions : {1, 2, 7, 8, 9, 50, 1001})
            QTest::addRow("%d", dimensions) << dimensions;
    }

    void areRightFarFromTheOrigin() {
        QFETCH(const int, dimensions);
        const Matrix points =
            (gaussian(200, static_cast<std::size_t>(dimensions)).array() + 1000.0F).matrix();
        const auto squares = squaresOf(points);
        QCOMPARE(squares[0], 0.0);
        for (Eigen::Index row = 1; row < points.rows(); ++row) {
            long double expected = 0;
            for (Eigen::Index t = 0; t < points.cols(); ++t) {
                const auto difference =
                    static_cast<long double>(points(0, t)) - static_cast<long double>(points(row, t));
                expected += difference * difference;
            }
            const long double error = squares[static_cast<std::size_t>(row)] - expected;
            QVERIFY(std::abs(error) <= 1e-14L * expected);
        }
    }

    void areTheSameOnEveryInstructionSet() {
        // Differences of unlike numbers have so many digits that their squares are rounded.
        const Matrix points = manyWidths(500, 53);
        const auto expected = squaresOf(points);
        for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
            hwy::SetSupportedTargetsForTest(target);
            hwy::GetChosenTarget().Update(target);
            QVERIFY2(sameBits(squaresOf(points), expected), hwy::TargetName(target));
        }
        hwy::SetSupportedTargetsForTest(0);
        hwy::GetChosenTarget().DeInit();
    }
};

QTEST_APPLESS_MAIN(TestExactSquares)
#include "test_exact_squares.moc"
