// SPDX-License-Identifier: MIT
// LZF streams written by hand from the format's description.
#include "data/lzf_filter.h"

#include <QtTest>

#include <string>
#include <vector>

using namespace shoal;

namespace {

std::optional<std::string> unpacked(const std::vector<unsigned char>& packed, std::size_t capacity) {
    std::string target(capacity, '?');
    const std::optional<std::size_t> size =
        unpackLzf(packed.data(), packed.size(), reinterpret_cast<unsigned char*>(target.data()), capacity);
    return size ? std::optional(target.substr(0, *size)) : std::nullopt;
}

} // namespace

class TestLzfFilter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void literalsAndCopies() {
        QCOMPARE(unpacked({2, 'a', 'b', 'c'}, 3), std::string("abc"));
        // "abc", then 3 bytes from 3 back; then 4 from 1 back, which overlap what they write.
        QCOMPARE(unpacked({2, 'a', 'b', 'c', 0x20, 2, 0x40, 0}, 10), std::string("abcabccccc"));
        // A copy of 7 + 4 + 2 = 13 bytes.
        QCOMPARE(unpacked({0, 'x', 0xE0, 4, 0}, 14), std::string(14, 'x'));
        QCOMPARE(unpacked({}, 4), std::string());
    }

    void distancesOfMoreThanAByte() {
        std::vector<unsigned char> packed;
        std::string expected;
        for (int run = 0; run < 20; ++run) { // 20 × 32 literal bytes
            packed.push_back(31);
            for (int i = 0; i < 32; ++i) {
                packed.push_back(static_cast<unsigned char>('a' + run));
                expected += static_cast<char>('a' + run);
            }
        }
        packed.insert(packed.end(), {0x20 | (639 >> 8), 639 & 0xFF}); // 3 bytes from 640 back
        QCOMPARE(unpacked(packed, 643), expected + "aaa");
    }

    void damagedStreams() {
        QVERIFY(!unpacked({2, 'a', 'b'}, 3));         // literals cut short
        QVERIFY(!unpacked({2, 'a', 'b', 'c'}, 2));    // more than there is room for
        QVERIFY(!unpacked({0, 'a', 0x20, 1}, 10));    // from before the start
        QVERIFY(!unpacked({0, 'a', 0x20}, 10));       // no distance
        QVERIFY(!unpacked({0, 'a', 0xE0}, 10));       // no length
        QVERIFY(!unpacked({0, 'a', 0xE0, 9}, 100));   // no distance behind a length
        QVERIFY(!unpacked({0, 'a', 0xE0, 9, 0}, 18)); // a copy of 18 bytes into 17
    }
};

QTEST_APPLESS_MAIN(TestLzfFilter)
#include "test_lzf_filter.moc"
