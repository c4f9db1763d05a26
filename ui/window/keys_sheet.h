// SPDX-License-Identifier: MIT
// F1: every key and every gesture on one sheet.
#pragma once

#include <QDialog>

namespace shoal::ui {

class KeysSheet : public QDialog {
    Q_OBJECT

public:
    explicit KeysSheet(QWidget* parent = nullptr);
};

} // namespace shoal::ui
