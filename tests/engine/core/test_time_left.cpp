// SPDX-License-Identifier: MIT
#include "core/time_left.h"

#include <QtTest>

using namespace shoal;

class TestTimeLeft : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goesOnAtThePaceSoFar() {
        QCOMPARE(timeLeft(10, 0.25), std::optional<double>(30));
        QCOMPARE(timeLeft(10, 1), std::optional<double>(0));
    }
    void littleDoneTellsLittle() {
        QVERIFY(!timeLeft(10, 0.01));
        QVERIFY(!timeLeft(0.5, 0.5));
        QVERIFY(!timeLeft(10, 0));
    }
};

QTEST_APPLESS_MAIN(TestTimeLeft)
#include "test_time_left.moc"
