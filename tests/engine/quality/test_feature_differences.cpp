// SPDX-License-Identifier: MIT
// Features that differ, against the two-pass formula in long double for every feature.
#include "core/error.h"
#include "quality/feature_differences.h"
#include "test_support.h"

#include <QtTest>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <stop_token>

using namespace shoal;

namespace {

using Rows = std::vector<std::uint32_t>;

/// 900 points of 150 features (more than two blocks); features 3, 70 and 149 are shifted inside by 2, −4 and
/// 1 deviations, every tenth has a large offset.
struct Shifted {
    Matrix features{900, 150};
    Rows inside;
    Rows outside;

    Shifted() {
        for (std::uint32_t point = 0; point < 900; ++point)
            (point % 7 < 2 ? inside : outside).push_back(point);
        for (Eigen::Index row = 0; row < 900; ++row) {
            RandomStream random(4, static_cast<std::uint64_t>(row));
            for (Eigen::Index feature = 0; feature < 150; ++feature)
                features(row, feature) = static_cast<float>(random.normal() + (feature % 10 == 0 ? 1000 : 0));
        }
        for (const std::uint32_t row : inside) {
            features(row, 3) += 2;
            features(row, 70) -= 4;
            features(row, 149) += 1;
        }
    }
};

double meanOf(const Matrix& features, const Rows& rows, Eigen::Index feature) {
    long double sum = 0;
    for (const std::uint32_t row : rows)
        sum += features(row, feature);
    return static_cast<double>(sum / static_cast<long double>(rows.size()));
}

double oracle(const Matrix& features, const Rows& inside, const Rows& outside, Eigen::Index feature) {
    long double squares = 0;
    long double means[2] = {0, 0};
    for (const int side : {0, 1}) {
        const Rows& rows = side == 0 ? inside : outside;
        for (const std::uint32_t row : rows)
            means[side] += features(row, feature);
        means[side] /= static_cast<long double>(rows.size());
        for (const std::uint32_t row : rows)
            squares += (features(row, feature) - means[side]) * (features(row, feature) - means[side]);
    }
    const auto freedom = static_cast<long double>(inside.size() + outside.size() - 2);
    return static_cast<double>((means[0] - means[1]) / std::sqrt(squares / freedom));
}

std::vector<FeatureDifference> differing(const Matrix& features, const Rows& inside, const Rows& outside,
                                         std::size_t most, int threads = 2) {
    return test::withThreads(threads, [&](RunContext& context) {
        return differingFeatures(features, inside, outside, most, context);
    });
}

} // namespace

class TestFeatureDifferences : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFeatureIsAsTheFormulaSays() {
        const Shifted data;
        const auto found = differing(data.features, data.inside, data.outside, 1000);
        QCOMPARE(found.size(), std::size_t{150});
        for (const FeatureDifference& each : found) {
            const auto feature = static_cast<Eigen::Index>(each.feature);
            const double expected = oracle(data.features, data.inside, data.outside, feature);
            QVERIFY(std::abs(each.difference - expected) < 1e-9 * std::max(1.0, std::abs(expected)));
            QVERIFY(std::abs(each.meanInside - meanOf(data.features, data.inside, feature)) < 1e-9);
            QVERIFY(std::abs(each.meanOutside - meanOf(data.features, data.outside, feature)) < 1e-9);
        }
        QVERIFY(std::is_sorted(found.begin(), found.end(), [](const auto& first, const auto& second) {
            return std::abs(first.difference) > std::abs(second.difference);
        }));
    }

    void theShiftedComeFirst() {
        const Shifted data;
        const auto found = differing(data.features, data.inside, data.outside, 3);
        QCOMPARE(found.size(), std::size_t{3});
        QCOMPARE(found[0].feature, std::size_t{70});
        QCOMPARE(found[1].feature, std::size_t{3});
        QCOMPARE(found[2].feature, std::size_t{149});
        QVERIFY(found[0].difference < -3.5 && found[0].difference > -4.5);
        QVERIFY(found[1].difference > 1.7 && found[1].difference < 2.3);
    }

    void threadsChangeNoBit() {
        const Shifted data;
        const auto one = differing(data.features, data.inside, data.outside, 150, 1);
        const auto four = differing(data.features, data.inside, data.outside, 150, 4);
        QCOMPARE(one.size(), four.size());
        for (std::size_t i = 0; i < one.size(); ++i) {
            QCOMPARE(one[i].feature, four[i].feature);
            QVERIFY(std::bit_cast<std::uint64_t>(one[i].difference) ==
                    std::bit_cast<std::uint64_t>(four[i].difference));
        }
    }

    void featuresThatDoNotVary() {
        Matrix features(6, 3);
        features.col(0).setConstant(0.1F);   // the same everywhere: no difference
        features.col(1) << 1, 1, 1, 2, 2, 2; // apart, and without any spread
        features.col(2) << 5, 6, 7, 1, 2, 3;
        const auto found = differing(features, {3, 4, 5}, {0, 1, 2}, 10);
        QCOMPARE(found.size(), std::size_t{2});
        QCOMPARE(found[0].feature, std::size_t{1});
        QCOMPARE(found[0].difference, std::numeric_limits<double>::infinity());
        QCOMPARE(found[1].feature, std::size_t{2});
        QCOMPARE(found[1].difference, -4.0);
    }

    void nothingToCompareWithIsNoDifference() {
        const Shifted data;
        QVERIFY(differing(data.features, {}, data.outside, 10).empty());
        QVERIFY(differing(data.features, data.inside, {}, 10).empty());
        QCOMPARE(differing(data.features, {0}, {1}, 5).size(), std::size_t{5});
    }

    void aStopIsObeyed() {
        const Shifted data;
        std::stop_source stop;
        stop.request_stop();
        tbb::task_arena arena(2);
        RunContext context(arena, stop.get_token());
        QVERIFY_EXCEPTION_THROWN(differingFeatures(data.features, data.inside, data.outside, 10, context),
                                 Stopped);
    }
};

QTEST_APPLESS_MAIN(TestFeatureDifferences)
#include "test_feature_differences.moc"
