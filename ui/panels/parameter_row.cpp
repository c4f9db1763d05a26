// SPDX-License-Identifier: MIT
#include "panels/parameter_row.h"

#include "panels/theme.h"
#include "recipe/option_effects.h"

#include <QGridLayout>
#include <QLabel>

namespace shoal::ui {

namespace {

QString tagOf(Effect effect) {
    switch (effect) {
    case Effect::Live:
        return ParameterRow::tr("acts at once");
    case Effect::StartsAnew:
        return ParameterRow::tr("re-optimises");
    case Effect::RecomputesAffinities:
        return ParameterRow::tr("recomputes affinities");
    case Effect::RecomputesNeighbors:
        return ParameterRow::tr("recomputes neighbours");
    }
    return {};
}

} // namespace

ParameterRow::ParameterRow(const QString& name, std::string_view option, const QString& teach, QWidget* field,
                           QWidget* parent)
    : QWidget(parent)
    , field_(field)
    , problem_(quietLabel({}, this)) {
    const OptionEffect& effect = effectOf(option);
    auto* label = new QLabel(name, this);
    label->setBuddy(field);
    auto* tag = quietLabel(tagOf(effect.effect), this, 0.85);
    const QString plainName = QString(name).remove(QLatin1Char('&'));
    const QString explanation =
        QString::fromUtf8(effect.explanation.data(), qsizetype(effect.explanation.size()));
    setToolTip(QStringLiteral("<b>%1</b><p>%2</p><p>%3</p>")
                   .arg(plainName, teach.toHtmlEscaped(), explanation.toHtmlEscaped()));
    field->setAccessibleName(plainName);
    field->setAccessibleDescription(teach);
    problem_->setProperty("muted", false);
    problem_->setProperty("wrong", true);
    problem_->setWordWrap(true);
    problem_->setTextFormat(Qt::PlainText);
    problem_->hide();

    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(8);
    layout->setVerticalSpacing(0);
    layout->addWidget(label, 0, 0);
    layout->addWidget(tag, 1, 0);
    layout->addWidget(field, 0, 1, 2, 1, Qt::AlignVCenter);
    layout->addWidget(problem_, 2, 0, 1, 2);
    layout->setColumnStretch(0, 1);
    field->setFixedWidth(120);
}

void ParameterRow::setProblem(const QString& sentence) {
    problem_->setText(sentence);
    problem_->setVisible(!sentence.isEmpty());
    setStyleFlag(field_, "invalid", !sentence.isEmpty());
}

QString ParameterRow::problem() const {
    return problem_->text();
}

} // namespace shoal::ui
