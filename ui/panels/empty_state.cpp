// SPDX-License-Identifier: MIT
#include "panels/empty_state.h"

#include "panels/theme.h"

#include <QFileInfo>
#include <QFrame>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

namespace shoal::ui {

namespace {

constexpr int columnWidth = 560;

QVBoxLayout* section(QWidget* box, const QString& title) {
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto* label = quietLabel(title, box);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    layout->addWidget(label);
    return layout;
}

void clear(QVBoxLayout* list) {
    while (list->count() > 1) { // the first is the heading
        QLayoutItem* item = list->takeAt(1);
        delete item->widget();
        delete item;
    }
}

/// A button of two lines: what it opens, and what that is.
QPushButton* tile(const QString& title, const QString& detail, const QString& right, QWidget* parent) {
    auto* button = new QPushButton(parent);
    button->setProperty("tile", true);
    button->setAccessibleName(title);
    button->setAccessibleDescription(detail);
    auto* layout = new QGridLayout(button);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setVerticalSpacing(2);
    auto* name = new QLabel(title, button);
    name->setProperty("title", true);
    layout->addWidget(name, 0, 0);
    layout->addWidget(quietLabel(right, button), 0, 1, Qt::AlignRight);
    auto* about = quietLabel(detail, button);
    about->setWordWrap(true);
    layout->addWidget(about, 1, 0, 1, 2);
    layout->setColumnStretch(0, 1);
    for (QLabel* label : button->findChildren<QLabel*>()) {
        label->setAttribute(Qt::WA_TransparentForMouseEvents);
        label->setTextFormat(Qt::PlainText);
    }
    const int inner = columnWidth - 26;
    button->setFixedHeight(18 + name->sizeHint().height() + about->heightForWidth(inner) + 2);
    return button;
}

} // namespace

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent)
    , target_(new QFrame(this))
    , open_(new QPushButton(themeIcon(QStringLiteral("open"), true), tr("&Open a file…"), target_))
    , samples_(new QWidget(this))
    , recent_(new QWidget(this))
    , sampleList_(section(samples_, tr("Try a sample")))
    , recentList_(section(recent_, tr("Recent files"))) {
    setObjectName(QStringLiteral("emptyState"));
    target_->setObjectName(QStringLiteral("dropTarget"));
    auto* title = new QLabel(tr("Drop a data file here"), target_);
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.6);
    font.setWeight(QFont::DemiBold);
    title->setFont(font);
    open_->setObjectName(QStringLiteral("openButton"));
    open_->setProperty("primary", true);
    open_->setDefault(true);
    open_->setToolTip(tr("Open a data file (Ctrl+O)"));
    auto* formats = quietLabel(tr("h5ad (AnnData) · CSV and TSV · npy (NumPy) · IDX (MNIST)"), target_);
    auto* inside = new QVBoxLayout(target_);
    inside->setContentsMargins(24, 32, 24, 32);
    inside->setSpacing(16);
    inside->addWidget(title, 0, Qt::AlignHCenter);
    inside->addWidget(open_, 0, Qt::AlignHCenter);
    inside->addWidget(formats, 0, Qt::AlignHCenter);

    auto* column = new QWidget(this);
    column->setMaximumWidth(columnWidth);
    auto* list = new QVBoxLayout(column);
    list->setContentsMargins(0, 0, 0, 0);
    list->setSpacing(24);
    list->addWidget(target_);
    list->addWidget(samples_);
    list->addWidget(recent_);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->addStretch(1);
    layout->addWidget(column, 1000, Qt::AlignVCenter);
    layout->addStretch(1);
    samples_->hide();
    recent_->hide();
    connect(open_, &QPushButton::clicked, this, &EmptyState::openRequested);
}

void EmptyState::setSamples(const std::vector<SampleFile>& samples) {
    clear(sampleList_);
    const QLocale locale;
    int number = 0;
    for (const SampleFile& sample : samples) {
        auto* button = tile(
            sample.title, sample.description,
            tr("%1 × %2").arg(locale.toString(sample.points), locale.toString(sample.features)), samples_);
        button->setObjectName(QStringLiteral("sample%1").arg(++number));
        button->setToolTip(sample.path);
        connect(button, &QPushButton::clicked, this, [this, path = sample.path] { Q_EMIT fileChosen(path); });
        sampleList_->addWidget(button);
    }
    samples_->setVisible(!samples.empty());
}

void EmptyState::setRecentFiles(const QStringList& paths) {
    clear(recentList_);
    const auto shown = paths.mid(0, 5);
    for (const QString& path : shown) {
        auto* button = new QPushButton(QFileInfo(path).fileName(), recent_);
        button->setObjectName(QStringLiteral("recent%1").arg(recentList_->count()));
        button->setProperty("link", true);
        button->setToolTip(path);
        connect(button, &QPushButton::clicked, this, [this, path] { Q_EMIT fileChosen(path); });
        recentList_->addWidget(button, 0, Qt::AlignLeft);
    }
    recentList_->setSpacing(0);
    recent_->setVisible(!shown.empty());
}

void EmptyState::setDropActive(bool active) {
    setStyleFlag(target_, "active", active);
}

} // namespace shoal::ui
