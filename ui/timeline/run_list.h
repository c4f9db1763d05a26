// SPDX-License-Identifier: MIT
// The runs on this data as a list: a click shows one, F2 renames it, Delete deletes it.
#pragma once

#include <QWidget>

#include <cstdint>

class QAction;
class QLabel;
class QListView;

namespace shoal::ui {

class RunHistory;

class RunList : public QWidget {
    Q_OBJECT

public:
    explicit RunList(QWidget* parent = nullptr);

    void setHistory(RunHistory* history);
    /// Marks the run that is shown; tells nobody.
    void setShown(std::uint64_t id);

Q_SIGNALS:
    void chosen(std::uint64_t id);
    void deleteRequested(std::uint64_t id);
    void countChanged(int runs);

private:
    std::uint64_t currentId() const;
    void choose();
    void refresh();

    RunHistory* history_ = nullptr;
    QLabel* hint_;
    QListView* list_;
    QAction* rename_;
    QAction* delete_;
    bool marking_ = false;
};

} // namespace shoal::ui
