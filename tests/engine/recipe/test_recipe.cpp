// SPDX-License-Identifier: MIT
#include "core/error.h"
#include "recipe/option_effects.h"
#include "recipe/recipe.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <limits>
#include <set>

using namespace shoal;

namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// The sentence that `call` throws as Error; empty when it does not.
template <class Call>
QString sentenceOf(const Call& call) {
    try {
        call();
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

/// No option as it is by default.
Recipe everythingElse() {
    Recipe recipe;
    recipe.metric = Metric::Correlation;
    recipe.neighborMethod = NeighborMethod::Given;
    recipe.neighborGraph = "obsp/distances";
    recipe.affinities = AffinityMethod::Mixture;
    recipe.perplexities = {50, 500.5};
    recipe.sigma = 2.25;
    recipe.neighborCount = 12;
    recipe.uniformSymmetry = UniformSymmetry::Mean;
    recipe.affinityFile = "a folder/p.npz";
    recipe.perplexity = 0.1 + 30;
    recipe.sampleSize = 1234;
    recipe.samplePerplexity = 77.5;
    recipe.samplePhases = {{12, 10}, {1.5, 20}};
    recipe.placement = {15, PlacementWeights::Affinity};
    recipe.givenStart = "columns \"a\" and b";
    recipe.rescaleStart = false;
    recipe.jitterStart = true;
    recipe.phases = {{1.0 / 3, 7, 0.5}, {1, 5}};
    recipe.learningRate = 1e30;
    recipe.momentum = 0.25;
    recipe.maxStepNorm = 2.5;
    recipe.maxGradientNorm = 0.25;
    recipe.dof = 0.75;
    recipe.repulsion = RepulsionMethod::BarnesHut;
    recipe.theta = 0.3;
    recipe.earlyStopping = true;
    recipe.preview = true;
    recipe.start = StartMethod::Spectral;
    recipe.principalComponents = 17;
    recipe.seed = std::numeric_limits<std::uint64_t>::max();
    return recipe;
}

} // namespace

class TestRecipe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void jsonKeepsEverything() {
        const Recipe recipe = everythingElse();
        QCOMPARE(recipeFromJson(toJson(recipe)), recipe);
        QCOMPARE(recipeFromJson(toJson(Recipe::largeData())), Recipe::largeData());
    }

    void jsonHasTheAgreedKeys() {
        const QString json = QString::fromStdString(toJson(Recipe::standard()));
        for (const char* key : {"perplexity",
                                "start",
                                "sampleSize",
                                "samplePerplexity",
                                "samplePhases",
                                "phases",
                                "learningRate",
                                "momentum",
                                "principalComponents",
                                "seed",
                                "exaggeration",
                                "iterations",
                                "metric",
                                "neighborMethod",
                                "neighborGraph",
                                "affinities",
                                "perplexities",
                                "sigma",
                                "neighborCount",
                                "uniformSymmetry",
                                "affinityFile",
                                "placementNeighbors",
                                "placementWeights",
                                "givenStart",
                                "rescaleStart",
                                "jitterStart",
                                "maxStepNorm",
                                "maxGradientNorm",
                                "dof",
                                "repulsion",
                                "theta",
                                "preview",
                                "earlyStopping"})
            QVERIFY2(json.contains(QStringLiteral("\"%1\"").arg(key)), key);
    }

    void absentKeysKeepTheirDefaults() {
        QCOMPARE(recipeFromJson("{}"), Recipe::standard());
        Recipe expected;
        expected.phases = {{4, 10}};
        QCOMPARE(recipeFromJson(R"({"phases": [{"exaggeration": 4, "iterations": 10}]})"), expected);
    }

    void badJsonNamesTheKey_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("named");
        QTest::newRow("unknown") << QByteArray(R"({"perplexitiy": 30})") << "perplexitiy";
        QTest::newRow("text for number") << QByteArray(R"({"perplexity": "30"})") << "perplexity";
        QTest::newRow("too small") << QByteArray(R"({"perplexity": 0.5})") << "perplexity";
        QTest::newRow("fraction for count") << QByteArray(R"({"sampleSize": 2.5})") << "sampleSize";
        QTest::newRow("negative count") << QByteArray(R"({"seed": -1})") << "seed";
        QTest::newRow("number for name") << QByteArray(R"({"start": 1})") << "start";
        QTest::newRow("unknown weights")
            << QByteArray(R"({"placementWeights": "near"})") << "placementWeights";
        QTest::newRow("number for truth") << QByteArray(R"({"rescaleStart": 1})") << "rescaleStart";
        QTest::newRow("number for text") << QByteArray(R"({"givenStart": 1})") << "givenStart";
        QTest::newRow("no neighbours to place on")
            << QByteArray(R"({"start": "downsample", "placementNeighbors": 0})") << "placementNeighbors";
        QTest::newRow("unknown start") << QByteArray(R"({"start": "nowhere"})") << "start";
        QTest::newRow("phases no list") << QByteArray(R"({"phases": {"exaggeration": 1}})") << "phases";
        QTest::newRow("phase lacks a key") << QByteArray(R"({"phases": [{"exaggeration": 1}]})") << "phases";
        QTest::newRow("phase has a stranger")
            << QByteArray(R"({"phases": [{"exaggeration": 1, "iteration": 5}]})") << "phases";
        QTest::newRow("phase's type")
            << QByteArray(R"({"samplePhases": [{"exaggeration": 1, "iterations": "5"}]})")
            << "samplePhases.iterations";
        QTest::newRow("no phases") << QByteArray(R"({"phases": []})") << "phases";
        QTest::newRow("exaggeration 0")
            << QByteArray(R"({"phases": [{"exaggeration": 0, "iterations": 5}]})") << "phases";
        QTest::newRow("rate 0") << QByteArray(R"({"learningRate": 0})") << "learningRate";
        QTest::newRow("momentum 1") << QByteArray(R"({"momentum": 1})") << "momentum";
        QTest::newRow("phase's momentum")
            << QByteArray(R"({"phases": [{"exaggeration": 1, "iterations": 5, "momentum": "0.5"}]})")
            << "phases.momentum";
        QTest::newRow("phase's momentum 1")
            << QByteArray(R"({"phases": [{"exaggeration": 1, "iterations": 5, "momentum": 1}]})") << "phases";
        QTest::newRow("step 0") << QByteArray(R"({"maxStepNorm": 0})") << "maxStepNorm";
        QTest::newRow("gradient 0") << QByteArray(R"({"maxGradientNorm": 0})") << "maxGradientNorm";
        QTest::newRow("dof") << QByteArray(R"({"dof": 0.05})") << "dof";
        QTest::newRow("repulsion") << QByteArray(R"({"repulsion": "tree"})") << "repulsion";
        QTest::newRow("theta") << QByteArray(R"({"theta": 1.5})") << "theta";
        QTest::newRow("number for switch") << QByteArray(R"({"earlyStopping": 1})") << "earlyStopping";
        QTest::newRow("components") << QByteArray(R"({"principalComponents": 1})") << "principalComponents";
        QTest::newRow("unknown metric") << QByteArray(R"({"metric": "hamming"})") << "euclidean, cosine";
        QTest::newRow("unknown method")
            << QByteArray(R"({"neighborMethod": "annoy"})") << "auto, exact, hnsw";
        QTest::newRow("unknown affinities") << QByteArray(R"({"affinities": "umap"})") << "multiscale";
        QTest::newRow("unknown symmetry") << QByteArray(R"({"uniformSymmetry": "none"})") << "max, mean";
        QTest::newRow("perplexities no list") << QByteArray(R"({"perplexities": 5})") << "perplexities";
        QTest::newRow("perplexities of text") << QByteArray(R"({"perplexities": ["5"]})") << "perplexities";
        QTest::newRow("number for graph") << QByteArray(R"({"neighborGraph": 5})") << "neighborGraph";
        QTest::newRow("no graph") << QByteArray(R"({"neighborMethod": "given"})") << "neighborGraph";
        QTest::newRow("no perplexities") << QByteArray(R"({"affinities": "mixture"})") << "perplexities";
        QTest::newRow("one too small")
            << QByteArray(R"({"affinities": "multiscale", "perplexities": [5, 0.5]})") << "perplexities";
        QTest::newRow("no sigma") << QByteArray(R"({"affinities": "sigma"})") << "sigma";
        QTest::newRow("sigma 0") << QByteArray(R"({"affinities": "sigma", "sigma": 0})") << "sigma";
        QTest::newRow("no neighbours")
            << QByteArray(R"({"affinities": "uniform", "neighborCount": 0})") << "neighborCount";
        QTest::newRow("no file") << QByteArray(R"({"affinities": "given"})") << "affinityFile";
        QTest::newRow("no object") << QByteArray("[]") << "object";
        QTest::newRow("no JSON") << QByteArray("{\n\"seed\": 1,\n}") << "line 3";
    }
    void badJsonNamesTheKey() {
        QFETCH(const QByteArray, json);
        QFETCH(const QString, named);
        const QString sentence = sentenceOf([&] { recipeFromJson(json.toStdString()); });
        QVERIFY2(sentence.contains(named), qPrintable(sentence));
    }

    void validateNamesOptionAndRemedy_data() {
        QTest::addColumn<QString>("option");
        QTest::addColumn<double>("value");
        QTest::addColumn<int>("points");
        QTest::addColumn<QStringList>("words");
        QTest::newRow("perplexity below")
            << "perplexity" << 0.5 << 100 << QStringList{"Perplexity 0.5", "at least 1"};
        QTest::newRow("perplexity NaN")
            << "perplexity" << notANumber << 100 << QStringList{"Perplexity", "finite"};
        QTest::newRow("perplexity infinite")
            << "perplexity" << infinity << 100 << QStringList{"Perplexity", "finite"};
        QTest::newRow("exaggeration 0")
            << "exaggeration" << 0.0 << 100 << QStringList{"Exaggeration 0", "above 0"};
        QTest::newRow("exaggeration NaN")
            << "exaggeration" << notANumber << 100 << QStringList{"Exaggeration", "finite"};
        QTest::newRow("iterations 0")
            << "iterations" << 0.0 << 100 << QStringList{"0 iterations", "at least 1"};
        QTest::newRow("iterations without end")
            << "iterations" << 1e12 << 100 << QStringList{"iterations", "at most 10,000,000"};
        QTest::newRow("rate") << "learningRate" << -1.0 << 100 << QStringList{"Learning rate -1", "above 0"};
        QTest::newRow("momentum") << "momentum" << 1.0 << 100 << QStringList{"Momentum 1", "at most 0.99"};
        QTest::newRow("phase's momentum")
            << "phaseMomentum" << -0.5 << 100 << QStringList{"Momentum -0.5", "0 or more"};
        QTest::newRow("step") << "maxStepNorm" << 0.0 << 100 << QStringList{"Greatest step 0", "above 0"};
        QTest::newRow("gradient") << "maxGradientNorm" << infinity << 100
                                  << QStringList{"Greatest gradient", "finite"};
        QTest::newRow("dof below") << "dof" << 0.01 << 100
                                   << QStringList{"Degrees of freedom 0.01", "0.1 to 100"};
        QTest::newRow("dof above") << "dof" << 101.0 << 100 << QStringList{"101", "0.1 to 100"};
        QTest::newRow("dof NaN") << "dof" << notANumber << 100 << QStringList{"Degrees of freedom", "finite"};
        QTest::newRow("theta") << "theta" << 2.0 << 100 << QStringList{"Theta 2", "0 to 1"};
        QTest::newRow("sample as large")
            << "sampleSize" << 100.0 << 100 << QStringList{"sample of 100", "at most 99"};
        QTest::newRow("sample tiny") << "sampleSize" << 9.0 << 100
                                     << QStringList{"sample of 9", "at least 10"};
        QTest::newRow("too few to sample")
            << "sampleSize" << 10.0 << 8 << QStringList{"8 points", "use start pca"};
        QTest::newRow("one row") << "perplexity" << 30.0 << 1
                                 << QStringList{"single row", "at least two rows"};
        QTest::newRow("no rows") << "perplexity" << 30.0 << 0
                                 << QStringList{"no points", "at least two rows"};
    }
    void validateNamesOptionAndRemedy() {
        QFETCH(const QString, option);
        QFETCH(const double, value);
        QFETCH(const int, points);
        QFETCH(const QStringList, words);
        Recipe recipe;
        if (option == "perplexity")
            recipe.perplexity = value;
        else if (option == "exaggeration")
            recipe.phases.back().exaggeration = value;
        else if (option == "iterations")
            recipe.phases.back().iterations = static_cast<std::size_t>(value);
        else if (option == "learningRate")
            recipe.learningRate = value;
        else if (option == "momentum")
            recipe.momentum = value;
        else if (option == "phaseMomentum")
            recipe.phases.front().momentum = value;
        else if (option == "maxStepNorm")
            recipe.maxStepNorm = value;
        else if (option == "maxGradientNorm")
            recipe.maxGradientNorm = value;
        else if (option == "dof")
            recipe.dof = value;
        else if (option == "theta")
            recipe.theta = value;
        else if (option == "sampleSize") {
            recipe.start = StartMethod::Downsample;
            recipe.sampleSize = static_cast<std::size_t>(value);
        }
        const QString sentence = sentenceOf([&] { validate(recipe, static_cast<std::size_t>(points)); });
        for (const QString& word : words)
            QVERIFY2(sentence.contains(word), qPrintable(sentence));
    }

    void validateAcceptsWhatRuns() {
        Recipe recipe;
        recipe.perplexity = 1e6; // becomes what the points allow
        validate(recipe, 2);
        recipe.sampleSize = 0; // of no concern without a sample
        validate(recipe, 50);
        recipe.start = StartMethod::Downsample;
        recipe.sampleSize = 49;
        validate(recipe, 50);
    }

    void phasesAsText() {
        const std::vector<Phase> phases{{12, 250}, {1, 500}};
        QCOMPARE(parsePhases("12:250,1:500"), phases);
        QCOMPARE(parsePhases(" 12 : 250 , 1:500"), phases);
        QCOMPARE(formatPhases(phases), std::string("12:250,1:500"));
        const std::vector<Phase> odd{{1.5, 3}, {0.1, 1}};
        QCOMPARE(parsePhases(formatPhases(odd)), odd);
        const std::vector<Phase> withMomentum{{12, 250, 0.5}, {1, 500}};
        QCOMPARE(formatPhases(withMomentum), std::string("12:250:0.5,1:500"));
        QCOMPARE(parsePhases(" 12:250 : 0.5, 1:500"), withMomentum);
    }

    void badPhasesNameThePart_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("part");
        QTest::newRow("no colon") << "12:250,500"
                                  << "\"500\"";
        QTest::newRow("empty part") << "12:250,"
                                    << "missing beside a comma";
        QTest::newRow("empty") << ""
                               << "no phases";
        QTest::newRow("words") << "twelve:250"
                               << "\"twelve:250\"";
        QTest::newRow("fraction") << "12:2.5"
                                  << "\"12:2.5\"";
        QTest::newRow("negative") << "12:-5"
                                  << "\"12:-5\"";
        QTest::newRow("zero iterations") << "12:0"
                                         << "\"12:0\"";
        QTest::newRow("zero exaggeration") << "1:5,0:5"
                                           << "\"0:5\"";
        QTest::newRow("momentum 1") << "12:5:1,1:5"
                                    << "\"12:5:1\"";
        QTest::newRow("momentum missing") << "12:5:"
                                          << "\"12:5:\"";
        QTest::newRow("too many parts") << "12:5:0.5:2"
                                        << "\"12:5:0.5:2\"";
        QTest::newRow("infinite") << "inf:5"
                                  << "\"inf:5\"";
    }
    void badPhasesNameThePart() {
        QFETCH(const QString, text);
        QFETCH(const QString, part);
        const QString sentence = sentenceOf([&] { parsePhases(text.toStdString()); });
        QVERIFY2(sentence.contains(part), qPrintable(sentence));
    }

    void startsHaveNames() {
        for (const StartMethod method : {StartMethod::Pca, StartMethod::Spectral, StartMethod::Random,
                                         StartMethod::Given, StartMethod::Downsample})
            QCOMPARE(startMethodFromName(nameOf(method)), method);
        const QString sentence = sentenceOf([] { startMethodFromName("somewhere"); });
        QVERIFY2(sentence.contains("pca, spectral, random, given, downsample"), qPrintable(sentence));
    }

    // What a kind of affinities does not take does not tell two of them apart.
    void affinitiesTakeWhatIsTheirs() {
        Recipe recipe;
        const AffinityOptions standard = affinityOptions(recipe);
        QCOMPARE(standard.perplexities, std::vector<double>{30});
        recipe.sigma = 5;
        recipe.neighborCount = 7;
        recipe.perplexities = {1, 2};
        recipe.uniformSymmetry = UniformSymmetry::Mean;
        QVERIFY(affinityOptions(recipe) == standard);
        recipe.affinities = AffinityMethod::Multiscale;
        QCOMPARE(affinityOptions(recipe).perplexities, (std::vector<double>{1, 2}));
        recipe.affinities = AffinityMethod::Sigma;
        QCOMPARE(affinityOptions(recipe).sigma, 5.0);
        QCOMPARE(affinityOptions(recipe).neighbors, std::size_t{7});
        recipe.affinities = AffinityMethod::Uniform;
        QVERIFY(affinityOptions(recipe).symmetry == UniformSymmetry::Mean);
        QCOMPARE(sampleAffinityOptions(recipe).perplexities, std::vector<double>{500});
        recipe.neighborMethod = NeighborMethod::Given;
        QVERIFY(sampleNeighborMethod(recipe) == NeighborMethod::Automatic);
    }

    void repulsionsHaveNames() {
        for (const RepulsionMethod method : {RepulsionMethod::Automatic, RepulsionMethod::Fft,
                                             RepulsionMethod::BarnesHut, RepulsionMethod::Exact})
            QCOMPARE(repulsionMethodFromName(nameOf(method)), method);
        const QString sentence = sentenceOf([] { repulsionMethodFromName("tree"); });
        QVERIFY2(sentence.contains("automatic, fft, barnes-hut, exact"), qPrintable(sentence));
    }

    void samplePerplexityFollowsTheSample() {
        Recipe recipe;
        QCOMPARE(recipe.effectiveSamplePerplexity(), 500.0); // of 25,000
        recipe.sampleSize = 100'000;
        QCOMPARE(recipe.effectiveSamplePerplexity(), 500.0);
        recipe.sampleSize = 5'000;
        QCOMPARE(recipe.effectiveSamplePerplexity(), 100.0);
        recipe.sampleSize = 500;
        QCOMPARE(recipe.effectiveSamplePerplexity(), 30.0);
        recipe.samplePerplexity = 12;
        QCOMPARE(recipe.effectiveSamplePerplexity(), 12.0);
    }

    void presetsAreThoseOfTheField() {
        QCOMPARE(formatPhases(Recipe::standard().phases), std::string("12:250,1:500"));
        QCOMPARE(formatPhases(Recipe::moreSeparation().phases), std::string("12:250,4:500"));
        QCOMPARE(formatPhases(Recipe::largeData().phases), std::string("12:500,4:750"));
        QCOMPARE(Recipe::largeData().start, StartMethod::Downsample);
        QCOMPARE(Recipe::largeData().totalIterations(), std::size_t{1250});
    }

    void everyOptionHasOneEffect() {
        std::set<std::string> options;
        for (const OptionEffect& effect : optionEffects()) {
            options.emplace(effect.option);
            QVERIFY(effect.explanation.ends_with('.'));
            // Each option of the table is a key of the JSON.
            QVERIFY(toJson({}).find('"' + std::string(effect.option) + '"') != std::string::npos);
        }
        QCOMPARE(options.size(), optionEffects().size());
        QCOMPARE(options.size(), std::size_t{31});
        QCOMPARE(effectOf("metric").effect, Effect::RecomputesNeighbors);
        QCOMPARE(effectOf("sigma").effect, Effect::RecomputesAffinities);
        QCOMPARE(effectOf("phases").effect, Effect::Live);
        QCOMPARE(effectOf("perplexity").effect, Effect::RecomputesAffinities);
        QVERIFY(sentenceOf([] { effectOf("colour"); }).contains("colour"));
    }

    void affinitiesAreTakenAsTheTableOfEffectsSays() {
        const auto valuesOf = [](const Recipe& recipe) {
            return QJsonDocument::fromJson(QByteArray::fromStdString(toJson(recipe))).object();
        };
        const QJsonObject plain = valuesOf({});
        const QJsonObject other = valuesOf(everythingElse());
        const QJsonObject taken = valuesOf(withAffinitiesOf({}, everythingElse()));
        for (const OptionEffect& effect : optionEffects()) {
            const auto key = QString::fromUtf8(effect.option.data(), qsizetype(effect.option.size()));
            const bool ofAffinities =
                effect.effect == Effect::RecomputesAffinities || effect.effect == Effect::RecomputesNeighbors;
            QVERIFY2(other[key] != plain[key], qPrintable(key));
            QVERIFY2(taken[key] == (ofAffinities ? other : plain)[key], qPrintable(key));
        }
    }
};

QTEST_APPLESS_MAIN(TestRecipe)
#include "test_recipe.moc"
