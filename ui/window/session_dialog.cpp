// SPDX-License-Identifier: MIT
#include "window/session_dialog.h"

#include "panels/data_card.h"
#include "panels/theme.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QVBoxLayout>

namespace shoal::ui {

namespace {

QString ending() {
    return QStringLiteral(".shoal");
}

} // namespace

SessionDialog::SessionDialog(const QString& path, const Data& dataset, QWidget* parent)
    : QDialog(parent)
    , path_(new QLineEdit(path, this))
    , refer_(new QRadioButton(tr("&Refer to %1").arg(dataset.name), this))
    , copy_(new QRadioButton(tr("Keep a &copy, up to %1").arg(bytesText(dataset.bytes)), this))
    , note_(quietLabel({}, this)) {
    setObjectName(QStringLiteral("sessionDialog"));
    setWindowTitle(tr("Save the session"));
    setMinimumWidth(520);
    path_->setObjectName(QStringLiteral("sessionPath"));
    path_->setToolTip(tr("A session keeps the map, how it was made, its colours and the window."));
    refer_->setObjectName(QStringLiteral("sessionRefer"));
    refer_->setToolTip(tr("A small file. It finds the data beside it or where they are now, and asks where "
                          "they are when they have moved."));
    copy_->setObjectName(QStringLiteral("sessionCopy"));
    copy_->setToolTip(tr("The file opens anywhere, with no other file beside it."));
    (dataset.copied ? copy_ : refer_)->setChecked(true);
    note_->setObjectName(QStringLiteral("sessionNote"));
    note_->setWordWrap(true);
    auto* chooseFile = new QPushButton(tr("&Browse…"), this);
    chooseFile->setToolTip(tr("Choose the folder and the name"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    save_ = buttons->addButton(tr("&Save"), QDialogButtonBox::AcceptRole);
    save_->setObjectName(QStringLiteral("sessionSave"));
    save_->setToolTip(tr("Write the file; the window stays free meanwhile"));
    save_->setProperty("primary", true);
    save_->setDefault(true);

    auto* fileName = new QLabel(tr("F&ile"), this);
    fileName->setBuddy(path_);
    auto* file = new QHBoxLayout;
    file->setSpacing(8);
    file->addWidget(path_, 1);
    file->addWidget(chooseFile);
    auto* choices = new QVBoxLayout;
    choices->setSpacing(8);
    choices->addWidget(refer_);
    choices->addWidget(copy_);
    auto* fields = new QGridLayout;
    fields->setHorizontalSpacing(16);
    fields->setVerticalSpacing(12);
    fields->addWidget(fileName, 0, 0);
    fields->addLayout(file, 0, 1);
    fields->addWidget(new QLabel(tr("Data"), this), 1, 0, Qt::AlignTop);
    fields->addLayout(choices, 1, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 16);
    layout->setSpacing(16);
    layout->addLayout(fields);
    layout->addWidget(note_);
    layout->addStretch(1);
    layout->addWidget(buttons);

    connect(chooseFile, &QPushButton::clicked, this, &SessionDialog::browse);
    connect(path_, &QLineEdit::textChanged, this, &SessionDialog::check);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        QSettings().setValue(QStringLiteral("session/folder"), QFileInfo(target()).absolutePath());
        Q_EMIT chosen(target(), copy_->isChecked());
        accept();
    });
    check();
    path_->setFocus();
}

void SessionDialog::browse() {
    auto* dialog = new QFileDialog(this, tr("Save the session"), path_->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // the note under the fields says it
    dialog->setDefaultSuffix(ending().mid(1));
    connect(dialog, &QFileDialog::fileSelected, path_, &QLineEdit::setText);
    dialog->open();
}

QString SessionDialog::target() const {
    const QString typed = path_->text().trimmed();
    if (typed.isEmpty() || QFileInfo(typed).isDir())
        return {};
    return QFileInfo(typed.endsWith(ending(), Qt::CaseInsensitive) ? typed : typed + ending())
        .absoluteFilePath();
}

void SessionDialog::check() {
    const QFileInfo file(target());
    QString note;
    if (target().isEmpty())
        note = tr("Type the name of a file.");
    else if (file.exists())
        note = tr("%1 is there already and will be replaced.").arg(file.fileName());
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
    save_->setEnabled(!target().isEmpty());
}

} // namespace shoal::ui
