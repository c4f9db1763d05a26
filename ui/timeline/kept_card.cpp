// SPDX-License-Identifier: MIT
#include "timeline/kept_card.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace shoal::ui {

KeptCard::KeptCard(QWidget* parent)
    : QFrame(parent)
    , caption_(new QLabel(this))
    , continue_(new QPushButton(tr("Co&ntinue from here"), this))
    , back_(new QPushButton(this)) {
    setObjectName(QStringLiteral("keptCard"));
    setProperty("card", true);
    caption_->setObjectName(QStringLiteral("keptCaption"));
    caption_->setTextFormat(Qt::PlainText);
    continue_->setObjectName(QStringLiteral("continueFromHere"));
    continue_->setToolTip(
        tr("A new run that starts from this map and does what its recipe has left (Ctrl+B). A "
           "run under way is stopped; it stays in the list of runs."));
    continue_->setFocusPolicy(Qt::TabFocus);
    back_->setObjectName(QStringLiteral("backToLive"));
    back_->setProperty("primary", true);
    back_->setFocusPolicy(Qt::TabFocus);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(caption_);
    layout->addSpacing(8);
    layout->addWidget(continue_);
    layout->addWidget(back_);
    setBack(Back::Live);
    connect(continue_, &QPushButton::clicked, this, &KeptCard::continueRequested);
    connect(back_, &QPushButton::clicked, this, &KeptCard::backRequested);
}

void KeptCard::setCaption(const QString& caption) {
    caption_->setText(caption);
    adjustSize();
}

void KeptCard::setBack(Back back) {
    back_->setVisible(back != Back::Nowhere);
    back_->setText(back == Back::LastMap ? tr("&Back to the last map") : tr("&Back to live"));
    back_->setToolTip(back == Back::LastMap ? tr("Shows the map the last run ended with (Ctrl+L)")
                                            : tr("Shows the run under way again (Ctrl+L)"));
    adjustSize();
}

void KeptCard::fitInto(int width) {
    continue_->show();
    continue_->setVisible(sizeHint().width() <= width);
}

} // namespace shoal::ui
