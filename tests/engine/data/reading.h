// SPDX-License-Identifier: MIT
// What the readers' tests share: files written on the spot, reading them, and the message of a reading that
// fails.
#pragma once

#include "core/error.h"
#include "data/dataset.h"
#include "test_support.h"

#include <QByteArray>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <initializer_list>
#include <memory>
#include <string>

namespace shoal::test {

inline std::shared_ptr<const Dataset> readFile(const std::string& path, const ReadOptions& options = {},
                                               int threads = 2) {
    return withThreads(threads, [&](RunContext& context) { return readDataset(path, options, context); });
}

inline DatasetSummary summarize(const std::string& path, const ReadOptions& options = {}) {
    return withThreads(2, [&](RunContext& context) { return summarizeDataset(path, options, context); });
}

/// What reading says is wrong; empty when nothing is.
inline std::string messageOf(const std::string& path, const ReadOptions& options = {}) {
    try {
        readFile(path, options);
        return {};
    } catch (const Error& error) {
        return error.what();
    }
}

/// Whether reading leaves with Stopped once its progress has reached `fraction`.
inline bool stopsAt(const std::string& path, double fraction) {
    tbb::task_arena arena(2);
    std::stop_source source;
    if (fraction <= 0)
        source.request_stop();
    RunContext context(arena, source.get_token(),
                       {[&](double done) {
                            if (done >= fraction)
                                source.request_stop();
                        },
                        {},
                        nullptr});
    try {
        readDataset(path, {}, context);
        return false;
    } catch (const Stopped&) {
        return true;
    }
}

/// A folder for one test's files.
class Folder {
public:
    std::string path(const std::string& name) const { return folder_.path().toStdString() + "/" + name; }
    std::string write(const std::string& name, const QByteArray& contents) const {
        QFile file(QString::fromStdString(path(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(contents) != contents.size())
            qFatal("cannot write %s", qPrintable(file.fileName()));
        return path(name);
    }

private:
    QTemporaryDir folder_;
};

inline std::vector<float> rowOf(const Dataset& data, std::size_t row) {
    const auto values = data.features.row(static_cast<Eigen::Index>(row));
    return {values.begin(), values.end()};
}

/// The class of each point, "-" where it is missing.
inline std::vector<std::string> classesOf(const Column& column) {
    std::vector<std::string> names;
    if (const CategoricalColumn* classes = column.categorical())
        for (const std::int32_t code : classes->codes)
            names.push_back(code < 0 ? "-" : classes->categories[static_cast<std::size_t>(code)]);
    return names;
}

} // namespace shoal::test

/// Compares ranges of strings or numbers, showing both when they differ.
#define COMPARE_LISTS(actual, ...)                                                                           \
    do {                                                                                                     \
        const auto actualList = (actual);                                                                    \
        const std::remove_const_t<decltype(actualList)> expectedList __VA_ARGS__;                            \
        QVERIFY2(actualList == expectedList, qPrintable(shoal::test::listed(actualList)));                   \
    } while (false)

namespace shoal::test {

inline QString listed(const std::vector<std::string>& values) {
    QStringList list;
    for (const std::string& value : values)
        list << QString::fromStdString(value);
    return list.join(QStringLiteral(" | "));
}

template <class T>
QString listed(const std::vector<T>& values) {
    QStringList list;
    for (const T& value : values)
        list << QString::number(value);
    return list.join(QStringLiteral(" | "));
}

} // namespace shoal::test

namespace shoal::test {

/// Empty when reading is refused with a message that holds every one of `parts`, else what came instead.
inline std::string otherThanRefused(const std::string& path, std::initializer_list<std::string> parts) {
    const std::string message = messageOf(path);
    if (message.empty())
        return "it was read";
    for (const std::string& part : parts)
        if (message.find(part) == std::string::npos)
            return std::string("no \"").append(part).append("\" in: ").append(message);
    return {};
}

} // namespace shoal::test

/// Reading the file is refused with a message that holds each of the texts.
#define VERIFY_REFUSED(path, ...)                                                                            \
    do {                                                                                                     \
        const std::string instead = shoal::test::otherThanRefused(path, {__VA_ARGS__});                      \
        QVERIFY2(instead.empty(), instead.c_str());                                                          \
    } while (false)
