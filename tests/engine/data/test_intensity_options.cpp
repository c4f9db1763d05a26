// SPDX-License-Identifier: MIT
// The scale of measured intensities: as people type it, and of files that are no FCS.
#include "reading.h"

#include <cmath>

using namespace shoal;
using namespace shoal::test;

using Scale = IntensityOptions::Scale;

class TestIntensityOptions : public QObject {
    Q_OBJECT

    Folder folder_;

private Q_SLOTS:
    void texts() {
        IntensityOptions options;
        QCOMPARE(scaleText(options), std::string());
        for (const char* text : {"none", "arcsinh", "arcsinh:5", "arcsinh:0.25"}) {
            setScale(options, text);
            QCOMPARE(scaleText(options), std::string(text));
        }
        QCOMPARE(options.cofactor, 0.25);
        setScale(options, "none");
        QVERIFY(options.scale == Scale::Linear && options.cofactor == 0);
        for (const char* text : {"", "log", "arcsinh:", "arcsinh:0", "arcsinh:-5", "arcsinh:x", "arcsinh5",
                                 "arcsinh:nan", "arcsinh:inf", "Arcsinh"})
            QVERIFY_EXCEPTION_THROWN(setScale(options, text), Error);
    }

    void tablesAreScaledWhenAsked() {
        const std::string path = folder_.write("cells.csv", "CD4,CD8,kind\n5,-10,a\n0,50,b\n5,1,a\n5,2,b\n");
        QCOMPARE(readFile(path)->features(0, 1), -10.0F);
        ReadOptions options;
        setScale(options.intensities, "arcsinh:5");
        const auto data = readFile(path, options);
        QCOMPARE(data->features(0, 1), static_cast<float>(std::asinh(-2.0)));
        QCOMPARE(data->features(1, 1), static_cast<float>(std::asinh(10.0)));
        QCOMPARE(scaleText(data->intensities), std::string("arcsinh:5"));
        setScale(options.intensities, "none");
        QCOMPARE(readFile(path, options)->features(0, 1), -10.0F);
        setScale(options.intensities, "arcsinh");
        const std::string message = messageOf(path, options);
        QVERIFY2(message.starts_with("cells.csv") && message.find("arcsinh:150") != std::string::npos,
                 message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestIntensityOptions)
#include "test_intensity_options.moc"
