// SPDX-License-Identifier: MIT
#include "panels/banner.h"

#include "panels/theme.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include <utility>

namespace shoal::ui {

Banner::Banner(QWidget* parent)
    : QFrame(parent)
    , icon_(new QLabel(this))
    , text_(new QLabel(this))
    , action_{new QPushButton(this), {}}
    , other_{new QPushButton(this), {}} {
    setObjectName(QStringLiteral("banner"));
    setAccessibleName(tr("Message"));
    text_->setObjectName(QStringLiteral("bannerText"));
    text_->setWordWrap(true);
    text_->setTextFormat(Qt::PlainText);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
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
    layout->addWidget(action_.button);
    layout->addWidget(other_.button);
    layout->addWidget(close);

    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    addButton(action_, "bannerAction");
    addButton(other_, "bannerOther");
    hide();
}

void Banner::addButton(Button& button, const char* name) {
    button.button->setObjectName(QLatin1String(name));
    button.button->setFocusPolicy(Qt::TabFocus);
    connect(button.button, &QPushButton::clicked, this, [this, &button] {
        hide();
        if (const auto chosen = button.chosen)
            chosen();
    });
}

void Banner::set(Button& button, Choice choice) {
    button.button->setText(choice.text);
    button.button->setVisible(!choice.text.isEmpty());
    button.chosen = std::move(choice.chosen);
}

void Banner::announce(Kind kind, const QString& text, const QString& actionText,
                      std::function<void()> action) {
    ask(kind, text, {actionText, std::move(action)}, {});
}

void Banner::ask(Kind kind, const QString& text, Choice first, Choice second) {
    kind_ = kind;
    const Theme& theme = themeOf(palette());
    const QColor color = kind == Kind::Error     ? theme.error
                         : kind == Kind::Warning ? theme.warning
                                                 : theme.good;
    const QString name = kind == Kind::Error     ? QStringLiteral("error")
                         : kind == Kind::Warning ? QStringLiteral("warning")
                                                 : QStringLiteral("done");
    icon_->setPixmap(tintedIcon(name, color, 18, devicePixelRatioF()));
    text_->setText(text);
    set(action_, std::move(first));
    set(other_, std::move(second));
    show();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

QString Banner::text() const {
    return text_->text();
}

} // namespace shoal::ui
