// SPDX-License-Identifier: MIT
// What is open: name, size, which of the file's matrices, and the memory a run will need.
#pragma once

#include "data/dataset.h"

#include <QFrame>

class QComboBox;
class QLabel;

namespace shoal::ui {

class DataCard : public QFrame {
    Q_OBJECT

public:
    explicit DataCard(QWidget* parent = nullptr);

    void setData(const Dataset& dataset, const DatasetSummary& summary);
    /// What a run with the recipe of the moment takes at its peak, and what the machine has.
    void setMemoryNeeded(std::uint64_t bytes, std::uint64_t machine);

Q_SIGNALS:
    void matrixChosen(const QString& name);

private:
    QLabel* name_;
    QLabel* size_;
    QComboBox* matrix_;
    QLabel* memory_;
};

/// "1.3 GB", in powers of ten.
QString bytesText(std::uint64_t bytes);

} // namespace shoal::ui
