// SPDX-License-Identifier: MIT
#include "panels/fold.h"

#include "panels/theme.h"

#include <QToolButton>
#include <QVBoxLayout>

namespace shoal::ui {

Fold::Fold(const QString& title, QWidget* parent)
    : QWidget(parent)
    , head_(new QToolButton(this))
    , content_(new QWidget(this)) {
    head_->setObjectName(QStringLiteral("foldHead"));
    head_->setText(title);
    head_->setCheckable(true);
    head_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    head_->setFocusPolicy(Qt::TabFocus);
    head_->setToolTip(tr("Shows or hides these settings"));
    QFont font = head_->font();
    font.setWeight(QFont::DemiBold);
    head_->setFont(font);
    auto* inner = new QVBoxLayout(content_);
    inner->setContentsMargins(0, 8, 0, 0);
    inner->setSpacing(12);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(head_, 0, Qt::AlignLeft);
    layout->addWidget(content_);
    connect(head_, &QToolButton::toggled, this, &Fold::setOpen);
    setOpen(false);
}

void Fold::setOpen(bool open) {
    head_->setChecked(open);
    head_->setIcon(themeIcon(open ? QStringLiteral("chevron_open") : QStringLiteral("chevron_right")));
    content_->setVisible(open);
}

bool Fold::isOpen() const {
    return head_->isChecked();
}

} // namespace shoal::ui
