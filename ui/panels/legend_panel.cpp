// SPDX-License-Identifier: MIT
#include "panels/legend_panel.h"

#include "panels/color_bar.h"
#include "panels/legend_delegate.h"
#include "panels/theme.h"

#include <QActionGroup>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QMenu>
#include <QMouseEvent>
#include <QToolButton>
#include <QVBoxLayout>

namespace shoal::ui {

LegendPanel::LegendPanel(QWidget* parent)
    : QWidget(parent)
    , model_(new LegendModel(this))
    , head_(new QWidget(this))
    , search_(new QLineEdit(head_))
    , sort_(new QToolButton(head_))
    , list_(new QListView(this))
    , bar_(new ColorBar(this))
    , summary_(quietLabel({}, this)) {
    search_->setObjectName(QStringLiteral("legendSearch"));
    search_->setPlaceholderText(tr("Search classes"));
    search_->setAccessibleName(tr("Search classes"));
    search_->setClearButtonEnabled(true);
    sort_->setObjectName(QStringLiteral("legendSort"));
    sort_->setIcon(themeIcon(QStringLiteral("sort")));
    sort_->setToolTip(tr("Order of the classes"));
    sort_->setAccessibleName(tr("Order of the classes"));
    sort_->setPopupMode(QToolButton::InstantPopup);
    sort_->setFocusPolicy(Qt::TabFocus);
    auto* menu = new QMenu(sort_);
    auto* group = new QActionGroup(menu);
    for (const auto& [text, order] : {std::pair(tr("As in the &file"), LegendModel::Order::AsGiven),
                                      std::pair(tr("By &name"), LegendModel::Order::ByName),
                                      std::pair(tr("By &count"), LegendModel::Order::ByCount)}) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(order == LegendModel::Order::AsGiven);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, chosen = order] { model_->setOrder(chosen); });
    }
    sort_->setMenu(menu);

    list_->setObjectName(QStringLiteral("legend"));
    list_->setAccessibleName(tr("Legend"));
    list_->setModel(model_);
    list_->setItemDelegate(new LegendDelegate(list_));
    list_->setUniformItemSizes(true);
    list_->setMouseTracking(true);
    list_->setSelectionMode(QAbstractItemView::NoSelection);
    list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->viewport()->installEventFilter(this);
    list_->installEventFilter(this);
    summary_->setObjectName(QStringLiteral("legendSummary"));
    summary_->setWordWrap(true);

    auto* head = new QHBoxLayout(head_);
    head->setContentsMargins(0, 0, 0, 0);
    head->setSpacing(4);
    head->addWidget(search_, 1);
    head->addWidget(sort_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(head_);
    layout->addWidget(bar_);
    layout->addWidget(summary_);
    layout->addWidget(list_, 1);
    layout->addStretch(); // below the note where there is no list
    connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
        model_->setSearch(text);
        summarize();
    });
    setColoring(nullptr);
}

void LegendPanel::setColoring(std::shared_ptr<const Coloring> coloring) {
    const bool classes = coloring && coloring->kind == Coloring::Kind::Categorical;
    const bool numbers = coloring && coloring->kind == Coloring::Kind::Continuous;
    head_->setVisible(classes && coloring->classes.size() > 8);
    if (!head_->isVisibleTo(this))
        search_->clear();
    list_->setVisible(classes || !numbers);
    bar_->setVisible(numbers);
    if (numbers)
        bar_->setRange(coloring->low, coloring->high, coloring->missing);
    coloring_ = coloring;
    model_->setColoring(std::move(coloring));
    summarize();
}

void LegendPanel::summarize() {
    if (!coloring_) {
        summary_->clear();
    } else if (coloring_->kind == Coloring::Kind::Continuous) {
        summary_->setText(tr("Colours run from the 1st to the 99th percentile; high values lie on top."));
    } else if (coloring_->kind == Coloring::Kind::None) {
        summary_->setText(tr("All points alike. Choose a column to colour them by."));
    } else {
        // The missing have a row of the legend, but are no class.
        const QLocale locale;
        const bool missing = coloring_->missing > 0;
        const std::size_t classes = coloring_->classes.size() - (missing ? 1 : 0);
        const QString count = locale.toString(static_cast<qulonglong>(classes));
        QString text = classes == 1 ? tr("1 class") : tr("%1 classes").arg(count);
        if (!search_->text().trimmed().isEmpty()) {
            qulonglong found = 0;
            for (int row = 0; row < model_->rowCount(); ++row)
                found += model_->index(row).data(LegendModel::ClassRole).toULongLong() < classes;
            text = tr("%1 of %2 classes shown").arg(locale.toString(found), count);
        } else if (missing) {
            text =
                tr("%1, %2 missing").arg(text, locale.toString(static_cast<qulonglong>(coloring_->missing)));
        }
        summary_->setText(text);
    }
}

bool LegendPanel::eventFilter(QObject* watched, QEvent* event) {
    const auto classAt = [this](const QModelIndex& index) {
        return index.data(LegendModel::ClassRole).toULongLong();
    };
    if (watched == list_->viewport() &&
        (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonDblClick)) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        const QModelIndex index = list_->indexAt(mouse->position().toPoint());
        if (!index.isValid() || mouse->button() != Qt::LeftButton)
            return false;
        if (event->type() == QEvent::MouseButtonDblClick) {
            model_->setOn(onBeforeClick_);
            Q_EMIT recolorRequested(classAt(index));
            return true;
        }
        onBeforeClick_ = model_->on();
        if (mouse->modifiers() & Qt::ControlModifier)
            model_->toggle(classAt(index));
        else
            model_->isolate(classAt(index));
        return false;
    }
    if (watched == list_ && event->type() == QEvent::KeyPress && list_->currentIndex().isValid()) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            if (key->modifiers() & Qt::ControlModifier)
                model_->toggle(classAt(list_->currentIndex()));
            else
                model_->isolate(classAt(list_->currentIndex()));
            return true;
        }
        if (key->key() == Qt::Key_F2) {
            Q_EMIT recolorRequested(classAt(list_->currentIndex()));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace shoal::ui
