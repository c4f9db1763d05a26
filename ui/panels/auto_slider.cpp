// SPDX-License-Identifier: MIT
#include "panels/auto_slider.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>

#include <algorithm>
#include <cmath>
#include <utility>

namespace shoal::ui {

namespace {
constexpr int steps = 200;
}

AutoSlider::AutoSlider(const QString& name, const QString& teach, Range range,
                       std::function<QString(double)> textOf, const QString& widest, QWidget* parent)
    : QWidget(parent)
    , range_(range)
    , textOf_(std::move(textOf))
    , automatic_(range.least)
    , slider_(new QSlider(Qt::Horizontal, this))
    , value_(new QLabel(this))
    , auto_(new QPushButton(tr("Auto"), this)) {
    auto* label = new QLabel(name, this);
    label->setBuddy(slider_);
    label->setToolTip(teach);
    label->setMinimumWidth(fontMetrics().horizontalAdvance(tr("Opacity")) + 4);
    const QString plain = QString(name).remove(QLatin1Char('&'));
    slider_->setRange(0, steps);
    slider_->setPageStep(steps / 10);
    slider_->setMinimumWidth(128);
    slider_->setToolTip(teach);
    slider_->setAccessibleName(plain);
    value_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    value_->setFixedWidth(fontMetrics().horizontalAdvance(widest) + 4);
    auto_->setCheckable(true);
    auto_->setChecked(true);
    auto_->setProperty("chip", true);
    auto_->setAccessibleName(tr("%1: automatic").arg(plain));
    auto_->setToolTip(tr("Chosen for the points in view, so that neither gaps nor clumps hide the shape"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(label);
    layout->addWidget(slider_, 1);
    layout->addWidget(value_);
    layout->addWidget(auto_);
    connect(slider_, &QSlider::valueChanged, this, [this](int step) {
        choose(range_.least * std::pow(range_.most / range_.least, static_cast<double>(step) / steps));
    });
    connect(auto_, &QPushButton::clicked, this,
            [this](bool automatic) { choose(automatic ? std::nullopt : std::optional(automatic_)); });
    showValue(automatic_);
}

void AutoSlider::setChosen(std::optional<double> value) {
    if (value && !(*value >= range_.least && *value <= range_.most))
        value.reset();
    chosen_ = value;
    auto_->setChecked(!chosen_);
    showValue(chosen_.value_or(automatic_));
}

void AutoSlider::setInForce(double value) {
    if (chosen_)
        return;
    automatic_ = value;
    showValue(value);
}

void AutoSlider::choose(std::optional<double> value) {
    setChosen(value);
    Q_EMIT chosenChanged(chosen_);
}

void AutoSlider::showValue(double value) {
    const double within = std::clamp(value, range_.least, range_.most);
    const double share = std::log(within / range_.least) / std::log(range_.most / range_.least);
    const QSignalBlocker quiet(slider_);
    slider_->setValue(static_cast<int>(std::lround(share * steps)));
    value_->setText(textOf_(value));
}

} // namespace shoal::ui
