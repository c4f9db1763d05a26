// SPDX-License-Identifier: MIT
// A part of a sparse matrix against the same part of the dense one.
#include "core/random.h"
#include "core/sparse_matrix.h"

#include <QtTest>

using namespace shoal;

class TestSparseMatrix : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPartHoldsItsRowsAndColumns() {
        constexpr std::size_t size = 40;
        std::vector<std::vector<float>> dense(size, std::vector<float>(size, 0));
        SparseMatrix matrix;
        matrix.rows = matrix.columns = size;
        RandomStream random(5);
        for (std::size_t row = 0; row < size; ++row) {
            for (std::uint32_t column = 0; column < size; ++column)
                if (row != 7 && random.below(4) == 0) { // a row without entries among them
                    dense[row][column] = static_cast<float>(random.uniform()) + 1;
                    matrix.indices.push_back(column);
                    matrix.values.push_back(dense[row][column]);
                }
            matrix.offsets.push_back(matrix.indices.size());
        }
        const std::vector<std::uint32_t> points{0, 3, 4, 7, 19, 20, 38, 39};
        const SparseMatrix part = partOf(matrix, points);
        QCOMPARE(part.rows, points.size());
        QCOMPARE(part.columns, points.size());
        QCOMPARE(part.offsets.size(), points.size() + 1);
        std::size_t entries = 0;
        for (std::size_t row = 0; row < points.size(); ++row) {
            QVERIFY(std::ranges::is_sorted(part.indicesOf(row)));
            for (std::size_t i = 0; i < part.indicesOf(row).size(); ++i)
                QCOMPARE(part.valuesOf(row)[i], dense[points[row]][points[part.indicesOf(row)[i]]]);
            for (const std::uint32_t column : points)
                entries += dense[points[row]][column] != 0 ? 1 : 0;
        }
        QCOMPARE(part.indices.size(), entries);
        QVERIFY(entries > 5);
    }

    void noPointsAreAnEmptyMatrix() {
        SparseMatrix matrix{2, 2, {0, 1, 2}, {1, 0}, {5, 6}};
        const SparseMatrix part = partOf(matrix, {});
        QCOMPARE(part.rows, std::size_t{0});
        QCOMPARE(part.offsets, std::vector<std::uint64_t>{0});
    }
};

QTEST_APPLESS_MAIN(TestSparseMatrix)
#include "test_sparse_matrix.moc"
