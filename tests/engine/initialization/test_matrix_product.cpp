// SPDX-License-Identifier: MIT
// The product kernel against sums in double, for every remainder of its tiles.
#include "initialization/matrix_product.h"

#include "core/random.h"

#include <QtTest>

#include <cmath>
#include <vector>

using namespace shoal;

namespace {

template <class T>
std::vector<T> randomValues(std::size_t count, std::uint64_t seed) {
    std::vector<T> values(count);
    RandomStream stream(seed);
    for (T& value : values)
        value = static_cast<T>(stream.normal());
    return values;
}

template <class T>
void compare(std::size_t rows, std::size_t inner, std::size_t columns, bool transposed, double tolerance) {
    // A is stored as its transpose where `transposed`; B and C lie in wider arrays.
    const std::size_t strideB = columns + 3;
    const std::size_t strideC = columns + 5;
    const auto a = randomValues<T>(rows * inner, 1);
    const auto b = randomValues<T>(inner * strideB, 2);
    auto c = randomValues<double>(rows * strideC, 3);
    const auto before = c;
    const StridedMatrix<T> view =
        transposed ? StridedMatrix<T>{a.data(), 1, rows} : StridedMatrix<T>{a.data(), inner, 1};
    addProduct(rows, inner, columns, view, b.data(), strideB, c.data(), strideC);
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < strideC; ++j) {
            double expected = before[i * strideC + j];
            if (j < columns)
                for (std::size_t k = 0; k < inner; ++k)
                    expected += static_cast<double>(a[i * view.rowStride + k * view.columnStride]) *
                                static_cast<double>(b[k * strideB + j]);
            QVERIFY(std::abs(c[i * strideC + j] - expected) <= tolerance * static_cast<double>(inner + 1));
        }
    }
}

} // namespace

class TestMatrixProduct : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsSumsInDouble_data();
    void equalsSumsInDouble();
};

void TestMatrixProduct::equalsSumsInDouble_data() {
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("inner");
    QTest::addColumn<int>("columns");
    for (const int rows : {1, 2, 3, 4, 5, 6, 7, 11, 64})
        for (const int inner : {0, 1, 255, 256, 257, 700})
            for (const int columns : {16, 32, 48})
                QTest::addRow("%d x %d x %d", rows, inner, columns) << rows << inner << columns;
}

void TestMatrixProduct::equalsSumsInDouble() {
    QFETCH(int, rows);
    QFETCH(int, inner);
    QFETCH(int, columns);
    const auto m = static_cast<std::size_t>(rows);
    const auto k = static_cast<std::size_t>(inner);
    const auto n = static_cast<std::size_t>(columns);
    for (const bool transposed : {false, true}) {
        compare<float>(m, k, n, transposed, 4e-7);
        compare<double>(m, k, n, transposed, 1e-15);
    }
}

QTEST_APPLESS_MAIN(TestMatrixProduct)
#include "test_matrix_product.moc"
