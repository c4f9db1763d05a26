// SPDX-License-Identifier: MIT
#include "shoal_process.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>

namespace shoal::test {

namespace {
constexpr int deadline = 120'000; // milliseconds; far beyond what any of it takes
}

QString cells() {
    return QStringLiteral(SHOAL_TEST_DATA "/app/pbmc3k-400.csv");
}

QByteArray ShoalFolder::contents(const QString& name) const {
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void ShoalFolder::write(const QString& name, const QByteArray& contents) const {
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(contents) != contents.size())
        qFatal("cannot write %s", qPrintable(name));
}

QStringList ShoalFolder::names() const {
    return QDir(folder_.path())
        .entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
}

QList<QJsonObject> ShoalFolder::log(const QString& name) const {
    QList<QJsonObject> lines;
    for (const QByteArray& line : contents(name).split('\n'))
        if (!line.isEmpty())
            lines.append(QJsonDocument::fromJson(line).object());
    return lines;
}

std::unique_ptr<QProcess> ShoalFolder::process(const QStringList& arguments) const {
    auto process = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"})
        environment.remove(QLatin1String(name));
    process->setProcessEnvironment(environment);
    process->setWorkingDirectory(folder_.path());
    process->setProgram(QStringLiteral(SHOAL_PROGRAM));
    process->setArguments(arguments);
    return process;
}

Result ShoalFolder::run(const QStringList& arguments) const {
    return run(arguments, {});
}

Result ShoalFolder::run(const QStringList& arguments, const std::function<void()>& inChild) const {
    const auto child = process(arguments);
    if (inChild)
        child->setChildProcessModifier(inChild);
    child->start();
    return resultOf(*child);
}

Result resultOf(QProcess& process) {
    if (!process.waitForFinished(deadline))
        process.kill();
    return {process.exitCode(), process.exitStatus() == QProcess::CrashExit, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

bool waitForError(QProcess& process, const QByteArray& text) {
    process.setReadChannel(QProcess::StandardError);
    while (!process.peek(process.bytesAvailable()).contains(text))
        if (!process.waitForReadyRead(deadline))
            return false;
    return true;
}

} // namespace shoal::test
