// SPDX-License-Identifier: MIT
// Asks what to export: a picture by size and resolution, or coordinates; and where to.
#pragma once

#include "window/export_request.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace shoal::ui {

class ExportDialog : public QDialog {
    Q_OBJECT

public:
    /// `baseName` names the file when none was chosen before; `labels` the column that colours the points and
    /// those that a person has made; `view` what the canvas shows.
    ExportDialog(const QString& baseName, const QStringList& labels, const ViewTransform& view,
                 QWidget* parent = nullptr);

    /// Puts an earlier request into the fields.
    void setRequest(const ExportRequest& request);
    ExportRequest request() const;

Q_SIGNALS:
    void exportRequested(const shoal::ui::ExportRequest& request);

private:
    QWidget* pictureFields();
    QWidget* csvFields(const QStringList& labels);
    void setFormat(int index);
    void setUnit(bool millimetres);
    void browse();
    /// The file to be written, its name ending as the format's do; empty when there is none.
    QString target() const;
    void check();
    QSize pixels() const;

    ViewTransform view_;
    QComboBox* format_;
    QLineEdit* path_;
    QLabel* note_;
    QWidget* picture_ = nullptr;
    QWidget* csv_ = nullptr;
    QDoubleSpinBox* width_ = nullptr;
    QDoubleSpinBox* height_ = nullptr;
    QComboBox* unit_ = nullptr;
    QSpinBox* dpi_ = nullptr;
    QLabel* size_ = nullptr;
    QLineEdit* title_ = nullptr;
    QCheckBox* legend_ = nullptr;
    QCheckBox* transparent_ = nullptr;
    QCheckBox* inView_ = nullptr;
    QCheckBox* labels_ = nullptr;
    QCheckBox* settings_ = nullptr;
    QDialogButtonBox* buttons_;
};

} // namespace shoal::ui
