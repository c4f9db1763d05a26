// SPDX-License-Identifier: MIT
// What people without a mouse or without sight depend on: names, tooltips that teach, and the keyboard's
// reach of every control; and that no text is cut.
#include "window_harness.h"

#include "scatter/scatter_view.h"
#include "window/keys_sheet.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTabBar>
#include <QTabWidget>
#include <QtTest>

#include <set>

using namespace shoal;
using namespace shoal::ui;

namespace {

enum class State { Empty, Loaded, Paused, Finished };

QString describe(const QWidget* widget) {
    QString path;
    for (const QWidget* at = widget; at; at = at->parentWidget())
        path += QStringLiteral("%1 \"%2\"%3")
                    .arg(QLatin1String(at->metaObject()->className()), at->objectName(),
                         at->parentWidget() ? QStringLiteral(" in ") : QString());
    return path;
}

/// Parts of a control that speak through it: the line of a spin box, the viewport of a list.
bool isPart(const QWidget* widget) {
    if (widget->focusProxy() || qobject_cast<const QScrollBar*>(widget))
        return true;
    for (const QWidget* at = widget->parentWidget(); at; at = at->parentWidget())
        if (qobject_cast<const QAbstractSpinBox*>(at) || qobject_cast<const QComboBox*>(at) ||
            qobject_cast<const QLineEdit*>(at) || qobject_cast<const QTabBar*>(at) ||
            qobject_cast<const QAbstractItemView*>(at) || qobject_cast<const QPlainTextEdit*>(at))
            return true;
    return false;
}

bool isControl(const QWidget* widget) {
    return qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QComboBox*>(widget) ||
           qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget) ||
           qobject_cast<const QAbstractItemView*>(widget) || qobject_cast<const QAbstractSlider*>(widget) ||
           qobject_cast<const QTabBar*>(widget) || qobject_cast<const QPlainTextEdit*>(widget);
}

QString nameOf(const QWidget* widget) {
    if (!widget->accessibleName().isEmpty())
        return widget->accessibleName();
    if (const auto* button = qobject_cast<const QAbstractButton*>(widget))
        return button->text();
    const auto* tabs = qobject_cast<const QTabBar*>(widget);
    return tabs && tabs->count() > 0 ? tabs->tabText(0) : QString();
}

/// Its own, or that of what it stands in, as Qt shows them.
QString tooltipOf(const QWidget* widget) {
    if (const auto* tabs = qobject_cast<const QTabBar*>(widget))
        return tabs->tabToolTip(0);
    for (; widget && !widget->isWindow(); widget = widget->parentWidget())
        if (!widget->toolTip().isEmpty())
            return widget->toolTip();
    return {};
}

QList<QWidget*> controlsOf(QWidget& window) {
    QList<QWidget*> controls;
    for (QWidget* widget : window.findChildren<QWidget*>())
        if (isControl(widget) && !isPart(widget) && widget->isVisible() && widget->isEnabled())
            controls += widget;
    return controls;
}

/// Labels and buttons with less room than their text takes; those whose text may be shortened left out.
QStringList cutTexts(const QWidget& window) {
    QStringList cut;
    for (const QWidget* widget : window.findChildren<QWidget*>()) {
        const auto* label = qobject_cast<const QLabel*>(widget);
        const bool mayShrink = widget->sizePolicy().horizontalPolicy() == QSizePolicy::Ignored;
        if (!widget->isVisible() || isPart(widget) || mayShrink || (label && label->text().isEmpty()) ||
            (!label && !qobject_cast<const QAbstractButton*>(widget)))
            continue;
        const bool wraps = label && label->wordWrap();
        const QSize needed =
            wraps ? QSize(0, label->heightForWidth(label->width())) : widget->minimumSizeHint();
        if (needed.width() > widget->width() || needed.height() > widget->height())
            cut += QStringLiteral("%1: %2 × %3 of %4 × %5")
                       .arg(describe(widget))
                       .arg(widget->width())
                       .arg(widget->height())
                       .arg(needed.width())
                       .arg(needed.height());
    }
    return cut;
}

} // namespace

class TestAccess : public QObject {
    Q_OBJECT

    static void states() {
        QTest::addColumn<int>("state");
        QTest::newRow("empty") << static_cast<int>(State::Empty);
        QTest::newRow("loaded") << static_cast<int>(State::Loaded);
        QTest::newRow("paused") << static_cast<int>(State::Paused);
        QTest::newRow("finished") << static_cast<int>(State::Finished);
    }

    /// With more classes than a legend without a search lists.
    static QString manyClasses(const WindowHarness& harness) {
        QByteArray text("a,b,c,kind,depth\n");
        for (int i = 0; i < 240; ++i)
            text += QByteArray::number(i % 12 * 5 + i % 7) + ',' + QByteArray::number(i % 12 + i % 5) + ',' +
                    QByteArray::number(i * 37 % 101) + ",k" + QByteArray::number(i % 12) + ',' +
                    QByteArray::number(i) + '\n';
        return harness.file(QStringLiteral("many.csv"), text);
    }

    static void bring(WindowHarness& harness, State state) {
        if (state == State::Empty)
            return;
        QVERIFY(harness.openAndSee(manyClasses(harness)));
        for (auto* fold : harness.window().findChildren<QAbstractButton*>(QStringLiteral("foldHead")))
            fold->setChecked(true);
        if (state == State::Loaded)
            return;
        harness.typeOnePhase(state == State::Paused ? 900'000 : 60);
        harness.click("startButton");
        const auto running = [&harness] { return harness.window().run().state(); };
        if (state == State::Finished) {
            QTRY_COMPARE_WITH_TIMEOUT(running(), SessionState::Finished, 20'000);
            QTRY_VERIFY(harness.find<QWidget>("startButton")->isEnabled());
            return;
        }
        QTRY_VERIFY_WITH_TIMEOUT(
            harness.window().run().snapshot() && harness.window().run().snapshot()->iteration > 0, 20'000);
        harness.click("startButton");
        QTRY_COMPARE(running(), SessionState::Paused);
    }

private Q_SLOTS:
    void everyControlHasANameAndTeaches_data() { states(); }
    void everyControlHasANameAndTeaches() {
        QFETCH(int, state);
        WindowHarness harness;
        bring(harness, static_cast<State>(state));
        QStringList wrong;
        for (const QWidget* widget : harness.window().findChildren<QWidget*>()) {
            if (isPart(widget) || !widget->isVisible())
                continue;
            const bool focusable = widget->focusPolicy() != Qt::NoFocus;
            if (!focusable && !isControl(widget))
                continue;
            // A pane of tabs is reached by its bar.
            if (qobject_cast<const QTabWidget*>(widget))
                continue;
            if (nameOf(widget).isEmpty())
                wrong += QStringLiteral("no name: ") + describe(widget);
            // Over the map a tooltip would hide points: the sheet of keys teaches its gestures.
            if (tooltipOf(widget).isEmpty() && !qobject_cast<const ScatterView*>(widget))
                wrong += QStringLiteral("no tooltip: ") + describe(widget);
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
    }

    void tabReachesEveryControl_data() { states(); }
    void tabReachesEveryControl() {
        QFETCH(int, state);
        WindowHarness harness;
        bring(harness, static_cast<State>(state));
        const QList<QWidget*> controls = controlsOf(harness.window());
        QVERIFY(controls.size() > (static_cast<State>(state) == State::Empty ? 1 : 15));
        std::set<const QWidget*> reached;
        for (qsizetype press = 0; press < 3 * controls.size(); ++press) {
            QWidget* focus = QApplication::focusWidget();
            QTest::keyClick(focus ? focus : &harness.window(), Qt::Key_Tab);
            for (const QWidget* at = QApplication::focusWidget(); at; at = at->parentWidget())
                reached.insert(at);
        }
        QStringList missed;
        for (const QWidget* control : controls)
            if (!reached.contains(control))
                missed += describe(control);
        QVERIFY2(missed.isEmpty(), qPrintable(missed.join(QLatin1Char('\n'))));
    }

    void noTextIsCut_data() { states(); }
    void noTextIsCut() {
        QFETCH(int, state);
        WindowHarness harness;
        harness.window().resize(1280, 800);
        bring(harness, static_cast<State>(state));
        QStringList cut;
        const bool none = QTest::qWaitFor([&] {
            cut = cutTexts(harness.window());
            return cut.isEmpty();
        });
        QVERIFY2(none, qPrintable(cut.join(QLatin1Char('\n'))));
    }

    // The sheet is where people look for keys: what an action has must be on it.
    void theSheetNamesEveryKey() {
        WindowHarness harness;
        QTest::keyClick(&harness.window(), Qt::Key_F1);
        const auto* sheet = harness.window().findChild<KeysSheet*>();
        QVERIFY(sheet && sheet->isVisible());
        QString text;
        for (const QLabel* label : sheet->findChildren<QLabel*>())
            text += label->text() + QLatin1Char('\n');
        QStringList missing;
        for (const QAction* action : harness.window().findChildren<QAction*>()) {
            if (action->objectName().isEmpty() || action->shortcut().isEmpty())
                continue;
            const QString key = action->shortcut().toString(QKeySequence::NativeText);
            const QRegularExpression whole(
                QStringLiteral("(^|[\\s,])%1($|[\\s,])").arg(QRegularExpression::escape(key)),
                QRegularExpression::MultilineOption);
            if (!text.contains(whole))
                missing += action->text() + QStringLiteral(": ") + key;
        }
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QLatin1Char('\n'))));
    }

    void samplesAreOfferedWhereThereAreNoData() {
        WindowHarness harness;
        auto* sample = harness.find<QAbstractButton>("sample1");
        QVERIFY(sample && sample->isVisible());
        QVERIFY(!sample->accessibleName().isEmpty());
        sample->setFocus();
        QTest::keyClick(sample, Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(harness.window().document().data(), 20'000);
    }
};

QTEST_MAIN(TestAccess)
#include "test_access.moc"
