// SPDX-License-Identifier: MIT
#include "panels/data_card.h"

#include "panels/theme.h"

#include <QComboBox>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

namespace shoal::ui {

QString bytesText(std::uint64_t bytes) {
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), bytes < 1'000'000'000 ? 0 : 1,
                                       QLocale::DataSizeSIFormat);
}

DataCard::DataCard(QWidget* parent)
    : QFrame(parent)
    , name_(new QLabel(this))
    , size_(new QLabel(this))
    , matrix_(new QComboBox(this))
    , memory_(quietLabel({}, this)) {
    setProperty("card", true);
    setAccessibleName(tr("Data"));
    name_->setObjectName(QStringLiteral("dataName"));
    name_->setProperty("title", true);
    name_->setTextFormat(Qt::PlainText);
    name_->setMinimumWidth(0);
    name_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    size_->setObjectName(QStringLiteral("dataSize"));
    matrix_->setObjectName(QStringLiteral("matrix"));
    matrix_->setAccessibleName(tr("Matrix of the file"));
    matrix_->setToolTip(
        tr("The file holds several matrices. Choosing another one reads it in place of this one."));
    matrix_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    memory_->setObjectName(QStringLiteral("memoryNeeded"));
    memory_->setWordWrap(true);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(4);
    layout->addWidget(name_);
    layout->addWidget(size_);
    layout->addWidget(memory_);
    layout->addWidget(matrix_);
    connect(matrix_, &QComboBox::activated, this,
            [this](int index) { Q_EMIT matrixChosen(matrix_->itemData(index).toString()); });
}

void DataCard::setData(const Dataset& dataset, const DatasetSummary& summary) {
    const QString name = QString::fromStdString(dataset.name);
    name_->setText(name);
    name_->setToolTip(QString::fromStdString(dataset.source.string()));
    const QLocale locale;
    size_->setText(tr("%1 points × %2 features")
                       .arg(locale.toString(static_cast<qulonglong>(dataset.points())),
                            locale.toString(static_cast<qulonglong>(dataset.dimensions()))));
    matrix_->clear();
    for (const DatasetSummary::MatrixInfo& matrix : summary.matrices) {
        const QString matrixName = QString::fromStdString(matrix.name);
        matrix_->addItem(
            tr("%1  (%2 features)").arg(matrixName, locale.toString(static_cast<qulonglong>(matrix.columns))),
            matrixName);
        if (matrix.name == dataset.matrixName)
            matrix_->setCurrentIndex(matrix_->count() - 1);
    }
    matrix_->setVisible(summary.matrices.size() > 1);
    memory_->hide();
}

void DataCard::setMemoryNeeded(std::uint64_t bytes, std::uint64_t machine) {
    const bool tooMuch = machine > 0 && bytes > machine;
    memory_->setText(tooMuch ? tr("A run needs about %1 of memory; this machine has %2")
                                   .arg(bytesText(bytes), bytesText(machine))
                             : tr("A run needs about %1 of memory").arg(bytesText(bytes)));
    setStyleFlag(memory_, "wrong", tooMuch);
    memory_->show();
}

} // namespace shoal::ui
