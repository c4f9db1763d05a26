// SPDX-License-Identifier: MIT
#include "panels/exaggeration_card.h"

#include "panels/exaggeration_slider.h"
#include "panels/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>

namespace shoal::ui {

ExaggerationCard::ExaggerationCard(QWidget* parent)
    : QFrame(parent)
    , slider_(new ExaggerationSlider(this))
    , value_(new QLabel(this)) {
    setObjectName(QStringLiteral("exaggerationCard"));
    setProperty("card", true);
    value_->setObjectName(QStringLiteral("exaggerationValue"));
    value_->setProperty("title", true);
    value_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    value_->setFixedWidth(fontMetrics().horizontalAdvance(QStringLiteral("×30.00")));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 4, 16, 4);
    layout->setSpacing(8);
    layout->addWidget(new QLabel(tr("Exaggeration"), this));
    layout->addWidget(slider_, 1);
    layout->addWidget(value_);
    connect(slider_, &QSlider::valueChanged, this, &ExaggerationCard::showValue);
    connect(slider_, &ExaggerationSlider::chosen, this, &ExaggerationCard::showValue);
    showValue();
}

void ExaggerationCard::setExaggeration(double exaggeration) {
    slider_->setExaggeration(exaggeration);
    showValue();
}

void ExaggerationCard::showValue() {
    value_->setText(QStringLiteral("×%1").arg(QLocale().toString(slider_->exaggeration(), 'g', 4)));
}

} // namespace shoal::ui
