// SPDX-License-Identifier: MIT
// Start, Pause, Step and Stop, and a line when changed settings wait for the next start.
#pragma once

#include "session/snapshot.h"

#include <QWidget>

class QAction;
class QLabel;
class QPushButton;
class QToolButton;

namespace shoal::ui {

class RunControls : public QWidget {
    Q_OBJECT

public:
    RunControls(QAction* startOrPause, QAction* step, QAction* stop, QWidget* parent = nullptr);

    /// Names of settings that differ from the run under way and act only when it starts anew; empty hides the
    /// line.
    void setWaiting(const QStringList& settings);
    QPushButton* primary() const { return primary_; }

Q_SIGNALS:
    void restartRequested();

private:
    QPushButton* primary_;
    QToolButton* step_;
    QToolButton* stop_;
    QWidget* waiting_;
    QLabel* waitingText_;
};

} // namespace shoal::ui
