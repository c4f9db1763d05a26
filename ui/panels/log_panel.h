// SPDX-License-Identifier: MIT
// The records of a run as lines of text.
#pragma once

#include "session/snapshot.h"

#include <QPlainTextEdit>

#include <vector>

namespace shoal::ui {

class LogPanel : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit LogPanel(QWidget* parent = nullptr);
    void add(const std::vector<Record>& records);
    void addLine(const QString& line);
};

/// "1.3 s", "2 min 5 s".
QString durationText(double seconds);

} // namespace shoal::ui
