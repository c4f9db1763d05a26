// SPDX-License-Identifier: MIT
#include "panels/number_fields.h"

#include <QWheelEvent>

namespace shoal::ui {

namespace {

void makePlain(QAbstractSpinBox& field) {
    field.setButtonSymbols(QAbstractSpinBox::NoButtons);
    field.setAlignment(Qt::AlignRight);
    field.setFocusPolicy(Qt::StrongFocus);
    field.setKeyboardTracking(false); // half-typed numbers are nobody's wish
}

} // namespace

RealField::RealField(double minimum, double maximum, QWidget* parent)
    : QDoubleSpinBox(parent) {
    setDecimals(4);
    setRange(minimum, maximum);
    makePlain(*this);
}

QString RealField::textFromValue(double value) const {
    return locale().toString(value, 'g', 8);
}

bool RealField::typing() const {
    const bool special = value() == minimum() && !specialValueText().isEmpty();
    return text() != (special ? specialValueText() : textFromValue(value()));
}

void RealField::wheelEvent(QWheelEvent* event) {
    if (hasFocus())
        QDoubleSpinBox::wheelEvent(event);
    else
        event->ignore();
}

CountField::CountField(int minimum, int maximum, QWidget* parent)
    : QSpinBox(parent) {
    setRange(minimum, maximum);
    setGroupSeparatorShown(true);
    makePlain(*this);
}

bool CountField::typing() const {
    return text() != textFromValue(value());
}

void CountField::wheelEvent(QWheelEvent* event) {
    if (hasFocus())
        QSpinBox::wheelEvent(event);
    else
        event->ignore();
}

} // namespace shoal::ui
