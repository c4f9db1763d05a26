// SPDX-License-Identifier: MIT
// What the window shows before anything is open: a place to drop a file, Open, recent files, samples at one
// click.
#pragma once

#include <QPushButton>
#include <QString>
#include <QWidget>

#include <vector>

class QFrame;
class QVBoxLayout;

namespace shoal::ui {

struct SampleFile {
    QString path;
    QString title;
    QString description;
    qint64 points = 0;
    qint64 features = 0;
};

class EmptyState : public QWidget {
    Q_OBJECT

public:
    explicit EmptyState(QWidget* parent = nullptr);

    void setSamples(const std::vector<SampleFile>& samples);
    void setRecentFiles(const QStringList& paths);
    /// Lights up the target while a file hovers over the window.
    void setDropActive(bool active);
    /// To the Open button.
    void takeFocus() { open_->setFocus(); }

Q_SIGNALS:
    void openRequested();
    void fileChosen(const QString& path);

private:
    QFrame* target_;
    QPushButton* open_;
    QWidget* samples_;
    QWidget* recent_;
    QVBoxLayout* sampleList_;
    QVBoxLayout* recentList_;
};

} // namespace shoal::ui
