// SPDX-License-Identifier: MIT
// A run of some of the points: the bits of a run on these rows alone, named by their places in the data, and
// its stages kept apart from those of other points.
#include "session/stages.h"
#include "session_watch.h"
#include "test_support.h"

#include <QtTest>

#include <algorithm>
#include <numeric>

using namespace shoal;
using shoal::test::sameBits;

namespace {

using Points = std::shared_ptr<const std::vector<std::uint32_t>>;

/// Every third and fourth point of 900, and a few more.
Points somePoints() {
    auto points = std::make_shared<std::vector<std::uint32_t>>();
    for (std::uint32_t point = 0; point < 900; ++point)
        if (point % 4 >= 2 || point < 10)
            points->push_back(point);
    return points;
}

std::shared_ptr<const Dataset> rowsAlone(const Dataset& data, const std::vector<std::uint32_t>& points) {
    auto alone = std::make_shared<Dataset>();
    alone->name = data.name;
    Matrix features(static_cast<Eigen::Index>(points.size()), data.features.cols());
    for (std::size_t row = 0; row < points.size(); ++row)
        features.row(static_cast<Eigen::Index>(row)) = data.features.row(points[row]);
    alone->features = std::move(features);
    return alone;
}

std::size_t fromCache(SessionWatch& watch) {
    std::size_t count = 0;
    for (const StageRecord& record : watch.records<StageRecord>())
        count += record.detail.ends_with("from cache") ? 1 : 0;
    return count;
}

} // namespace

class TestSessionPoints : public QObject {
    Q_OBJECT

    std::shared_ptr<const Dataset> data_ = clusters(900, 60);

private Q_SLOTS:
    void someAreEmbeddedAsIfTheyWereAll_data() {
        QTest::addColumn<StartMethod>("start");
        QTest::addColumn<bool>("preview");
        QTest::newRow("pca") << StartMethod::Pca << false;
        QTest::newRow("spectral") << StartMethod::Spectral << false;
        QTest::newRow("random") << StartMethod::Random << false;
        QTest::newRow("preview") << StartMethod::Pca << true;
        QTest::newRow("sample first") << StartMethod::Downsample << false;
    }
    void someAreEmbeddedAsIfTheyWereAll() {
        QFETCH(StartMethod, start);
        QFETCH(bool, preview);
        Recipe recipe = shortRecipe(start);
        recipe.preview = preview;
        const Points points = somePoints();
        SessionWatch some;
        some.send(command::Start{data_, recipe, {}, {}, points});
        QVERIFY(some.endsAs<Finished>());
        SessionWatch alone;
        alone.start(rowsAlone(*data_, *points), recipe);
        QVERIFY(alone.endsAs<Finished>());
        QVERIFY(sameBits(some.finalPositions(), alone.finalPositions()));
        QCOMPARE(some.session().snapshot()->klDivergence, alone.session().snapshot()->klDivergence);
    }

    void snapshotsNameThem() {
        const Points points = somePoints();
        const Recipe recipe = shortRecipe(StartMethod::Downsample);
        SessionWatch watch;
        watch.send(command::Start{data_, recipe, {}, {}, points});
        QVERIFY(watch.endsAs<Finished>());
        const auto rows = sampleRows(points->size(), recipe.sampleSize, recipe.seed);
        bool anySample = false;
        bool anyWhole = false;
        for (const auto& snapshot : watch.snapshots()) {
            QVERIFY(snapshot->points);
            QCOMPARE(static_cast<std::size_t>(snapshot->positions.rows()), snapshot->points->size());
            if (!snapshot->sample) {
                QCOMPARE(*snapshot->points, *points);
                anyWhole = true;
                continue;
            }
            anySample = true;
            QCOMPARE(snapshot->points->size(), rows.size());
            for (std::size_t i = 0; i < rows.size(); ++i)
                QCOMPARE((*snapshot->points)[i], (*points)[rows[i]]);
        }
        QVERIFY(anySample && anyWhole);
    }

    void allOfThemAreARunOfAll() {
        auto all = std::make_shared<std::vector<std::uint32_t>>(900);
        std::iota(all->begin(), all->end(), 0U);
        SessionWatch named;
        named.send(command::Start{data_, shortRecipe(), {}, {}, all});
        QVERIFY(named.endsAs<Finished>());
        SessionWatch plain;
        plain.start(data_, shortRecipe());
        QVERIFY(plain.endsAs<Finished>());
        QVERIFY(sameBits(named.finalPositions(), plain.finalPositions()));
        QVERIFY(!plain.session().snapshot()->points);
    }

    void stagesAreKeptForThePointsTheyAreOf() {
        const Points points = somePoints();
        SessionWatch watch;
        watch.send(command::Start{data_, shortRecipe(), {}, {}, points});
        QVERIFY(watch.endsAs<Finished>());
        const Positions first = watch.finalPositions();
        QCOMPARE(fromCache(watch), std::size_t{0});
        // Named anew, they are the same points.
        watch.send(command::Start{
            data_, shortRecipe(), {}, {}, std::make_shared<const std::vector<std::uint32_t>>(*points)});
        QVERIFY(watch.endsAs<Finished>());
        QCOMPARE(fromCache(watch), std::size_t{2}); // components and affinities
        QVERIFY(sameBits(watch.finalPositions(), first));
        // As many others are not, nor are all.
        auto others = std::make_shared<std::vector<std::uint32_t>>(*points);
        others->back() = 897;
        std::sort(others->begin(), others->end());
        watch.send(command::Start{data_, shortRecipe(), {}, {}, others});
        QVERIFY(watch.endsAs<Finished>());
        QCOMPARE(fromCache(watch), std::size_t{0});
        watch.start(data_, shortRecipe());
        QVERIFY(watch.endsAs<Finished>());
        QCOMPARE(fromCache(watch), std::size_t{0});
        QCOMPARE(watch.finalPositions().rows(), Eigen::Index{900});
    }

    void anotherColumnLosesNoStage() {
        SessionWatch watch;
        watch.start(data_, shortRecipe());
        QVERIFY(watch.endsAs<Finished>());
        auto labelled = std::make_shared<Dataset>(*data_);
        labelled->columns.push_back({"mine", CategoricalColumn{}});
        QVERIFY(labelled->features.data() == data_->features.data());
        watch.start(labelled, shortRecipe());
        QVERIFY(watch.endsAs<Finished>());
        QCOMPARE(fromCache(watch), std::size_t{2});
    }

    void aGraphOfTheFileIsCutToThem() {
        const std::filesystem::path path = SHOAL_TEST_DATA "/h5ad/example.h5ad";
        const std::string name = "obsp/distances";
        const auto [data, graph] = test::withThreads(2, [&](RunContext& context) {
            return std::pair(readDataset(path, {}, context), readPointGraph(path, name, context));
        });
        Recipe recipe = shortRecipe();
        recipe.neighborMethod = NeighborMethod::Given;
        recipe.neighborGraph = name;
        auto points = std::make_shared<std::vector<std::uint32_t>>();
        for (std::uint32_t point = 0; point < data->points(); ++point)
            if (point % 5 != 0)
                points->push_back(point);
        SessionWatch watch;
        watch.send(command::Start{data, recipe, {}, {}, points});
        QVERIFY(watch.endsAs<Finished>());
        QCOMPARE(watch.finalPositions().rows(), static_cast<Eigen::Index>(points->size()));
        // As many neighbours as the fullest row of the graph has left.
        std::size_t most = 0;
        for (const std::uint32_t point : *points) {
            const auto left = std::ranges::count_if(graph.indicesOf(point), [&](std::uint32_t other) {
                return other != point && other % 5 != 0;
            });
            most = std::max(most, static_cast<std::size_t>(left));
        }
        bool told = false;
        for (const StageRecord& record : watch.records<StageRecord>())
            told = told || (record.stage == stages::neighbors &&
                            record.detail == "k = " + std::to_string(most) + ", " + name);
        QVERIFY(told);
    }

    void aGivenStartHasARowForEach() {
        const Points points = somePoints();
        Positions given(static_cast<Eigen::Index>(points->size()), 2);
        for (Eigen::Index row = 0; row < given.rows(); ++row)
            given.row(row) << static_cast<float>(row % 17), static_cast<float>(row % 23);
        Recipe recipe = shortRecipe(StartMethod::Given);
        recipe.rescaleStart = false;
        SessionWatch watch;
        watch.send(command::Start{data_, recipe, std::make_shared<const Positions>(given), {}, points});
        QVERIFY(watch.endsAs<Finished>());
        for (const auto& snapshot : watch.snapshots())
            if (snapshot->iteration == 0)
                QVERIFY(sameBits(snapshot->positions, given));
    }

    void whatCannotBeEmbeddedIsRefused_data() {
        QTest::addColumn<QList<quint32>>("points");
        QTest::addColumn<QString>("sentence");
        const QString order = QStringLiteral("ascending order, none twice, and be among the 900 points");
        QTest::newRow("unsorted") << QList<quint32>{3, 2, 8} << order;
        QTest::newRow("twice") << QList<quint32>{2, 2, 8} << order;
        QTest::newRow("beyond") << QList<quint32>{2, 8, 900} << order;
        QTest::newRow("one") << QList<quint32>{5} << QStringLiteral("A single row cannot be embedded");
        QTest::newRow("none") << QList<quint32>{} << QStringLiteral("no points to embed");
    }
    void whatCannotBeEmbeddedIsRefused() {
        QFETCH(QList<quint32>, points);
        QFETCH(QString, sentence);
        SessionWatch watch;
        watch.send(
            command::Start{data_,
                           shortRecipe(),
                           {},
                           {},
                           std::make_shared<const std::vector<std::uint32_t>>(points.begin(), points.end())});
        QVERIFY(watch.endsAs<Failed>());
        const QString message = QString::fromStdString(std::get<Failed>(*watch.session().outcome()).message);
        QVERIFY2(message.contains(sentence), qPrintable(message));
    }
};

QTEST_APPLESS_MAIN(TestSessionPoints)
#include "test_session_points.moc"
