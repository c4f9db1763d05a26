// SPDX-License-Identifier: MIT
#include "window/samples.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>

namespace shoal::ui {

namespace {
constexpr int mostRecent = 10;
}

std::vector<SampleFile> samplesIn(const QString& folder) {
    std::vector<SampleFile> samples;
    const QDir directory(folder);
    QFile list(directory.filePath(QStringLiteral("samples.json")));
    if (!list.open(QIODevice::ReadOnly))
        return samples;
    for (const auto& entry : QJsonDocument::fromJson(list.readAll()).array()) {
        const QJsonObject sample = entry.toObject();
        SampleFile file{
            directory.filePath(sample[QStringLiteral("file")].toString()),
            sample[QStringLiteral("title")].toString(), sample[QStringLiteral("description")].toString(),
            sample[QStringLiteral("points")].toInteger(), sample[QStringLiteral("features")].toInteger()};
        if (QFileInfo(file.path).isFile())
            samples.push_back(std::move(file));
    }
    return samples;
}

std::vector<SampleFile> bundledSamples() {
    const QString installed =
        QCoreApplication::applicationDirPath() + QStringLiteral("/../share/shoal/samples");
    auto samples = samplesIn(installed);
    return samples.empty() ? samplesIn(QStringLiteral(SHOAL_SAMPLES)) : samples;
}

QStringList recentFiles() {
    QStringList files = QSettings().value(QStringLiteral("recentFiles")).toStringList();
    files.removeIf([](const QString& path) { return !QFileInfo(path).isFile(); });
    return files;
}

void addRecentFile(const QString& path) {
    QStringList files = recentFiles();
    files.removeAll(path);
    files.prepend(path);
    QSettings().setValue(QStringLiteral("recentFiles"), QStringList(files.mid(0, mostRecent)));
}

} // namespace shoal::ui
