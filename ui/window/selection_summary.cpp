// SPDX-License-Identifier: MIT
#include "window/selection_summary.h"

#include "core/random.h"
#include "panels/color_by.h"
#include "quality/feature_differences.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace shoal::ui {

namespace {

constexpr std::size_t classesShown = 8;
constexpr std::size_t featuresShown = 8;
// A mean of so many is within a hundredth of a deviation, which no eye tells from the whole's.
constexpr std::size_t mostOfEither = 20'000;

QString tr(const char* text) {
    return QCoreApplication::translate("SelectionSummary", text);
}

QString number(std::size_t value) {
    return QLocale().toString(static_cast<qulonglong>(value));
}

QString percent(std::size_t part, std::size_t whole) {
    const double share = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    return tr("%1 %").arg(share > 0 && share < 1 ? tr("<1") : QLocale().toString(std::floor(share), 'f', 0));
}

QString signedNumber(double value) {
    if (std::isinf(value))
        return value > 0 ? QStringLiteral("+∞") : QStringLiteral("−∞");
    const QString size = QLocale().toString(std::abs(value), 'f', 2);
    return (value < 0 ? QStringLiteral("−") : QStringLiteral("+")) + size;
}

/// At most mostOfEither of them, ascending; always the same ones.
std::vector<std::uint32_t> thinned(const std::vector<std::uint32_t>& points) {
    if (points.size() <= mostOfEither)
        return points;
    std::vector<std::uint32_t> sample = sampleRows(points.size(), mostOfEither, 0);
    for (std::uint32_t& row : sample)
        row = points[row];
    return sample;
}

QString sampleNote(std::size_t inside, std::size_t outside) {
    if (inside <= mostOfEither && outside <= mostOfEither)
        return {};
    const auto side = [](std::size_t count) {
        return count <= mostOfEither ? number(count)
                                     : tr("%1 of %2").arg(number(mostOfEither), number(count));
    };
    return tr("Found from a sample: %1 selected points, %2 others.").arg(side(inside), side(outside));
}

} // namespace

ClassSummary summarizeClasses(const Coloring& coloring, const Selection& selection) {
    std::vector<std::size_t> counts(coloring.classes.size(), 0);
    for (std::size_t point = 0; point < coloring.classOf.size(); ++point)
        if (selection.contains(point))
            ++counts[static_cast<std::size_t>(coloring.classOf[point])];
    std::vector<std::size_t> order(counts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::erase_if(order, [&](std::size_t index) { return counts[index] == 0; });
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t first, std::size_t second) { return counts[first] > counts[second]; });
    ClassSummary summary;
    std::size_t leftOut = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const Coloring::Class& shown = coloring.classes[order[i]];
        const std::size_t count = counts[order[i]];
        if (i >= classesShown) {
            leftOut += count;
            continue;
        }
        const QString name = QString::fromStdString(shown.name);
        summary.rows.push_back({name, tr("%1 · %2").arg(number(count), percent(count, shown.count)),
                                tr("%1: %2 of its %3 points are selected (%4), %5 of the selection")
                                    .arg(name, number(count), number(shown.count),
                                         percent(count, shown.count), percent(count, selection.count())),
                                static_cast<double>(count) / static_cast<double>(selection.count()),
                                QColor::fromRgb(shown.color), order[i]});
    }
    if (leftOut > 0)
        summary.note = tr("%1 more points in %2 other classes")
                           .arg(number(leftOut), number(order.size() - classesShown));
    return summary;
}

FeatureSummary summarizeFeatures(const Dataset& data, const Selection& selection,
                                 const std::vector<std::uint32_t>* among, RunContext& context) {
    std::vector<std::uint32_t> inside;
    std::vector<std::uint32_t> outside;
    const auto take = [&](std::uint32_t point) {
        (selection.contains(point) ? inside : outside).push_back(point);
    };
    if (among)
        std::for_each(among->begin(), among->end(), take);
    else
        for (std::size_t point = 0; point < selection.dataPoints(); ++point)
            take(static_cast<std::uint32_t>(point));
    FeatureSummary summary;
    if (inside.empty() || outside.empty()) {
        summary.note = tr("Nothing to compare with: there are no others.");
        return summary;
    }
    const auto found =
        differingFeatures(data.features, thinned(inside), thinned(outside), featuresShown, context);
    // The longest bar is the largest that is finite.
    double longest = 0;
    for (const FeatureDifference& each : found)
        if (std::isfinite(each.difference))
            longest = std::max(longest, std::abs(each.difference));
    for (const FeatureDifference& each : found) {
        const QString name = featureName(data, each.feature);
        const double share = std::isfinite(each.difference) ? std::abs(each.difference) / longest : 1;
        summary.rows.push_back({name, signedNumber(each.difference),
                                tr("%1: mean %2 of the selected, %3 of the others\nClick to colour by it")
                                    .arg(name, QLocale().toString(each.meanInside, 'g', 4),
                                         QLocale().toString(each.meanOutside, 'g', 4)),
                                share, QColor(), each.feature});
    }
    summary.note = found.empty() ? tr("No feature differs.") : sampleNote(inside.size(), outside.size());
    return summary;
}

} // namespace shoal::ui
