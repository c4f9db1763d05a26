// SPDX-License-Identifier: MIT
#include "window/export_dialog.h"

#include "panels/number_fields.h"
#include "panels/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>

#include <cmath>

namespace shoal::ui {

namespace {

constexpr double millimetresPerInch = 25.4;
constexpr int fieldWidth = 88;

QString extension(int format) {
    return format == 0 ? QStringLiteral("png") : format == 1 ? QStringLiteral("csv") : QStringLiteral("npy");
}

QString lastFolder() {
    const QString folder = QSettings().value(QStringLiteral("export/folder")).toString();
    return QFileInfo(folder).isDir() ? folder
                                     : QStandardPaths::writableLocation(QStandardPaths::HomeLocation);
}

QFormLayout* form(QWidget* box) {
    auto* layout = new QFormLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(16);
    layout->setVerticalSpacing(8);
    layout->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    return layout;
}

} // namespace

ExportDialog::ExportDialog(const QString& baseName, const QStringList& labels, const ViewTransform& view,
                           QWidget* parent)
    : QDialog(parent)
    , view_(view)
    , format_(new QComboBox(this))
    , path_(new QLineEdit(this))
    , note_(quietLabel({}, this))
    , buttons_(new QDialogButtonBox(QDialogButtonBox::Cancel, this)) {
    picture_ = pictureFields();
    csv_ = csvFields(labels);
    setObjectName(QStringLiteral("exportDialog"));
    setWindowTitle(tr("Export"));
    setMinimumWidth(520);
    format_->setObjectName(QStringLiteral("exportFormat"));
    format_->addItems(
        {tr("Picture (PNG)"), tr("Coordinates as text (CSV)"), tr("Coordinates for NumPy (npy)")});
    path_->setObjectName(QStringLiteral("exportPath"));
    path_->setText(QDir(lastFolder()).filePath(baseName + QStringLiteral(".png")));
    note_->setObjectName(QStringLiteral("exportNote"));
    note_->setWordWrap(true);
    auto* chooseFile = new QPushButton(tr("&Browse…"), this);
    auto* go = buttons_->addButton(tr("E&xport"), QDialogButtonBox::AcceptRole);
    go->setObjectName(QStringLiteral("exportGo"));
    go->setProperty("primary", true);
    go->setDefault(true);

    auto* head = new QWidget(this);
    QFormLayout* fields = form(head);
    fields->addRow(tr("&Format"), format_);
    auto* file = new QHBoxLayout;
    file->setSpacing(8);
    file->addWidget(path_, 1);
    file->addWidget(chooseFile);
    auto* fileLabel = new QLabel(tr("F&ile"), this);
    fileLabel->setBuddy(path_);
    fields->addRow(fileLabel, file);
    // One width for the names of all parts, so that their fields stand in one column.
    const int nameWidth = fontMetrics().horizontalAdvance(tr("Resolution")) + 8;
    for (QLabel* label : findChildren<QLabel*>())
        if (label->buddy())
            label->setMinimumWidth(nameWidth);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 16);
    layout->setSpacing(16);
    layout->addWidget(head);
    layout->addWidget(picture_);
    layout->addWidget(csv_);
    layout->addWidget(note_);
    layout->addStretch(1);
    layout->addWidget(buttons_);

    connect(format_, &QComboBox::currentIndexChanged, this, &ExportDialog::setFormat);
    connect(chooseFile, &QPushButton::clicked, this, &ExportDialog::browse);
    connect(path_, &QLineEdit::textChanged, this, &ExportDialog::check);
    connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons_, &QDialogButtonBox::accepted, this, [this] {
        QSettings().setValue(QStringLiteral("export/folder"), QFileInfo(path_->text()).absolutePath());
        QSettings().setValue(QStringLiteral("export/format"), format_->currentIndex());
        Q_EMIT exportRequested(request());
        accept();
    });
    const int last = QSettings().value(QStringLiteral("export/format")).toInt();
    format_->setCurrentIndex(last > 0 && last < format_->count() ? last : 0);
    setFormat(format_->currentIndex());
    path_->setFocus();
}

QWidget* ExportDialog::pictureFields() {
    auto* box = new QWidget(this);
    QFormLayout* fields = form(box);
    width_ = new RealField(1, 30'000, box);
    height_ = new RealField(1, 30'000, box);
    unit_ = new QComboBox(box);
    unit_->addItems({tr("pixels"), tr("mm")});
    dpi_ = new CountField(10, 2400, box);
    size_ = quietLabel({}, box);
    width_->setObjectName(QStringLiteral("pictureWidth"));
    height_->setObjectName(QStringLiteral("pictureHeight"));
    unit_->setObjectName(QStringLiteral("pictureUnit"));
    dpi_->setObjectName(QStringLiteral("pictureDpi"));
    width_->setAccessibleName(tr("Width"));
    height_->setAccessibleName(tr("Height"));
    unit_->setAccessibleName(tr("Unit of width and height"));
    for (QWidget* field :
         {static_cast<QWidget*>(width_), static_cast<QWidget*>(height_), static_cast<QWidget*>(dpi_)})
        field->setFixedWidth(fieldWidth);
    auto* sizeRow = new QHBoxLayout;
    sizeRow->setSpacing(8);
    sizeRow->addWidget(width_);
    sizeRow->addWidget(new QLabel(QStringLiteral("×"), box));
    sizeRow->addWidget(height_);
    sizeRow->addWidget(unit_);
    sizeRow->addStretch(1);
    auto* sizeName = new QLabel(tr("&Size"), box);
    sizeName->setBuddy(width_);
    fields->addRow(sizeName, sizeRow);
    auto* dpiRow = new QHBoxLayout;
    dpiRow->setSpacing(8);
    dpiRow->addWidget(dpi_);
    dpiRow->addWidget(new QLabel(tr("dots per inch"), box));
    dpiRow->addWidget(size_, 1, Qt::AlignRight);
    auto* dpiName = new QLabel(tr("&Resolution"), box);
    dpiName->setBuddy(dpi_);
    fields->addRow(dpiName, dpiRow);
    title_ = new QLineEdit(box);
    title_->setObjectName(QStringLiteral("pictureTitle"));
    title_->setPlaceholderText(tr("None"));
    fields->addRow(tr("&Title"), title_);
    legend_ = new QCheckBox(tr("&Legend"), box);
    legend_->setObjectName(QStringLiteral("pictureLegend"));
    legend_->setChecked(true);
    transparent_ = new QCheckBox(tr("Tra&nsparent background"), box);
    transparent_->setObjectName(QStringLiteral("pictureTransparent"));
    inView_ = new QCheckBox(tr("Only what is in &view"), box);
    inView_->setObjectName(QStringLiteral("pictureInView"));
    auto* checks = new QVBoxLayout;
    checks->setSpacing(8);
    checks->addWidget(legend_);
    checks->addWidget(transparent_);
    checks->addWidget(inView_);
    fields->addRow(new QLabel(box), checks);
    dpi_->setValue(144);
    width_->setValue(1600);
    height_->setValue(1200);
    connect(unit_, &QComboBox::currentIndexChanged, this, [this](int index) { setUnit(index == 1); });
    for (QDoubleSpinBox* field : {width_, height_})
        connect(field, &QDoubleSpinBox::valueChanged, this, &ExportDialog::check);
    connect(dpi_, &QSpinBox::valueChanged, this, &ExportDialog::check);
    return box;
}

QWidget* ExportDialog::csvFields(const QStringList& labels) {
    auto* box = new QWidget(this);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    labels_ = new QCheckBox(labels.isEmpty() ? tr("A column of labels: colour the points by a column first")
                            : labels.size() == 1 ? tr("A column of &labels: %1").arg(labels.front())
                                                 : tr("Columns of &labels: %1").arg(labels.join(tr(", "))),
                            box);
    labels_->setObjectName(QStringLiteral("csvLabels"));
    labels_->setChecked(!labels.isEmpty());
    labels_->setEnabled(!labels.isEmpty());
    settings_ = new QCheckBox(tr("Lines at the top with &seed and settings"), box);
    settings_->setObjectName(QStringLiteral("csvSettings"));
    layout->addWidget(labels_);
    layout->addWidget(settings_);
    return box;
}

void ExportDialog::setFormat(int index) {
    picture_->setVisible(index == 0);
    csv_->setVisible(index == 1);
    const QFileInfo file(path_->text());
    if (!path_->text().isEmpty())
        path_->setText(file.dir().filePath(file.completeBaseName() + QLatin1Char('.') + extension(index)));
    check();
    adjustSize();
}

void ExportDialog::setUnit(bool millimetres) {
    const double factor =
        millimetres ? millimetresPerInch / dpi_->value() : dpi_->value() / millimetresPerInch;
    for (QDoubleSpinBox* field : {width_, height_})
        field->setValue(millimetres ? std::round(field->value() * factor * 10) / 10
                                    : std::round(field->value() * factor));
    check();
}

QSize ExportDialog::pixels() const {
    const double factor = unit_->currentIndex() == 1 ? dpi_->value() / millimetresPerInch : 1;
    return {static_cast<int>(std::lround(width_->value() * factor)),
            static_cast<int>(std::lround(height_->value() * factor))};
}

void ExportDialog::browse() {
    auto* dialog = new QFileDialog(this, tr("Export to"), path_->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // the note under the fields says it
    dialog->setDefaultSuffix(extension(format_->currentIndex()));
    connect(dialog, &QFileDialog::fileSelected, path_, &QLineEdit::setText);
    dialog->open();
}

QString ExportDialog::target() const {
    QString typed = path_->text().trimmed();
    const QFileInfo there(typed);
    if (typed.isEmpty() || there.isDir())
        return {};
    if (there.exists() && !there.isFile())
        return typed; // a device has the name it has
    const QString wanted = QLatin1Char('.') + extension(format_->currentIndex());
    return QFileInfo(typed.endsWith(wanted, Qt::CaseInsensitive) ? typed : typed + wanted).absoluteFilePath();
}

void ExportDialog::check() {
    const QSize size = pixels();
    size_->setText(
        unit_->currentIndex() == 1
            ? tr("%1 × %2 pixels").arg(size.width()).arg(size.height())
            : tr("%1 × %2 mm")
                  .arg(QLocale().toString(size.width() * millimetresPerInch / dpi_->value(), 'f', 0),
                       QLocale().toString(size.height() * millimetresPerInch / dpi_->value(), 'f', 0)));
    const QFileInfo file(target());
    QString note;
    if (target().isEmpty())
        note = tr("Type the name of a file.");
    else if (file.exists())
        note = tr("%1 is there already and will be replaced.").arg(file.fileName());
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
    if (auto* go = findChild<QPushButton*>(QStringLiteral("exportGo")))
        go->setEnabled(!target().isEmpty());
}

void ExportDialog::setRequest(const ExportRequest& request) {
    format_->setCurrentIndex(static_cast<int>(request.format));
    path_->setText(request.path);
    unit_->setCurrentIndex(0);
    dpi_->setValue(static_cast<int>(request.picture.dpi));
    width_->setValue(request.picture.width);
    height_->setValue(request.picture.height);
    title_->setText(request.picture.title);
    legend_->setChecked(request.picture.legend);
    transparent_->setChecked(request.picture.background == Qt::transparent);
    inView_->setChecked(request.picture.view.has_value());
    labels_->setChecked(request.labels && labels_->isEnabled());
    settings_->setChecked(request.settings);
}

ExportRequest ExportDialog::request() const {
    ExportRequest request;
    request.format = static_cast<ExportRequest::Format>(format_->currentIndex());
    request.path = target();
    const QSize size = pixels();
    request.picture.width = size.width();
    request.picture.height = size.height();
    request.picture.dpi = dpi_->value();
    request.picture.title = title_->text();
    request.picture.legend = legend_->isChecked();
    request.picture.background = transparent_->isChecked() ? Qt::transparent : Qt::white;
    if (inView_->isChecked())
        request.picture.view = view_;
    request.labels = labels_->isChecked();
    request.settings = settings_->isChecked();
    return request;
}

} // namespace shoal::ui
