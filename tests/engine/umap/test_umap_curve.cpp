// SPDX-License-Identifier: MIT
// a and b against umap-learn's fits, and as a minimum of the squares that they are fitted by.
#include "core/error.h"
#include "umap/curve.h"

#include <QtTest>

#include <cmath>
#include <fstream>
#include <limits>

using namespace shoal;

namespace {

double squares(double a, double b, double minDist, double spread) {
    double sum = 0;
    for (int i = 0; i < 300; ++i) {
        const double d = 3 * spread * i / 299;
        const double target = d < minDist ? 1 : std::exp(-(d - minDist) / spread);
        const double residual = 1 / (1 + a * std::pow(d, 2 * b)) - target;
        sum += residual * residual;
    }
    return sum;
}

} // namespace

class TestUmapCurve : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asUmapLearn() {
        std::ifstream file(SHOAL_TEST_DATA "/../reference/umap_curves.txt");
        int lines = 0;
        for (double minDist = 0, spread = 0, a = 0, b = 0; file >> minDist >> spread >> a >> b; ++lines) {
            const UmapCurve curve = fitUmapCurve(minDist, spread);
            QVERIFY2(std::abs(curve.a - a) <= 1e-3 && std::abs(curve.b - b) <= 1e-3,
                     qPrintable(QString("%1 %2: %3 %4").arg(minDist).arg(spread).arg(curve.a).arg(curve.b)));
        }
        QVERIFY(lines >= 8);
    }

    void isAMinimum() {
        for (const auto& [minDist, spread] : {std::pair{0.0, 0.2}, {0.1, 1.0}, {1.0, 1.0}, {2.0, 10.0}}) {
            const UmapCurve curve = fitUmapCurve(minDist, spread);
            const double least = squares(curve.a, curve.b, minDist, spread);
            for (const double factor : {0.999, 1.001}) {
                QVERIFY(squares(curve.a * factor, curve.b, minDist, spread) > least);
                QVERIFY(squares(curve.a, curve.b * factor, minDist, spread) > least);
            }
        }
    }

    void refusesWhatIsNoCurve() {
        const double notANumber = std::numeric_limits<double>::quiet_NaN();
        for (const auto& [minDist, spread] : {std::pair{0.1, 0.0},
                                              {0.1, -1.0},
                                              {-0.1, 1.0},
                                              {1.1, 1.0},
                                              {notANumber, 1.0},
                                              {0.1, notANumber}})
            QVERIFY_EXCEPTION_THROWN(fitUmapCurve(minDist, spread), Error);
    }
};

QTEST_GUILESS_MAIN(TestUmapCurve)
#include "test_umap_curve.moc"
