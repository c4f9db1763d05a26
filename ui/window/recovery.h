// SPDX-License-Identifier: MIT
// Where sessions are kept against a crash: a file for each window, held by a lock, gone when it closes in
// order. A file whose lock nobody holds was left by a crash.
#pragma once

#include <QString>

#include <memory>

class QLockFile;

namespace shoal::ui {

class Recovery {
public:
    /// In the program's folder of AppDataLocation.
    Recovery();
    ~Recovery();

    /// The file of this window, which need not be there yet; empty where the folder cannot be written to.
    QString file();
    /// The newest file that a crash has left, taken over so that no other window offers it; empty for none.
    QString takeOrphan();
    /// Makes the orphan this window's file.
    void adopt();
    /// Removes the orphan.
    void discard();
    /// Removes this window's file.
    void clear();

private:
    struct Held {
        QString path;
        std::unique_ptr<QLockFile> lock;
    };
    static std::unique_ptr<QLockFile> lockOf(const QString& path);
    static void remove(Held& held);

    QString folder_;
    Held own_;
    Held orphan_;
};

} // namespace shoal::ui
