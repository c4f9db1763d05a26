// SPDX-License-Identifier: MIT
// The legend: swatch, name and count of each class, or a bar for numbers. Click isolates, Ctrl-click toggles.
#pragma once

#include "panels/legend_model.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListView;
class QToolButton;

namespace shoal::ui {

class ColorBar;

class LegendPanel : public QWidget {
    Q_OBJECT

public:
    explicit LegendPanel(QWidget* parent = nullptr);

    void setColoring(std::shared_ptr<const Coloring> coloring);
    LegendModel* model() const { return model_; }

Q_SIGNALS:
    void recolorRequested(std::size_t classIndex);

private:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void summarize();

    std::shared_ptr<const Coloring> coloring_;
    LegendModel* model_;
    QWidget* head_;
    QLineEdit* search_;
    QToolButton* sort_;
    QListView* list_;
    ColorBar* bar_;
    QLabel* summary_;
    std::vector<bool> onBeforeClick_; ///< a double-click is a click first, whose effect it takes back
};

} // namespace shoal::ui
