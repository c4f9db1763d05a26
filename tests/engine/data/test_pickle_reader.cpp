// SPDX-License-Identifier: MIT
// Python pickles: all protocols as Python wrote them, those of Python 2, and those that ask for what they
// shall not have.
#include "reading.h"

#include <QProcess>

using namespace shoal;
using namespace shoal::test;

namespace {

const std::string pickleFolder = std::string(SHOAL_TEST_DATA) + "/pkl/";

QByteArray contentsOf(const std::string& path) {
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A 2 × 2 array of 1, 2, 3, 4 as Python 2 wrote it in protocol 0, with `data` as its values.
QByteArray python2(const QByteArray& data) {
    return "(dp0\nS'x'\np1\ncnumpy.core.multiarray\n_reconstruct\np2\n(cnumpy\nndarray\np3\n(I0\ntp4\nS'b'"
           "\np5\ntp6\nRp7\n"
           "(I1\n(I2\nI2\ntp8\ncnumpy\ndtype\np9\n(S'f4'\np10\nI0\nI1\ntp11\nRp12\n(I3\nS'<'\np13\nNNNI-1\nI-"
           "1\nI0\ntp14\nb"
           "I00\nS'" +
           data + "'\np15\ntp16\nbsS'labels'\np17\n(lp18\nVa\\u00df\np19\naVb\np20\nas.";
}

const QByteArray fourFloats = "\\x00\\x00\\x80?\\x00\\x00\\x00@\\x00\\x00@@\\x00\\x00\\x80@";

} // namespace

class TestPickleReader : public QObject {
    Q_OBJECT

    Folder folder_;

private Q_SLOTS:
    void protocols_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"protocol0.pkl", "protocol1.pkl", "protocol2.pkl", "protocol3.pkl",
                                 "protocol4.pkl", "protocol5.pkl"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void protocols() {
        QFETCH(QString, name);
        const std::string path = pickleFolder + name.toStdString();
        const auto data = readFile(path);
        QCOMPARE(data->matrixName, std::string("pca_50"));
        QCOMPARE(data->points(), std::size_t{12});
        COMPARE_LISTS(rowOf(*data, 11), {6.875F, 7.0F, 7.125F, 7.25F, 7.375F});
        COMPARE_LISTS(data->column("CellType1")->categorical()->categories, {"B", "NK", "T"});
        QCOMPARE(classesOf(*data->column("CellType2"))[0], std::string("naïve"));
        QCOMPARE(classesOf(*data->column("y"))[7], std::string("3"));
        QCOMPARE(data->column("size")->continuous()->values[3], 1.5F);
        QCOMPARE(data->idOf(5), std::string("cell5"));
        QCOMPARE(data->columns.size(), std::size_t{4});
        ReadOptions options;
        options.matrix = "turned";
        COMPARE_LISTS(rowOf(*readFile(path, options), 1), {1.25F, 1.5F, 1.75F, 2.0F, 2.25F});
        options.matrix = "more/X";
        COMPARE_LISTS(rowOf(*readFile(path, options), 11), {6.0F, 7.0F});
        QCOMPARE(summarize(path).format, std::string("Python pickle"));
        QCOMPARE(summarize(path).matrices.size(), std::size_t{3});
    }

    void packed() {
        const std::string path = pickleFolder + "protocol4.pkl";
        QProcess gzip;
        gzip.start(QStringLiteral("gzip"), {QStringLiteral("-c"), QString::fromStdString(path)});
        QVERIFY(gzip.waitForFinished());
        QVERIFY(readFile(folder_.write("p.pkl.gz", gzip.readAllStandardOutput()))->features ==
                readFile(path)->features);
    }

    void arraysInATuple() {
        const auto data = readFile(pickleFolder + "tuple.pkl");
        QCOMPARE(data->matrixName, std::string("0"));
        QCOMPARE(data->column("1")->continuous()->values[5], 2.0F);
    }

    void pythonTwo() {
        const auto data = readFile(folder_.write("two.pkl", python2(fourFloats)));
        COMPARE_LISTS(rowOf(*data, 0), {1.0F, 2.0F});
        COMPARE_LISTS(rowOf(*data, 1), {3.0F, 4.0F});
        COMPARE_LISTS(data->ids, {"aß", "b"});
    }

    void refused_data() {
        QTest::addColumn<QByteArray>("contents");
        QTest::addColumn<QString>("part");
        const auto add = [](const char* name, const QByteArray& contents, const char* part) {
            QTest::newRow(name) << contents << QString::fromUtf8(part);
        };
        add("records", contentsOf(pickleFolder + "objs_t_test.pkl"), "records (named fields)");
        add("one dimension", contentsOf(pickleFolder + "score_genes_reference_paul2015.pkl"),
            "one of 2730 of numbers");
        add("a date", contentsOf(pickleFolder + "strange.pkl"), "asks for \"datetime.date\"");
        add("a command", QByteArray("\x80\x02", 2) + "cos\nsystem\nU\x04true\x85R.",
            "asks for \"os.system\"");
        add("a command by name", QByteArray("\x80\x04\x8C\x05posix\x8C\x06system\x93\x8C\x04true\x85R."),
            "asks for \"posix.system\"");
        add("evaluation", QByteArray("\x80\x02", 2) + "c__builtin__\neval\n.", "\"__builtin__.eval\"");
        add("an object", QByteArray("\x80\x02(i__main__\nThing\n."), "\"__main__.Thing\"");
        add("something kept elsewhere", QByteArray("\x80\x02U\x01xQ."), "kept elsewhere");
        add("an array's class called", QByteArray("\x80\x02") + "cnumpy\nndarray\n)R.",
            "numpy.ndarray in an unknown way");
        add("a number", QByteArray("\x80\x02K\x05."), "holds no matrix");
        add("nothing", QByteArray("\x80\x02."), "takes more than it has");
        add("an empty dict", QByteArray("\x80\x02}."), "holds no matrix");
        add("no end", QByteArray("\x80\x02K\x05"), "ends early");
        add("unknown instruction", QByteArray("\x80\x02\xFF."), "an instruction is unknown");
        add("a text beyond the file", QByteArray("\x80\x04\x8D\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F."),
            "ends early");
        add("a call of a number", QByteArray("\x80\x02K\x01)R."), "cannot be called");
        add("the state of a number", QByteArray("\x80\x02K\x01)b."), "the state of an object");
        add("a key without value", QByteArray("\x80\x02}(K\x01u."), "no container");
        add("an unknown memory", QByteArray("\x80\x02h\x05."), "not kept");
        add("too few values", python2(fourFloats.left(20)), "fewer values than its shape");
        add("a shape of no numbers", python2(fourFloats).replace("(I2\nI2\ntp8", "(NI2\ntp8"), "shape");
        add("a negative shape", python2(fourFloats).replace("(I2\nI2\ntp8", "(I-2\nI2\ntp8"), "shape");
        add("an enormous shape",
            python2(fourFloats).replace("(I2\nI2\ntp8", "(I4000000000\nI4000000000\ntp8"), "");
        // Lists in lists, each ten times the one before.
        QByteArray many = "\x80\x02](";
        many += QByteArray("K\x01").repeated(10) + "eq\1";
        for (char level = 1; level < 40; ++level)
            many += "](" + (QByteArray("h") + level).repeated(10) + "eq" + static_cast<char>(level + 1);
        add("a billion laughs", many + '.', "holds no matrix");
        add("copies",
            QByteArray("\x80\x02](K\x01K\x01K\x01"
                       "eq\1") +
                (QByteArray("c__builtin__\nset\nh\1\x85R0").repeated(3)) + '.',
            "");
    }
    void refused() {
        QFETCH(QByteArray, contents);
        QFETCH(QString, part);
        const std::string message = messageOf(folder_.write("some.pkl", contents));
        QVERIFY2(message.starts_with("some.pkl"), message.c_str());
        QVERIFY2(QString::fromStdString(message).contains(part), message.c_str());
    }

    void moreObjectsThanDataHave() {
        const QByteArray lists = QByteArray("]").repeated(3'500'000);
        VERIFY_REFUSED(folder_.write("some.pkl", QByteArray("\x80\x02") + lists + '.'),
                       "more Python objects");
    }

    /// Every other byte changed and many lengths cut: an error or a reading, never a crash.
    void damage_data() {
        QTest::addColumn<QByteArray>("sound");
        QTest::newRow("protocol 0") << python2(fourFloats);
        for (const char* name : {"protocol2.pkl", "protocol5.pkl"})
            QTest::newRow(name) << contentsOf(pickleFolder + name);
    }
    void damage() {
        QFETCH(QByteArray, sound);
        for (qsizetype at = 0; at < sound.size(); at += 2) {
            QByteArray damaged = sound;
            damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
            messageOf(folder_.write("some.pkl", damaged));
            if (at % 14 == 0)
                QVERIFY(!messageOf(folder_.write("some.pkl", sound.left(at))).empty());
        }
    }
};

QTEST_GUILESS_MAIN(TestPickleReader)
#include "test_pickle_reader.moc"
