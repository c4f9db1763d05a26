// SPDX-License-Identifier: MIT
// The stages of a run as chips along the top of the canvas: done, under way with its progress, and still to
// come.
#pragma once

#include "recipe/recipe.h"
#include "session/snapshot.h"

#include <QWidget>

#include <string>
#include <vector>

namespace shoal::ui {

class StageChips : public QWidget {
    Q_OBJECT

public:
    explicit StageChips(QWidget* parent = nullptr);

    /// The stages a run of `recipe` on data with so many features goes through; none of them begun.
    void setPlan(const Recipe& recipe, std::size_t dimensions);
    void setProgress(const Progress& progress);
    void setAllDone();
    QSize sizeHint() const override;
    /// "Neighbours, 43 %": what is under way, for tests and screen readers.
    QString current() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Chip {
        QString name;
        std::vector<std::string> stages; ///< names in Progress that belong to it
        bool begun = false;
        bool done = false;
        double fraction = 0;
    };
    int widthOf(const Chip& chip) const;

    std::vector<Chip> chips_;
    int active_ = -1;
};

/// A stage's name for people: "Neighbours" for "neighbors".
QString stageTitle(const std::string& stage);

} // namespace shoal::ui
