// SPDX-License-Identifier: MIT
#include "panels/banner.h"

#include "panels/theme.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace shoal::ui {

Banner::Banner(QWidget* parent)
    : QFrame(parent)
    , icon_(new QLabel(this))
    , text_(new QLabel(this))
    , action_(new QPushButton(this)) {
    setObjectName(QStringLiteral("banner"));
    setAccessibleName(tr("Message"));
    text_->setObjectName(QStringLiteral("bannerText"));
    text_->setWordWrap(true);
    text_->setTextFormat(Qt::PlainText);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    action_->setObjectName(QStringLiteral("bannerAction"));
    action_->setFocusPolicy(Qt::TabFocus);
    auto* close = new QToolButton(this);
    close->setObjectName(QStringLiteral("bannerClose"));
    close->setIcon(themeIcon(QStringLiteral("close")));
    close->setToolTip(tr("Close"));
    close->setAccessibleName(tr("Close the message"));
    close->setFocusPolicy(Qt::TabFocus);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 8, 8, 8);
    layout->setSpacing(12);
    layout->addWidget(icon_);
    layout->addWidget(text_, 1);
    layout->addWidget(action_);
    layout->addWidget(close);

    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    connect(action_, &QPushButton::clicked, this, [this] {
        hide();
        if (const auto callback = callback_)
            callback();
    });
    hide();
}

void Banner::announce(Kind kind, const QString& text, const QString& actionText,
                      std::function<void()> action) {
    kind_ = kind;
    callback_ = std::move(action);
    const Theme& theme = themeOf(palette());
    const QColor color = kind == Kind::Error     ? theme.error
                         : kind == Kind::Warning ? theme.warning
                                                 : theme.good;
    const QString name = kind == Kind::Error     ? QStringLiteral("error")
                         : kind == Kind::Warning ? QStringLiteral("warning")
                                                 : QStringLiteral("done");
    icon_->setPixmap(tintedIcon(name, color, 18, devicePixelRatioF()));
    text_->setText(text);
    action_->setText(actionText);
    action_->setVisible(!actionText.isEmpty());
    show();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

QString Banner::text() const {
    return text_->text();
}

} // namespace shoal::ui
