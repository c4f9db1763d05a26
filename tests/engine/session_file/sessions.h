// SPDX-License-Identifier: MIT
// A session with something of everything, and whether two of them are equal to the last bit.
#pragma once

#include "session_file/data_search.h"
#include "test_support.h"

#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <bit>
#include <limits>

namespace shoal::test {

inline const float missing = std::numeric_limits<float>::quiet_NaN();

/// 5 points × 3 features, of all kinds of columns.
inline std::shared_ptr<const Dataset> fivePoints() {
    auto data = std::make_shared<Dataset>();
    data->name = "five.csv";
    Matrix features(5, 3);
    features << 0.1F, -0.0F, 3e38F, 1, 2, 3, 1e-42F, 5, 6, 7, 8, 9, 10, 11, 12;
    data->features = features;
    data->intensities.scale = IntensityOptions::Scale::Arcsinh;
    data->intensities.cofactor = 1.0 / 3;
    data->featureNames = {"a", "b \"quoted\"", "größe"};
    data->ids = {"p1", "p2", "p,3", "p\n4", ""};
    data->columns.push_back({"kind", CategoricalColumn{{"x", "y"}, {0, 1, -1, 1, 0}, {0xFF0000, 0x0000FF}}});
    data->columns.push_back({"plain", CategoricalColumn{{"only"}, {0, 0, 0, 0, 0}, {}}});
    data->columns.push_back({"depth", ContinuousColumn{{0.5F, missing, -1, 2, 1e-42F}}});
    data->columns.push_back({"remark", TextColumn{{"", "two\nlines", "ü", "d", "e"}}});
    return data;
}

inline Snapshot mapOf(std::size_t points, float scale) {
    Snapshot map;
    map.positions.resize(static_cast<Eigen::Index>(points), 2);
    for (Eigen::Index i = 0; i < map.positions.size(); ++i)
        map.positions.data()[i] = scale * static_cast<float>(i + 1) / 3;
    return map;
}

inline SavedSession session() {
    SavedSession session;
    session.program = "Shoal 0.1";
    SavedRun first;
    first.name = "Run 1";
    first.finished = true;
    first.recipe = Recipe::largeData();
    first.recipe.sampleSize = 10;
    first.recipe.learningRate = 0.1;
    first.records = {StageRecord{"neighbors", 0.1, 12'345, "k = 4"},
                     KlRecord{"optimization", 50, 12, 1.0 / 3, 0.25, 1ULL << 40},
                     ChangeRecord{60, "exaggeration 12 → 4"}, WarningRecord{"Perplexity is \"lowered\"."}};
    Snapshot sample = mapOf(3, 1);
    sample.sample = true;
    sample.points = std::make_shared<const std::vector<std::uint32_t>>(std::vector<std::uint32_t>{0, 2, 4});
    sample.exaggeration = 12;
    Snapshot map = mapOf(5, -7);
    map.iteration = 750;
    map.phase = 1;
    map.exaggeration = 4;
    map.klDivergence = 0.1 + 0.2;
    const auto kept = [](const Snapshot& snapshot, std::uint64_t iteration, bool landmark) {
        Snapshot at = snapshot;
        at.iteration = iteration;
        return Timeline::Entry{std::make_shared<const KeptSnapshot>(encode(at)), landmark};
    };
    first.timeline = {kept(sample, 0, true), kept(sample, 10, false), kept(map, 0, true),
                      kept(map, 10, false), kept(map, 750, true)};
    first.map = std::make_shared<const Snapshot>(map);
    SavedRun second = first;
    second.name = "mine";
    second.note = "from iteration 10 of Run 1";
    second.recipe = Recipe::standard();
    second.finished = false;
    second.map = std::make_shared<const Snapshot>(sample);
    second.points = sample.points;
    second.timeline.clear();
    session.runs = {first, second};
    session.shownRun = 1;
    session.coloring = {SavedColoring::Kind::Column, "kind", {{"y", 0x00FF01}}, {{0.1, 1.0 / 3}}};
    session.selection = {1, 3};
    session.window = {{"layout", "AAAA/w=="}, {"camera", "1 2 3 4"}};
    return session;
}

inline bool sameMap(const Snapshot& a, const Snapshot& b) {
    return a.iteration == b.iteration && a.sample == b.sample && a.phase == b.phase &&
           a.exaggeration == b.exaggeration && a.klDivergence == b.klDivergence &&
           sameBits(a.positions, b.positions) && !a.points == !b.points &&
           (!a.points || *a.points == *b.points);
}

inline bool sameEntry(const Timeline::Entry& a, const Timeline::Entry& b) {
    const KeptSnapshot& x = *a.snapshot;
    const KeptSnapshot& y = *b.snapshot;
    return a.landmark == b.landmark && x.iteration == y.iteration && x.sample == y.sample &&
           x.phase == y.phase && x.exaggeration == y.exaggeration && x.klDivergence == y.klDivergence &&
           x.low == y.low && x.high == y.high && x.coordinates == y.coordinates && !x.points == !y.points &&
           (!x.points || *x.points == *y.points);
}

inline std::string textOf(const Record& record) {
    const auto number = [](auto value) { return std::to_string(std::bit_cast<std::uint64_t>(value)) + "|"; };
    if (const auto* stage = std::get_if<StageRecord>(&record))
        return "s|" + stage->stage + "|" + number(stage->seconds) + number(stage->peakMemoryBytes) +
               stage->detail;
    if (const auto* kl = std::get_if<KlRecord>(&record))
        return "k|" + kl->stage + "|" + number(kl->iteration) + number(kl->exaggeration) +
               number(kl->klDivergence) + number(kl->seconds) + number(kl->peakMemoryBytes);
    if (const auto* change = std::get_if<ChangeRecord>(&record))
        return "c|" + number(change->iteration) + change->what;
    return "w|" + std::get<WarningRecord>(record).message;
}

inline bool sameRun(const SavedRun& a, const SavedRun& b) {
    return a.name == b.name && a.note == b.note && a.recipe == b.recipe && a.finished == b.finished &&
           !a.points == !b.points && (!a.points || *a.points == *b.points) &&
           std::ranges::equal(a.records, b.records, {}, textOf, textOf) && sameMap(*a.map, *b.map) &&
           std::ranges::equal(a.timeline, b.timeline, sameEntry);
}

/// But for what is known of the data alone.
inline bool sameSession(const SavedSession& a, const SavedSession& b) {
    return a.program == b.program && a.holdsData == b.holdsData && a.selection == b.selection &&
           a.shownRun == b.shownRun && std::ranges::equal(a.runs, b.runs, sameRun) &&
           a.coloring.kind == b.coloring.kind && a.coloring.name == b.coloring.name &&
           a.coloring.colors == b.coloring.colors && a.coloring.range == b.coloring.range &&
           a.window == b.window;
}

inline bool sameColumn(const Column& a, const Column& b) {
    if (a.name != b.name || a.own != b.own || a.values.index() != b.values.index())
        return false;
    if (const auto* classes = a.categorical()) {
        const auto* others = b.categorical();
        return classes->categories == others->categories && classes->codes == others->codes &&
               classes->colors == others->colors;
    }
    if (const auto* numbers = a.continuous())
        return sameBits(numbers->values, b.continuous()->values);
    return a.text()->values == b.text()->values;
}

inline bool sameData(const Dataset& a, const Dataset& b) {
    return a.name == b.name && a.matrixName == b.matrixName && a.intensities == b.intensities &&
           sameBits(a.features, b.features) && a.featureNames == b.featureNames && a.ids == b.ids &&
           std::ranges::equal(a.columns, b.columns, sameColumn);
}

/// A folder of files, with what is done with sessions in it.
class SessionFolder {
public:
    std::filesystem::path path(const char* name) const {
        return folder_.filePath(QLatin1String(name)).toStdString();
    }
    void write(const SavedSession& saved, const Dataset& data, const char* name) const {
        withThreads(2, [&](RunContext& context) {
            SavedSession referring = saved;
            referring.reference = referenceTo(data, {}, context);
            writeSession(path(name), referring, data, context);
        });
    }
    SavedSession read(const char* name) const {
        return withThreads(2, [&](RunContext& context) { return readSession(path(name), context); });
    }
    std::shared_ptr<const Dataset> readData(const char* name) const {
        return withThreads(2, [&](RunContext& context) { return readSessionData(path(name), context); });
    }
    QByteArray contents(const char* name) const {
        QFile file(folder_.filePath(QLatin1String(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void put(const char* name, const QByteArray& bytes) const {
        QFile file(folder_.filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write a test file");
    }

private:
    QTemporaryDir folder_;
};

} // namespace shoal::test
