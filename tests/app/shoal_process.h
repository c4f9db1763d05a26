// SPDX-License-Identifier: MIT
// Runs the built `shoal` in a folder of its own and keeps what it said and left there.
#pragma once

#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <functional>

namespace shoal::test {

struct Result {
    int exitCode = -1;
    bool crashed = false;
    QByteArray out;
    QByteArray err;
};

class ShoalFolder {
public:
    /// The path of a file in the folder, which is the working directory of what runs.
    QString path(const QString& name) const { return folder_.filePath(name); }
    QByteArray contents(const QString& name) const;
    void write(const QString& name, const QByteArray& contents) const;
    /// All that lies there, hidden files too.
    QStringList names() const;
    /// The objects of a log.
    QList<QJsonObject> log(const QString& name) const;

    /// Without a display; not started yet.
    std::unique_ptr<QProcess> process(const QStringList& arguments) const;
    /// Runs to the end.
    Result run(const QStringList& arguments) const;
    /// The same with something done in the child before the program begins.
    Result run(const QStringList& arguments, const std::function<void()>& inChild) const;

private:
    QTemporaryDir folder_;
};

/// 400 cells × 20 components with barcodes and seven clusters.
QString cells();

/// Waits for the end.
Result resultOf(QProcess& process);
/// Reads stderr until it holds `text`. False when the program ends before.
bool waitForError(QProcess& process, const QByteArray& text);

} // namespace shoal::test
