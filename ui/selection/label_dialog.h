// SPDX-License-Identifier: MIT
// Asks what the selected points are to be called, and in which column.
#pragma once

#include "data/dataset.h"

#include <QDialog>

#include <memory>

class QComboBox;
class QLabel;
class QPushButton;

namespace shoal::ui {

class LabelDialog : public QDialog {
    Q_OBJECT

public:
    /// Offers the columns that the person has made in the data set, the last first, and their values.
    LabelDialog(std::shared_ptr<const Dataset> dataset, std::size_t points, QWidget* parent = nullptr);

Q_SIGNALS:
    void labelRequested(const QString& column, const QString& value);

private:
    void offerValues();
    void check();

    std::shared_ptr<const Dataset> data_;
    QComboBox* column_;
    QComboBox* value_;
    QLabel* note_;
    QPushButton* go_;
};

} // namespace shoal::ui
