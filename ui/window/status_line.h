// SPDX-License-Identifier: MIT
// The status bar: stage, iteration, rate, time left, KL, neighbours kept and memory.
#pragma once

#include "quality/score.h"
#include "session/snapshot.h"

#include <QStatusBar>

class QLabel;

namespace shoal::ui {

class StatusLine : public QStatusBar {
    Q_OBJECT

public:
    explicit StatusLine(QWidget* parent = nullptr);

    /// What is going on when no run is: "Ready", "Reading…".
    void setIdle(const QString& text);
    /// Says what goes on, and leaves what is known of the map as it is.
    void setStage(const QString& text);
    void setProgress(SessionState state, const Progress& progress);
    void setKl(std::optional<double> klDivergence);
    /// `kept` of the `neighbors` nearest of each of `measured` points; nothing while it is not known.
    struct Kept {
        Score share;
        std::size_t neighbors = 0;
        std::size_t measured = 0;
    };
    void setKept(const std::optional<Kept>& kept);

private:
    QLabel* field(const QString& name, const QString& teach, bool permanent);
    void showMemory();

    QLabel* stage_;
    QLabel* iteration_;
    QLabel* rate_;
    QLabel* left_;
    QLabel* kl_;
    QLabel* kept_;
    QLabel* memory_;
};

} // namespace shoal::ui
