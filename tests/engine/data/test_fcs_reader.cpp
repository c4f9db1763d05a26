// SPDX-License-Identifier: MIT
// FCS files: real ones against what FlowIO and NumPy make of them, written ones of every type, and unsound
// ones.
#include "fcs_writer.h"
#include "reading.h"

#include <cmath>

using namespace shoal;
using namespace shoal::test;

namespace {

const std::string fcsFolder = std::string(SHOAL_TEST_DATA) + "/fcs/";

/// All channels as they are on a linear scale.
ReadOptions everything() {
    ReadOptions options;
    options.matrix = "channels";
    options.intensities.scale = IntensityOptions::Scale::Linear;
    options.intensities.compensate = false;
    return options;
}

double sumOf(const Dataset& data) {
    const Matrix& features = data.features;
    return features.cast<double>().sum();
}

bool isNear(double value, double expected, double relative = 1e-6) {
    return std::abs(value - expected) <= relative * std::abs(expected);
}

/// Two channels, two events: 1 and 2, 3 and 4.
FcsFile two(const char* width = nullptr) {
    FcsFile file;
    file.events = 2;
    for (const char* name : {"FL1", "FL2"})
        if (width)
            file.channels.push_back({name, {{'B', width}}});
        else
            file.channels.push_back({name, {}});
    file.data = bytesOf<float>({1, 2, 3, 4});
    return file;
}

FcsFile integers(const char* width, const QByteArray& data, const char* order = "1,2,3,4") {
    FcsFile file = two(width);
    file.type = "I";
    file.byteOrder = order;
    file.data = data;
    return file;
}

} // namespace

class TestFcsReader : public QObject {
    Q_OBJECT

    Folder folder_;

    std::shared_ptr<const Dataset> read(const FcsFile& file, const ReadOptions& options = everything()) {
        return readFile(folder_.write("events.fcs", file.bytes()), options);
    }

private Q_SLOTS:
    void types_data() {
        QTest::addColumn<QByteArray>("contents");
        const auto add = [](const char* name, const FcsFile& file) { QTest::newRow(name) << file.bytes(); };
        add("float", two());
        FcsFile big = two();
        big.byteOrder = "4,3,2,1";
        big.data = bytesOf<float>({1, 2, 3, 4}, true);
        add("float, big endian", big);
        FcsFile doubles = two("64");
        doubles.type = "D";
        doubles.data = bytesOf<double>({1, 2, 3, 4});
        add("double", doubles);
        FcsFile mixedOrder = two();
        mixedOrder.byteOrder = "3,4,1,2";
        const QByteArray plain = bytesOf<float>({1, 2, 3, 4});
        mixedOrder.data.clear();
        for (int i = 0; i < plain.size(); i += 4)
            mixedOrder.data += plain.mid(i + 2, 2) + plain.mid(i, 2);
        add("float, words swapped", mixedOrder);
        add("8 bits", integers("8", bytesOf<std::uint8_t>({1, 2, 3, 4})));
        add("16 bits", integers("16", bytesOf<std::uint16_t>({1, 2, 3, 4}), "1,2"));
        add("16 bits, big endian", integers("16", bytesOf<std::uint16_t>({1, 2, 3, 4}, true), "4,3,2,1"));
        add("32 bits", integers("32", bytesOf<std::uint32_t>({1, 2, 3, 4})));
        add("64 bits", integers("64", bytesOf<std::uint64_t>({1, 2, 3, 4})));
        add("24 bits", integers("24", QByteArray("\1\0\0\2\0\0\3\0\0\4\0\0", 12)));
        add("24 bits, big endian", integers("24", QByteArray("\0\0\1\0\0\2\0\0\3\0\0\4", 12), "4,3,2,1"));
        // 0000000001 0000000010 0000000011 0000000100
        add("10 bits, packed", integers("10", QByteArray("\x00\x40\x20\x0C\x04", 5), "4,3,2,1"));
        add("4 bits, packed from the lowest", integers("4", QByteArray("\x21\x43", 2)));
        FcsFile text = two("3");
        text.type = "A";
        text.data = "  1  2  3  4";
        add("text of a width", text);
        FcsFile delimited = two("*");
        delimited.type = "A";
        delimited.data = "1, 2\r\n3.0 4e0";
        add("text between commas", delimited);
        FcsFile late = two();
        late.offsetsInHeader = false;
        add("offsets in TEXT alone", late);
        FcsFile old = two();
        old.version = "FCS2.0";
        old.more = {{"$BEGINDATA", "7"}, {"$ENDDATA", "9"}};
        add("FCS 2.0, by the header", old);
        FcsFile uncounted = two();
        uncounted.more = {{"$TOT", "0"}};
        add("not counted", uncounted);
    }
    void types() {
        QFETCH(QByteArray, contents);
        const auto data = readFile(folder_.write("events.fcs", contents), everything());
        QCOMPARE(data->points(), std::size_t{2});
        COMPARE_LISTS(rowOf(*data, 0), {1.0F, 2.0F});
        COMPARE_LISTS(rowOf(*data, 1), {3.0F, 4.0F});
        COMPARE_LISTS(data->featureNames, {"FL1", "FL2"});
    }

    void amplificationIsUndone() {
        FcsFile file = integers("16", bytesOf<std::uint16_t>({512, 100, 0, 50}));
        file.channels[0].second = {{'B', "16"}, {'R', "1024"}, {'E', "4,0"}, {'G', "7"}};
        file.channels[1].second = {{'B', "16"}, {'R', "1024"}, {'E', "0,0"}, {'G', "2.5"}};
        const auto data = read(file);
        COMPARE_LISTS(rowOf(*data, 0), {100.0F, 40.0F}); // 10^(4 · 512 / 1024); 100 / 2.5
        COMPARE_LISTS(rowOf(*data, 1), {1.0F, 20.0F});
        file.channels[0].second[2].second = "4,0.1";
        COMPARE_LISTS(rowOf(*read(file), 0), {10.0F, 40.0F});
    }

    void bitsBeyondTheRangeDoNotCount() {
        FcsFile file = integers("16", bytesOf<std::uint16_t>({0xFC01, 0xFFFF, 1023, 1500}));
        file.channels[0].second = {{'B', "16"}, {'R', "1024"}};
        file.channels[1].second = {{'B', "16"}, {'R', "1500"}}; // the next power of two counts
        const auto data = read(file);
        COMPARE_LISTS(rowOf(*data, 0), {1.0F, 2047.0F});
        COMPARE_LISTS(rowOf(*data, 1), {1023.0F, 1500.0F});
    }

    void floatingPointIsNotAmplified() {
        FcsFile file = two();
        file.channels[0].second = {{'R', "1024"}, {'E', "4,1"}};
        COMPARE_LISTS(rowOf(*read(file), 1), {3.0F, 4.0F});
    }

    void channelsHaveTheirPlaces() {
        FcsFile file;
        file.events = 4;
        file.channels = {
            {"FSC-A", {}},          {"SSC-W", {}},   {"B515-A", {{'S', "CD4"}}}, {"V450-A", {}},
            {"Time", {{'G', "9"}}}, {"Cluster", {}}, {"R660-A", {{'S', "CD8"}}}, {"R660-H", {{'S', "CD8"}}}};
        file.more = {{"$TIMESTEP", "0.5"}};
        for (int event = 0; event < 4; ++event)
            file.data += bytesOf<float>({10, 20, 150.0F * static_cast<float>(event), 0,
                                         static_cast<float>(event), static_cast<float>(event % 2), 7, 8});
        const auto data = read(file, {});
        QCOMPARE(data->matrixName, std::string("markers"));
        COMPARE_LISTS(data->featureNames, {"CD4", "V450-A", "CD8 (R660-A)", "CD8 (R660-H)"});
        QCOMPARE(data->features(2, 0), static_cast<float>(std::asinh(2.0)));
        QCOMPARE(data->columns.size(), std::size_t{4});
        QVERIFY(data->column("FSC-A") && data->column("SSC-W") && data->column("Cluster"));
        COMPARE_LISTS(data->column("Time")->continuous()->values, {0.0F, 0.5F, 1.0F, 1.5F});
        COMPARE_LISTS(classesOf(*data->column("Cluster")), {"0", "1", "0", "1"});
        QCOMPARE(data->defaultLabels()->name, std::string("Cluster"));
        const auto all = read(file);
        QCOMPARE(all->dimensions(), std::size_t{8});
        ReadOptions labelled;
        labelled.labels = {"V450-A"};
        COMPARE_LISTS(read(file, labelled)->featureNames, {"CD4", "CD8 (R660-A)", "CD8 (R660-H)"});
        labelled.labels = {"CD19"};
        const std::string message = messageOf(folder_.path("events.fcs"), labelled);
        QVERIFY2(message.find("no column \"CD19\"") != std::string::npos, message.c_str());
    }

    void scales() {
        FcsFile file = two();
        const auto first = [&](IntensityOptions::Scale scale, double cofactor) {
            ReadOptions options;
            options.intensities.scale = scale;
            options.intensities.cofactor = cofactor;
            return read(file, options)->features(1, 1);
        };
        using Scale = IntensityOptions::Scale;
        QCOMPARE(first(Scale::Linear, 0), 4.0F);
        QCOMPARE(first(Scale::Arcsinh, 2), static_cast<float>(std::asinh(2.0)));
        QCOMPARE(first(Scale::Standard, 0), static_cast<float>(std::asinh(4.0 / 150)));
        file.channels[0].first = "(Nd142)Di";
        QCOMPARE(first(Scale::Standard, 0), static_cast<float>(std::asinh(4.0 / 5)));
        QCOMPARE(read(file, {})->intensities.cofactor, 5.0);
        QVERIFY(read(file, {})->intensities.compensate); // there was nothing to leave
    }

    void spilloverIsUndone() {
        FcsFile file = two();
        // CD4 shines into FL2 by a tenth, FL2 into it by a fifth: 100 and 200 are measured as 140 and 210.
        file.data = bytesOf<float>({140, 210, 0, 0});
        file.channels[0].second = {{'S', "CD4"}};
        file.more = {{"$SPILLOVER", "2,FL1,FL2,1,0.1,0.2,1"}};
        ReadOptions options;
        options.intensities.scale = IntensityOptions::Scale::Linear;
        const auto data = read(file, options);
        QVERIFY(isNear(data->features(0, 0), 100) && isNear(data->features(0, 1), 200));
        QVERIFY(data->intensities.compensate);
        COMPARE_LISTS(summarize(folder_.path("events.fcs")).notes,
                      {"Spillover between 2 channels is compensated.",
                       "Markers are on the scale arcsinh(value / 150), usual for fluorescence."});
        options.intensities.compensate = false;
        QCOMPARE(read(file, options)->features(0, 0), 140.0F);
        for (const char* damaged : {"2,FL1,FL2,1,0.1", "2,FL1,FL9,1,0.1,0.2,1", "2,FL1,FL2,1,1,1,1",
                                    "2,FL1,FL2,1,x,0,1", "2,FL1,FL1,1,0,0,1", "99999999999,FL1"}) {
            file.more = {{"$SPILLOVER", damaged}};
            options.intensities.compensate = true;
            QCOMPARE(read(file, options)->features(0, 0), 140.0F);
            QVERIFY(summarize(folder_.path("events.fcs"))
                        .notes.at(0)
                        .starts_with("Spillover is not compensated"));
        }
    }

    void severalDataSets() {
        FcsFile second = two();
        second.events = 1;
        second.channels.push_back({"FL3", {}});
        second.data = bytesOf<float>({7, 8, 9});
        FcsFile file = two();
        file.next = QByteArray::number(file.bytes().size());
        folder_.write("events.fcs", file.bytes() + second.bytes());
        const DatasetSummary summary = summarize(folder_.path("events.fcs"));
        QCOMPARE(summary.matrices.size(), std::size_t{4});
        QCOMPARE(summary.matrices[2].name, std::string("data set 2/markers"));
        QCOMPARE(summary.matrices[2].columns, std::size_t{3});
        ReadOptions options = everything();
        COMPARE_LISTS(rowOf(*readFile(folder_.path("events.fcs"), options), 1), {3.0F, 4.0F});
        options.matrix = "data set 2/channels";
        COMPARE_LISTS(rowOf(*readFile(folder_.path("events.fcs"), options), 0), {7.0F, 8.0F, 9.0F});
        options.matrix = "data set 3/channels";
        QVERIFY(messageOf(folder_.path("events.fcs"), options).find("no matrix") != std::string::npos);
    }

    void delimitersWithinValues() {
        FcsFile file = two();
        file.channels[0].second = {{'S', "CD4/CD8"}};
        COMPARE_LISTS(read(file)->featureNames, {"CD4/CD8", "FL2"});
        file = two();
        QByteArray contents = file.bytes();
        contents.replace("/$MODE/L/", "/$O//X/1/"); // an empty value, as some programs write
        COMPARE_LISTS(rowOf(*readFile(folder_.write("empty.fcs", contents), everything()), 1), {3.0F, 4.0F});
    }

    void realFiles_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("events");
        QTest::addColumn<int>("channels");
        QTest::addColumn<double>("sum");
        QTest::newRow("accuri") << QStringLiteral("accuri.fcs") << 1589 << 14 << 566574196.79953;
        QTest::newRow("cyflow") << QStringLiteral("cyflow_cube_8.fcs") << 725 << 10 << 1584142.3440828286;
        for (const char* name : {"variable_int_example.fcs", "data_start_offset_discrepancy_example.fcs",
                                 "data_stop_offset_discrepancy_example.fcs"})
            QTest::newRow(name) << QString::fromLatin1(name) << 2 << 26 << 118558.89960718155;
    }
    void realFiles() {
        QFETCH(QString, name);
        QFETCH(int, events);
        QFETCH(int, channels);
        QFETCH(double, sum);
        const auto data = readFile(fcsFolder + name.toStdString(), everything());
        QCOMPARE(data->points(), static_cast<std::size_t>(events));
        QCOMPARE(data->dimensions(), static_cast<std::size_t>(channels));
        QVERIFY2(isNear(sumOf(*data), sum, 1e-7), qPrintable(QString::number(sumOf(*data), 'g', 17)));
    }

    void aRealFileAsItIsEmbedded() { // compensated, arcsinh(x / 150); by NumPy
        const auto data = readFile(fcsFolder + "accuri.fcs");
        COMPARE_LISTS(data->featureNames,
                      {"FITC-A", "PE-A", "PerCP-A", "APC-A", "FITC-H", "PE-H", "PerCP-H", "APC-H"});
        QVERIFY(isNear(sumOf(*data), 7150.334347909464));
        QVERIFY(isNear(data->features(0, 0), 0.08128268) && isNear(data->features(700, 7), 0.6435234));
        QCOMPARE(data->column("Time")->continuous()->values.back(), 351.9F);
    }

    void threadsDoNotMatter() {
        const auto one = readFile(fcsFolder + "accuri.fcs", {}, 1);
        const auto two = readFile(fcsFolder + "accuri.fcs", {}, 2);
        QVERIFY(one->features == two->features);
    }

    void refused_data() {
        QTest::addColumn<QByteArray>("contents");
        QTest::addColumn<QString>("part");
        const auto add = [](const char* name, const QByteArray& contents, const char* part) {
            QTest::newRow(name) << contents << QString::fromLatin1(part);
        };
        const QByteArray sound = two().bytes();
        add("ten bytes", sound.left(10), "cut short");
        add("within TEXT", sound.left(200), "cut short");
        add("within the data", sound.left(sound.size() - 3), "promises 2 events");
        const auto with = [](const char* key, const char* value) {
            FcsFile file = two();
            file.more = {{key, value}};
            return file.bytes();
        };
        add("histogram", with("$MODE", "C"), "histograms");
        add("unknown type", with("$DATATYPE", "X"), "unknown type \"X\"");
        add("byte order", with("$BYTEORD", "1,1,2,2"), "byte order");
        add("no channels", with("$PAR", "0"), "how many channels");
        add("a billion channels", with("$PAR", "1000000000"), "channel 3");
        add("events beyond 64 bits", with("$TOT", "9000000000000000000"), "cut short");
        add("negative events", with("$TOT", "-5"), "");
        add("width 0", two("0").bytes(), "$P1B");
        add("width 65", two("65").bytes(), "$P1B");
        FcsFile odd = integers("24", QByteArray(24, '\1'), "3,4,1,2");
        add("odd order of 24 bits", odd.bytes(), "mixes the order");
        FcsFile text = two("*");
        text.type = "A";
        text.data = "1 2 x 4";
        add("text without numbers", text.bytes(), "event 2, channel 1");
        text.more = {{"$TOT", "1000000000000"}};
        add("text of a trillion events", text.bytes(), "promises 1,000,000,000,000 events");
    }
    void refused() {
        QFETCH(QByteArray, contents);
        QFETCH(QString, part);
        const std::string message = messageOf(folder_.write("events.fcs", contents));
        QVERIFY2(QString::fromStdString(message).contains(part), message.c_str());
        QVERIFY(part.isEmpty() || message.starts_with("events.fcs"));
    }

    /// Every byte changed in turn and every length cut: an error or a reading, never a crash.
    void damage() {
        FcsFile file = integers("16", bytesOf<std::uint16_t>({1, 2, 3, 4}));
        file.channels[0].second = {{'B', "16"}, {'R', "1024"}, {'E', "4,0"}};
        file.more = {{"$SPILLOVER", "2,FL1,FL2,1,0.1,0.2,1"}};
        const QByteArray sound = file.bytes();
        int refused = 0;
        for (qsizetype at = 0; at<sound.size(); at += at> 600 && at < 4100 ? 97 : 1) {
            for (const char flip : {'\x01', '\x10', '\x80'}) {
                QByteArray damaged = sound;
                damaged[at] = static_cast<char>(damaged[at] ^ flip);
                refused += messageOf(folder_.write("events.fcs", damaged)).empty() ? 0 : 1;
            }
            refused += messageOf(folder_.write("events.fcs", sound.left(at + 1))).empty() ? 0 : 1;
        }
        QVERIFY(refused > 700);
    }

    void stops() {
        FcsFile file = two();
        file.events = 200'000;
        file.data = QByteArray(200'000 * 8, '\0');
        const std::string path = folder_.write("large.fcs", file.bytes());
        for (const double fraction : {0.0, 0.2, 0.5})
            QVERIFY(stopsAt(path, fraction));
    }
};

QTEST_GUILESS_MAIN(TestFcsReader)
#include "test_fcs_reader.moc"
