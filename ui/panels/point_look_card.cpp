// SPDX-License-Identifier: MIT
#include "panels/point_look_card.h"

#include <QKeyEvent>
#include <QLocale>
#include <QSlider>
#include <QVBoxLayout>

namespace shoal::ui {

PointLookCard::PointLookCard(QWidget* parent)
    : QFrame(parent) {
    setObjectName(QStringLiteral("pointLook"));
    setProperty("card", true);
    size_ = new AutoSlider(
        tr("Si&ze"), tr("How wide a point is drawn. Small points keep a crowded map legible."), {0.5, 20},
        [](double value) { return tr("%1 px").arg(QLocale().toString(value, 'f', 1)); }, tr("20.0 px"), this);
    size_->setObjectName(QStringLiteral("pointSize"));
    opacity_ = new AutoSlider(
        tr("Opa&city"),
        tr("How much a point covers what lies beneath. Where faint points add up, it is dense."), {0.01, 1},
        [](double value) { return tr("%1 %").arg(QLocale().toString(100 * value, 'f', 0)); }, tr("100 %"),
        this);
    opacity_->setObjectName(QStringLiteral("pointOpacity"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 12, 12);
    layout->setSpacing(8);
    layout->addWidget(size_);
    layout->addWidget(opacity_);
}

void PointLookCard::takeFocus() {
    size_->findChild<QSlider*>()->setFocus(Qt::PopupFocusReason);
}

void PointLookCard::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        return Q_EMIT closeRequested();
    QFrame::keyPressEvent(event);
}

} // namespace shoal::ui
