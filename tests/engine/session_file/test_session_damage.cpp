// SPDX-License-Identifier: MIT
// Files that were cut, changed, made by a newer Shoal or by someone who means harm: a sentence, or what was
// saved; never a crash.
#include "core/error.h"
#include "output/npy_preamble.h"
#include "output/zip_writer.h"
#include "sessions.h"

#include <QtTest>

#include <sstream>

using namespace shoal;
using namespace shoal::test;

class TestSessionDamage : public QObject {
    Q_OBJECT

    SessionFolder folder_;
    QByteArray sound_;

    template <class Work>
    static QString sentenceOf(const Work& work) {
        try {
            work();
            return {};
        } catch (const Error& error) {
            return QString::fromUtf8(error.what());
        }
    }
    /// The session with a text in session.json replaced, its checksums right.
    QByteArray altered(const QByteArray& from, const QByteArray& to) const {
        const SavedSession saved = session();
        return withThreads(1, [&](RunContext& context) {
            std::ostringstream stream;
            ZipWriter archive(stream);
            const QByteArray json = jsonOf(sound_);
            if (!json.contains(from))
                qFatal("%s is not in session.json", from.constData());
            QByteArray changed = json;
            changed.replace(from, to);
            archive.add("mimetype", {std::span<const char>("application/x-shoal-session", 27)},
                        ZipWriter::Packing::Stored, context);
            archive.add("session.json", {{changed.constData(), static_cast<std::size_t>(changed.size())}},
                        ZipWriter::Packing::Stored, context);
            for (std::size_t run = 0; run < saved.runs.size(); ++run) {
                const std::string folder = "runs/" + std::to_string(run) + "/";
                const Positions& positions = saved.runs[run].map->positions;
                const std::vector<std::uint64_t> shape{static_cast<std::uint64_t>(positions.rows()), 2};
                const std::string preamble = npyPreamble("<f4", shape);
                archive.add(folder + "positions.npy",
                            {preamble,
                             {reinterpret_cast<const char*>(positions.data()),
                              static_cast<std::size_t>(positions.size()) * sizeof(float)}},
                            ZipWriter::Packing::Stored, context);
                const std::vector<std::uint32_t> points{0, 2, 4};
                const std::vector<std::uint64_t> three{3};
                const std::string list = npyPreamble("<u4", three);
                archive.add(folder + "points/0.npy",
                            {list, {reinterpret_cast<const char*>(points.data()), 3 * sizeof(std::uint32_t)}},
                            ZipWriter::Packing::Stored, context);
                std::vector<std::uint16_t> kept;
                for (const auto& entry : saved.runs[run].timeline)
                    kept.insert(kept.end(), entry.snapshot->coordinates.begin(),
                                entry.snapshot->coordinates.end());
                const std::vector<std::uint64_t> pairs{kept.size() / 2, 2};
                const std::string rows = npyPreamble("<u2", pairs);
                archive.add(
                    folder + "timeline.npy",
                    {rows, {reinterpret_cast<const char*>(kept.data()), kept.size() * sizeof(std::uint16_t)}},
                    ZipWriter::Packing::Stored, context);
            }
            const std::vector<std::uint64_t> two{2};
            const std::string preamble = npyPreamble("<u4", two);
            archive.add("selection.npy",
                        {preamble, {reinterpret_cast<const char*>(saved.selection.data()), 8}},
                        ZipWriter::Packing::Stored, context);
            archive.finish();
            const std::string bytes = stream.str();
            return QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
        });
    }
    /// As it is stored in a file.
    static QByteArray jsonOf(const QByteArray& file) {
        const qsizetype begin = file.indexOf('{', file.indexOf("session.json"));
        const qsizetype end = file.indexOf("PK\x03\x04", begin);
        return file.mid(begin, end - begin);
    }
    QString sentenceFor(const QByteArray& file) const {
        folder_.put("altered.shoal", file);
        return sentenceOf([&] {
            folder_.read("altered.shoal");
            withThreads(1,
                        [&](RunContext& context) { readOwnColumns(folder_.path("altered.shoal"), context); });
        });
    }

private Q_SLOTS:
    void initTestCase() {
        SavedSession saved = session();
        folder_.write(saved, *fivePoints(), "sound.shoal");
        sound_ = folder_.contents("sound.shoal");
        folder_.put("same.shoal", altered("\"", "\""));
        QVERIFY(sameSession(saved, folder_.read("same.shoal"))); // what is altered below is otherwise sound
    }

    void cutAtAnyLength() {
        SavedSession saved = session();
        saved.holdsData = true;
        folder_.write(saved, *fivePoints(), "whole.shoal");
        const QByteArray whole = folder_.contents("whole.shoal");
        for (qsizetype length = 1; length < whole.size(); length += 3) {
            folder_.put("cut.shoal", whole.left(length));
            const QString sentence = sentenceOf([&] { folder_.read("cut.shoal"); });
            QVERIFY2(sentence.startsWith(QLatin1String("cut.shoal is ")), qPrintable(sentence));
            QVERIFY(!sentenceOf([&] { folder_.readData("cut.shoal"); }).isEmpty());
        }
    }

    void changedAnywhere() {
        SavedSession saved = session();
        saved.holdsData = true;
        const auto data = fivePoints();
        folder_.write(saved, *data, "whole.shoal");
        const QByteArray whole = folder_.contents("whole.shoal");
        int unnoticed = 0;
        for (qsizetype at = 0; at < whole.size(); at += 3) {
            QByteArray changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ (1 << at % 8));
            folder_.put("changed.shoal", changed);
            try {
                const SavedSession read = folder_.read("changed.shoal");
                QVERIFY2(sameSession(saved, read), qPrintable(QString::number(at)));
                const auto there = folder_.readData("changed.shoal");
                QVERIFY2(sameData(*data, *there), qPrintable(QString::number(at)));
                ++unnoticed; // a byte that nobody reads, as of a member's date
            } catch (const Error&) {
            }
        }
        QVERIFY2(unnoticed < whole.size() / 12, qPrintable(QString::number(unnoticed)));
    }

    void aNewerVersionIsTold() {
        const QString sentence = sentenceFor(altered("\"version\":1", "\"version\":2"));
        QCOMPARE(sentence,
                 QStringLiteral("altered.shoal was saved by a newer Shoal (Shoal 0.1); open it with that."));
    }

    void unknownKeysAreLeftAlone() {
        QVERIFY(sentenceFor(altered("\"version\":1", "\"future\":[1,{}],\"version\":1")).isEmpty());
    }

    void nonsenseIsRefused_data() {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        const auto row = [](const char* name, const char* from, const char* to) {
            QTest::newRow(name) << QByteArray(from) << QByteArray(to);
        };
        row("no JSON", "\"version\":1", "\"version\":1,,");
        row("a key that is gone", "\"runs\":", "\"ruins\":");
        row("another type", "\"window\":{", "\"window\":7,\"w\":{");
        row("a negative count", "\"phase\":1", "\"phase\":-1");
        row("a fraction", "\"phase\":1", "\"phase\":1.5");
        row("a run that is not there", "\"shownRun\":1", "\"shownRun\":2");
        row("other points", "\"points\":5", "\"points\":4");
        row("more points", "\"points\":5", "\"points\":18446744073709551615");
        row("a list that is not there", "\"points\":0", "\"points\":1");
        row("a selection that is not there", "\"selection\":true", "\"selection\":1");
        row("labels that are not there", "\"ownColumns\":[]",
            "\"ownColumns\":[{\"name\":\"mine\",\"kind\":\"text\"}]");
        row("more lists", "\"pointLists\":1", "\"pointLists\":999999999999");
        row("more rows", "\"rows\":5", "\"rows\":9223372036854775813");
        row("other rows", "\"rows\":3", "\"rows\":2");
        row("order", "\"iteration\":10", "\"iteration\":0");
        row("bounds", "\"low\":[", "\"low\":[1e300,");
        row("a recipe's value", "\"perplexity\":30.0", "\"perplexity\":-30.0");
        row("a recipe's key", "\"perplexity\":30.0", "\"perplexitty\":30.0");
        row("a colour", "\"#00ff01\"", "\"green\"");
    }
    void nonsenseIsRefused() {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        const QString sentence = sentenceFor(altered(from, to));
        QVERIFY(!sentence.isEmpty());
        QVERIFY2(sentence.endsWith('.') && !sentence.contains(QLatin1String("json.exception")),
                 qPrintable(sentence));
        QVERIFY2(sentence.contains(QLatin1String("altered.shoal")), qPrintable(sentence));
    }

    // A few bytes of deflate unpack to a gigabyte of brackets: they are not even looked at.
    void packedJsonIsRefused() {
        const std::string brackets(std::size_t{1} << 20, '[');
        const std::string bytes = withThreads(1, [&](RunContext& context) {
            std::ostringstream stream;
            ZipWriter archive(stream);
            archive.add("mimetype", {std::span<const char>("application/x-shoal-session", 27)},
                        ZipWriter::Packing::Stored, context);
            archive.add("session.json", {brackets}, ZipWriter::Packing::WhenSmaller, context);
            archive.finish();
            return stream.str();
        });
        QVERIFY(bytes.size() < 20'000);
        const QString sentence = sentenceFor(QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())));
        QVERIFY2(sentence.contains(QLatin1String("session.json is packed")), qPrintable(sentence));
    }
};

QTEST_GUILESS_MAIN(TestSessionDamage)
#include "test_session_damage.moc"
