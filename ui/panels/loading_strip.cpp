// SPDX-License-Identifier: MIT
#include "panels/loading_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace shoal::ui {

LoadingStrip::LoadingStrip(QWidget* parent)
    : QFrame(parent)
    , text_(new QLabel(this))
    , bar_(new QProgressBar(this)) {
    setObjectName(QStringLiteral("loadingStrip"));
    text_->setTextFormat(Qt::PlainText);
    bar_->setTextVisible(false);
    bar_->setAccessibleName(tr("Reading"));
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(QStringLiteral("cancelLoading"));
    cancel->setFocusPolicy(Qt::TabFocus);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 8, 8, 8);
    layout->setSpacing(12);
    layout->addWidget(text_);
    layout->addWidget(bar_, 1);
    layout->addWidget(cancel);
    connect(cancel, &QPushButton::clicked, this, &LoadingStrip::cancelled);
    hide();
}

void LoadingStrip::begin(const QString& name) {
    name_ = name;
    text_->setText(tr("Reading %1…").arg(name_));
    bar_->setRange(0, 0);
    show();
}

void LoadingStrip::setProgress(double fraction) {
    if (fraction <= 0)
        return;
    bar_->setRange(0, 1000);
    bar_->setValue(static_cast<int>(fraction * 1000));
    text_->setText(tr("Reading %1… %2 %").arg(name_).arg(static_cast<int>(fraction * 100)));
}

} // namespace shoal::ui
