// SPDX-License-Identifier: MIT
#include "panels/parameter_row.h"

#include "panels/effect_mark.h"
#include "panels/theme.h"
#include "recipe/option_effects.h"

#include <QGridLayout>
#include <QLabel>

namespace shoal::ui {

namespace {

struct Tag {
    const char* text;
    const char* teach;
};

Tag tagOf(Effect effect) {
    switch (effect) {
    case Effect::Live:
        return {QT_TRANSLATE_NOOP("ParameterRow", "acts at once"),
                QT_TRANSLATE_NOOP("ParameterRow", "Acts from the next iteration.")};
    case Effect::RecomputesAffinities:
        return {
            QT_TRANSLATE_NOOP("ParameterRow", "re-optimises"),
            QT_TRANSLATE_NOOP("ParameterRow",
                              "Apply re-optimises from where the points are; the neighbours found are kept "
                              "where there are enough of them.")};
    case Effect::RecomputesNeighbors:
        return {QT_TRANSLATE_NOOP("ParameterRow", "recomputes neighbours"),
                QT_TRANSLATE_NOOP("ParameterRow",
                                  "Apply looks for other neighbours while the points move on, "
                                  "and re-optimises from where they are.")};
    case Effect::StartsAnew:
        return {QT_TRANSLATE_NOOP("ParameterRow", "starts anew"),
                QT_TRANSLATE_NOOP("ParameterRow", "Acts when the run is started anew; neighbours and "
                                                  "affinities found are used again.")};
    }
    return {"", ""};
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
    const Tag tagTexts = tagOf(effect.effect);
    auto* mark = new EffectMark(effect.effect, this);
    auto* tag = quietLabel(tr(tagTexts.text), this, 0.85);
    auto* marked = new QHBoxLayout;
    marked->setSpacing(4);
    marked->addWidget(mark);
    marked->addWidget(tag, 1);
    const QString plainName = QString(name).remove(QLatin1Char('&'));
    const QString explanation =
        QString::fromUtf8(effect.explanation.data(), qsizetype(effect.explanation.size()));
    setToolTip(QStringLiteral("<b>%1</b><p>%2</p><p>%3</p><p>%4</p>")
                   .arg(plainName, teach.toHtmlEscaped(), explanation.toHtmlEscaped(),
                        tr(tagTexts.teach).toHtmlEscaped()));
    field->setAccessibleName(plainName);
    field->setAccessibleDescription(teach + QLatin1Char(' ') + tr(tagTexts.teach));
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
    layout->addLayout(marked, 1, 0);
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
