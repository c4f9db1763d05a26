// SPDX-License-Identifier: MIT
#include "panels/recipe_panel.h"

#include "core/error.h"
#include "panels/fold.h"
#include "panels/number_fields.h"
#include "panels/parameter_row.h"
#include "panels/phase_table.h"
#include "panels/theme.h"

#include <QComboBox>
#include <QLabel>
#include <QVBoxLayout>

#include <limits>

namespace shoal::ui {

namespace {

struct Ready {
    const char* name;
    const char* teach;
    Recipe (*recipe)();
};

constexpr Ready readyRecipes[] = {
    {QT_TRANSLATE_NOOP("RecipePanel", "Standard"),
     QT_TRANSLATE_NOOP("RecipePanel",
                       "Plain t-SNE: 250 iterations that gather the points, 500 that spread them out."),
     &Recipe::standard},
    {QT_TRANSLATE_NOOP("RecipePanel", "More separation"),
     QT_TRANSLATE_NOOP("RecipePanel",
                       "Ends at exaggeration 4: clusters drawn tighter, more white space between them."),
     &Recipe::moreSeparation},
    {QT_TRANSLATE_NOOP("RecipePanel", "Large data"),
     QT_TRANSLATE_NOOP(
         "RecipePanel",
         "Embeds a sample first and places the rest on it: keeps the large picture of big data."),
     &Recipe::largeData},
};

} // namespace

RecipePanel::RecipePanel(QWidget* parent)
    : QWidget(parent)
    , ready_(new QComboBox(this))
    , perplexity_(new RealField(0, 1e6, this))
    , start_(new QComboBox(this))
    , sampleSize_(new CountField(0, std::numeric_limits<int>::max(), this))
    , samplePerplexity_(new RealField(0, 1e6, this))
    , phases_(new PhaseTable(this))
    , seed_(new CountField(0, std::numeric_limits<int>::max(), this))
    , learningRate_(new RealField(0, 1e9, this))
    , momentum_(new RealField(0, 1, this))
    , dof_(new RealField(0, 1000, this))
    , metric_(new QComboBox(this))
    , earlyStopping_(new QComboBox(this))
    , preview_(new QComboBox(this))
    , principalComponents_(new CountField(0, 100'000, this)) {
    ready_->setObjectName(QStringLiteral("readyRecipe"));
    perplexity_->setObjectName(QStringLiteral("perplexity"));
    start_->setObjectName(QStringLiteral("start"));
    sampleSize_->setObjectName(QStringLiteral("sampleSize"));
    samplePerplexity_->setObjectName(QStringLiteral("samplePerplexity"));
    phases_->setObjectName(QStringLiteral("phases"));
    seed_->setObjectName(QStringLiteral("seed"));
    learningRate_->setObjectName(QStringLiteral("learningRate"));
    momentum_->setObjectName(QStringLiteral("momentum"));
    dof_->setObjectName(QStringLiteral("dof"));
    metric_->setObjectName(QStringLiteral("metric"));
    earlyStopping_->setObjectName(QStringLiteral("earlyStopping"));
    preview_->setObjectName(QStringLiteral("preview"));
    principalComponents_->setObjectName(QStringLiteral("principalComponents"));

    for (const Ready& ready : readyRecipes) {
        ready_->addItem(tr(ready.name));
        ready_->setItemData(ready_->count() - 1, tr(ready.teach), Qt::ToolTipRole);
    }
    ready_->setAccessibleName(tr("Recipe"));
    start_->addItem(tr("PCA"), static_cast<int>(StartMethod::Pca));
    start_->addItem(tr("Spectral"), static_cast<int>(StartMethod::Spectral));
    start_->addItem(tr("Random"), static_cast<int>(StartMethod::Random));
    start_->addItem(tr("Sample first"), static_cast<int>(StartMethod::Downsample));
    start_->setItemData(
        start_->count() - 1,
        tr("Downsample and extend: embeds a sample, then places every other point on its nearest "
           "sampled point."),
        Qt::ToolTipRole);
    metric_->addItem(tr("Euclidean"), static_cast<int>(Metric::Euclidean));
    metric_->addItem(tr("Cosine"), static_cast<int>(Metric::Cosine));
    metric_->addItem(tr("Correlation"), static_cast<int>(Metric::Correlation));
    metric_->addItem(tr("Manhattan"), static_cast<int>(Metric::Manhattan));
    for (QComboBox* choice : {earlyStopping_, preview_}) {
        choice->addItem(tr("No"), false);
        choice->addItem(tr("Yes"), true);
    }
    samplePerplexity_->setSpecialValueText(tr("auto"));
    learningRate_->setSpecialValueText(tr("auto"));

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    auto* head = new QHBoxLayout;
    auto* title = new QLabel(tr("&Recipe"), this);
    title->setProperty("title", true);
    title->setBuddy(ready_);
    ready_->setFixedWidth(160);
    head->addWidget(title, 1);
    head->addWidget(ready_);
    layout->addLayout(head);

    auto* advanced = new Fold(tr("Advanced"), this);
    advanced->setObjectName(QStringLiteral("advanced"));
    buildRows(advanced->content());
    layout->addWidget(advanced);

    connect(ready_, &QComboBox::activated, this, [this](int index) {
        if (index < 0 || index >= static_cast<int>(std::size(readyRecipes)))
            return;
        Recipe next = readyRecipes[index].recipe();
        next.seed = recipe_.seed;
        setRecipe(withSampleThatFits(next));
        Q_EMIT edited();
    });
    for (QDoubleSpinBox* field : {perplexity_, samplePerplexity_, learningRate_, momentum_, dof_})
        connect(field, &QDoubleSpinBox::valueChanged, this, &RecipePanel::read);
    for (QSpinBox* field : {sampleSize_, seed_, principalComponents_})
        connect(field, &QSpinBox::valueChanged, this, &RecipePanel::read);
    for (QComboBox* field : {start_, metric_, earlyStopping_, preview_})
        connect(field, &QComboBox::currentIndexChanged, this, &RecipePanel::read);
    connect(phases_, &PhaseTable::edited, this, &RecipePanel::read);
    setRecipe(Recipe::standard());
}

void RecipePanel::buildRows(QWidget* advanced) {
    const auto add = [this](QWidget* to, const QString& name, std::string_view option, const QString& teach,
                            QWidget* field, std::function<void(Recipe&, const Recipe&)> copy) {
        auto* row = new ParameterRow(name, option, teach, field, to);
        row->setObjectName(field->objectName() + QStringLiteral("Row"));
        to->layout()->addWidget(row);
        checked_.push_back({row, std::move(copy)});
        return row;
    };
    add(this, tr("Pe&rplexity"), "perplexity",
        tr("Roughly how many neighbours each point tries to keep close: small shows detail, large shows the "
           "broad "
           "arrangement."),
        perplexity_, [](Recipe& to, const Recipe& from) { to.perplexity = from.perplexity; });
    add(this, tr("S&tart from"), "start",
        tr("PCA keeps the broad arrangement of the data, spectral that of its neighbourhoods; random forgets "
           "it; "
           "a sample first keeps it for millions of points."),
        start_, [](Recipe&, const Recipe&) {});
    sampleSizeRow_ =
        add(this, tr("Sample si&ze"), "sampleSize", tr("How many points are embedded first."), sampleSize_,
            [](Recipe& to, const Recipe& from) { to.start = from.start, to.sampleSize = from.sampleSize; });
    samplePerplexityRow_ =
        add(this, tr("Sample per&plexity"), "samplePerplexity",
            tr("The sample's own perplexity; auto is a fiftieth of the sample, at most 500."),
            samplePerplexity_, [](Recipe& to, const Recipe& from) {
                to.start = from.start, to.sampleSize = from.sampleSize,
                to.samplePerplexity = from.samplePerplexity;
            });
    // The phases are a table, wider than a field: they get a row whose field is below.
    auto* phasesName = new ParameterRow(tr("Phases"), "phases",
                                        tr("Exaggeration pulls neighbours together by that factor: high "
                                           "gathers clusters, 1 is plain t-SNE, 4 keeps "
                                           "clusters apart."),
                                        new QWidget(this), this);
    phasesName->setObjectName(QStringLiteral("phasesRow"));
    layout()->addWidget(phasesName);
    layout()->addWidget(phases_);
    checked_.push_back({phasesName, [](Recipe& to, const Recipe& from) { to.phases = from.phases; }});

    add(advanced, tr("See&d"), "seed", tr("The same seed gives the same map, bit for bit."), seed_,
        [](Recipe& to, const Recipe& from) { to.seed = from.seed; });
    add(advanced, tr("&Learning rate"), "learningRate",
        tr("How far points move at each iteration; auto is the number of points divided by the "
           "exaggeration."),
        learningRate_, [](Recipe& to, const Recipe& from) { to.learningRate = from.learningRate; });
    add(advanced, tr("&Momentum"), "momentum", tr("How much of the last move is carried into the next."),
        momentum_, [](Recipe& to, const Recipe& from) { to.momentum = from.momentum; });
    add(advanced, tr("Degrees of &freedom"), "dof",
        tr("Below 1 the kernel's tails are heavier and clusters part into smaller ones; above 1 they join."),
        dof_, [](Recipe& to, const Recipe& from) { to.dof = from.dof; });
    add(advanced, tr("Stop w&hen settled"), "earlyStopping",
        tr("Ends early exaggeration and the run once the KL divergence hardly falls any more."),
        earlyStopping_, [](Recipe& to, const Recipe& from) { to.earlyStopping = from.earlyStopping; });
    add(advanced, tr("Pre&view first"), "preview",
        tr("Shows a map at once: the first phase runs on a few coarse neighbours while those asked for are "
           "found, "
           "then the map is refined."),
        preview_, [](Recipe& to, const Recipe& from) {
            to.preview = from.preview;
            if (from.preview) {
                to.phases = from.phases;
                to.start = from.start;
                to.sampleSize = from.sampleSize;
            }
        });
    add(advanced, tr("D&istance"), "metric",
        tr("What is meant by near: cosine and correlation look at the pattern of the features, not at their "
           "size."),
        metric_, [](Recipe& to, const Recipe& from) { to.metric = from.metric; });
    add(advanced, tr("Principal &components"), "principalComponents",
        tr("Data with more features than this are first shortened to as many components."),
        principalComponents_,
        [](Recipe& to, const Recipe& from) { to.principalComponents = from.principalComponents; });
}

void RecipePanel::setRecipe(const Recipe& recipe) {
    filling_ = true;
    recipe_ = recipe;
    perplexity_->setValue(recipe.perplexity);
    start_->setCurrentIndex(start_->findData(static_cast<int>(recipe.start)));
    sampleSize_->setValue(static_cast<int>(recipe.sampleSize));
    samplePerplexity_->setValue(recipe.samplePerplexity.value_or(0));
    phases_->setPhases(recipe.phases);
    seed_->setValue(static_cast<int>(recipe.seed));
    learningRate_->setValue(recipe.learningRate.value_or(0));
    momentum_->setValue(recipe.momentum);
    dof_->setValue(recipe.dof);
    metric_->setCurrentIndex(metric_->findData(static_cast<int>(recipe.metric)));
    earlyStopping_->setCurrentIndex(earlyStopping_->findData(recipe.earlyStopping));
    preview_->setCurrentIndex(preview_->findData(recipe.preview));
    principalComponents_->setValue(static_cast<int>(recipe.principalComponents));
    filling_ = false;
    refresh();
}

void RecipePanel::setPoints(std::size_t points) {
    points_ = points;
    setRecipe(withSampleThatFits(recipe_));
}

Recipe RecipePanel::withSampleThatFits(Recipe recipe) const {
    constexpr std::size_t smallest = 10;
    if (points_ > smallest && recipe.start == StartMethod::Downsample && recipe.sampleSize >= points_)
        recipe.sampleSize = std::max(smallest, points_ / 4);
    return recipe;
}

void RecipePanel::read() {
    if (filling_)
        return;
    const auto unlessAuto = [](double value) {
        return value > 0 ? std::optional<double>(value) : std::nullopt;
    };
    recipe_.perplexity = perplexity_->value();
    recipe_.start = static_cast<StartMethod>(start_->currentData().toInt());
    recipe_.sampleSize = static_cast<std::size_t>(sampleSize_->value());
    recipe_.samplePerplexity = unlessAuto(samplePerplexity_->value());
    recipe_.phases = phases_->phases();
    recipe_.seed = static_cast<std::uint64_t>(seed_->value());
    recipe_.learningRate = unlessAuto(learningRate_->value());
    recipe_.momentum = momentum_->value();
    recipe_.dof = dof_->value();
    recipe_.metric = static_cast<Metric>(metric_->currentData().toInt());
    recipe_.earlyStopping = earlyStopping_->currentData().toBool();
    recipe_.preview = preview_->currentData().toBool();
    recipe_.principalComponents = static_cast<std::size_t>(principalComponents_->value());
    refresh();
    Q_EMIT edited();
}

void RecipePanel::refresh() {
    const bool samples = recipe_.start == StartMethod::Downsample;
    sampleSizeRow_->setVisible(samples);
    samplePerplexityRow_->setVisible(samples);
    int match = -1;
    for (int i = 0; i < static_cast<int>(std::size(readyRecipes)); ++i) {
        Recipe ready = readyRecipes[i].recipe();
        ready.seed = recipe_.seed;
        if (samples)
            ready.sampleSize = recipe_.sampleSize;
        if (ready == recipe_)
            match = i;
    }
    const int custom = static_cast<int>(std::size(readyRecipes));
    if (match < 0 && ready_->count() == custom)
        ready_->addItem(tr("Custom"));
    else if (match >= 0 && ready_->count() > custom)
        ready_->removeItem(custom);
    ready_->setCurrentIndex(match < 0 ? custom : match);
    ready_->setToolTip(match < 0 ? tr("Changed from the three ready recipes")
                                 : tr(readyRecipes[match].teach));
    check();
}

void RecipePanel::check() {
    valid_ = points_ != 1;
    QString said; // once, beside the first option that it concerns
    for (const Checked& option : checked_) {
        QString problem;
        if (points_ > 1) {
            Recipe alone;
            option.copy(alone, recipe_);
            try {
                validate(alone, points_);
            } catch (const Error& error) {
                problem = QString::fromUtf8(error.what());
                valid_ = false;
            }
        }
        option.row->setProblem(problem == said ? QString() : problem);
        if (!problem.isEmpty())
            said = problem;
    }
}

} // namespace shoal::ui
