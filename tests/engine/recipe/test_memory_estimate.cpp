// SPDX-License-Identifier: MIT
// The estimate against what the stages allocate.
#include "affinity/affinities.h"
#include "core/random.h"
#include "recipe/estimate.h"

#include <QtTest>

using namespace shoal;

class TestMemoryEstimate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void coversTheStagesWithoutExcess() {
        constexpr std::size_t points = 4000;
        constexpr std::size_t dimensions = 10;
        Matrix features(points, dimensions);
        RandomStream random(1);
        for (float& value : features.reshaped())
            value = static_cast<float>(random.normal());
        tbb::task_arena arena;
        RunContext context(arena);
        const auto graph = findNeighbors(features, {.k = neighborsForPerplexity(points, 30)}, context);
        const auto affinities = perplexityAffinities(*graph, {30}, context);
        const std::uint64_t held = features.size() * sizeof(float) +
                                   graph->indices.size() * (sizeof(std::uint32_t) + sizeof(float)) +
                                   affinities->columns.size() * (sizeof(std::uint32_t) + sizeof(float));
        const std::uint64_t estimate = memoryNeeded(points, dimensions, {});
        QVERIFY2(estimate >= held, qPrintable(QStringLiteral("%1 < %2").arg(estimate).arg(held)));
        QVERIFY2(estimate <= 3 * held, qPrintable(QStringLiteral("%1 > 3 * %2").arg(estimate).arg(held)));
    }

    void growsWithWhatCosts() {
        const Recipe standard;
        const std::uint64_t base = memoryNeeded(100'000, 50, standard);
        QVERIFY(memoryNeeded(200'000, 50, standard) > 3 * base / 2);
        QVERIFY(memoryNeeded(100'000, 60, standard) > base); // features, and components beside them
        Recipe wide = standard;
        wide.perplexity = 300;
        QVERIFY(memoryNeeded(100'000, 50, wide) > 5 * base);
        Recipe sampled = standard;
        sampled.start = StartMethod::Downsample;
        QVERIFY(memoryNeeded(100'000, 50, sampled) > base);
    }

    void staysWithinTheGoalForAMillionPoints() {
        Recipe recipe;
        recipe.perplexity = 50;
        QVERIFY(memoryNeeded(1'306'127, 50, recipe) < std::uint64_t{6} << 30);
        recipe.perplexity = 500;
        QVERIFY(memoryNeeded(1'306'127, 50, recipe) < std::uint64_t{16} << 30);
        // More neighbours than there are points to have.
        recipe.perplexity = 1e9;
        QVERIFY(memoryNeeded(3, 2, recipe) > 0);
        QVERIFY(memoryNeeded(3, 2, recipe) < 10'000);
    }
};

QTEST_APPLESS_MAIN(TestMemoryEstimate)
#include "test_memory_estimate.moc"
