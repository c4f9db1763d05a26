// SPDX-License-Identifier: MIT
// Writes small FCS files for the reader's tests, the sound and the unsound ones.
#pragma once

#include <QByteArray>

#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace shoal::test {

struct FcsFile {
    QByteArray version = "FCS3.1";
    QByteArray type = "F";
    QByteArray byteOrder = "1,2,3,4";
    /// $PnN, and what else is said of the channel: {"FL1", {{'S', "CD4"}, {'E', "4,0"}}}
    std::vector<std::pair<QByteArray, std::vector<std::pair<char, QByteArray>>>> channels;
    std::vector<std::pair<QByteArray, QByteArray>> more; ///< keywords; they beat those written by themselves
    int events = 0;
    QByteArray data;
    char delimiter = '/';
    bool offsetsInHeader = true;
    QByteArray next = "0";

    QByteArray bytes() const {
        std::vector<std::pair<QByteArray, QByteArray>> keywords = more;
        const auto add = [&](const QByteArray& key, const QByteArray& value) {
            for (const auto& known : more)
                if (known.first == key)
                    return;
            keywords.emplace_back(key, value);
        };
        add("$MODE", "L");
        add("$DATATYPE", type);
        add("$BYTEORD", byteOrder);
        add("$PAR", QByteArray::number(static_cast<int>(channels.size())));
        add("$TOT", QByteArray::number(events));
        add("$NEXTDATA", next);
        for (std::size_t i = 0; i < channels.size(); ++i) {
            const QByteArray number = "$P" + QByteArray::number(static_cast<int>(i + 1));
            keywords.emplace_back(number + 'N', channels[i].first);
            bool isWide = false;
            for (const auto& [letter, value] : channels[i].second) {
                keywords.emplace_back(number + letter, value);
                isWide = isWide || letter == 'B';
            }
            if (!isWide)
                keywords.emplace_back(number + 'B', "32");
        }
        constexpr int textBegin = 64;
        const int dataBegin = textBegin + 4096;
        const int dataEnd = dataBegin + static_cast<int>(data.size()) - 1;
        add("$BEGINDATA", QByteArray::number(dataBegin));
        add("$ENDDATA", QByteArray::number(dataEnd));
        QByteArray text(1, delimiter);
        const QByteArray one(1, delimiter);
        for (const auto& [key, value] : keywords)
            text += QByteArray(key).replace(one, one + one) + delimiter +
                    QByteArray(value).replace(one, one + one) + delimiter;
        QByteArray file = version + "    ";
        const auto offset = [&](int value) { file += QByteArray::number(value).rightJustified(8); };
        offset(textBegin);
        offset(textBegin + static_cast<int>(text.size()) - 1);
        offset(offsetsInHeader ? dataBegin : 0);
        offset(offsetsInHeader ? dataEnd : 0);
        offset(0);
        offset(0);
        return (file.leftJustified(textBegin) + text).leftJustified(dataBegin) + data;
    }
};

/// The bytes of values as they lie in memory, or the other way round.
template <class T>
QByteArray bytesOf(std::initializer_list<T> values, bool swapped = false) {
    QByteArray bytes;
    for (T value : values) {
        char raw[sizeof(T)];
        std::memcpy(raw, &value, sizeof(T));
        for (std::size_t i = 0; i < sizeof(T); ++i)
            bytes += raw[swapped ? sizeof(T) - 1 - i : i];
    }
    return bytes;
}

} // namespace shoal::test
