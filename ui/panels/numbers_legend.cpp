// SPDX-License-Identifier: MIT
#include "panels/numbers_legend.h"

#include "colors/palette.h"
#include "panels/color_bar.h"
#include "panels/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace shoal::ui {

namespace {

constexpr int swatchSize = 11;

/// A disc of the missing values' grey, as they are drawn on the canvas.
class Swatch : public QWidget {
public:
    explicit Swatch(QWidget* parent)
        : QWidget(parent) {
        setFixedSize(swatchSize, swatchSize);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(QColor::fromRgb(missingColor));
        painter.drawEllipse(rect());
    }
};

/// What the bar shows: all values, unless a few of them lie so far off that the range would be a sliver.
ColorRange extentOf(const Coloring& coloring) {
    constexpr double roomBeside = 1.5; // times the range, to each side
    const double width = coloring.high - coloring.low;
    return {std::min(coloring.low, std::max(coloring.least, coloring.low - roomBeside * width)),
            std::max(coloring.high, std::min(coloring.greatest, coloring.high + roomBeside * width))};
}

QString numberText(double value) {
    return QLocale().toString(value, 'g', 6);
}

std::optional<double> numberIn(const QLineEdit& field) {
    bool valid = false;
    double value = QLocale().toDouble(field.text().trimmed(), &valid);
    if (!valid) // a decimal point is understood everywhere
        value = QLocale::c().toDouble(field.text().trimmed(), &valid);
    return valid && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace

NumbersLegend::NumbersLegend(QWidget* parent)
    : QWidget(parent)
    , title_(new QLabel(this))
    , bar_(new ColorBar(this))
    , low_(new QLineEdit(this))
    , high_(new QLineEdit(this))
    , lowText_(quietLabel({}, this))
    , middleText_(quietLabel({}, this))
    , highText_(quietLabel({}, this))
    , reset_(new QToolButton(this))
    , missing_(new QWidget(this))
    , missingCount_(quietLabel({}, missing_)) {
    setObjectName(QStringLiteral("numbersLegend"));
    title_->setObjectName(QStringLiteral("numbersTitle"));
    title_->setTextFormat(Qt::PlainText);
    title_->setProperty("title", true);
    title_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    for (const auto& [field, name, title, teach] :
         {std::tuple(low_, "rangeLow", tr("Lowest value of the colours"),
                     tr("The value where the colours begin: all lower ones look like it")),
          std::tuple(high_, "rangeHigh", tr("Highest value of the colours"),
                     tr("The value where the colours end: all higher ones look like it"))}) {
        field->setObjectName(QLatin1String(name));
        field->setAccessibleName(title);
        field->setToolTip(teach);
        field->setMinimumWidth(56);
        connect(field, &QLineEdit::editingFinished, this, &NumbersLegend::take);
    }
    high_->setAlignment(Qt::AlignRight);
    reset_->setObjectName(QStringLiteral("rangeReset"));
    reset_->setIcon(themeIcon(QStringLiteral("reset")));
    reset_->setToolTip(tr("Back to the range from the 1st to the 99th percentile"));
    reset_->setAccessibleName(tr("Reset the range"));
    reset_->setFocusPolicy(Qt::TabFocus);
    QSizePolicy keepsPlace = reset_->sizePolicy();
    keepsPlace.setRetainSizeWhenHidden(true);
    reset_->setSizePolicy(keepsPlace);
    connect(reset_, &QToolButton::clicked, this, [this] { Q_EMIT rangeChosen(std::nullopt); });
    connect(bar_, &ColorBar::dragged, this, [this](ColorRange range) {
        range_ = range;
        showEnds();
        Q_EMIT rangeChosen(range);
    });

    auto* ends = new QHBoxLayout;
    ends->setSpacing(4);
    ends->addWidget(low_, 1);
    ends->addWidget(lowText_);
    ends->addWidget(reset_);
    ends->addWidget(middleText_, 1, Qt::AlignHCenter);
    ends->addWidget(high_, 1);
    ends->addWidget(highText_);
    auto* missing = new QHBoxLayout(missing_);
    missing->setContentsMargins(0, 4, 0, 0);
    missing->setSpacing(9);
    missing->addWidget(new Swatch(missing_));
    missing->addWidget(new QLabel(tr("missing"), missing_), 1);
    missing->addWidget(missingCount_);
    missingCount_->setObjectName(QStringLiteral("missingCount"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(title_);
    layout->addWidget(bar_);
    layout->addLayout(ends);
    layout->addWidget(missing_);
}

void NumbersLegend::setColoring(const Coloring& coloring) {
    range_ = {coloring.low, coloring.high};
    const bool movable = !coloring.shares && coloring.least < coloring.greatest;
    const QString title = QString::fromStdString(coloring.title);
    title_->setText(title);
    title_->setToolTip(title);
    bar_->setScale(range_, coloring.shares ? range_ : extentOf(coloring), movable);
    for (QWidget* widget : std::initializer_list<QWidget*>{low_, high_})
        widget->setVisible(movable);
    for (QWidget* widget : std::initializer_list<QWidget*>{lowText_, middleText_, highText_})
        widget->setVisible(!movable);
    reset_->setVisible(movable && coloring.ownRange);
    const auto textOf = [&](double value) {
        return coloring.shares ? tr("%1 %").arg(QLocale().toString(value * 100, 'f', 0)) : numberText(value);
    };
    lowText_->setText(textOf(range_.low));
    middleText_->setText(coloring.shares ? textOf((range_.low + range_.high) / 2) : QString());
    highText_->setText(textOf(range_.high));
    showEnds();
    missing_->setVisible(coloring.missing > 0);
    missingCount_->setText(QLocale().toString(static_cast<qulonglong>(coloring.missing)));
}

void NumbersLegend::showEnds() {
    if (!low_->hasFocus() || !low_->isModified())
        low_->setText(numberText(range_.low));
    if (!high_->hasFocus() || !high_->isModified())
        high_->setText(numberText(range_.high));
}

/// What was typed, or what stood there before where that is no range.
void NumbersLegend::take() {
    const auto low = low_->isModified() ? numberIn(*low_) : range_.low;
    const auto high = high_->isModified() ? numberIn(*high_) : range_.high;
    const bool edited = low_->isModified() || high_->isModified();
    low_->setModified(false);
    high_->setModified(false);
    if (edited && low && high && *low < *high) {
        range_ = {*low, *high};
        Q_EMIT rangeChosen(range_);
    }
    showEnds();
}

} // namespace shoal::ui
