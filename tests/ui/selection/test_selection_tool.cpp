// SPDX-License-Identifier: MIT
// The drawing hand by real mouse and key events on a bare widget, which gets what the hand does not take.
#include "selection/selection_tool.h"

#include <QSignalSpy>
#include <QtTest>

using namespace shoal;
using namespace shoal::ui;

namespace {

class Bare : public QWidget {
public:
    int presses = 0;
    int escapes = 0;

protected:
    void mousePressEvent(QMouseEvent*) override { ++presses; }
    void keyPressEvent(QKeyEvent* event) override { escapes += event->key() == Qt::Key_Escape ? 1 : 0; }
};

struct Drawn {
    QPolygonF outline;
    Combination combination;
};

class Board {
public:
    Board() {
        view.resize(400, 300);
        view.setFocusPolicy(Qt::StrongFocus);
        QObject::connect(&tool, &SelectionTool::drawn, &tool,
                         [this](const QPolygonF& outline, Combination how) {
                             drawn.push_back({outline, how});
                         });
        QObject::connect(&tool, &SelectionTool::clicked, &tool, [this](const QPointF& at, Combination how) {
            clicked.push_back({{at}, how});
        });
        view.show();
    }
    void drag(const QList<QPoint>& path, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QTest::mousePress(&view, Qt::LeftButton, modifiers, path.front());
        for (const QPoint& place : path)
            QTest::mouseMove(&view, place);
        QTest::mouseRelease(&view, Qt::LeftButton, modifiers, path.back());
    }
    QWidget* outline() const { return view.findChild<QWidget*>(QStringLiteral("outline")); }

    Bare view;
    SelectionTool tool{&view};
    QList<Drawn> drawn;
    QList<Drawn> clicked;
};

const QList<QPoint> triangle{{50, 50}, {200, 60}, {120, 200}, {60, 70}};

} // namespace

class TestSelectionTool : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void modifiersDrawWithAnyTool() {
        Board board;
        board.drag({{40, 30}, {100, 80}, {150, 90}}, Qt::ShiftModifier);
        QCOMPARE(board.drawn.size(), 1);
        QCOMPARE(board.drawn[0].outline.boundingRect(), QRectF(40, 30, 110, 60));
        QCOMPARE(board.drawn[0].outline.size(), 4);
        QCOMPARE(board.drawn[0].combination, Combination::Replace);
        board.drag(triangle, Qt::ShiftModifier | Qt::ControlModifier);
        QCOMPARE(board.drawn.size(), 2);
        QVERIFY(board.drawn[1].outline.contains(QPointF(120, 200)));
        QVERIFY(board.drawn[1].outline.containsPoint({120, 100}, Qt::WindingFill));
        QVERIFY(!board.drawn[1].outline.containsPoint({60, 180}, Qt::WindingFill));
        QCOMPARE(board.view.presses, 0);
    }

    void aPlainDragIsTheViews() {
        Board board;
        board.drag(triangle);
        board.drag(triangle, Qt::ControlModifier);
        QCOMPARE(board.drawn.size(), 0);
        QCOMPARE(board.view.presses, 2);
    }

    void theToolInHandDrawsItsOwn() {
        Board board;
        board.tool.setKind(SelectionTool::Kind::Lasso);
        QCOMPARE(board.view.cursor().shape(), Qt::CrossCursor);
        board.drag(triangle);
        board.tool.setKind(SelectionTool::Kind::Rectangle);
        board.drag(triangle);
        QCOMPARE(board.drawn.size(), 2);
        QVERIFY(board.drawn[0].outline.size() > 4);
        QCOMPARE(board.drawn[1].outline.boundingRect(), QRectF(50, 50, 10, 20));
        QTest::mousePress(&board.view, Qt::MiddleButton, {}, {10, 10}); // pans with any tool
        QCOMPARE(board.view.presses, 1);
    }

    void keysSayWhatIsDone_data() {
        QTest::addColumn<int>("modifiers");
        QTest::addColumn<Combination>("chosen");
        QTest::addColumn<Combination>("expected");
        QTest::newRow("none") << 0 << Combination::Replace << Combination::Replace;
        QTest::newRow("chosen") << 0 << Combination::Add << Combination::Add;
        QTest::newRow("control") << int(Qt::ControlModifier) << Combination::Replace << Combination::Add;
        QTest::newRow("alt") << int(Qt::AltModifier) << Combination::Add << Combination::Remove;
        QTest::newRow("shift") << int(Qt::ShiftModifier) << Combination::Remove << Combination::Remove;
        QTest::newRow("shift and control")
            << int(Qt::ShiftModifier | Qt::ControlModifier) << Combination::Replace << Combination::Replace;
    }
    void keysSayWhatIsDone() {
        QFETCH(int, modifiers);
        QFETCH(Combination, chosen);
        QFETCH(Combination, expected);
        Board board;
        board.tool.setKind(SelectionTool::Kind::Rectangle);
        board.tool.setCombination(chosen);
        board.drag(triangle, Qt::KeyboardModifiers(modifiers));
        QCOMPARE(board.drawn.size(), 1);
        QCOMPARE(board.drawn[0].combination, expected);
    }

    void theOutlineIsSeenWhileItIsDrawn() {
        Board board;
        QVERIFY(QTest::qWaitForWindowExposed(&board.view));
        QVERIFY(!board.outline()->isVisible());
        QTest::mousePress(&board.view, Qt::LeftButton, Qt::ShiftModifier, {40, 40});
        QTest::mouseMove(&board.view, {200, 160});
        QVERIFY(board.outline()->isVisible());
        const QImage seen = board.view.grab().toImage();
        QVERIFY(seen.pixel(120, 40) != seen.pixel(300, 250));  // the upper edge
        QVERIFY(seen.pixel(120, 100) != seen.pixel(300, 250)); // a tint inside
        QTest::mouseRelease(&board.view, Qt::LeftButton, Qt::ShiftModifier, {200, 160});
        QVERIFY(!board.outline()->isVisible());
    }

    void escapeDropsTheOutlineThenTheTool() {
        Board board;
        QSignalSpy changes(&board.tool, &SelectionTool::kindChanged);
        board.tool.setKind(SelectionTool::Kind::Lasso);
        QTest::mousePress(&board.view, Qt::LeftButton, {}, {40, 40});
        QTest::mouseMove(&board.view, {200, 160});
        QTest::keyClick(&board.view, Qt::Key_Escape);
        QVERIFY(!board.outline()->isVisible());
        QTest::mouseRelease(&board.view, Qt::LeftButton, {}, {200, 160});
        QCOMPARE(board.drawn.size(), 0);
        QCOMPARE(board.tool.kind(), SelectionTool::Kind::Lasso);
        QTest::keyClick(&board.view, Qt::Key_Escape);
        QCOMPARE(board.tool.kind(), SelectionTool::Kind::Pan);
        QCOMPARE(changes.size(), 2);
        QCOMPARE(board.view.escapes, 0);
        QTest::keyClick(&board.view, Qt::Key_Escape);
        QCOMPARE(board.view.escapes, 1);
    }

    void aClickNamesAPlaceWithAToolInHandAlone() {
        Board board;
        QTest::mouseClick(&board.view, Qt::LeftButton, Qt::ShiftModifier, {70, 80});
        QCOMPARE(board.clicked.size(), 0);
        board.tool.setKind(SelectionTool::Kind::Rectangle);
        QTest::mouseClick(&board.view, Qt::LeftButton, {}, {70, 80});
        QTest::mouseClick(&board.view, Qt::LeftButton, Qt::ControlModifier, {90, 80});
        QCOMPARE(board.clicked.size(), 2);
        QCOMPARE(board.clicked[0].outline.front(), QPointF(70, 80));
        QCOMPARE(board.clicked[1].combination, Combination::Add);
        QCOMPARE(board.drawn.size(), 0);
    }
};

QTEST_MAIN(TestSelectionTool)
#include "test_selection_tool.moc"
