// SPDX-License-Identifier: MIT
// The hand that draws outlines on a view: rectangle or lasso, shown while it is drawn. Watches the view's
// events and takes those that are meant for it; everything else is left to the view.
#pragma once

#include "selection/selection.h"

#include <QObject>
#include <QPointF>
#include <QPolygonF>
#include <QWidget>

#include <optional>

class QKeyEvent;
class QMouseEvent;

namespace shoal::ui {

/// Draws the outline over the view; lets all events through.
class OutlineOverlay : public QWidget {
    Q_OBJECT

public:
    explicit OutlineOverlay(QWidget* view);

    void setOutline(const QPolygonF& outline, Combination combination);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QPolygonF outline_;
    Combination combination_ = Combination::Replace;
};

/// Shift draws a rectangle, Shift+Ctrl a lasso; without Shift the tool in hand draws its own, Pan none. Ctrl
/// alone adds, Alt removes; else what setCombination() says. A click with a tool in hand names the point
/// under it. Escape drops an outline, then the tool.
class SelectionTool : public QObject {
    Q_OBJECT

public:
    enum class Kind { Pan, Rectangle, Lasso };

    explicit SelectionTool(QWidget* view);

    void setKind(Kind kind);
    Kind kind() const { return kind_; }
    void setCombination(Combination combination) { combination_ = combination; }
    Combination combination() const { return combination_; }

Q_SIGNALS:
    /// In logical pixels of the view.
    void drawn(const QPolygonF& outline, shoal::ui::Combination combination);
    void clicked(const QPointF& position, shoal::ui::Combination combination);
    void kindChanged(shoal::ui::SelectionTool::Kind kind);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Gesture {
        Kind kind;
        Combination combination;
        QPolygonF path; ///< from the press to where the pointer is
        bool moved = false;
    };

    bool press(const QMouseEvent& event);
    void move(const QPointF& position);
    void release(const QPointF& position);
    bool key(const QKeyEvent& event);
    void drop();
    static QPolygonF outlineOf(const Gesture& gesture);

    QWidget* view_;
    OutlineOverlay* overlay_;
    Kind kind_ = Kind::Pan;
    Combination combination_ = Combination::Replace;
    std::optional<Gesture> gesture_;
};

} // namespace shoal::ui
