// SPDX-License-Identifier: MIT
#include "selection/selection_panel.h"

#include "panels/theme.h"

#include <QAction>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace shoal::ui {

namespace {

QLabel* heading(const QString& text, const QString& explanation, QWidget* parent) {
    QLabel* label = quietLabel(text, parent);
    label->setToolTip(explanation);
    return label;
}

QLabel* note(const char* name, QWidget* parent) {
    QLabel* label = quietLabel({}, parent);
    label->setObjectName(QLatin1String(name));
    label->setWordWrap(true);
    return label;
}

void setNote(QLabel* label, const QString& text) {
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

/// A scroll area that asks for the height of what is in it, and gives way when there is less.
class DetailsArea : public QScrollArea {
public:
    using QScrollArea::QScrollArea;
    QSize sizeHint() const override { return {120, widget() ? widget()->sizeHint().height() : 0}; }
};

} // namespace

SelectionPanel::SelectionPanel(const QList<QAction*>& actions, QWidget* parent)
    : QWidget(parent)
    , combination_(new QButtonGroup(this))
    , count_(new QLabel(this))
    , details_(new QWidget(this))
    , combinations_(new QWidget(this))
    , scroll_(new DetailsArea(this))
    , classesTitle_(heading(tr("Classes"),
                            tr("Points of each class that are selected, and which share of the class they "
                               "are. The bar is their share of the selection."),
                            this))
    , classes_(new ShareList(this))
    , classesNote_(note("selectedClassesNote", this))
    , features_(new ShareList(this))
    , featuresNote_(note("differencesNote", this)) {
    setObjectName(QStringLiteral("selectionPanel"));
    count_->setObjectName(QStringLiteral("selectionCount"));
    count_->setWordWrap(true);
    classes_->setObjectName(QStringLiteral("selectedClasses"));
    classes_->setAccessibleName(tr("Classes of the selected points"));
    classes_->setToolTip(classesTitle_->toolTip());
    features_->setObjectName(QStringLiteral("differences"));
    features_->setAccessibleName(tr("Features that differ most"));
    features_->setToolTip(tr("Click a feature to colour the points by it"));
    features_->setChoosable(true);

    auto* choices = new QHBoxLayout(combinations_);
    choices->setContentsMargins(0, 0, 0, 0);
    choices->setSpacing(4);
    const auto choice = [&](Combination combination, const char* name, const QString& text,
                            const QString& explanation) {
        auto* button = new QToolButton(combinations_);
        button->setObjectName(QLatin1String(name));
        button->setText(text);
        button->setToolTip(explanation);
        button->setCheckable(true);
        button->setProperty("segment", true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        combination_->addButton(button, static_cast<int>(combination));
        choices->addWidget(button);
    };
    choice(Combination::Replace, "selectNew", tr("New"),
           tr("What you draw next takes the place of the selection"));
    choice(Combination::Add, "selectAdd", tr("Add"),
           tr("What you draw next is added to the selection; Ctrl does so with a tool in hand"));
    choice(Combination::Remove, "selectRemove", tr("Remove"),
           tr("What you draw next is taken out of the selection; Alt does so whenever you draw"));
    connect(combination_, &QButtonGroup::idClicked, this,
            [this](int id) { Q_EMIT combinationChosen(static_cast<Combination>(id)); });
    setCombination(Combination::Replace);

    auto* title = new QLabel(tr("Selection"), this);
    title->setProperty("title", true);
    auto* inside = new QWidget;
    auto* list = new QVBoxLayout(inside);
    list->setContentsMargins(0, 0, 0, 0);
    list->setSpacing(4);
    list->addWidget(classesTitle_);
    list->addWidget(classes_);
    list->addWidget(classesNote_);
    list->addSpacing(4);
    list->addWidget(heading(tr("Features that differ most"),
                            tr("The mean of the selected points less that of the others, in standard "
                               "deviations (Cohen's d). Click a feature to colour the points by it."),
                            this));
    list->addWidget(features_);
    list->addWidget(featuresNote_);
    list->addStretch(1);
    scroll_->setWidget(inside);
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setFocusPolicy(Qt::NoFocus);
    scroll_->setMinimumHeight(72);
    scroll_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (QAction* action : actions) {
        auto* button = new QToolButton(details_);
        button->setObjectName(action->objectName() + QStringLiteral("Button"));
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setProperty("framed", true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        buttons->addWidget(button);
    }
    auto* details = new QVBoxLayout(details_);
    details->setContentsMargins(0, 0, 0, 0);
    details->setSpacing(8);
    details->addWidget(scroll_);
    details->addLayout(buttons);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(title);
    layout->addWidget(count_);
    layout->addWidget(combinations_);
    layout->addWidget(details_);
    connect(features_, &ShareList::chosen, this, &SelectionPanel::featureChosen);
    setCount(0, 0);
}

void SelectionPanel::setCount(std::size_t selected, std::size_t of) {
    details_->setVisible(selected > 0);
    combinations_->setVisible(selected > 0);
    setStyleFlag(count_, "muted", selected == 0);
    if (selected == 0) {
        count_->setText(tr("Drag with Shift held, or press R or L and draw around points."));
        return;
    }
    const QLocale locale;
    const double percent = 100.0 * static_cast<double>(selected) / static_cast<double>(of);
    const QString share = percent >= 99.95 && selected < of ? tr("over 99.9")
                          : percent < 0.1                   ? tr("under 0.1")
                                          : locale.toString(percent, 'f', percent < 10 ? 1 : 0);
    count_->setText(tr("%1 of %2 points (%3 %)")
                        .arg(locale.toString(static_cast<qulonglong>(selected)),
                             locale.toString(static_cast<qulonglong>(of)), share));
}

void SelectionPanel::setClasses(const std::vector<ShareRow>& rows, const QString& note) {
    classesTitle_->setVisible(!rows.empty());
    classes_->setVisible(!rows.empty());
    classes_->setRows(rows);
    setNote(classesNote_, note);
    scroll_->updateGeometry(); // it asks for the height of what is in it
}

void SelectionPanel::setFeatures(const std::vector<ShareRow>& rows, const QString& note) {
    features_->setVisible(!rows.empty());
    features_->setRows(rows);
    setNote(featuresNote_, note);
    scroll_->updateGeometry();
}

void SelectionPanel::setCombination(Combination combination) {
    combination_->button(static_cast<int>(combination))->setChecked(true);
}

} // namespace shoal::ui
