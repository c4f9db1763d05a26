// SPDX-License-Identifier: MIT
// The scatter view and what lies on it: stage chips, the exaggeration slider, what a finished run offers,
// hover.
#pragma once

#include "data/dataset.h"

#include <QWidget>

#include <memory>

class QAction;
class QFrame;
class QLabel;
class QPushButton;

namespace shoal::ui {

class ExaggerationCard;
class FinishedCard;
class KeptCard;
class PointLookCard;
class ScatterView;
class StageChips;

class CanvasArea : public QWidget {
    Q_OBJECT

public:
    explicit CanvasArea(QWidget* parent = nullptr);

    ScatterView* view() const { return view_; }
    StageChips* chips() const { return chips_; }
    ExaggerationCard* exaggeration() const { return exaggeration_; }
    FinishedCard* finished() const { return finished_; }
    KeptCard* kept() const { return kept_; }
    PointLookCard* look() const { return look_; }

    /// A group of buttons in the corner.
    void addTools(const QList<QAction*>& actions);
    void setData(std::shared_ptr<const Dataset> dataset);
    /// The column whose value the hover label tells; nullptr for none.
    void setLabels(std::shared_ptr<const Column> column);
    /// What the picture is, when it is not the whole embedding: "First two principal components".
    void setCaption(const QString& text);
    enum class Bottom { Nothing, Exaggeration, Finished, Kept };
    void setBottom(Bottom bottom);
    void setChipsVisible(bool visible);
    /// The card for point size and opacity, beside the tools.
    void showLook(bool shown);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();
    void showHover(std::int64_t point);

    ScatterView* view_;
    StageChips* chips_;
    ExaggerationCard* exaggeration_;
    FinishedCard* finished_;
    KeptCard* kept_;
    PointLookCard* look_;
    QFrame* tools_;
    QPushButton* follow_;
    QLabel* caption_;
    QLabel* hover_;
    std::shared_ptr<const Dataset> data_;
    std::shared_ptr<const Column> labels_;
};

} // namespace shoal::ui
