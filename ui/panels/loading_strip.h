// SPDX-License-Identifier: MIT
// A line with progress and Cancel while a file is read; what was open stays in view below it.
#pragma once

#include <QFrame>

class QLabel;
class QProgressBar;

namespace shoal::ui {

class LoadingStrip : public QFrame {
    Q_OBJECT

public:
    explicit LoadingStrip(QWidget* parent = nullptr);
    void begin(const QString& name);
    void setProgress(double fraction);

Q_SIGNALS:
    void cancelled();

private:
    QLabel* text_;
    QProgressBar* bar_;
    QString name_;
};

} // namespace shoal::ui
