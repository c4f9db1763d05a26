// SPDX-License-Identifier: MIT
#include "selection/point_text.h"

#include "panels/theme.h"

#include <QApplication>
#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace shoal::ui {

namespace {

constexpr int columnsTold = 4;
constexpr qsizetype longest = 48; // characters of a name or value

QString tr(const char* text) {
    return QCoreApplication::translate("PointText", text);
}

QString shortened(const std::string& text) {
    const QString whole = QString::fromStdString(text);
    return whole.size() > longest ? whole.left(longest - 1) + QChar(0x2026) : whole;
}

QString line(const Column& column, std::size_t point) {
    QString value = valueText(column, point);
    if (value.size() > longest)
        value = value.left(longest - 1) + QChar(0x2026);
    return QStringLiteral("%1: %2").arg(shortened(column.name).toHtmlEscaped(), value.toHtmlEscaped());
}

} // namespace

QString valueText(const Column& column, std::size_t point) {
    if (const auto* classes = column.categorical()) {
        const std::int32_t code = classes->codes[point];
        return code < 0 ? tr("missing")
                        : QString::fromStdString(classes->categories[static_cast<std::size_t>(code)]);
    }
    if (const auto* numbers = column.continuous()) {
        const float value = numbers->values[point];
        return std::isnan(value) ? tr("missing") : QLocale().toString(static_cast<double>(value), 'g', 6);
    }
    return QString::fromStdString(column.text()->values[point]);
}

QString pointText(const Dataset& data, const Column* coloring, std::size_t point) {
    QString text = QStringLiteral("<b>%1</b>").arg(shortened(data.idOf(point)).toHtmlEscaped());
    if (coloring)
        text += QStringLiteral("<br>") + line(*coloring, point);
    QStringList others;
    int left = 0;
    for (const Column& column : data.columns) {
        if (coloring && column.name == coloring->name)
            continue;
        if (others.size() < columnsTold)
            others += line(column, point);
        else
            ++left;
    }
    if (left > 0)
        others += left == 1 ? tr("1 more column") : tr("%1 more columns").arg(QLocale().toString(left));
    if (!others.isEmpty())
        text += QStringLiteral("<br><span style=\"color:%1\">%2</span>")
                    .arg(themeOf(QApplication::palette()).muted.name(), others.join(QStringLiteral("<br>")));
    return text;
}

} // namespace shoal::ui
