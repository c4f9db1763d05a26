// SPDX-License-Identifier: MIT
// What a finished run offers: more iterations, a tighter map, or taking it home.
#pragma once

#include "recipe/recipe.h"

#include <QFrame>

class QLabel;

namespace shoal::ui {

class FinishedCard : public QFrame {
    Q_OBJECT

public:
    explicit FinishedCard(QWidget* parent = nullptr);

    /// Leaves the summary out where there is no room for it.
    void fitInto(int width);
    void setSummary(const QString& text);
    /// What "250 more" goes on with: the exaggeration the run ended at.
    void setExaggeration(double exaggeration) { exaggeration_ = exaggeration; }

Q_SIGNALS:
    void continueRequested(const shoal::Phase& phase);
    void exportRequested();

private:
    QLabel* summary_;
    double exaggeration_ = 1;
};

} // namespace shoal::ui
