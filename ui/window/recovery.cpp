// SPDX-License-Identifier: MIT
#include "window/recovery.h"

#include <QDir>
#include <QFile>
#include <QLockFile>
#include <QStandardPaths>
#include <QUuid>

#include <utility>

namespace shoal::ui {

Recovery::Recovery()
    : folder_(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) +
              QStringLiteral("/recovery")) {}

Recovery::~Recovery() = default;

std::unique_ptr<QLockFile> Recovery::lockOf(const QString& path) {
    auto lock = std::make_unique<QLockFile>(path + QStringLiteral(".lock"));
    lock->setStaleLockTime(0); // no age, only the end of the process that holds it, frees it
    return lock->tryLock(0) ? std::move(lock) : nullptr;
}

void Recovery::remove(Held& held) {
    if (!held.path.isEmpty())
        QFile::remove(held.path);
    held = {};
}

QString Recovery::file() {
    if (own_.path.isEmpty() && QDir().mkpath(folder_)) {
        const QString path = QDir(folder_).filePath(QUuid::createUuid().toString(QUuid::WithoutBraces) +
                                                    QStringLiteral(".shoal"));
        if (auto lock = lockOf(path))
            own_ = {path, std::move(lock)};
    }
    return own_.path;
}

QString Recovery::takeOrphan() {
    for (const QFileInfo& file :
         QDir(folder_).entryInfoList({QStringLiteral("*.shoal")}, QDir::Files, QDir::Time)) {
        const QString path = file.absoluteFilePath();
        if (path == own_.path)
            continue;
        if (auto lock = lockOf(path)) {
            orphan_ = {path, std::move(lock)};
            return path;
        }
    }
    return {};
}

void Recovery::adopt() {
    remove(own_);
    own_ = std::exchange(orphan_, {});
}

void Recovery::discard() {
    remove(orphan_);
}

void Recovery::clear() {
    remove(own_);
}

} // namespace shoal::ui
