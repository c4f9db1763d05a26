// SPDX-License-Identifier: MIT
// How long the run that the recipe panel shows will take: from a probe of the open data and from what earlier
// runs on this machine took.
#pragma once

#include "session/time_estimate.h"
#include "window/background.h"

#include <QHash>
#include <QObject>

#include <memory>

namespace shoal {
struct Dataset;
}

namespace shoal::ui {

class TimeKeeper : public QObject {
    Q_OBJECT

public:
    explicit TimeKeeper(QObject* parent = nullptr);

    /// Measures anew on other data; nullptr for none.
    void setData(std::shared_ptr<const Dataset> data);
    /// Estimates at once from what is known, and measures what is not unless `idle` is false.
    void setRecipe(const Recipe& recipe, bool idle);
    /// No probe takes the machine's time from a run.
    void cancelProbe() { probe_.cancel(); }
    /// Remembers what the stages of a run have taken; `recipe` as it was in force at the end.
    void learn(const Recipe& recipe, const std::vector<StageRecord>& records);

    /// "About 12 s (9 to 16 s)"; empty while it cannot be told.
    QString all() const { return all_; }
    /// "Neighbours 3 s · Affinities 0.4 s · …"
    QString stages() const { return stages_; }
    /// By the names of stages.h, for tooltips.
    const QHash<QString, QString>& byStage() const { return byStage_; }

Q_SIGNALS:
    void changed();

private:
    void estimate();

    Background probe_;
    std::shared_ptr<const Dataset> data_;
    Recipe recipe_;
    std::vector<Measurement> remembered_; ///< of this machine, of any data
    std::vector<Measurement> probed_;     ///< of the open data
    QString all_;
    QString stages_;
    QHash<QString, QString> byStage_;
};

} // namespace shoal::ui
