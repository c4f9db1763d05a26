// SPDX-License-Identifier: MIT
// The legend: swatch, name and count of each class, or a bar for numbers. Click or Enter isolates, Ctrl-click
// or Space toggles, pointing at a class picks it out on the canvas.
#pragma once

#include "panels/legend_model.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;
class QListView;
class QMenu;
class QPushButton;
class QToolButton;

namespace shoal::ui {

class NumbersLegend;

class LegendPanel : public QWidget {
    Q_OBJECT

public:
    explicit LegendPanel(QWidget* parent = nullptr);

    /// `ownColors`: some classes have colours a person chose, so that there are others to go back to.
    void setColoring(std::shared_ptr<const Coloring> coloring, bool ownColors = false);
    /// Whether a colouring by trust could be of every point.
    void setMoreMeasurable(bool measurable);
    LegendModel* model() const { return model_; }

Q_SIGNALS:
    void recolorRequested(std::size_t classIndex);
    /// The colours of the file or the palette are wanted again.
    void restoreRequested();
    /// The pointer rests on a class, or on none any more.
    void pointedAt(std::optional<std::size_t> classIndex);
    /// A class's menu is about to show: others may add to it.
    void menuRequested(QMenu* menu, std::size_t classIndex);
    void rangeChosen(std::optional<ColorRange> range);
    void measureAllRequested();

private:
    bool eventFilter(QObject* watched, QEvent* event) override;
    bool filterKey(const QKeyEvent& key);
    bool filterMouse(const QMouseEvent& mouse);
    void filterMenu(const QContextMenuEvent& event);
    void buildHead();
    void buildList();
    void pointAt(const QModelIndex& row);
    void showMenu(const QModelIndex& row, const QPoint& at);
    void summarize();

    std::shared_ptr<const Coloring> coloring_;
    bool ownColors_ = false;
    bool moreMeasurable_ = false;
    LegendModel* model_;
    QWidget* head_;
    QLineEdit* search_;
    QToolButton* sort_;
    QListView* list_;
    NumbersLegend* numbers_;
    QLabel* summary_;
    QPushButton* measureAll_;
    std::vector<bool> onBeforeClick_; ///< a double-click is a click first, whose effect it takes back
    std::optional<std::size_t> pointed_;
    QTimer settled_; ///< the pointer has come to rest on what it points at
};

} // namespace shoal::ui
