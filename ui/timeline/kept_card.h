// SPDX-License-Identifier: MIT
// Lies on the canvas while it shows a map of the past: says which, and offers to go on from it or go back.
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace shoal::ui {

class KeptCard : public QFrame {
    Q_OBJECT

public:
    explicit KeptCard(QWidget* parent = nullptr);

    /// "Iteration 250 of 750, kept".
    void setCaption(const QString& caption);
    /// What going back leads to: a run under way, its last map, or nothing.
    enum class Back { Live, LastMap, Nowhere };
    void setBack(Back back);
    /// Leaves out the button to go on where there is no room: the menu has it too.
    void fitInto(int width);

Q_SIGNALS:
    void continueRequested();
    void backRequested();

private:
    QLabel* caption_;
    QPushButton* continue_;
    QPushButton* back_;
};

} // namespace shoal::ui
