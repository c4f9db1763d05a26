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
    , samplePhases_(new PhaseTable(QStringLiteral("samplePhase"), this))
    , phases_(new PhaseTable(QStringLiteral("phase"), this))
    , seed_(new CountField(0, std::numeric_limits<int>::max(), this))
    , learningRate_(new RealField(0, 1e9, this))
    , momentum_(new RealField(0, 1, this))
    , dof_(new RealField(0, 1000, this))
    , maxStepNorm_(new RealField(0, 1e6, this))
    , maxGradientNorm_(new RealField(0, 1e6, this))
    , repulsion_(new QComboBox(this))
    , theta_(new RealField(0, 10, this))
    , metric_(new QComboBox(this))
    , earlyStopping_(new QComboBox(this))
    , preview_(new QComboBox(this))
    , principalComponents_(new CountField(0, 100'000, this)) {
    ready_->setObjectName(QStringLiteral("readyRecipe"));
    perplexity_->setObjectName(QStringLiteral("perplexity"));
    start_->setObjectName(QStringLiteral("start"));
    sampleSize_->setObjectName(QStringLiteral("sampleSize"));
    samplePerplexity_->setObjectName(QStringLiteral("samplePerplexity"));
    samplePhases_->setObjectName(QStringLiteral("samplePhases"));
    phases_->setObjectName(QStringLiteral("phases"));
    seed_->setObjectName(QStringLiteral("seed"));
    learningRate_->setObjectName(QStringLiteral("learningRate"));
    momentum_->setObjectName(QStringLiteral("momentum"));
    dof_->setObjectName(QStringLiteral("dof"));
    maxStepNorm_->setObjectName(QStringLiteral("maxStepNorm"));
    maxGradientNorm_->setObjectName(QStringLiteral("maxGradientNorm"));
    repulsion_->setObjectName(QStringLiteral("repulsion"));
    theta_->setObjectName(QStringLiteral("theta"));
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
    repulsion_->addItem(tr("Automatic"), static_cast<int>(RepulsionMethod::Automatic));
    repulsion_->addItem(tr("Grid (FFT)"), static_cast<int>(RepulsionMethod::Fft));
    repulsion_->addItem(tr("Barnes-Hut"), static_cast<int>(RepulsionMethod::BarnesHut));
    repulsion_->addItem(tr("Exact"), static_cast<int>(RepulsionMethod::Exact));
    for (QComboBox* choice : {earlyStopping_, preview_}) {
        choice->addItem(tr("No"), false);
        choice->addItem(tr("Yes"), true);
    }
    samplePerplexity_->setSpecialValueText(tr("auto"));
    learningRate_->setSpecialValueText(tr("auto"));
    maxGradientNorm_->setSpecialValueText(tr("any"));

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
    for (QDoubleSpinBox* field : {perplexity_, samplePerplexity_, learningRate_, momentum_, dof_,
                                  maxStepNorm_, maxGradientNorm_, theta_})
        connect(field, &QDoubleSpinBox::valueChanged, this, &RecipePanel::read);
    for (QSpinBox* field : {sampleSize_, seed_, principalComponents_})
        connect(field, &QSpinBox::valueChanged, this, &RecipePanel::read);
    for (QComboBox* field : {start_, metric_, repulsion_, earlyStopping_, preview_})
        connect(field, &QComboBox::currentIndexChanged, this, &RecipePanel::read);
    for (PhaseTable* table : {samplePhases_, phases_})
        connect(table, &PhaseTable::edited, this, &RecipePanel::read);
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
    samplePhasesRow_ =
        addPhases(tr("Phases of the sample"), "samplePhases",
                  tr("Exaggeration and iterations of the sample, before the other points are placed on it."),
                  samplePhases_, [](Recipe& to, const Recipe& from) {
                      to.start = from.start, to.sampleSize = from.sampleSize,
                      to.samplePhases = from.samplePhases;
                  });
    addPhases(tr("Phases"), "phases",
              tr("Exaggeration pulls neighbours together by that factor: high gathers clusters, 1 is plain "
                 "t-SNE, 4 keeps clusters apart."),
              phases_, [](Recipe& to, const Recipe& from) { to.phases = from.phases; });

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
    add(advanced, tr("&Greatest step"), "maxStepNorm",
        tr("How far a point may go in one iteration; longer steps are cut to this length."), maxStepNorm_,
        [](Recipe& to, const Recipe& from) { to.maxStepNorm = from.maxStepNorm; });
    add(advanced, tr("Greatest gra&dient"), "maxGradientNorm",
        tr("Longer gradients of a point are cut to this length; any leaves them as they are."),
        maxGradientNorm_, [](Recipe& to, const Recipe& from) { to.maxGradientNorm = from.maxGradientNorm; });
    add(advanced, tr("Rep&ulsion"), "repulsion",
        tr("How the force between all pairs of points is summed: automatic takes the quickest of the "
           "others."),
        repulsion_, [](Recipe&, const Recipe&) {});
    add(advanced, tr("The&ta"), "theta", tr("Of Barnes-Hut repulsion: 0 is exact, 1 is quick and coarse."),
        theta_, [](Recipe& to, const Recipe& from) { to.theta = from.theta; });
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

ParameterRow* RecipePanel::addPhases(const QString& name, std::string_view option, const QString& teach,
                                     PhaseTable* table, std::function<void(Recipe&, const Recipe&)> copy) {
    // A table is wider than a field: it stands below its row.
    auto* row = new ParameterRow(name, option, teach, new QWidget(this), this);
    row->setObjectName(table->objectName() + QStringLiteral("Row"));
    layout()->addWidget(row);
    layout()->addWidget(table);
    checked_.push_back({row, std::move(copy)});
    return row;
}

void RecipePanel::setRecipe(const Recipe& recipe) {
    recipe_ = recipe;
    fill();
}

void RecipePanel::setInForce(const Recipe& recipe) {
    Recipe next = recipe_;
    if (!phases_->beingEdited())
        next.phases = recipe.phases;
    if (!samplePhases_->beingEdited())
        next.samplePhases = recipe.samplePhases;
    if (!learningRate_->typing())
        next.learningRate = recipe.learningRate;
    if (!momentum_->typing())
        next.momentum = recipe.momentum;
    if (!dof_->typing())
        next.dof = recipe.dof;
    if (!maxStepNorm_->typing())
        next.maxStepNorm = recipe.maxStepNorm;
    if (!maxGradientNorm_->typing())
        next.maxGradientNorm = recipe.maxGradientNorm;
    if (!theta_->typing())
        next.theta = recipe.theta;
    next.repulsion = recipe.repulsion;
    next.earlyStopping = recipe.earlyStopping;
    if (next != recipe_)
        setRecipe(next);
}

void RecipePanel::fill() {
    filling_ = true;
    // Setting the value that is there already would take away what is being typed.
    const auto put = [](auto* field, auto value) {
        if (field->value() != value)
            field->setValue(value);
    };
    put(perplexity_, recipe_.perplexity);
    start_->setCurrentIndex(start_->findData(static_cast<int>(recipe_.start)));
    put(sampleSize_, static_cast<int>(recipe_.sampleSize));
    put(samplePerplexity_, recipe_.samplePerplexity.value_or(0));
    samplePhases_->setPhases(recipe_.samplePhases);
    phases_->setPhases(recipe_.phases);
    put(seed_, static_cast<int>(recipe_.seed));
    put(learningRate_, recipe_.learningRate.value_or(0));
    put(momentum_, recipe_.momentum);
    put(dof_, recipe_.dof);
    put(maxStepNorm_, recipe_.maxStepNorm);
    put(maxGradientNorm_, recipe_.maxGradientNorm.value_or(0));
    repulsion_->setCurrentIndex(repulsion_->findData(static_cast<int>(recipe_.repulsion)));
    put(theta_, recipe_.theta);
    metric_->setCurrentIndex(metric_->findData(static_cast<int>(recipe_.metric)));
    earlyStopping_->setCurrentIndex(earlyStopping_->findData(recipe_.earlyStopping));
    preview_->setCurrentIndex(preview_->findData(recipe_.preview));
    put(principalComponents_, static_cast<int>(recipe_.principalComponents));
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
    recipe_.samplePhases = samplePhases_->phases();
    recipe_.phases = phases_->phases();
    recipe_.seed = static_cast<std::uint64_t>(seed_->value());
    recipe_.learningRate = unlessAuto(learningRate_->value());
    recipe_.momentum = momentum_->value();
    recipe_.dof = dof_->value();
    recipe_.maxStepNorm = maxStepNorm_->value();
    recipe_.maxGradientNorm = unlessAuto(maxGradientNorm_->value());
    recipe_.repulsion = static_cast<RepulsionMethod>(repulsion_->currentData().toInt());
    recipe_.theta = theta_->value();
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
    samplePhasesRow_->setVisible(samples);
    samplePhases_->setVisible(samples);
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
