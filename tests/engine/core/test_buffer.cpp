// SPDX-License-Identifier: MIT
#include "core/buffer.h"
#include "core/error.h"

#include <QtTest>

#include <limits>

using namespace shoal;

class TestBuffer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isAlignedAndHoldsWhatItIsGiven();
    void movesItsContents();
    void truncates();
    void saysWhenMemoryIsShort();
};

void TestBuffer::isAlignedAndHoldsWhatItIsGiven() {
    for (const std::size_t size : {1u, 3u, 1000u, 3'000'000u}) {
        Buffer<float> buffer(size);
        QCOMPARE(buffer.size(), size);
        QCOMPARE(reinterpret_cast<std::uintptr_t>(buffer.data()) % 64, std::uintptr_t{0});
        for (std::size_t i = 0; i < size; ++i)
            buffer[i] = static_cast<float>(i);
        QCOMPARE(buffer.span().back(), static_cast<float>(size - 1));
    }
    QVERIFY(Buffer<int>().empty());
    QVERIFY(Buffer<int>(0).empty());
    QCOMPARE(Buffer<int>(0).begin(), Buffer<int>(0).end());
}

void TestBuffer::movesItsContents() {
    Buffer<int> first(2);
    first[0] = 1;
    first[1] = 2;
    const int* data = first.data();
    Buffer<int> second(std::move(first));
    QCOMPARE(second.data(), data);
    Buffer<int> third(5);
    third = std::move(second);
    QCOMPARE(third.data(), data);
    QCOMPARE(third.size(), std::size_t{2});
    QCOMPARE(third[1], 2);
}

void TestBuffer::truncates() {
    Buffer<int> buffer(10);
    std::fill(buffer.begin(), buffer.end(), 4);
    buffer.truncate(3);
    QCOMPARE(buffer.size(), std::size_t{3});
    QCOMPARE(buffer.end() - buffer.begin(), std::ptrdiff_t{3});
    buffer.truncate(7);
    QCOMPARE(buffer.size(), std::size_t{3});
    QCOMPARE(buffer[2], 4);
}

void TestBuffer::saysWhenMemoryIsShort() {
    QVERIFY_EXCEPTION_THROWN(allocateBuffer(std::numeric_limits<std::size_t>::max()), Error);
    QVERIFY_EXCEPTION_THROWN(allocateBuffer(std::size_t{1} << 60), Error);
}

QTEST_APPLESS_MAIN(TestBuffer)
#include "test_buffer.moc"
