// SPDX-License-Identifier: MIT
// The playhead of the timeline under mouse and keys.
#include "timeline/kl_strip.h"

#include <QtTest>

#include <memory>

using namespace shoal;
using namespace shoal::ui;

namespace {

/// A strip 800 pixels wide whose playhead follows every wish, as the window has it.
class Hands {
public:
    explicit Hands(std::vector<KeptPlace> kept, KeptPlace newest, const Recipe& recipe = Recipe::standard()) {
        strip.resize(800, 140);
        strip.begin(recipe);
        strip.setKept(std::move(kept));
        strip.setNewest(newest);
        QObject::connect(&strip, &KlStrip::scrubbed, &strip, [this](const KeptPlace& place) {
            ++scrubs;
            strip.setPlayhead(place);
        });
        QObject::connect(&strip, &KlStrip::newestRequested, &strip, [this] {
            ++returns;
            strip.setPlayhead({});
        });
        strip.show();
    }
    void press(Qt::Key key) { QTest::keyClick(&strip, key); }
    std::uint64_t iteration() const { return strip.playhead() ? strip.playhead()->iteration : 9999; }
    QPoint at(const KeptPlace& place) const { return strip.positionOf(place).toPoint(); }

    KlStrip strip;
    int scrubs = 0;
    int returns = 0;
};

std::vector<KeptPlace> everyTenth(std::uint64_t last) {
    std::vector<KeptPlace> kept;
    for (std::uint64_t i = 0; i <= last; i += 10)
        kept.push_back({i, false});
    return kept;
}

constexpr std::uint64_t newest = 9999;

} // namespace

class TestKlStrip : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aClickGoesToTheNearestKeptMap() {
        Hands hands(everyTenth(400), {404, false});
        const QPoint at = hands.at({250, false});
        QTest::mouseClick(&hands.strip, Qt::LeftButton, {}, at);
        QCOMPARE(hands.iteration(), std::uint64_t{250});
        QTest::mouseClick(&hands.strip, Qt::LeftButton, {}, at + QPoint(2, -20));
        QCOMPARE(hands.iteration(), std::uint64_t{250});
        QCOMPARE(hands.scrubs, 1); // it stands there already
        QTest::mouseClick(&hands.strip, Qt::RightButton, {}, hands.at({100, false}));
        QCOMPARE(hands.scrubs, 1);
    }

    void aDragScrubsAndItsEndReturnsToTheNewest() {
        Hands hands(everyTenth(400), {404, false});
        QTest::mousePress(&hands.strip, Qt::LeftButton, {}, hands.at({300, false}));
        for (std::uint64_t i = 290; i >= 200; i -= 10) {
            QMouseEvent move(QEvent::MouseMove, hands.at({i, false}),
                             hands.strip.mapToGlobal(hands.at({i, false})), Qt::NoButton, Qt::LeftButton, {});
            QCoreApplication::sendEvent(&hands.strip, &move);
            QCOMPARE(hands.iteration(), i);
        }
        QCOMPARE(hands.scrubs, 11);
        const QPoint right(hands.strip.width() - 5, 60);
        QMouseEvent move(QEvent::MouseMove, right, hands.strip.mapToGlobal(right), Qt::NoButton,
                         Qt::LeftButton, {});
        QCoreApplication::sendEvent(&hands.strip, &move);
        QCOMPARE(hands.iteration(), newest);
        QTest::mouseRelease(&hands.strip, Qt::LeftButton, {}, right);
        QTest::mouseMove(&hands.strip, hands.at({100, false}));
        QCOMPARE(hands.iteration(), newest); // without a button it only looks
        QCOMPARE(hands.returns, 1);
    }

    void keysGoFromMapToMap() {
        Hands hands(everyTenth(400), {404, false});
        hands.press(Qt::Key_Left);
        QCOMPARE(hands.iteration(), std::uint64_t{400});
        hands.press(Qt::Key_Left);
        QCOMPARE(hands.iteration(), std::uint64_t{390});
        hands.press(Qt::Key_PageUp);
        QCOMPARE(hands.iteration(), std::uint64_t{290});
        hands.press(Qt::Key_Right);
        QCOMPARE(hands.iteration(), std::uint64_t{300});
        hands.press(Qt::Key_Home);
        QCOMPARE(hands.iteration(), std::uint64_t{0});
        const int before = hands.scrubs;
        hands.press(Qt::Key_Left);
        hands.press(Qt::Key_PageUp);
        QCOMPARE(hands.scrubs, before); // there is nothing before the first
        hands.press(Qt::Key_PageDown);
        QCOMPARE(hands.iteration(), std::uint64_t{100});
        hands.press(Qt::Key_End);
        QCOMPARE(hands.iteration(), newest);
        hands.press(Qt::Key_Left);
        hands.press(Qt::Key_Right);
        QCOMPARE(hands.iteration(), newest);
    }

    void thePlayheadStaysWhereItIsWhenTheRestIsThinned() {
        Hands hands(everyTenth(400), {404, false});
        QTest::mouseClick(&hands.strip, Qt::LeftButton, {}, hands.at({250, false}));
        std::vector<KeptPlace> thinned;
        for (std::uint64_t i = 0; i <= 400; i += 20)
            thinned.push_back({i, false});
        hands.strip.setKept(thinned);
        QCOMPARE(hands.iteration(), std::uint64_t{250});
        hands.press(Qt::Key_Left);
        QCOMPARE(hands.iteration(), std::uint64_t{240});
        hands.strip.setPlayhead(KeptPlace{250, false});
        hands.press(Qt::Key_Right);
        QCOMPARE(hands.iteration(), std::uint64_t{260});
    }

    void aSampleComesFirst() {
        Recipe recipe = Recipe::largeData();
        recipe.samplePhases = {{12, 250}, {1, 500}};
        const std::vector<KeptPlace> kept{{0, true}, {700, true}, {750, true}, {0, false}, {30, false}};
        Hands hands(kept, {35, false}, recipe);
        QVERIFY(hands.at({700, true}).x() < hands.at({0, false}).x());
        QCOMPARE(hands.at({750, true}), hands.at({0, false}));
        for (auto place = kept.rbegin(); place != kept.rend(); ++place) {
            hands.press(Qt::Key_Left);
            QCOMPARE(*hands.strip.playhead(), *place);
        }
        for (std::size_t i = 1; i < kept.size(); ++i) {
            hands.press(Qt::Key_Right);
            QCOMPARE(*hands.strip.playhead(), kept[i]);
        }
        QTest::mouseClick(&hands.strip, Qt::LeftButton, {}, hands.at({700, true}));
        QCOMPARE(*hands.strip.playhead(), (KeptPlace{700, true}));
    }

    void nothingKeptIsNothingToGoTo() {
        Hands hands({}, {50, false});
        QTest::mouseClick(&hands.strip, Qt::LeftButton, {}, hands.at({10, false}));
        for (const Qt::Key key : {Qt::Key_Left, Qt::Key_Right, Qt::Key_Home, Qt::Key_End})
            hands.press(key);
        QCOMPARE(hands.scrubs + hands.returns, 0);
    }
};

QTEST_MAIN(TestKlStrip)
#include "test_kl_strip.moc"
