// SPDX-License-Identifier: MIT
// The stages of a run as chips along the top of the canvas. An optimisation's chips offer to lengthen,
// shorten or skip it.
#pragma once

#include "panels/stage_chip.h"
#include "recipe/recipe.h"
#include "session/snapshot.h"

#include <QHash>
#include <QWidget>

#include <string>
#include <vector>

class QHBoxLayout;

namespace shoal::ui {

class StageChips : public QWidget {
    Q_OBJECT

public:
    /// Which phase of which list a wish is about.
    struct Target {
        bool sample = false;
        std::optional<std::size_t> phase = {}; ///< none: that of the next iteration
    };

    explicit StageChips(QWidget* parent = nullptr);

    /// The stages a run of `recipe` on data with so many features goes through; none of them begun.
    void setPlan(const Recipe& recipe, std::size_t dimensions);
    /// The phases of the run have become others.
    void setRecipe(const Recipe& recipe);
    void setProgress(const Progress& progress);
    void setAllDone();
    /// What a stage takes, for its tooltip, by the names in Progress.
    void setEstimates(const QHash<QString, QString>& estimates);
    /// "Neighbours, 43 %": what is under way, for tests and screen readers.
    QString current() const;

Q_SIGNALS:
    /// By so many iterations; a negative number shortens.
    void lengthenRequested(Target target, qint64 iterations);
    void skipRequested(Target target);
    /// The chips want more room, or less.
    void sizeChanged();

protected:
    bool event(QEvent* event) override;

private:
    struct Entry {
        QString name;
        QString teach;
        std::vector<std::string> stages; ///< names in Progress that belong to it
        std::optional<Target> target;    ///< of an optimisation
        std::uint64_t begin = 0;         ///< of a phase: its iterations
        std::uint64_t end = 0;           ///< 0: all of the stage
        StageChip* chip = nullptr;
    };
    std::vector<Entry> entries() const;
    void rebuild();
    void openMenu(const Entry& entry);
    void showTooltips();

    Recipe recipe_;
    std::size_t dimensions_ = 0;
    std::vector<Entry> entries_;
    int active_ = -1;
    QHash<QString, QString> estimates_;
    QHBoxLayout* layout_;
};

/// A stage's name for people: "Neighbours" for "neighbors".
QString stageTitle(const std::string& stage);

/// A phase's name for people: "Early exaggeration", "Exaggeration 4", "Optimise".
QString phaseTitle(const std::vector<Phase>& phases, std::size_t phase);

} // namespace shoal::ui
