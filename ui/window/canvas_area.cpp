// SPDX-License-Identifier: MIT
#include "window/canvas_area.h"

#include "panels/exaggeration_card.h"
#include "panels/finished_card.h"
#include "panels/point_look_card.h"
#include "panels/stage_chips.h"
#include "panels/theme.h"
#include "scatter/scatter_view.h"
#include "selection/point_text.h"
#include "timeline/kept_card.h"

#include <QAction>
#include <QCursor>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace shoal::ui {

namespace {
constexpr int edge = 16;
}

CanvasArea::CanvasArea(QWidget* parent)
    : QWidget(parent)
    , view_(new ScatterView(this))
    , chips_(new StageChips(this))
    , exaggeration_(new ExaggerationCard(this))
    , finished_(new FinishedCard(this))
    , kept_(new KeptCard(this))
    , look_(new PointLookCard(this))
    , tools_(new QFrame(this))
    , follow_(new QPushButton(tr("&Follow"), this))
    , caption_(quietLabel({}, this))
    , hover_(new QLabel(this)) {
    setObjectName(QStringLiteral("canvas"));
    setMinimumSize(400, 280);
    view_->setObjectName(QStringLiteral("scatter"));
    view_->setAccessibleName(tr("Map of the points"));
    view_->setFocusPolicy(Qt::ClickFocus);
    tools_->setProperty("card", true);
    auto* column = new QVBoxLayout(tools_);
    column->setContentsMargins(3, 3, 3, 3);
    column->setSpacing(0);
    follow_->setObjectName(QStringLiteral("follow"));
    follow_->setIcon(themeIcon(QStringLiteral("follow")));
    follow_->setToolTip(
        tr("The camera stays where you moved it. Click to have it follow the points again (O)."));
    follow_->setFocusPolicy(Qt::TabFocus);
    follow_->hide();
    caption_->setObjectName(QStringLiteral("caption"));
    caption_->setAttribute(Qt::WA_TransparentForMouseEvents);
    hover_->setObjectName(QStringLiteral("hover"));
    hover_->setProperty("card", true);
    hover_->setFrameShape(QFrame::StyledPanel);
    hover_->setAttribute(Qt::WA_TransparentForMouseEvents);
    hover_->setTextFormat(Qt::RichText);
    hover_->setMargin(6);
    hover_->hide();
    look_->hide();
    setBottom(Bottom::Nothing);
    setChipsVisible(false);

    connect(chips_, &StageChips::sizeChanged, this, &CanvasArea::arrange);
    connect(follow_, &QPushButton::clicked, view_, &ScatterView::fit);
    connect(view_, &ScatterView::followingChanged, this, [this](bool following) {
        follow_->setVisible(!following);
        arrange();
    });
    connect(view_, &ScatterView::hovered, this, &CanvasArea::showHover);
}

void CanvasArea::addTools(const QList<QAction*>& actions) {
    auto* column = static_cast<QVBoxLayout*>(tools_->layout());
    if (column->count() > 0)
        column->addSpacing(8); // between groups
    for (QAction* action : actions) {
        auto* button = new QToolButton(tools_);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setFocusPolicy(Qt::TabFocus);
        button->setAccessibleName(action->text().remove(QLatin1Char('&')));
        column->addWidget(button);
    }
    arrange();
}

void CanvasArea::setData(std::shared_ptr<const Dataset> dataset) {
    data_ = std::move(dataset);
    labels_.reset();
    hover_->hide();
}

void CanvasArea::setLabels(std::shared_ptr<const Column> column) {
    labels_ = std::move(column);
}

void CanvasArea::setCaption(const QString& text) {
    if (caption_->text() == text)
        return;
    caption_->setText(text);
    caption_->setVisible(!text.isEmpty());
    arrange();
}

void CanvasArea::setBottom(Bottom bottom) {
    exaggeration_->setVisible(bottom == Bottom::Exaggeration);
    finished_->setVisible(bottom == Bottom::Finished);
    kept_->setVisible(bottom == Bottom::Kept);
    arrange();
}

void CanvasArea::setChipsVisible(bool visible) {
    chips_->setVisible(visible);
    arrange();
}

void CanvasArea::showLook(bool shown) {
    look_->setVisible(shown);
    arrange();
    if (shown) {
        look_->raise();
        look_->takeFocus();
    }
}

void CanvasArea::resizeEvent(QResizeEvent*) {
    arrange();
}

void CanvasArea::arrange() {
    view_->setGeometry(rect());
    tools_->adjustSize();
    tools_->move(width() - tools_->width() - edge, edge);
    const int room = tools_->x() - 2 * edge;
    const int chipsWidth = std::min(chips_->sizeHint().width(), room);
    chips_->setGeometry(std::min((width() - chipsWidth) / 2, edge + room - chipsWidth), edge - 2, chipsWidth,
                        chips_->sizeHint().height());
    const int below = chips_->isHidden() ? edge : chips_->geometry().bottom() + edge / 2;
    look_->adjustSize();
    look_->move(std::max(edge, tools_->x() - look_->width() - edge / 2), below);
    follow_->adjustSize();
    follow_->move((width() - follow_->width()) / 2, below);
    caption_->adjustSize();
    caption_->move(edge, below);
    const auto atBottom = [this](QWidget* card, int wish) {
        const int cardWidth = std::min(wish, width() - 2 * edge);
        const int cardHeight = card->sizeHint().height();
        card->setGeometry((width() - cardWidth) / 2, height() - cardHeight - edge, cardWidth, cardHeight);
    };
    atBottom(exaggeration_, 480);
    finished_->fitInto(width() - 2 * edge);
    atBottom(finished_, finished_->sizeHint().width());
    kept_->fitInto(width() - 2 * edge);
    atBottom(kept_, kept_->sizeHint().width());
    const int top = chips_->isHidden() && caption_->isHidden() ? 0 : below;
    const QWidget* card = !exaggeration_->isHidden() ? static_cast<QWidget*>(exaggeration_)
                          : !finished_->isHidden()   ? static_cast<QWidget*>(finished_)
                          : !kept_->isHidden()       ? static_cast<QWidget*>(kept_)
                                                     : nullptr;
    view_->setCoveredEdges({0, top, 0, card ? height() - card->y() : 0});
}

void CanvasArea::showHover(std::int64_t point) {
    if (point < 0 || !data_ || static_cast<std::size_t>(point) >= data_->points()) {
        hover_->hide();
        return;
    }
    hover_->setText(pointText(*data_, labels_.get(), static_cast<std::size_t>(point)));
    hover_->adjustSize();
    const QPoint at = mapFromGlobal(QCursor::pos()) + QPoint(14, 14);
    hover_->move(std::clamp(at.x(), 0, std::max(0, width() - hover_->width())),
                 at.y() + hover_->height() > height() ? std::max(0, at.y() - hover_->height() - 28)
                                                      : std::max(0, at.y()));
    hover_->show();
    hover_->raise();
}

} // namespace shoal::ui
