// SPDX-License-Identifier: MIT
// Start, Pause, Step, Perturb and Stop; how long a run will take; and a line when changed settings wait to be
// applied.
#pragma once

#include <QStringList>
#include <QWidget>

#include <optional>

class QAction;
class QLabel;
class QPushButton;

namespace shoal::ui {

class RunControls : public QWidget {
    Q_OBJECT

public:
    struct Actions {
        QAction* startOrPause;
        QAction* step;
        QAction* perturb;
        QAction* stop;
    };
    explicit RunControls(const Actions& actions, QWidget* parent = nullptr);

    /// Names of settings that differ from those of the run: which Apply re-optimises with from where the
    /// points are, and which act only when it starts anew. Two empty lists hide the line.
    void setWaiting(const QStringList& reoptimized, const QStringList& anew);
    /// How far applied settings are, 0 to 1; nothing when none are in the making.
    void setApplying(std::optional<double> fraction);
    /// "About 12 s (9 to 16 s)" and what the stages take; empty hides it.
    void setEstimate(const QString& all, const QString& stages);
    QPushButton* primary() const { return primary_; }

Q_SIGNALS:
    void applyRequested();
    void restartRequested();

private:
    void showWaiting();

    QPushButton* primary_;
    QLabel* estimate_;
    QLabel* estimateStages_;
    QWidget* waiting_;
    QLabel* waitingText_;
    QPushButton* apply_;
    QPushButton* restart_;
    QStringList reoptimized_;
    QStringList anew_;
    std::optional<double> applying_;
};

} // namespace shoal::ui
