// SPDX-License-Identifier: MIT
#include "picture/legend.h"

#include "colors/palette.h"

#include <QFontDatabase>
#include <QFontMetrics>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

namespace shoal::ui {

namespace {

// Pixels at 96 dpi.
constexpr std::array<double, 6> textSizes{13, 12, 11, 10, 9, 8};
constexpr double barWidth96 = 14;
constexpr double barHeight96 = 180;

// In units of the text's size.
constexpr double lineShare = 1.55;
constexpr double swatchShare = 0.72;
constexpr double swatchGapShare = 0.5;
constexpr double countGapShare = 0.7;
constexpr double columnGapShare = 1.6;
constexpr double shortestNameShare = 9; // to which names may be elided before the text gets smaller

int rounded(double value) {
    return static_cast<int>(std::lround(value));
}

int lineHeight(int textSize) {
    return rounded(textSize * lineShare);
}

int widthOf(const QFontMetrics& metrics, const QString& text) {
    return metrics.horizontalAdvance(text) + 1;
}

void drawText(QPainter& painter, int left, int top, int textSize, const QString& text) {
    const QFontMetrics metrics(painter.font());
    const int baseline = top + (lineHeight(textSize) + metrics.capHeight()) / 2;
    painter.drawText(left, baseline, text);
}

void drawSwatch(QPainter& painter, int left, int top, int textSize, const QColor& color) {
    const double side = textSize * swatchShare;
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(QRectF(left, top + (lineHeight(textSize) - side) / 2, side, side));
}

QColor faded(QColor ink) {
    ink.setAlphaF(0.62F);
    return ink;
}

/// A range's end as the legend tells it.
QString endText(const Coloring& coloring, double value) {
    return coloring.shares ? QLocale::c().toString(value * 100, 'f', 0) + QStringLiteral(" %")
                           : QLocale::c().toString(value, 'g', 4);
}

} // namespace

QFont figureFont(int pixelSize, QFont::Weight weight) {
    QFont font;
    if (QFontDatabase::hasFamily(QStringLiteral("Inter")))
        font.setFamily(QStringLiteral("Inter"));
    else
        font.setStyleHint(QFont::SansSerif);
    font.setPixelSize(std::max(1, pixelSize));
    font.setWeight(weight);
    font.setStyleStrategy(QFont::NoSubpixelAntialias);
    return font;
}

ClassLegend::ClassLegend(QString title, std::vector<LegendEntry> entries, int widest, int height,
                         double scale)
    : title_(std::move(title))
    , entries_(std::move(entries))
    , widest_(widest)
    , height_(height)
    , scale_(scale) {
    // Whole names in smaller text are better than shortened ones, which may all look alike.
    for (const double size : textSizes)
        if (tryTextSize(rounded(size * scale_), false))
            return;
    for (const double size : std::span(textSizes).subspan<2>())
        if (tryTextSize(rounded(size * scale_), true))
            return;
    const int smallest = std::max(4, std::min(rounded(textSizes.back() * scale_ * 0.75), height / 12));
    if (tryTextSize(smallest, true))
        return;
    shorten(smallest);
    tryTextSize(smallest, true);
}

/// More classes than any text shows: says how many are left out.
void ClassLegend::shorten(int pixelSize) {
    const int gap = rounded(pixelSize * columnGapShare);
    const int column = *std::ranges::max_element(columnWidths_);
    const auto columns = static_cast<std::size_t>(std::max(1, (widest_ + gap) / (column + gap)));
    const auto lines = static_cast<std::size_t>(std::max(2, height_ / lineHeight(pixelSize) - 1));
    if (entries_.size() <= columns * lines)
        return;
    const std::size_t kept = columns * lines - 1;
    const std::size_t left = entries_.size() - kept;
    entries_.resize(kept);
    entries_.push_back({QStringLiteral("and %1 more").arg(left), {}, Qt::transparent});
}

bool ClassLegend::tryTextSize(int pixelSize, bool mayElide) {
    const QFontMetrics metrics(figureFont(pixelSize));
    const QFontMetrics titleMetrics(figureFont(pixelSize, QFont::DemiBold));
    const int line = lineHeight(pixelSize);
    const int gap = rounded(pixelSize * columnGapShare);
    const std::size_t titleLines = title_.isEmpty() ? 0 : 1;
    const auto lines = static_cast<std::size_t>(std::max(1, height_ / line));
    textSize_ = pixelSize;
    rows_ = std::max<std::size_t>(1, lines > titleLines ? lines - titleLines : 1);
    const std::size_t columns = std::max<std::size_t>(1, (entries_.size() + rows_ - 1) / rows_);
    // Columns of equal length look tidier than a short last one.
    rows_ = std::max<std::size_t>(1, (entries_.size() + columns - 1) / columns);

    const int besides = rounded(pixelSize * (swatchShare + swatchGapShare));
    columnWidths_.assign(columns, 0);
    int countWidth = 0;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        int width = besides + widthOf(metrics, entries_[i].name);
        if (!entries_[i].count.isEmpty()) {
            const int count = rounded(pixelSize * countGapShare) + widthOf(metrics, entries_[i].count);
            width += count;
            countWidth = std::max(countWidth, count);
        }
        columnWidths_[i / rows_] = std::max(columnWidths_[i / rows_], width);
    }
    const auto total = [&] {
        return std::accumulate(columnWidths_.begin(), columnWidths_.end(),
                               gap * static_cast<int>(columns - 1));
    };
    bool fits = total() <= widest_;
    if (!fits && mayElide) {
        // The widest columns give way first, down to a common width.
        int cap = *std::ranges::max_element(columnWidths_);
        const int least = besides + countWidth + rounded(pixelSize * shortestNameShare);
        const std::vector<int> whole = columnWidths_;
        while (total() > widest_ && cap > least) {
            --cap;
            std::ranges::transform(whole, columnWidths_.begin(),
                                   [cap](int width) { return std::min(width, cap); });
        }
        fits = total() <= widest_;
    }
    width_ = std::min(widest_, std::max(total(), title_.isEmpty() ? 0 : widthOf(titleMetrics, title_)));
    return fits;
}

void ClassLegend::draw(QPainter& painter, int left, int top, const QColor& ink) const {
    const int line = lineHeight(textSize_);
    const QFont bold = figureFont(textSize_, QFont::DemiBold);
    const QFont plain = figureFont(textSize_);
    const QFontMetrics metrics(plain);
    if (!title_.isEmpty()) {
        painter.setFont(bold);
        painter.setPen(ink);
        drawText(painter, left, top, textSize_,
                 QFontMetrics(bold).elidedText(title_, Qt::ElideRight, width_));
        top += line;
    }
    painter.setFont(plain);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const std::size_t column = i / rows_;
        if (i > 0 && i % rows_ == 0)
            left += columnWidths_[column - 1] + rounded(textSize_ * columnGapShare);
        const int y = top + static_cast<int>(i % rows_) * line;
        drawSwatch(painter, left, y, textSize_, entries_[i].color);
        const int nameLeft = left + rounded(textSize_ * (swatchShare + swatchGapShare));
        int room = left + columnWidths_[column] - nameLeft;
        if (!entries_[i].count.isEmpty()) {
            const int count = widthOf(metrics, entries_[i].count);
            painter.setPen(faded(ink));
            drawText(painter, left + columnWidths_[column] - count, y, textSize_, entries_[i].count);
            room -= count + rounded(textSize_ * countGapShare);
        }
        painter.setPen(ink);
        // Names of classes differ at their ends more often than in the middle.
        drawText(painter, nameLeft, y, textSize_,
                 metrics.elidedText(entries_[i].name, Qt::ElideMiddle, room));
    }
}

RangeLegend::RangeLegend(const Coloring& coloring, bool missing, int widest, int height, double scale)
    : title_(QString::fromStdString(coloring.title))
    , low_(endText(coloring, coloring.low))
    , high_(endText(coloring, coloring.high))
    , missing_(missing)
    , barHeight_(std::min(rounded(barHeight96 * scale), height / 2))
    , scale_(scale)
    , textSize_(std::min(rounded(textSizes[0] * scale), height / 8)) {
    const QFontMetrics metrics(figureFont(textSize_));
    const QFontMetrics titleMetrics(figureFont(textSize_, QFont::DemiBold));
    const int besideBar = rounded(barWidth96 * scale_ + textSize_ * swatchGapShare);
    width_ = std::max(besideBar + std::max(widthOf(metrics, low_), widthOf(metrics, high_)),
                      widthOf(titleMetrics, title_));
    if (missing_)
        width_ = std::max(width_, besideBar + widthOf(metrics, QStringLiteral("missing")));
    width_ = std::min(width_, widest);
}

void RangeLegend::draw(QPainter& painter, int left, int top, const QColor& ink) const {
    const int line = lineHeight(textSize_);
    const QFont bold = figureFont(textSize_, QFont::DemiBold);
    painter.setPen(ink);
    painter.setFont(bold);
    drawText(painter, left, top, textSize_, QFontMetrics(bold).elidedText(title_, Qt::ElideRight, width_));
    top += line + rounded(textSize_ * 0.4);

    const int barWidth = rounded(barWidth96 * scale_);
    for (int y = 0; y < barHeight_; ++y)
        painter.fillRect(left, top + y, barWidth, 1,
                         QColor::fromRgb(viridis(1 - static_cast<double>(y) / std::max(1, barHeight_ - 1))));
    const int textLeft = left + barWidth + rounded(textSize_ * swatchGapShare);
    painter.setFont(figureFont(textSize_));
    painter.setPen(ink);
    // The labels' capitals are level with the bar's ends.
    const int inset = (line - QFontMetrics(painter.font()).capHeight()) / 2;
    drawText(painter, textLeft, top - inset, textSize_, high_);
    drawText(painter, textLeft, top + barHeight_ - line + inset, textSize_, low_);
    if (missing_) {
        const int y = top + barHeight_ + rounded(textSize_ * 0.6);
        drawSwatch(painter, left, y, textSize_, QColor::fromRgb(missingColor));
        painter.setPen(ink);
        drawText(painter, textLeft, y, textSize_, QStringLiteral("missing"));
    }
}

} // namespace shoal::ui
