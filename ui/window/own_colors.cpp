// SPDX-License-Identifier: MIT
#include "window/own_colors.h"

#include <QColor>
#include <QCryptographicHash>
#include <QSettings>
#include <QVariantMap>

namespace shoal::ui {

namespace {

// A path may hold what a key of settings may not.
QString keyOf(const Dataset& data, const std::string& column) {
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(QByteArray::fromStdString(data.source.string()));
    hash.addData(QByteArrayView("\0", 1));
    hash.addData(QByteArray::fromStdString(column));
    return QStringLiteral("ownColors/") + QString::fromLatin1(hash.result().toHex());
}

} // namespace

OwnColors storedColors(const Dataset& data, const std::string& column) {
    const QVariantMap stored = QSettings().value(keyOf(data, column)).toMap();
    OwnColors own;
    const QVariantMap classes = stored[QStringLiteral("classes")].toMap();
    for (auto chosen = classes.begin(); chosen != classes.end(); ++chosen)
        if (const QColor color(chosen.value().toString()); color.isValid())
            own.classes[chosen.key().toStdString()] = color.rgb() & 0xFFFFFF;
    const QVariantList range = stored[QStringLiteral("range")].toList();
    if (range.size() == 2 && range[0].toDouble() < range[1].toDouble())
        own.range = ColorRange{range[0].toDouble(), range[1].toDouble()};
    return own;
}

void storeColors(const Dataset& data, const std::string& column, const OwnColors& own) {
    QVariantMap stored;
    if (!own.classes.empty()) {
        QVariantMap classes;
        for (const auto& [name, color] : own.classes)
            classes[QString::fromStdString(name)] = QColor::fromRgb(color).name();
        stored[QStringLiteral("classes")] = classes;
    }
    if (own.range)
        stored[QStringLiteral("range")] = QVariantList{own.range->low, own.range->high};
    if (stored.isEmpty())
        QSettings().remove(keyOf(data, column));
    else
        QSettings().setValue(keyOf(data, column), stored);
}

} // namespace shoal::ui
