// SPDX-License-Identifier: MIT
#include "session/stage_cache.h"

#include <QtTest>

using namespace shoal;

namespace {

std::shared_ptr<const NeighborGraph> graphOf(std::size_t k) {
    auto graph = std::make_shared<NeighborGraph>();
    graph->points = 10;
    graph->k = k;
    graph->indices = Buffer<std::uint32_t>(10 * k);
    graph->distances = Buffer<float>(10 * k);
    return graph;
}

std::shared_ptr<const Matrix> matrixOf(Eigen::Index rows) {
    return std::make_shared<Matrix>(Matrix::Zero(rows, 1));
}

AffinityOptions ofPerplexity(double perplexity) {
    return {.perplexities = {perplexity}};
}

constexpr std::uint64_t plenty = std::uint64_t{1} << 40;

} // namespace

class TestStageCache : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLargerGraphServesASmallerPerplexity() {
        StageCache cache(plenty);
        const FeaturesKey key{std::make_shared<Matrix>()};
        const auto graph = graphOf(6);
        cache.keep(key, graph);
        QCOMPARE(cache.neighbors(key, 6, 1), graph);
        QCOMPARE(cache.neighbors(key, 3, 1), graph);
        QVERIFY(!cache.neighbors(key, 7, 1));
        QVERIFY(!cache.neighbors(key, 3, 2));
    }

    void keysTellTheirOriginsApart() {
        StageCache cache(plenty);
        const auto data = std::make_shared<Matrix>();
        const FeaturesKey whole{data, 5, 0, 0};
        cache.keep(whole, graphOf(3));
        QVERIFY(cache.neighbors({data, 5, 0, 0}, 3, 1));
        QVERIFY(!cache.neighbors({data, 6, 0, 0}, 3, 1));
        QVERIFY(!cache.neighbors({data, 5, 4, 0}, 3, 1));
        QVERIFY(!cache.neighbors({std::make_shared<Matrix>(), 5, 0, 0}, 3, 1));
        cache.keep(whole, ofPerplexity(2), std::make_shared<Affinities>());
        QVERIFY(cache.affinities(whole, ofPerplexity(2)));
        QVERIFY(!cache.affinities(whole, ofPerplexity(2.5)));
        AffinityOptions mixture = ofPerplexity(2);
        mixture.method = AffinityMethod::Mixture;
        QVERIFY(!cache.affinities(whole, mixture));
        FeaturesKey cosine = whole;
        cosine.metric = Metric::Cosine;
        QVERIFY(!cache.neighbors(cosine, 3, 1));
        QVERIFY(!cache.affinities(cosine, ofPerplexity(2)));
        FeaturesKey indexed = whole;
        indexed.method = NeighborMethod::Hnsw;
        QVERIFY(!cache.neighbors(indexed, 3, 1));
        FeaturesKey given = whole;
        given.method = NeighborMethod::Given;
        given.graph = "obsp/distances";
        cache.keep(given, graphOf(3));
        QVERIFY(cache.neighbors(given, 3, 1));
        given.graph = "obsp/connectivities";
        QVERIFY(!cache.neighbors(given, 3, 1));

        SampleKey sample;
        sample.features = {data, 5, 4, 9};
        sample.perplexity = 30;
        sample.phases = {{12, 5}};
        cache.keepSampleEmbedding(sample, std::make_shared<Positions>(Positions::Zero(4, 2)));
        QVERIFY(cache.sampleEmbedding(sample));
        QVERIFY(!cache.placement(sample, {}));
        SampleKey other = sample;
        other.phases = {{12, 6}};
        QVERIFY(!cache.sampleEmbedding(other));
        other = sample;
        other.features.sampleSeed = 10;
        QVERIFY(!cache.sampleEmbedding(other));
        other = sample;
        other.optimizer.learningRate = 200;
        QVERIFY(!cache.sampleEmbedding(other));
        other = sample;
        other.optimizer.dof = 0.5;
        QVERIFY(!cache.sampleEmbedding(other));
        other = sample;
        other.earlyStopping = true;
        QVERIFY(!cache.sampleEmbedding(other));
    }

    void theLeastRecentlyUsedGoesFirst() {
        StageCache cache(250 * sizeof(float));
        const auto data = std::make_shared<Matrix>();
        const auto key = [&](std::size_t components) { return FeaturesKey{data, components, 0, 0}; };
        cache.keep(key(1), matrixOf(100));
        cache.keep(key(2), matrixOf(100));
        QVERIFY(cache.components(key(1)));
        cache.keep(key(3), matrixOf(100));
        QVERIFY(cache.components(key(1)));
        QVERIFY(!cache.components(key(2)));
        QVERIFY(cache.components(key(3)));
        cache.keep(key(4),
                   matrixOf(300)); // more than all there may be: nothing is kept of it, nor thrown out for it
        QVERIFY(!cache.components(key(4)));
        QVERIFY(cache.components(key(3)));
    }

    void aResultReplacesItsPredecessor() {
        StageCache cache(150 * sizeof(float));
        const FeaturesKey key{std::make_shared<Matrix>(), 1, 0, 0};
        cache.keep(key, matrixOf(100));
        const auto second = matrixOf(120);
        cache.keep(key, second);
        QCOMPARE(cache.components(key), second);
    }

    void onlyTheLastRunsAreKept() {
        StageCache cache(plenty);
        std::vector<std::weak_ptr<const Matrix>> seen;
        for (int run = 0; run < 50; ++run) {
            const auto data = std::make_shared<Matrix>();
            seen.push_back(data);
            cache.keep(FeaturesKey{data}, graphOf(1));
            cache.keep(FeaturesKey{data}, ofPerplexity(2), std::make_shared<Affinities>());
        }
        QVERIFY(!seen.back().expired());
        QVERIFY(!seen[48].expired());
        QVERIFY(seen[30].expired());
    }
};

QTEST_APPLESS_MAIN(TestStageCache)
#include "test_stage_cache.moc"
