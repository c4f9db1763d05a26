// SPDX-License-Identifier: MIT
// PCA against the singular value decomposition in double and against scikit-learn, by each of its three ways.
#include "initialization/principal_components.h"

#include "core/error.h"
#include "test_support.h"

#include <Eigen/SVD>
#include <QtTest>

#include <cmath>

using namespace shoal;
using namespace shoal::test;

namespace {

PrincipalComponents componentsOf(const Matrix& points, std::size_t count, int threads = 2,
                                 std::uint64_t seed = 1) {
    return withThreads(
        threads, [&](RunContext& context) { return principalComponents(points, count, seed, context); });
}

// Scores and variances from the SVD of the centred points in double, with the header's sign convention.
struct Oracle {
    Eigen::MatrixXd scores;
    Eigen::VectorXd variances;
    double totalVariance;

    explicit Oracle(const Matrix& points) {
        const Eigen::MatrixXd exact = points.cast<double>();
        const Eigen::MatrixXd centered = exact.rowwise() - exact.colwise().mean();
        const Eigen::BDCSVD<Eigen::MatrixXd> svd(centered, Eigen::ComputeThinU | Eigen::ComputeThinV);
        scores = svd.matrixU() * svd.singularValues().asDiagonal();
        const auto degrees = static_cast<double>(points.rows() - 1);
        variances = svd.singularValues().array().square() / degrees;
        totalVariance = centered.squaredNorm() / degrees;
        for (Eigen::Index i = 0; i < scores.cols(); ++i) {
            Eigen::Index largest = 0;
            svd.matrixV().col(i).cwiseAbs().maxCoeff(&largest);
            if (svd.matrixV()(largest, i) < 0)
                scores.col(i) *= -1;
        }
    }
};

// Gaussian points along random directions whose deviations fall off as `decay` to the power of their number.
Matrix decayingPoints(Eigen::Index points, Eigen::Index dimensions, Eigen::Index rank, double decay,
                      double offset) {
    const Matrix latent =
        gaussianClusters(static_cast<std::size_t>(points), static_cast<std::size_t>(rank), 3, 21);
    const Matrix directions =
        gaussianClusters(static_cast<std::size_t>(rank), static_cast<std::size_t>(dimensions), 1, 22);
    Eigen::VectorXf deviations(rank);
    for (Eigen::Index i = 0; i < rank; ++i)
        deviations[i] = static_cast<float>(std::pow(decay, static_cast<double>(i)));
    Matrix result = latent * deviations.asDiagonal() * directions;
    const Matrix noise =
        gaussianClusters(static_cast<std::size_t>(points), static_cast<std::size_t>(dimensions), 1, 23);
    result += 0.01f * noise;
    result.array() += static_cast<float>(offset);
    return result;
}

void compareWithOracle(const Matrix& points, std::size_t count, double tolerance) {
    const Oracle oracle(points);
    const PrincipalComponents components = componentsOf(points, count);
    QCOMPARE(static_cast<std::size_t>(components.scores.cols()), count);
    QCOMPARE(components.explainedVariance.size(), count);
    QVERIFY(std::abs(components.totalVariance / oracle.totalVariance - 1) < 1e-6);
    const double spread = std::sqrt(oracle.variances[0]);
    for (std::size_t i = 0; i < count; ++i) {
        const auto column = static_cast<Eigen::Index>(i);
        const double variance = components.explainedVariance[i] / oracle.variances[column];
        QVERIFY2(std::abs(variance - 1) < tolerance,
                 qPrintable(QStringLiteral("%1: %2").arg(i).arg(variance, 0, 'g', 9)));
        const double error =
            (components.scores.col(column).cast<double>() - oracle.scores.col(column)).cwiseAbs().maxCoeff();
        QVERIFY2(error < 10 * tolerance * spread,
                 qPrintable(QStringLiteral("%1: %2").arg(i).arg(error / spread)));
    }
}

} // namespace

class TestPrincipalComponents : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsTheSvd_data();
    void equalsTheSvd();
    void equalsScikitLearn();
    void findsEqualVariances();
    void randomisedSpansTheExactSubspace();
    void sameBitsAtAnyThreadCount_data();
    void sameBitsAtAnyThreadCount();
    void severalSegmentsOfRows();
    void degenerateData_data();
    void degenerateData();
    void countIsLimited();
    void lowRank_data();
    void lowRank();
    void stops();
};

void TestPrincipalComponents::equalsTheSvd_data() {
    QTest::addColumn<Matrix>("points");
    QTest::addColumn<int>("count");
    QTest::addColumn<double>("tolerance");
    QTest::newRow("5 features") << decayingPoints(300, 5, 5, 0.6, 0) << 5 << 1e-5;
    QTest::newRow("50 features") << decayingPoints(500, 50, 20, 0.7, 0) << 10 << 1e-5;
    QTest::newRow("one feature") << decayingPoints(100, 1, 1, 1, 3) << 1 << 1e-5;
    QTest::newRow("offset 1000") << decayingPoints(500, 50, 20, 0.7, 1000) << 10 << 1e-4;
    QTest::newRow("wider than long") << decayingPoints(40, 90, 20, 0.7, 0) << 10 << 1e-5;
    QTest::newRow("300 features, iterated") << decayingPoints(400, 300, 40, 0.85, 0) << 20 << 1e-5;
    QTest::newRow("300 features, most wanted") << decayingPoints(400, 300, 250, 0.98, 0) << 100 << 1e-5;
    QTest::newRow("2,100 features, randomised") << decayingPoints(250, 2100, 40, 0.8, 0) << 10 << 1e-4;
    QTest::newRow("2,100 features, offset") << decayingPoints(250, 2100, 40, 0.8, 100) << 10 << 1e-3;
}

void TestPrincipalComponents::equalsTheSvd() {
    QFETCH(Matrix, points);
    QFETCH(int, count);
    QFETCH(double, tolerance);
    compareWithOracle(points, static_cast<std::size_t>(count), tolerance);
}

void TestPrincipalComponents::equalsScikitLearn() {
    const auto values = readReference<double>("pbmc3k_200_pca5.f64");
    QCOMPARE(values.size(), std::size_t{5 + 200 * 5});
    const PrincipalComponents components = componentsOf(referenceCells(), 5);
    for (std::size_t i = 0; i < 5; ++i)
        QVERIFY(std::abs(components.explainedVariance[i] / values[i] - 1) < 1e-6);
    for (std::size_t i = 0; i < 200 * 5; ++i)
        QVERIFY(std::abs(static_cast<double>(components.scores.data()[i]) - values[5 + i]) <
                1e-5 * std::sqrt(values[0]));
}

// One-hot rows: every direction but one has the same variance, and all copies of the eigenvalue are wanted.
void TestPrincipalComponents::findsEqualVariances() {
    for (const Eigen::Index dimensions : {20, 400}) {
        Matrix points = Matrix::Zero(2 * dimensions, dimensions);
        for (Eigen::Index i = 0; i < points.rows(); ++i)
            points(i, i % dimensions) = 1;
        const PrincipalComponents components = componentsOf(points, 10);
        const double expected = 2.0 / static_cast<double>(points.rows() - 1);
        for (const double variance : components.explainedVariance)
            QVERIFY2(std::abs(variance / expected - 1) < 1e-6,
                     qPrintable(QString::number(variance / expected, 'g', 9)));
    }
}

void TestPrincipalComponents::randomisedSpansTheExactSubspace() {
    // A flat tail, where single components are ill-determined: the variance that they hold is not.
    const Matrix points = decayingPoints(300, 2500, 120, 0.97, 0);
    const Oracle oracle(points);
    const PrincipalComponents components = componentsOf(points, 50);
    double held = 0;
    for (const double variance : components.explainedVariance)
        held += variance;
    const double most = oracle.variances.head(50).sum();
    QVERIFY2(held <= most * (1 + 1e-6) && held >= most * (1 - 1e-4),
             qPrintable(QString::number(held / most, 'g', 9)));
    QVERIFY((components.scores.colwise().sum().array().abs() < 1e-2 * std::sqrt(oracle.variances[0])).all());
}

void TestPrincipalComponents::sameBitsAtAnyThreadCount_data() {
    QTest::addColumn<int>("points");
    QTest::addColumn<int>("dimensions");
    QTest::newRow("decomposed") << 20'000 << 30;
    QTest::newRow("iterated") << 700 << 300;
    QTest::newRow("randomised") << 300 << 2200;
}

void TestPrincipalComponents::sameBitsAtAnyThreadCount() {
    QFETCH(int, points);
    QFETCH(int, dimensions);
    const Matrix matrix =
        gaussianClusters(static_cast<std::size_t>(points), static_cast<std::size_t>(dimensions), 6, 24);
    const PrincipalComponents one = componentsOf(matrix, 12, 1);
    for (const int threads : {2, 8}) {
        const PrincipalComponents many = componentsOf(matrix, 12, threads);
        QVERIFY(sameBits(one.scores, many.scores));
        QVERIFY(one.explainedVariance == many.explainedVariance);
        QVERIFY(one.totalVariance == many.totalVariance);
    }
}

void TestPrincipalComponents::severalSegmentsOfRows() {
    compareWithOracle(decayingPoints(30'000, 70, 10, 0.7, 5), 5, 1e-5);
}

void TestPrincipalComponents::degenerateData_data() {
    QTest::addColumn<Matrix>("points");
    QTest::newRow("one row") << Matrix(Matrix::Constant(1, 4, 3));
    QTest::newRow("one value") << Matrix(Matrix::Constant(1, 1, 3));
    QTest::newRow("constant") << Matrix(Matrix::Constant(100, 4, 0.1f));
    QTest::newRow("constant, wide") << Matrix(Matrix::Constant(20, 300, 1e6f));
    QTest::newRow("constant, very wide") << Matrix(Matrix::Constant(20, 2300, -7.3f));
}

void TestPrincipalComponents::degenerateData() {
    QFETCH(Matrix, points);
    const PrincipalComponents components = componentsOf(points, 2);
    QCOMPARE(components.scores.rows(), points.rows());
    QVERIFY(components.scores.cols() >= 1);
    QCOMPARE(static_cast<std::size_t>(components.scores.cols()), components.explainedVariance.size());
    QVERIFY(components.scores.isZero(0));
    QCOMPARE(components.totalVariance, 0.0);
}

void TestPrincipalComponents::countIsLimited() {
    QCOMPARE(componentsOf(gaussianClusters(5, 20, 1, 1), 50).scores.cols(), Eigen::Index{4});
    QCOMPARE(componentsOf(gaussianClusters(50, 3, 1, 1), 50).scores.cols(), Eigen::Index{3});
    QCOMPARE(componentsOf(gaussianClusters(50, 3, 1, 1), 0).scores.cols(), Eigen::Index{1});
    QCOMPARE(componentsOf(gaussianClusters(3, 2300, 1, 1), 50).scores.cols(), Eigen::Index{2});
}

void TestPrincipalComponents::lowRank_data() {
    QTest::addColumn<int>("dimensions");
    QTest::newRow("decomposed") << 60;
    QTest::newRow("iterated") << 400;
    QTest::newRow("randomised") << 2100;
}

// Three directions and constant columns: the other components are nothing, not noise or NaN.
void TestPrincipalComponents::lowRank() {
    QFETCH(int, dimensions);
    Matrix points = Matrix::Constant(200, dimensions, 4.5f);
    points.leftCols(3) = gaussianClusters(200, 3, 2, 25);
    const PrincipalComponents components = componentsOf(points, 10);
    const Oracle oracle(points.leftCols(3));
    for (std::size_t i = 0; i < 10; ++i) {
        const double expected = i < 3 ? oracle.variances[static_cast<Eigen::Index>(i)] : 0;
        QVERIFY(std::abs(components.explainedVariance[i] - expected) < 1e-5 * oracle.variances[0]);
    }
    QVERIFY(components.scores.allFinite());
    QVERIFY(components.scores.rightCols(7).cwiseAbs().maxCoeff() < 1e-3f);
}

void TestPrincipalComponents::stops() {
    tbb::task_arena arena(2);
    std::stop_source source;
    source.request_stop();
    RunContext context(arena, source.get_token());
    const Matrix points = gaussianClusters(100, 10, 1, 1);
    QVERIFY_EXCEPTION_THROWN(principalComponents(points, 2, 1, context), Stopped);
}

QTEST_APPLESS_MAIN(TestPrincipalComponents)
#include "test_principal_components.moc"
