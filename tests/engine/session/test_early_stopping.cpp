// SPDX-License-Identifier: MIT
#include "session/early_stopping.h"

#include <QtTest>

using namespace shoal;
using Verdict = EarlyStopping::Verdict;

namespace {

/// Feeds KL divergences, one a look, and gives the iteration of the first verdict other than GoOn; 0 for
/// none.
std::uint64_t firstVerdict(EarlyStopping& stopping, PhasePlan& plan, const std::vector<double>& divergences,
                           Verdict expected) {
    for (const double divergence : divergences) {
        plan.advanceTo(plan.iteration() + EarlyStopping::interval);
        const Verdict verdict = stopping.look(plan, divergence);
        if (verdict != Verdict::GoOn)
            return verdict == expected ? plan.iteration() : 0;
    }
    return 0;
}

} // namespace

class TestEarlyStopping : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void exaggerationEndsPastThePeakOfTheFall() {
        EarlyStopping stopping;
        PhasePlan plan({{12, 250}, {1, 500}});
        // Relative falls of 0, 5, 10, 8, 6 per cent: two looks below the peak are enough.
        QCOMPARE(firstVerdict(stopping, plan, {4, 4, 3.8, 3.42, 3.146, 2.957, 2.8}, Verdict::FallPeaked),
                 60U);
    }

    void oneLookBelowThePeakMayBeChance() {
        EarlyStopping stopping;
        PhasePlan plan({{12, 250}, {1, 500}});
        // Falls of 5, 4, 6, 5, 7 per cent
        QCOMPARE(firstVerdict(stopping, plan, {4, 3.8, 3.648, 3.429, 3.258, 3.03}, Verdict::FallPeaked), 0U);
    }

    void aStartThatStandsStillIsNoEnd() {
        for (const std::vector<Phase>& phases :
             {std::vector<Phase>{{12, 250}, {1, 500}}, std::vector<Phase>{{1, 500}}}) {
            EarlyStopping stopping;
            PhasePlan plan(phases);
            QCOMPARE(firstVerdict(stopping, plan, {4, 4, 3.9999, 3.9999, 3.99985, 3.99985, 3.99985},
                                  Verdict::Settled),
                     0U);
        }
    }

    void theLastPhaseEndsOnceItHasSettled() {
        EarlyStopping stopping;
        PhasePlan plan({{1, 500}});
        // A 5,000th an iteration is 0.2 per cent from look to look.
        QCOMPARE(firstVerdict(stopping, plan, {4, 3, 2.99, 2.985, 2.978, 2.973, 2.968}, Verdict::Settled),
                 70U);
        EarlyStopping falling;
        PhasePlan other({{1, 500}});
        QCOMPARE(firstVerdict(falling, other, {4, 3, 2.993, 2.986, 2.979, 2.972, 2.965}, Verdict::Settled),
                 0U);
    }

    void phasesBetweenRunToTheirEnds() {
        EarlyStopping stopping;
        PhasePlan plan({{4, 30}, {8, 100}, {8, 100}});
        // Neither is followed by a lower exaggeration, nor the last one.
        QCOMPARE(
            firstVerdict(stopping, plan, {4, 3, 2.9, 2.9, 2.9, 2.9, 2.9, 2.9, 2.9, 2.9}, Verdict::Settled),
            0U);
    }

    void anotherPhaseHasAnotherPeak() {
        EarlyStopping stopping;
        PhasePlan plan({{12, 40}, {6, 100}, {1, 100}});
        // The first phase's peak of 20 per cent is none of the second, whose falls are 2, 3, 2, 1.
        QCOMPARE(firstVerdict(stopping, plan, {5, 4, 3.2, 2.56, 2.509, 2.434, 2.385, 2.361, 2.35},
                              Verdict::FallPeaked),
                 80U);
    }
};

QTEST_APPLESS_MAIN(TestEarlyStopping)
#include "test_early_stopping.moc"
