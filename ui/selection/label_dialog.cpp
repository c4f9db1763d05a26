// SPDX-License-Identifier: MIT
#include "selection/label_dialog.h"

#include "data/own_labels.h"
#include "panels/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace shoal::ui {

namespace {

QComboBox* field(const char* name, const QString& accessible, const QString& explanation, QWidget* parent) {
    auto* box = new QComboBox(parent);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(accessible);
    box->setToolTip(explanation);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(24);
    return box;
}

} // namespace

LabelDialog::LabelDialog(std::shared_ptr<const Dataset> dataset, std::size_t points, QWidget* parent)
    : QDialog(parent)
    , data_(std::move(dataset))
    , column_(field("labelColumn", tr("Column"),
                    tr("The column that holds the labels: a new name makes a new one, which appears in "
                       "Colour by and in exported text"),
                    this))
    , value_(field("labelValue", tr("Label"), tr("What the selected points are called in that column"), this))
    , note_(quietLabel({}, this)) {
    setObjectName(QStringLiteral("labelDialog"));
    setWindowTitle(tr("Label the selection"));
    setMinimumWidth(400);
    for (auto column = data_->columns.rbegin(); column != data_->columns.rend(); ++column)
        if (column->own)
            column_->addItem(QString::fromStdString(column->name));
    if (column_->count() == 0)
        column_->setEditText(tr("label"));
    note_->setObjectName(QStringLiteral("labelNote"));
    note_->setWordWrap(true);
    note_->setMinimumHeight(2 * note_->fontMetrics().lineSpacing());
    note_->setAlignment(Qt::AlignLeft | Qt::AlignTop);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    go_ = buttons->addButton(
        points == 1 ? tr("&Label 1 point")
                    : tr("&Label %1 points").arg(QLocale().toString(static_cast<qulonglong>(points))),
        QDialogButtonBox::AcceptRole);
    go_->setObjectName(QStringLiteral("labelGo"));
    go_->setDefault(true);
    auto* fields = new QFormLayout;
    fields->setHorizontalSpacing(16);
    fields->setVerticalSpacing(8);
    fields->addRow(tr("&Column"), column_);
    fields->addRow(tr("L&abel"), value_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 16);
    layout->setSpacing(16);
    layout->addLayout(fields);
    layout->addWidget(note_);
    layout->addWidget(buttons);

    connect(column_, &QComboBox::editTextChanged, this, &LabelDialog::offerValues);
    connect(value_, &QComboBox::editTextChanged, this, &LabelDialog::check);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        Q_EMIT labelRequested(column_->currentText().trimmed(), value_->currentText().trimmed());
        accept();
    });
    offerValues();
    value_->setFocus();
}

void LabelDialog::offerValues() {
    const QString typed = value_->currentText();
    value_->clear();
    const Column* column = data_->column(column_->currentText().trimmed().toStdString());
    if (column && column->own)
        for (const std::string& category : column->categorical()->categories)
            value_->addItem(QString::fromStdString(category));
    value_->setEditText(typed);
    check();
}

void LabelDialog::check() {
    const QString value = value_->currentText().trimmed();
    const auto problem =
        problemWithLabel(*data_, column_->currentText().trimmed().toStdString(), value.toStdString());
    go_->setEnabled(!problem);
    // A field that is yet to be filled in is no mistake.
    note_->setText(problem ? QString::fromStdString(*problem) : QString());
    setStyleFlag(note_, "wrong", problem && !value.isEmpty());
}

} // namespace shoal::ui
