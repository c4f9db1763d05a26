// SPDX-License-Identifier: MIT
// IDX files as MNIST comes: images flattened, labels from the file beside.
#include "reading.h"

using namespace shoal;
using namespace shoal::test;

namespace {

QByteArray idx(char type, const QList<quint32>& shape, const QByteArray& values) {
    QByteArray file("\0\0", 2);
    file.append(type).append(static_cast<char>(shape.size()));
    for (const quint32 length : shape)
        for (int shift = 24; shift >= 0; shift -= 8)
            file.append(static_cast<char>(length >> shift & 0xFF));
    return file + values;
}

const QByteArray images = idx(8, {3, 2, 2}, QByteArray("\0\1\2\3\xFF\x80\0\0\7\7\7\7", 12));
const QByteArray labels = idx(8, {3}, QByteArray("\7\0\7", 3));

} // namespace

class TestIdxReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void imagesWithTheirLabels() {
        const Folder folder;
        const std::string path = folder.write("train-images-idx3-ubyte", images);
        folder.write("train-labels-idx1-ubyte", labels);
        const auto data = readFile(path);
        QCOMPARE(data->points(), std::size_t{3});
        COMPARE_LISTS(rowOf(*data, 1), {255.0F, 128.0F, 0.0F, 0.0F});
        QCOMPARE(data->defaultLabels()->name, std::string("label"));
        COMPARE_LISTS(classesOf(data->columns.at(0)), {"7", "0", "7"});
        COMPARE_LISTS(data->columns[0].categorical()->categories, {"0", "7"});
        const DatasetSummary summary = summarize(path);
        QCOMPARE(summary.format, std::string("IDX images"));
        QCOMPARE(summary.matrices.at(0).columns, std::size_t{4});
        QCOMPARE(summary.columns.at(0).distinct, std::size_t{2});
    }

    void imagesAlone() {
        const Folder folder;
        const auto data = readFile(folder.write("digits.idx", images));
        QVERIFY(data->columns.empty());
        const std::string message = messageOf(folder.path("digits.idx"), {{}, {"label"}});
        QVERIFY2(message.find("no column \"label\"") != std::string::npos, message.c_str());
    }

    void otherTypes() {
        const Folder folder;
        const auto shorts = readFile(folder.write("s.idx", idx(0x0B, {1, 2}, QByteArray("\xFF\xFE\1\0", 4))));
        COMPARE_LISTS(rowOf(*shorts, 0), {-2.0F, 256.0F});
        const auto floats = readFile(folder.write("f.idx", idx(0x0D, {1, 1}, QByteArray("\x3F\xC0\0\0", 4))));
        COMPARE_LISTS(rowOf(*floats, 0), {1.5F});
    }

    void refused() {
        const Folder folder;
        VERIFY_REFUSED(folder.write("cut.idx", images.left(images.size() - 1)), "cut.idx", "cut short");
        VERIFY_REFUSED(folder.write("huge.idx", idx(8, {0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, "x")),
                       "cut short");
        VERIFY_REFUSED(folder.write("none.idx", idx(8, {0, 28, 28}, "x")), "no values");
        VERIFY_REFUSED(folder.write("labels.idx", labels), "labels only");
        const std::string path = folder.write("a-images-idx3-ubyte", images);
        folder.write("a-labels-idx1-ubyte", idx(8, {2}, QByteArray("\1\2", 2)));
        VERIFY_REFUSED(path, "2 labels", "3 images");
    }

    void stops() {
        const Folder folder;
        const std::string path =
            folder.write("large.idx", idx(8, {9000, 28, 28}, QByteArray(9000 * 784, '\1')));
        QVERIFY(stopsAt(path, 0));
        QVERIFY(stopsAt(path, 0.4));
    }
};

QTEST_GUILESS_MAIN(TestIdxReader)
#include "test_idx_reader.moc"
