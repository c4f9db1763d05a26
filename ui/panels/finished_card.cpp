// SPDX-License-Identifier: MIT
#include "panels/finished_card.h"

#include "panels/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace shoal::ui {

FinishedCard::FinishedCard(QWidget* parent)
    : QFrame(parent)
    , summary_(new QLabel(this)) {
    setObjectName(QStringLiteral("finishedCard"));
    setProperty("card", true);
    summary_->setObjectName(QStringLiteral("finishedSummary"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(summary_);
    layout->addSpacing(8);
    const auto add = [&](const QString& name, const QString& text, const QString& teach) {
        auto* button = new QPushButton(text, this);
        button->setObjectName(name);
        button->setToolTip(teach);
        button->setFocusPolicy(Qt::TabFocus);
        layout->addWidget(button);
        return button;
    };
    auto* more = add(QStringLiteral("continueMore"), tr("250 &more"),
                     tr("Goes on for 250 iterations at the exaggeration it ended with"));
    auto* tighter =
        add(QStringLiteral("continueTighter"), tr("Exaggeration &4"),
            tr("250 iterations at exaggeration 4: clusters drawn tighter, more white space between them"));
    auto* take =
        add(QStringLiteral("exportButton"), tr("E&xport…"), tr("Picture or coordinates to a file (Ctrl+E)"));
    take->setProperty("primary", true);
    connect(more, &QPushButton::clicked, this, [this] { Q_EMIT continueRequested({exaggeration_, 250}); });
    connect(tighter, &QPushButton::clicked, this, [this] { Q_EMIT continueRequested({4, 250}); });
    connect(take, &QPushButton::clicked, this, &FinishedCard::exportRequested);
}

void FinishedCard::fitInto(int width) {
    summary_->show();
    summary_->setVisible(sizeHint().width() <= width);
}

void FinishedCard::setSummary(const QString& text) {
    summary_->setText(text);
    adjustSize();
}

} // namespace shoal::ui
