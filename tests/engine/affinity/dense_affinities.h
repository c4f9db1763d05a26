// SPDX-License-Identifier: MIT
// P as a dense matrix in the order of the points, and how far two of them are apart.
#pragma once

#include "affinity/affinities.h"
#include "test_support.h"

#include <QtTest>

#include <cmath>

namespace shoal::test {

inline Eigen::MatrixXd dense(const Affinities& affinities) {
    const auto points = static_cast<Eigen::Index>(affinities.points);
    Eigen::MatrixXd p = Eigen::MatrixXd::Zero(points, points);
    for (std::size_t row = 0; row < affinities.points; ++row)
        for (std::uint64_t entry = affinities.rowOffsets[row]; entry < affinities.rowOffsets[row + 1];
             ++entry)
            p(affinities.pointOfRow[row], affinities.pointOfRow[affinities.columns[entry]]) =
                affinities.weights[entry];
    return p;
}

/// Infinite where one is 0 and the other is not.
inline double worstRelativeError(const Eigen::MatrixXd& actual, const Eigen::MatrixXd& expected) {
    double worst = 0;
    for (Eigen::Index i = 0; i < expected.size(); ++i) {
        const double difference = std::abs(actual.data()[i] - expected.data()[i]);
        if (difference > 0)
            worst = std::max(worst, difference / std::abs(expected.data()[i]));
    }
    return worst;
}

/// openTSNE's P from a file of tests/reference.
inline Eigen::MatrixXd referenceJoint(const std::string& name, Eigen::Index points) {
    struct Entry {
        std::uint32_t row;
        std::uint32_t column;
        float weight;
    };
    Eigen::MatrixXd p = Eigen::MatrixXd::Zero(points, points);
    for (const Entry& entry : readReference<Entry>(name))
        p(entry.row, entry.column) = p(entry.column, entry.row) = entry.weight;
    return p;
}

/// What every P is: rows in order, symmetric, without a diagonal, of sum 1 and with its own entropy.
inline void verifyShape(const Affinities& affinities) {
    double sum = 0;
    double entropy = 0;
    QCOMPARE(affinities.rowOffsets.size(), affinities.points + 1);
    QCOMPARE(affinities.rowOffsets[0], std::uint64_t{0});
    QCOMPARE(affinities.rowOffsets[affinities.points], std::uint64_t{affinities.columns.size()});
    QCOMPARE(affinities.columns.size(), affinities.weights.size());
    for (std::size_t row = 0; row < affinities.points; ++row) {
        QVERIFY(affinities.rowOffsets[row] < affinities.rowOffsets[row + 1]);
        for (std::uint64_t entry = affinities.rowOffsets[row]; entry < affinities.rowOffsets[row + 1];
             ++entry) {
            QVERIFY(affinities.columns[entry] < affinities.points);
            QVERIFY(affinities.columns[entry] != row);
            QVERIFY(entry == affinities.rowOffsets[row] ||
                    affinities.columns[entry - 1] < affinities.columns[entry]);
            const double p = affinities.weights[entry];
            QVERIFY(std::isnormal(affinities.weights[entry]) && p > 0);
            sum += p;
            entropy += p * std::log(p);
        }
    }
    QVERIFY2(std::abs(sum - 1) <= 1e-6, qPrintable(QString::number(sum, 'g', 12)));
    QVERIFY2(std::abs(affinities.entropy - entropy) <= 1e-10 * std::abs(entropy),
             qPrintable(QString::number(entropy)));
    const Eigen::MatrixXd p = dense(affinities);
    QVERIFY(p == p.transpose());
}

} // namespace shoal::test
