// SPDX-License-Identifier: MIT
#include "timeline/recipe_difference.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QStringList>

namespace shoal::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("recipeDifference", text);
}

QJsonObject optionsOf(const Recipe& recipe) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(toJson(recipe))).object();
}

/// "learning rate" for "learningRate".
QString wordsOf(const QString& key) {
    QString words;
    for (const QChar letter : key) {
        if (letter.isUpper())
            words += QLatin1Char(' ');
        words += letter.toLower();
    }
    return words;
}

QString textOf(const QJsonValue& value) {
    switch (value.type()) {
    case QJsonValue::Bool:
        return value.toBool() ? tr("on") : tr("off");
    case QJsonValue::Double:
        return QLocale().toString(value.toDouble(), 'g', 6);
    case QJsonValue::String:
        return value.toString();
    case QJsonValue::Array: {
        QStringList items;
        for (const auto& item : value.toArray())
            items += textOf(item);
        return items.join(QStringLiteral(", "));
    }
    default:
        return tr("automatic");
    }
}

} // namespace

QString recipeDifference(const Recipe& recipe) {
    const QJsonObject options = optionsOf(recipe);
    const QJsonObject standard = optionsOf(Recipe::standard());
    QStringList differences;
    for (auto option = options.begin(); option != options.end(); ++option) {
        if (option.value() == standard[option.key()])
            continue;
        const QString text = option.key() == QLatin1String("phases")
                                 ? QString::fromStdString(formatPhases(recipe.phases))
                             : option.key() == QLatin1String("samplePhases")
                                 ? QString::fromStdString(formatPhases(recipe.samplePhases))
                                 : textOf(option.value());
        differences += wordsOf(option.key()) + QLatin1Char(' ') + text;
    }
    return differences.isEmpty() ? tr("standard settings") : differences.join(QStringLiteral(", "));
}

} // namespace shoal::ui
