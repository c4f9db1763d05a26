// SPDX-License-Identifier: MIT
// The right dock's part about the selection: how many points, of which classes, what sets them apart, and
// what can be made of them.
#pragma once

#include "selection/selection.h"
#include "selection/share_list.h"

#include <QWidget>

class QAction;
class QButtonGroup;
class QLabel;
class QScrollArea;

namespace shoal::ui {

class SelectionPanel : public QWidget {
    Q_OBJECT

public:
    /// `actions` become the buttons at the bottom.
    explicit SelectionPanel(const QList<QAction*>& actions, QWidget* parent = nullptr);

    /// How many of how many; 0 tells how to select.
    void setCount(std::size_t selected, std::size_t of);
    /// Classes that are selected, the largest first; none hides them. `note` says what is left out.
    void setClasses(const std::vector<ShareRow>& rows, const QString& note);
    /// Features by how much they differ; `note` says what they were found from, or that they are being found.
    void setFeatures(const std::vector<ShareRow>& rows, const QString& note);
    void setCombination(Combination combination);

Q_SIGNALS:
    void combinationChosen(shoal::ui::Combination combination);
    void featureChosen(std::size_t feature);

private:
    QButtonGroup* combination_;
    QLabel* count_;
    QWidget* details_;
    QWidget* combinations_;
    QScrollArea* scroll_;
    QLabel* classesTitle_;
    ShareList* classes_;
    QLabel* classesNote_;
    ShareList* features_;
    QLabel* featuresNote_;
};

} // namespace shoal::ui
