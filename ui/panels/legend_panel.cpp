// SPDX-License-Identifier: MIT
#include "panels/legend_panel.h"

#include "panels/legend_delegate.h"
#include "panels/numbers_legend.h"
#include "panels/theme.h"

#include <QActionGroup>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QMenu>
#include <QMouseEvent>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace shoal::ui {

namespace {

constexpr int pointingMilliseconds = 80;

std::size_t classAt(const QModelIndex& row) {
    return row.data(LegendModel::ClassRole).toULongLong();
}

} // namespace

LegendPanel::LegendPanel(QWidget* parent)
    : QWidget(parent)
    , model_(new LegendModel(this))
    , head_(new QWidget(this))
    , search_(new QLineEdit(head_))
    , sort_(new QToolButton(head_))
    , list_(new QListView(this))
    , numbers_(new NumbersLegend(this))
    , summary_(quietLabel({}, this))
    , measureAll_(new QPushButton(tr("Measure e&very point"), this)) {
    setObjectName(QStringLiteral("legendPanel"));
    buildHead();
    buildList();
    summary_->setObjectName(QStringLiteral("legendSummary"));
    summary_->setWordWrap(true);
    measureAll_->setObjectName(QStringLiteral("measureAll"));
    measureAll_->setToolTip(tr("Finds the neighbours of every point in the data, which takes some seconds"));
    measureAll_->setFocusPolicy(Qt::TabFocus);
    settled_.setSingleShot(true);
    settled_.setInterval(pointingMilliseconds);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(head_);
    layout->addWidget(numbers_);
    layout->addWidget(summary_);
    layout->addWidget(measureAll_, 0, Qt::AlignLeft);
    layout->addWidget(list_, 1);
    layout->addStretch(); // below the note where there is no list
    connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
        model_->setSearch(text);
        summarize();
    });
    connect(numbers_, &NumbersLegend::rangeChosen, this, &LegendPanel::rangeChosen);
    connect(measureAll_, &QPushButton::clicked, this, &LegendPanel::measureAllRequested);
    connect(&settled_, &QTimer::timeout, this, [this] { Q_EMIT pointedAt(pointed_); });
    setColoring(nullptr);
}

void LegendPanel::buildHead() {
    search_->setObjectName(QStringLiteral("legendSearch"));
    search_->setPlaceholderText(tr("Search classes"));
    search_->setAccessibleName(tr("Search classes"));
    search_->setToolTip(tr("Lists the classes whose name holds this text"));
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
    auto* head = new QHBoxLayout(head_);
    head->setContentsMargins(0, 0, 0, 0);
    head->setSpacing(4);
    head->addWidget(search_, 1);
    head->addWidget(sort_);
}

void LegendPanel::buildList() {
    list_->setObjectName(QStringLiteral("legend"));
    list_->setAccessibleName(tr("Legend"));
    list_->setToolTip(tr("Arrow keys choose a class; Enter shows it alone, Space turns it on or off, F2 "
                         "recolours it"));
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
}

void LegendPanel::setColoring(std::shared_ptr<const Coloring> coloring, bool ownColors) {
    const bool classes = coloring && coloring->kind == Coloring::Kind::Categorical;
    const bool numbers = coloring && coloring->kind == Coloring::Kind::Continuous;
    head_->setVisible(classes && coloring->classes.size() > 8);
    if (!head_->isVisibleTo(this))
        search_->clear();
    list_->setVisible(classes || !numbers);
    numbers_->setVisible(numbers);
    if (numbers)
        numbers_->setColoring(*coloring);
    settled_.stop();
    if (pointed_) {
        pointed_.reset();
        Q_EMIT pointedAt(std::nullopt);
    }
    ownColors_ = ownColors;
    coloring_ = coloring;
    model_->setColoring(std::move(coloring));
    summarize();
}

void LegendPanel::setMoreMeasurable(bool measurable) {
    moreMeasurable_ = measurable;
    summarize();
}

void LegendPanel::summarize() {
    measureAll_->setVisible(moreMeasurable_ && coloring_ && coloring_->shares && coloring_->missing > 0);
    if (!coloring_) {
        summary_->clear();
    } else if (!coloring_->note.empty()) {
        summary_->setText(QString::fromStdString(coloring_->note));
    } else if (coloring_->kind == Coloring::Kind::Continuous) {
        summary_->setText(
            coloring_->ownRange
                ? tr("Colours run over your own range; high values lie on top.")
                : tr("Colours run from the 1st to the 99th percentile; high values lie on top."));
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
    const bool onRows = watched == list_->viewport();
    switch (event->type()) {
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonDblClick:
        return onRows && filterMouse(*static_cast<QMouseEvent*>(event));
    case QEvent::MouseMove:
        if (onRows)
            pointAt(list_->indexAt(static_cast<QMouseEvent*>(event)->position().toPoint()));
        return false;
    case QEvent::Leave:
        if (onRows)
            pointAt({});
        return false;
    case QEvent::ShortcutOverride: // Space is the window's key for pausing
        if (watched == list_ && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space)
            event->accept();
        return false;
    case QEvent::ContextMenu:
        filterMenu(*static_cast<QContextMenuEvent*>(event));
        return true;
    case QEvent::KeyPress:
        return watched == list_ && filterKey(*static_cast<QKeyEvent*>(event));
    default:
        return QWidget::eventFilter(watched, event);
    }
}

bool LegendPanel::filterMouse(const QMouseEvent& mouse) {
    const QModelIndex row = list_->indexAt(mouse.position().toPoint());
    if (!row.isValid() || mouse.button() != Qt::LeftButton)
        return false;
    if (mouse.type() == QEvent::MouseButtonDblClick) {
        model_->setOn(onBeforeClick_);
        Q_EMIT recolorRequested(classAt(row));
        return true;
    }
    onBeforeClick_ = model_->on();
    if (mouse.modifiers() & Qt::ControlModifier)
        model_->toggle(classAt(row));
    else
        model_->isolate(classAt(row));
    return false;
}

bool LegendPanel::filterKey(const QKeyEvent& key) {
    const QModelIndex row = list_->currentIndex();
    if (!row.isValid())
        return false;
    switch (key.key()) {
    case Qt::Key_Space:
        model_->toggle(classAt(row));
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (key.modifiers() & Qt::ControlModifier)
            model_->toggle(classAt(row));
        else
            model_->isolate(classAt(row));
        return true;
    case Qt::Key_F2:
        Q_EMIT recolorRequested(classAt(row));
        return true;
    default:
        return false;
    }
}

void LegendPanel::filterMenu(const QContextMenuEvent& event) {
    if (event.reason() != QContextMenuEvent::Keyboard)
        return showMenu(list_->indexAt(list_->viewport()->mapFromGlobal(event.globalPos())),
                        event.globalPos());
    const QModelIndex row = list_->currentIndex();
    showMenu(row, list_->viewport()->mapToGlobal(list_->visualRect(row).bottomLeft()));
}

/// Tells once the pointer has stayed: on its way across the list it picks out nothing.
void LegendPanel::pointAt(const QModelIndex& row) {
    const auto pointed = row.isValid() ? std::optional(classAt(row)) : std::nullopt;
    if (pointed == pointed_)
        return;
    pointed_ = pointed;
    settled_.start();
}

void LegendPanel::showMenu(const QModelIndex& row, const QPoint& at) {
    if (!row.isValid())
        return;
    const std::size_t classIndex = classAt(row);
    const bool isOn = row.data(LegendModel::OnRole).toBool();
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("legendMenu"));
    connect(menu, &QMenu::aboutToHide, menu, &QObject::deleteLater);
    const auto add = [menu](const char* name, const QString& text, bool enabled) {
        QAction* action = menu->addAction(text);
        action->setObjectName(QLatin1String(name));
        action->setEnabled(enabled);
        return action;
    };
    connect(add("showAlone", tr("Show &alone"), !model_->isAlone(classIndex)), &QAction::triggered, model_,
            [this, classIndex] { model_->isolate(classIndex); });
    connect(add("toggleClass", isOn ? tr("&Hide") : tr("&Show"), true), &QAction::triggered, model_,
            [this, classIndex] { model_->toggle(classIndex); });
    connect(add("showAllClasses", tr("Show a&ll"), !model_->allOn()), &QAction::triggered, model_,
            &LegendModel::showAll);
    menu->addSeparator();
    connect(add("recolorClass", tr("&Recolour…"), true), &QAction::triggered, this,
            [this, classIndex] { Q_EMIT recolorRequested(classIndex); });
    connect(add("restoreColors", tr("&Original colours"), ownColors_), &QAction::triggered, this,
            &LegendPanel::restoreRequested);
    Q_EMIT menuRequested(menu, classIndex);
    menu->popup(at);
}

} // namespace shoal::ui
