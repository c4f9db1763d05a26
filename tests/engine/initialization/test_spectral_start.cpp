// SPDX-License-Identifier: MIT
#include "initialization/spectral_start.h"

#include "graphs.h"
#include "initialization/diffusion_map.h"
#include "initialization/start_positions.h"

#include <QtTest>

#include <cmath>

using namespace shoal;
using namespace shoal::test;

namespace {

Positions startOf(const Affinities& affinities, std::uint64_t seed = 1, int threads = 2) {
    return withThreads(threads,
                       [&](RunContext& context) { return spectralStart(affinities, seed, context); });
}

struct Box {
    Eigen::Array2f low, high;

    Box(const Positions& positions, Eigen::Index begin, Eigen::Index end)
        : low(positions.middleRows(begin, end - begin).colwise().minCoeff().transpose())
        , high(positions.middleRows(begin, end - begin).colwise().maxCoeff().transpose()) {}

    float span() const { return (high - low).maxCoeff(); }
    bool meets(const Box& other) const { return (low <= other.high).all() && (other.low <= high).all(); }
};

} // namespace

class TestSpectralStart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isTheDiffusionMapInPointOrderRescaledWithJitter();
    void partsLieSideBySide();
    void farClustersArePartsOfTheirOwn();
    void fewPoints_data();
    void fewPoints();
    void equalPoints();
    void dependsOnTheSeedInItsJitterAlone();
    void sameBitsAtAnyThreadCount();
};

void TestSpectralStart::isTheDiffusionMapInPointOrderRescaledWithJitter() {
    const auto affinities = affinitiesOf(gaussianClusters(400, 3, 4, 5), 30);
    const Eigen::MatrixX2d map = withThreads(
        2, [&](RunContext& context) { return diffusionMap(RandomWalk(*affinities, context), context); });
    Positions expected(400, 2);
    for (Eigen::Index row = 0; row < 400; ++row)
        expected.row(affinities->pointOfRow[static_cast<std::size_t>(row)]) =
            (1e3 * map.row(row)).cast<float>();
    rescale(expected);
    expected.rowwise() -= expected.colwise().mean();
    Positions start = startOf(*affinities);
    start.rowwise() -= start.colwise().mean();
    const Positions jitter = start - expected;
    for (Eigen::Index column = 0; column < 2; ++column) {
        QVERIFY(deviationOf(jitter, column) < 1.3e-6);
        QVERIFY(deviationOf(jitter, column) > 0.7e-6);
    }
    QVERIFY(std::abs(deviationOf(start, 0) - 1e-4) < 1e-6);
}

void TestSpectralStart::partsLieSideBySide() {
    // Two rings, and three points without a link: five parts.
    auto links = ring(0, 60);
    links.merge(ring(60, 30));
    const Positions start = startOf(linked(93, links));
    QVERIFY(start.allFinite());
    QVERIFY(std::abs(deviationOf(start, 0) - 1e-4) < 3e-6);
    const std::vector<Box> boxes{
        {start, 0, 60}, {start, 60, 90}, {start, 90, 91}, {start, 91, 92}, {start, 92, 93}};
    for (std::size_t i = 0; i < boxes.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            QVERIFY(!boxes[i].meets(boxes[j]));
    // Squares hold as much room a point, in both rings.
    const float ratio = boxes[0].span() / boxes[1].span();
    QVERIFY(std::abs(ratio - std::sqrt(2.0F)) < 0.1F);
}

void TestSpectralStart::farClustersArePartsOfTheirOwn() {
    Matrix points = gaussianClusters(600, 3, 1, 9);
    points.bottomRows(200).array() += 1e4F;
    const Positions start = startOf(*affinitiesOf(points, 10));
    QVERIFY(start.allFinite());
    QVERIFY(!Box(start, 0, 400).meets(Box(start, 400, 600)));
    QVERIFY(Box(start, 400, 600).span() > 0.3F * Box(start, 0, 400).span());
}

void TestSpectralStart::fewPoints_data() {
    QTest::addColumn<int>("points");
    for (int points = 1; points <= 5; ++points)
        QTest::addRow("%d", points) << points;
}

void TestSpectralStart::fewPoints() {
    QFETCH(int, points);
    // A star: its second eigenvalues are 0.
    std::map<std::pair<std::uint32_t, std::uint32_t>, float> links;
    for (int i = 1; i < points; ++i)
        links[{0U, static_cast<std::uint32_t>(i)}] = 1;
    for (const auto& given : {links, {}}) {
        const Positions start = startOf(linked(static_cast<std::size_t>(points), given));
        QCOMPARE(start.rows(), points);
        QVERIFY(start.allFinite());
        QVERIFY(start.cwiseAbs().maxCoeff() < 1e-2F);
        for (Eigen::Index i = 1; i < start.rows(); ++i)
            QVERIFY(start.row(i) != start.row(0));
    }
}

void TestSpectralStart::equalPoints() {
    const Positions start = startOf(*affinitiesOf(Matrix::Constant(300, 4, 2.0F), 10));
    QVERIFY(start.allFinite());
    QVERIFY(start.cwiseAbs().maxCoeff() < 1e-2F);
}

void TestSpectralStart::dependsOnTheSeedInItsJitterAlone() {
    const auto affinities = affinitiesOf(gaussianClusters(300, 3, 4, 10), 10);
    const Positions one = startOf(*affinities, 1);
    const Positions two = startOf(*affinities, 2);
    QVERIFY(!sameBits(one, two));
    QVERIFY((one - two).cwiseAbs().maxCoeff() < 1e-5F);
}

void TestSpectralStart::sameBitsAtAnyThreadCount() {
    Matrix points = gaussianClusters(5000, 4, 3, 11);
    points.bottomRows(1000).array() += 1e4F;
    const auto affinities = affinitiesOf(points, 10);
    const Positions one = startOf(*affinities, 3, 1);
    QVERIFY(sameBits(one, startOf(*affinities, 3, 2)));
    QVERIFY(sameBits(one, startOf(*affinities, 3, 8)));
}

QTEST_GUILESS_MAIN(TestSpectralStart)
#include "test_spectral_start.moc"
