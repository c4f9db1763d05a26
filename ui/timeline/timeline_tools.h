// SPDX-License-Identifier: MIT
// Beside the timeline: plays what is kept of a run, and tells how much memory that takes and may take.
#pragma once

#include <QWidget>

#include <cstdint>

class QAction;
class QActionGroup;
class QToolButton;

namespace shoal::ui {

class TimelineTools : public QWidget {
    Q_OBJECT

public:
    explicit TimelineTools(QWidget* parent = nullptr);

    /// The button does what the action does and looks as it looks.
    void setPlayAction(QAction* play);
    /// Of all runs together, in bytes.
    void setMemory(std::uint64_t held, std::uint64_t limit);

Q_SIGNALS:
    void limitChosen(std::uint64_t bytes);

private:
    QToolButton* play_;
    QToolButton* memory_;
    QActionGroup* limits_;
};

} // namespace shoal::ui
