// SPDX-License-Identifier: MIT
// The Procrustes distance against SciPy and where it is known.
#include "../neighbors/test_points.h"
#include "core/error.h"
#include "measured_points.h"
#include "quality/procrustes.h"

#include <QtTest>

#include <cmath>

using namespace shoal;
using namespace shoal::test;

Q_DECLARE_METATYPE(shoal::Matrix)

namespace {

std::optional<double> measured(const Matrix& a, const Matrix& b) {
    return withThreads(2, [&](RunContext& context) { return procrustesDistance(a, b, context); });
}

bool near(std::optional<double> found, double expected, double tolerance = 1e-12) {
    return found && std::abs(*found - expected) < tolerance;
}

/// The corners of a square.
Matrix square() {
    Matrix corners(4, 2);
    corners << 1, 1, 1, -1, -1, 1, -1, -1;
    return corners;
}

} // namespace

class TestProcrustes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsSciPy() {
        const Matrix embedding = referenceComponents(0);
        QVERIFY(near(measured(embedding, referenceComponents(1)),
                     referenceValue("procrustes_first_and_later_components")));
        QVERIFY(near(measured(referenceCells(), embedding), referenceValue("procrustes_of_the_data")));
        QVERIFY(near(measured(embedding, referenceCells()), referenceValue("procrustes_of_the_data")));
    }

    void isZeroForTheSameShape_data() {
        QTest::addColumn<Matrix>("moved");
        const Matrix points = lattice(5000, 2);
        Matrix turned(points.rows(), 2);
        turned << -points.col(1), points.col(0);
        Matrix mirrored(points.rows(), 2);
        mirrored << points.col(0), -points.col(1);
        QTest::newRow("itself") << points;
        QTest::newRow("turned") << turned;
        QTest::newRow("mirrored") << mirrored;
        QTest::newRow("scaled") << Matrix(points * 1e30F);
        QTest::newRow("scaled down") << Matrix(points * 1e-30F);
        QTest::newRow("moved") << (points.array() + 1e6F).matrix().eval();
        QTest::newRow("all of it") << ((turned * -8).array() - 3e5F).matrix().eval();
    }

    void isZeroForTheSameShape() {
        QFETCH(const Matrix, moved);
        QVERIFY(near(measured(lattice(5000, 2), moved), 0));
        QVERIFY(near(measured(moved, lattice(5000, 2)), 0));
    }

    void isZeroTurnedByAnyAngle() {
        const Matrix points = gaussian(5000, 2);
        Matrix turn(2, 2);
        turn << std::cos(1.0F), -std::sin(1.0F), std::sin(1.0F), std::cos(1.0F);
        QVERIFY(near(measured(points, points * turn), 0));
    }

    void isWhatIsLost() {
        // A side of the square is half of its variance, and all of the other side's is lost with it.
        QVERIFY(near(measured(square(), square().leftCols(1)), 0.5));
        QVERIFY(near(measured(square().leftCols(1), square().rightCols(1)), 1));
    }

    void isNothingOfOnePlace() {
        const Matrix points = gaussian(1000, 2);
        QVERIFY(!measured(points, Matrix::Constant(1000, 2, 0.1F)));
        QVERIFY(!measured(Matrix::Constant(1000, 7, 1234.1F), points));
        QVERIFY(!measured(Matrix(0, 2), Matrix(0, 2)));
    }

    void differentNumbersOfPointsAreRefused() {
        QVERIFY_EXCEPTION_THROWN(measured(gaussian(10, 2), gaussian(9, 2)), shoal::Error);
    }
};

QTEST_APPLESS_MAIN(TestProcrustes)
#include "test_procrustes.moc"
