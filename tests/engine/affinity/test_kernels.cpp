// SPDX-License-Identifier: MIT
// The affinities beside those of one perplexity: against sums in double, against openTSNE, and what they make
// of graphs that are not full.
#include "affinity/affinity_options.h"
#include "brute_force_graph.h"
#include "core/error.h"
#include "dense_affinities.h"

#include <QtTest>

#include <functional>
#include <limits>

using namespace shoal;
using namespace shoal::test;

namespace {

using Shared = std::shared_ptr<const Affinities>;

Shared make(const NeighborGraph& graph, const AffinityOptions& options, int threads = 2) {
    return withThreads(threads, [&](RunContext& context) { return makeAffinities(graph, options, context); });
}

AffinityOptions scales(AffinityMethod method, std::vector<double> perplexities) {
    return {.method = method, .perplexities = std::move(perplexities)};
}

AffinityOptions widths(double sigma, std::size_t neighbors) {
    AffinityOptions options;
    options.method = AffinityMethod::Sigma;
    options.sigma = sigma;
    options.neighbors = neighbors;
    return options;
}

AffinityOptions uniform(std::size_t neighbors, UniformSymmetry symmetry) {
    AffinityOptions options;
    options.method = AffinityMethod::Uniform;
    options.neighbors = neighbors;
    options.symmetry = symmetry;
    return options;
}

const std::vector<AffinityOptions>& allKinds() {
    static const std::vector<AffinityOptions> kinds{
        scales(AffinityMethod::Multiscale, {4, 10}), scales(AffinityMethod::Mixture, {4, 10}), widths(2, 20),
        uniform(15, UniformSymmetry::Max),           uniform(15, UniformSymmetry::Mean),
    };
    return kinds;
}

/// A row's weights from its squared distances.
using RowKernel = std::function<Eigen::ArrayXd(const Eigen::ArrayXd&)>;

/// The precision τ of exp(−τd²/2) at a perplexity, by bisection of its logarithm.
double precisionAt(const Eigen::ArrayXd& squares, double perplexity) {
    double low = -60;
    double high = 60;
    for (int step = 0; step < 200; ++step) {
        const double middle = (low + high) / 2;
        Eigen::ArrayXd p = (-std::exp(middle) / 2 * (squares - squares.minCoeff())).exp();
        p /= p.sum();
        const double entropy = -(p > 0).select(p * (p + (p <= 0).cast<double>()).log(), 0.0).sum();
        (entropy > std::log(perplexity) ? low : high) = middle;
    }
    return std::exp(low);
}

RowKernel multiscale(const std::vector<double>& perplexities) {
    return [=](const Eigen::ArrayXd& squares) {
        Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(squares.size());
        for (const double perplexity : perplexities) {
            const Eigen::ArrayXd p =
                (-precisionAt(squares, perplexity) / 2 * (squares - squares.minCoeff())).exp();
            sum += p / p.sum();
        }
        return Eigen::ArrayXd(sum / sum.sum());
    };
}

RowKernel mixture(const std::vector<double>& perplexities) {
    return [=](const Eigen::ArrayXd& squares) {
        Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(squares.size());
        for (const double perplexity : perplexities) {
            const double precision = precisionAt(squares, perplexity);
            sum += std::sqrt(precision) * (-precision / 2 * squares).exp();
        }
        return Eigen::ArrayXd(sum / sum.sum());
    };
}

RowKernel gaussian(double sigma) {
    return [=](const Eigen::ArrayXd& squares) {
        const Eigen::ArrayXd p = (-squares / (2 * sigma * sigma)).exp();
        return Eigen::ArrayXd(p / p.sum());
    };
}

RowKernel constant() {
    return [](const Eigen::ArrayXd& squares) { return Eigen::ArrayXd(Eigen::ArrayXd::Ones(squares.size())); };
}

/// Of the nearest `used` neighbours of each row, or as many as it has.
Eigen::MatrixXd jointOf(const NeighborGraph& graph, std::size_t used, const RowKernel& kernel) {
    const auto points = static_cast<Eigen::Index>(graph.points);
    Eigen::MatrixXd conditional = Eigen::MatrixXd::Zero(points, points);
    for (std::size_t i = 0; i < graph.points; ++i) {
        const auto count = static_cast<Eigen::Index>(std::min(used, graph.countOf(i)));
        if (count == 0)
            continue;
        Eigen::ArrayXd squares(count);
        for (Eigen::Index j = 0; j < count; ++j)
            squares[j] = std::pow(static_cast<double>(graph.distancesOf(i)[static_cast<std::size_t>(j)]), 2);
        const Eigen::ArrayXd weights = kernel(squares);
        for (Eigen::Index j = 0; j < count; ++j)
            conditional(static_cast<Eigen::Index>(i), graph.neighborsOf(i)[static_cast<std::size_t>(j)]) =
                weights[j];
    }
    const Eigen::MatrixXd joint = conditional + conditional.transpose();
    return joint / joint.sum();
}

void verifyClose(const Affinities& affinities, const Eigen::MatrixXd& expected, double tolerance) {
    verifyShape(affinities);
    const double worst = worstRelativeError(dense(affinities), expected);
    QVERIFY2(worst < tolerance, qPrintable(QString::number(worst)));
}

/// The first 60 cells of tests/reference in an order of their own.
NeighborGraph referenceGraph() {
    NeighborGraph graph = bruteForceGraph(referenceCells().topRows(60), 30);
    shuffleOrder(graph, 7);
    return graph;
}

/// The weights of a matrix, as a sparse one.
SparseMatrix sparse(const Eigen::MatrixXd& matrix) {
    SparseMatrix result;
    result.rows = static_cast<std::size_t>(matrix.rows());
    result.columns = static_cast<std::size_t>(matrix.cols());
    for (Eigen::Index row = 0; row < matrix.rows(); ++row) {
        for (Eigen::Index column = 0; column < matrix.cols(); ++column)
            if (matrix(row, column) != 0) {
                result.indices.push_back(static_cast<std::uint32_t>(column));
                result.values.push_back(static_cast<float>(matrix(row, column)));
            }
        result.offsets.push_back(result.indices.size());
    }
    return result;
}

Shared given(const SparseMatrix& matrix, const std::vector<std::uint32_t>& order, int threads = 2) {
    return withThreads(threads,
                       [&](RunContext& context) { return givenAffinities(matrix, "p.npz", order, context); });
}

Eigen::MatrixXd someWeights(Eigen::Index points) {
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(points, points);
    RandomStream random(5, 1);
    for (Eigen::Index i = 0; i < matrix.size(); ++i)
        if (random.below(4) == 0)
            matrix.data()[i] = static_cast<float>(std::exp(3 * random.normal()));
    return matrix;
}

std::vector<std::uint32_t> reversed(std::size_t points) {
    std::vector<std::uint32_t> order(points);
    for (std::size_t row = 0; row < points; ++row)
        order[row] = static_cast<std::uint32_t>(points - 1 - row);
    return order;
}

} // namespace

class TestKernels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsSumsInDouble_data() {
        QTest::addColumn<bool>("cells");
        QTest::newRow("cells") << true;
        QTest::newRow("clusters") << false;
    }
    void equalsSumsInDouble() {
        QFETCH(bool, cells);
        NeighborGraph graph = cells ? bruteForceGraph(referenceCells(), 45)
                                    : bruteForceGraph(gaussianClusters(300, 4, 3, 2), 45);
        shuffleOrder(graph, 7);
        const double sigma = cells ? 60 : 1.5;
        verifyClose(*make(graph, scales(AffinityMethod::Multiscale, {15, 3.5})),
                    jointOf(graph, 45, multiscale({3.5, 15})), 1e-5);
        verifyClose(*make(graph, scales(AffinityMethod::Mixture, {15, 3.5, 8})),
                    jointOf(graph, 45, mixture({3.5, 8, 15})), 1e-5);
        verifyClose(*make(graph, widths(sigma, 33)), jointOf(graph, 33, gaussian(sigma)), 1e-5);
        verifyClose(*make(graph, uniform(12, UniformSymmetry::Mean)), jointOf(graph, 12, constant()), 1e-6);
        const Eigen::MatrixXd pairs = (jointOf(graph, 12, constant()).array() > 0).cast<double>().matrix();
        verifyClose(*make(graph, uniform(12, UniformSymmetry::Max)), pairs / pairs.sum(), 1e-6);
    }

    void equalsOpenTsne_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("kind");
        QTest::newRow("multiscale") << "multiscale" << 0;
        QTest::newRow("mixture") << "mixture" << 1;
        QTest::newRow("sigma") << "sigma" << 2;
        QTest::newRow("uniform max") << "uniform_max" << 3;
        QTest::newRow("uniform mean") << "uniform_mean" << 4;
    }
    void equalsOpenTsne() {
        QFETCH(QString, name);
        QFETCH(int, kind);
        AffinityOptions options = allKinds()[static_cast<std::size_t>(kind)];
        if (options.method == AffinityMethod::Sigma)
            options = widths(60, 30);
        const Eigen::MatrixXd expected = referenceJoint("pbmc3k_60_" + name.toStdString() + ".joint", 60);
        QVERIFY(std::abs(expected.sum() - 1) < 1e-6);
        verifyClose(*make(referenceGraph(), options), expected, 1e-4);
    }

    // A scale alone is the same as one perplexity, and scales of one value count once.
    void oneScaleIsOnePerplexity() {
        const NeighborGraph graph = referenceGraph();
        const auto one = make(graph, scales(AffinityMethod::Perplexity, {10}));
        for (const AffinityMethod method : {AffinityMethod::Multiscale, AffinityMethod::Mixture})
            for (const std::vector<double>& perplexities :
                 {std::vector<double>{10}, std::vector<double>{10, 10, 10}}) {
                const auto several = make(graph, scales(method, perplexities));
                QVERIFY(worstRelativeError(dense(*several), dense(*one)) < 1e-6);
                QVERIFY(std::abs(several->perplexity - 10) < 1e-6);
            }
    }

    void tooGreatPerplexitiesBecomeAThirdOfTheNeighbors() {
        const NeighborGraph graph = referenceGraph();
        QCOMPARE(usablePerplexities({100, 4, 10, 50}, 30), (std::vector<double>{4, 10}));
        const auto lowered = make(graph, scales(AffinityMethod::Multiscale, {4, 100, 50}));
        const auto asked = make(graph, scales(AffinityMethod::Multiscale, {4, 10}));
        QVERIFY(sameBits(lowered->weights, asked->weights));
    }

    // √τ makes the share of a scale at zero distance: it wins where points coincide, and is nothing where the
    // nearest are further off than it reaches.
    void coincidingPoints() {
        Matrix points = gaussianClusters(60, 3, 1, 4);
        points.topRows(12).setConstant(0.5F);
        const NeighborGraph graph = bruteForceGraph(points, 30);
        for (const AffinityOptions& options : allKinds())
            verifyShape(*make(graph, options));
        const Eigen::MatrixXd p = dense(*make(graph, scales(AffinityMethod::Mixture, {4, 10})));
        for (Eigen::Index i = 1; i < 12; ++i)
            QVERIFY(std::abs(p(0, i) / p(0, 1) - 1) < 1e-5);
    }

    void equallyFarNeighbors() {
        NeighborGraph graph = bruteForceGraph(gaussianClusters(40, 3, 1, 4), 20);
        std::fill(graph.distances.begin(), graph.distances.end(), 3.0F);
        for (const AffinityMethod method : {AffinityMethod::Multiscale, AffinityMethod::Mixture})
            verifyClose(*make(graph, scales(method, {2, 6})), jointOf(graph, 18, constant()), 1e-5);
    }

    void extremeWidths() {
        const NeighborGraph graph = referenceGraph();
        // So narrow that only the nearest counts, so wide that all count the same.
        verifyClose(*make(graph, widths(1e-6, 30)), jointOf(graph, 1, constant()), 1e-6);
        verifyClose(*make(graph, widths(1e9, 30)), jointOf(graph, 30, constant()), 1e-5);
    }

    void sameBitsAtAnyThreadCount() {
        NeighborGraph graph = bruteForceGraph(gaussianClusters(2000, 5, 6, 3), 30);
        shuffleOrder(graph, 7);
        for (const AffinityOptions& options : allKinds()) {
            const auto one = make(graph, options, 1);
            for (const int threads : {2, 8}) {
                const auto many = make(graph, options, threads);
                QVERIFY(sameBits(one->columns, many->columns));
                QVERIFY(sameBits(one->weights, many->weights));
                QVERIFY(one->entropy == many->entropy && one->perplexity == many->perplexity);
            }
        }
    }

    // Points with fewer neighbours, and one with none.
    void unequalRows() {
        NeighborGraph graph = bruteForceGraph(gaussianClusters(200, 4, 3, 2), 30);
        graph.counts.resize(graph.points);
        for (std::size_t i = 0; i < graph.points; ++i) {
            graph.counts[i] = i == 5 ? 0 : static_cast<std::uint32_t>(1 + i % 30);
            for (std::size_t j = graph.counts[i]; j < graph.k; ++j) {
                graph.indices[i * graph.k + j] = static_cast<std::uint32_t>(i);
                graph.distances[i * graph.k + j] = std::numeric_limits<float>::infinity();
            }
        }
        const auto sumsToOne = [](const Affinities& affinities) {
            const Eigen::MatrixXd p = dense(affinities);
            QVERIFY(std::abs(p.sum() - 1) < 1e-6);
            QVERIFY(p == p.transpose());
            QVERIFY(p.diagonal().isZero());
        };
        for (const AffinityOptions& options : allKinds())
            sumsToOne(*make(graph, options));
        const auto perplexity = make(graph, scales(AffinityMethod::Perplexity, {10}));
        sumsToOne(*perplexity);
        const Eigen::MatrixXd expected = jointOf(graph, 30, [](const Eigen::ArrayXd& squares) {
            const double most = static_cast<double>(squares.size()) / 3;
            if (squares.size() == 1 || most <= 1) {
                Eigen::ArrayXd nearest = Eigen::ArrayXd::Zero(squares.size());
                nearest[0] = 1;
                return nearest;
            }
            return multiscale({std::min(10.0, most)})(squares);
        });
        QVERIFY(worstRelativeError(dense(*perplexity), expected) < 1e-5);
    }

    void tinyGraphs() {
        for (const std::size_t points : {1, 2, 3}) {
            const NeighborGraph graph = bruteForceGraph(gaussianClusters(points, 2, 1, 6), points - 1);
            for (const AffinityOptions& options : allKinds()) {
                const auto affinities = make(graph, options);
                if (points > 1)
                    verifyShape(*affinities);
                else
                    QVERIFY(affinities->weights.empty());
            }
        }
    }

    void neighborsAskedFor() {
        QCOMPARE(neighborsFor(1000, scales(AffinityMethod::Mixture, {50, 10})), std::size_t{150});
        QCOMPARE(neighborsFor(100, scales(AffinityMethod::Mixture, {50, 10})), std::size_t{99});
        QCOMPARE(neighborsFor(1000, allKinds()[2]), std::size_t{20});
        QCOMPARE(neighborsFor(10, allKinds()[2]), std::size_t{9});
        QCOMPARE(neighborsFor(1000, scales(AffinityMethod::Given, {})), std::size_t{0});
    }

    void refusesWhatCannotBe() {
        const NeighborGraph graph = referenceGraph();
        for (const AffinityOptions& options :
             {scales(AffinityMethod::Multiscale, {}), scales(AffinityMethod::Mixture, {10, 0.5}),
              widths(0, 5), widths(std::numeric_limits<double>::quiet_NaN(), 5)})
            QVERIFY_EXCEPTION_THROWN(make(graph, options), Error);
    }

    void aGivenMatrixIsSymmetrised() {
        const Eigen::MatrixXd matrix = someWeights(300);
        Eigen::MatrixXd expected = matrix + matrix.transpose();
        expected.diagonal().setZero();
        expected /= expected.sum();
        const auto affinities = given(sparse(matrix), reversed(300));
        verifyClose(*affinities, expected, 1e-6);
        for (const int threads : {1, 8})
            QVERIFY(sameBits(affinities->weights, given(sparse(matrix), reversed(300), threads)->weights));
        // A symmetric one stays as it is, but for its sum.
        verifyClose(*given(sparse(17 * expected), reversed(300)), expected, 1e-6);
    }

    void givenMatricesAreChecked_data() {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("words");
        QTest::newRow("negative") << -0.5 << "p.npz holds the negative value -0.5";
        QTest::newRow("not a number") << std::numeric_limits<double>::quiet_NaN() << "p.npz holds";
        QTest::newRow("infinite") << std::numeric_limits<double>::infinity() << "p.npz holds inf";
    }
    void givenMatricesAreChecked() {
        QFETCH(double, value);
        QFETCH(QString, words);
        Eigen::MatrixXd matrix = someWeights(20);
        matrix(6, 3) = value;
        try {
            given(sparse(matrix), reversed(20));
            QFAIL("taken");
        } catch (const Error& error) {
            const QString sentence = QString::fromUtf8(error.what());
            QVERIFY2(sentence.startsWith(words), qPrintable(sentence));
            QVERIFY2(sentence.contains(QLatin1String("row 7, column 4")), qPrintable(sentence));
        }
    }

    void givenMatricesMustFit() {
        QVERIFY_EXCEPTION_THROWN(given(sparse(someWeights(20)), reversed(21)), Error);
        QVERIFY_EXCEPTION_THROWN(given(sparse(Eigen::MatrixXd::Identity(20, 20)), reversed(20)), Error);
        QVERIFY_EXCEPTION_THROWN(make(referenceGraph(), scales(AffinityMethod::Given, {})), Error);
    }

    void kindsHaveNames() {
        for (const AffinityMethod method :
             {AffinityMethod::Perplexity, AffinityMethod::Multiscale, AffinityMethod::Mixture,
              AffinityMethod::Sigma, AffinityMethod::Uniform, AffinityMethod::Given})
            QCOMPARE(affinityMethodFromName(nameOf(method)), method);
        QVERIFY_EXCEPTION_THROWN(affinityMethodFromName("umap"), Error);
    }
};

QTEST_APPLESS_MAIN(TestKernels)
#include "test_kernels.moc"
