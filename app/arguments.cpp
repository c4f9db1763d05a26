// SPDX-License-Identifier: MIT
#include "arguments.h"

#include "command_line.h"
#include "core/error.h"
#include "recipe/validate.h"
#include "recipe_arguments.h"

#include <CLI/CLI.hpp>
#include <tbb/info.h>

#include <array>
#include <optional>
#include <utility>

namespace shoal::app {

namespace {

constexpr int mostThreads = 1024;
constexpr const char* inputHelp =
    "CSV, TSV, .npy, .npz, .pkl, IDX, FCS, .mtx, .h5ad,\n10x .h5, .loom or .shoal";

/// The options as they were typed; what is not given stays empty.
struct Typed {
    EmbedArguments embed;
    InfoArguments info;
    ScoreArguments score;
    TransformArguments transform;
    std::optional<double> transformPerplexity;
    std::optional<std::size_t> transformNeighbors;
    std::optional<std::size_t> transformIterations;
    std::optional<double> transformRate;
    std::string transformPhases;
    DesktopArguments desktop;
    RecipeArguments recipe;
    std::optional<std::uint64_t> seed; ///< of a score
    std::optional<int> threads;
};

CLI::Option* addInput(CLI::App& command, const char* name, std::filesystem::path& target, const char* help) {
    return command.add_option_function<std::string>(
        name, [&target](const std::string& text) { target = text; }, help);
}

void addIntensities(CLI::App& command, IntensityOptions& options) {
    const auto take = [&options](const std::string& text) {
        try {
            setScale(options, text);
        } catch (const Error& error) {
            throw UsageError(std::string("--transform ") + error.what());
        }
    };
    command
        .add_option_function<std::string>("--transform", take,
                                          "none or arcsinh[:COFACTOR] (default: arcsinh of\nFCS markers, "
                                          "cofactor 5 for mass cytometry,\n150 for "
                                          "fluorescence)")
        ->type_name("NAME");
    command.add_flag_callback(
        "--no-compensation", [&options] { options.compensate = false; },
        "Leave the spillover in an FCS file's channels");
}

void addOutputs(CLI::App& command, Outputs& outputs) {
    addText(command, "--csv", outputs.csv, "FILE", "Write id, x, y and label of each point");
    command.add_flag("--settings", outputs.settings, "Begin the CSV with lines that say how it was made");
    addText(command, "--npy", outputs.npy, "FILE", "Write the positions, N x 2, for NumPy");
    addText(command, "--png", outputs.png, "FILE", "Draw the map, coloured by the labels");
    addText(command, "--log", outputs.log, "FILE", "Write JSON per stage and per 50 iterations");
}

CLI::App* addEmbed(CLI::App& app, Typed& typed) {
    CLI::App* embed = app.add_subcommand("embed", "Embed the points of a file without a window");
    addInput(*embed, "INPUT", typed.embed.input, inputHelp)->required();
    addText(*embed, "--obsm", typed.embed.matrix, "MATRIX", "Matrix of the file, such as X_pca");
    addText(*embed, "--labels", typed.embed.labels, "COLUMN",
            "Classes of the points (default: the likeliest)");
    addIntensities(*embed, typed.embed.intensities);
    typed.recipe.addTo(*embed);
    addNumber(*embed, "--threads", typed.threads, "COUNT", "(default: all cores)");
    addOutputs(*embed, typed.embed.outputs);
    addText(*embed, "--session", typed.embed.outputs.session, "FILE",
            "Write all of it: for the window, for transform");
    embed->add_flag("--copy-data", typed.embed.outputs.copyData, "The session holds a copy of the data");
    embed->add_flag("--quiet", typed.embed.quiet, "Print errors alone");
    return embed;
}

CLI::App* addInfo(CLI::App& app, Typed& typed) {
    CLI::App* info = app.add_subcommand("info", "Describe data, a session, or a picture of a map");
    addInput(*info, "INPUT", typed.info.input, "Data, a .shoal session, or a .png")->required();
    addIntensities(*info, typed.info.intensities);
    return info;
}

CLI::App* addScore(CLI::App& app, Typed& typed) {
    CLI::App* score = app.add_subcommand("score", "Measure how well an embedding keeps its data");
    addInput(*score, "DATA", typed.score.data, inputHelp)->required();
    addInput(*score, "EMBEDDING", typed.score.embedding, "A table with columns x and y, or a .npy of N x 2")
        ->required();
    addText(*score, "--obsm", typed.score.matrix, "MATRIX", "Matrix of the data, such as X_pca");
    addText(*score, "--labels", typed.score.labels, "COLUMN",
            "Classes of the points (default: the likeliest)");
    addIntensities(*score, typed.score.intensities);
    addNumber(*score, "--seed", typed.seed, "NUMBER", "Same seed, same sample (default: 42)");
    addNumber(*score, "--threads", typed.threads, "COUNT", "(default: all cores)");
    score->add_flag("--json", typed.score.json, "Print one line of JSON");
    score->add_flag("--quiet", typed.score.quiet, "Print no progress");
    score->footer("KNN: share of the 10 nearest points of the data that the embedding keeps.\n"
                  "Trustworthiness: 1 unless far points are among the 10 nearest.\n"
                  "KNC: share of the nearest class means that are kept; 10, or 4 of at most 20\n"
                  "classes. CPD: Spearman correlation of the distances between 1000 points.\n"
                  "Procrustes: 0 when the embedding is the data, moved, turned and scaled.\n"
                  "KNN and trustworthiness of over 10000 points are measured on 10000 of them.\n"
                  "Fewer than half of the points, or classes, ever count as nearest.\n"
                  "Distances are Euclidean in the features as they are, be they more than 50:\n"
                  "choose principal components with --obsm, or score a file of them.");
    return score;
}

CLI::App* addTransform(CLI::App& app, Typed& typed) {
    CLI::App* transform = app.add_subcommand("transform", "Place new points into a finished map");
    addInput(*transform, "MAP", typed.transform.map,
             "A session, a CSV that shoal embed --settings wrote,\nor any map of --data")
        ->required();
    addInput(*transform, "NEWDATA", typed.transform.newData, "A file with the same features")->required();
    addText(*transform, "--data", typed.transform.data, "FILE", "The map's data (default: where MAP says)");
    addText(*transform, "--obsm", typed.transform.matrix, "MATRIX", "Matrix of NEWDATA (default: the map's)");
    addText(*transform, "--labels", typed.transform.labels, "COLUMN",
            "Classes of the points (default: the likeliest)");
    addNumber(*transform, "--perplexity", typed.transformPerplexity, "NUMBER",
              "Neighbours that count (default: 5)");
    addNumber(*transform, "--place-on", typed.transformNeighbors, "COUNT",
              "Nearest points a new one is placed on (default: 15)");
    addNumber(*transform, "--iterations", typed.transformIterations, "COUNT",
              "At exaggeration 1.5 (default: 250; 0: placed only)");
    addText(*transform, "--phases", typed.transformPhases, "LIST",
            "exaggeration:iterations (default: 1.5:250)");
    addNumber(*transform, "--learning-rate", typed.transformRate, "NUMBER", "(default: 0.1)");
    addNumber(*transform, "--threads", typed.threads, "COUNT", "(default: all cores)");
    addOutputs(*transform, typed.transform.outputs);
    transform->add_flag("--quiet", typed.transform.quiet, "Print errors alone");
    transform->footer("The map does not move, and new points do not see each other.");
    return transform;
}

/// Whether writing to both would leave but one.
bool sameFile(const std::filesystem::path& a, const std::filesystem::path& b) {
    std::error_code problem;
    if (std::filesystem::exists(a, problem) && !std::filesystem::is_regular_file(a, problem))
        return false;
    const auto first = std::filesystem::weakly_canonical(std::filesystem::absolute(a), problem);
    if (problem)
        return false;
    const auto second = std::filesystem::weakly_canonical(std::filesystem::absolute(b), problem);
    return !problem && first == second;
}

/// A file that is read, and what it is called in a sentence.
struct Input {
    const char* name;
    std::filesystem::path path;
};

void checkOutputs(const Outputs& outputs, std::initializer_list<Input> inputs) {
    const std::array<std::pair<const char*, const std::filesystem::path*>, 5> named{
        {{"--csv", &outputs.csv},
         {"--npy", &outputs.npy},
         {"--png", &outputs.png},
         {"--log", &outputs.log},
         {"--session", &outputs.session}}};
    bool any = false;
    for (std::size_t i = 0; i < named.size(); ++i) {
        const auto& [option, path] = named[i];
        if (path->empty())
            continue;
        any = true;
        for (const Input& input : inputs)
            if (!input.path.empty() && sameFile(*path, input.path))
                throw UsageError(std::string(option) + " would overwrite the " + input.name + " " +
                                 path->string() + ".");
        for (std::size_t j = 0; j < i; ++j)
            if (!named[j].second->empty() && sameFile(*path, *named[j].second))
                throw UsageError(std::string(named[j].first) + " and " + option + " name the same file.");
    }
    if (outputs.settings && outputs.csv.empty())
        throw UsageError("--settings is of no use without --csv.");
    if (outputs.copyData && outputs.session.empty())
        throw UsageError("--copy-data is of no use without --session.");
    if (!any)
        throw UsageError("Nothing would be kept: give an output, such as --csv FILE.");
}

int threadsOf(const Typed& typed) {
    const int threads = typed.threads.value_or(tbb::info::default_concurrency());
    if (threads < 1 || threads > mostThreads)
        throw UsageError("--threads " + std::to_string(threads) + " does not work: use 1 to " +
                         std::to_string(mostThreads) + ".");
    return threads;
}

EmbedArguments embedArguments(Typed& typed) {
    EmbedArguments arguments = std::move(typed.embed);
    arguments.recipe = typed.recipe.recipe();
    arguments.threads = threadsOf(typed);
    checkOutputs(arguments.outputs, {{"input", arguments.input},
                                     {"affinities", arguments.recipe.affinityFile},
                                     {"start", arguments.recipe.givenStart}});
    return arguments;
}

ScoreArguments scoreArguments(Typed& typed) {
    ScoreArguments arguments = std::move(typed.score);
    arguments.seed = typed.seed.value_or(arguments.seed);
    arguments.threads = threadsOf(typed);
    return arguments;
}

TransformArguments transformArguments(Typed& typed) {
    TransformArguments arguments = std::move(typed.transform);
    arguments.perplexity = typed.transformPerplexity.value_or(arguments.perplexity);
    arguments.neighbors = typed.transformNeighbors.value_or(arguments.neighbors);
    arguments.learningRate = typed.transformRate.value_or(arguments.learningRate);
    if (!(arguments.perplexity >= 1 && arguments.perplexity <= 1e6))
        throw UsageError("--perplexity must be a number from 1 to 1000000.");
    if (arguments.neighbors < 1)
        throw UsageError("--place-on must be at least 1.");
    if (const auto problem = problemWithLearningRate(arguments.learningRate))
        throw UsageError(problem->sentence);
    if (typed.transformIterations && !typed.transformPhases.empty())
        throw UsageError("--iterations and --phases say the same: give one of them.");
    if (typed.transformIterations)
        arguments.phases.front().iterations = *typed.transformIterations;
    if (!typed.transformPhases.empty()) {
        try {
            arguments.phases = parsePhases(typed.transformPhases);
        } catch (const Error& error) {
            throw UsageError(error.what());
        }
    }
    if (typed.transformIterations.value_or(1) == 0)
        arguments.phases.clear();
    else if (const auto problem = problemWithPhases(arguments.phases, "phases"))
        throw UsageError(problem->sentence);
    arguments.threads = threadsOf(typed);
    checkOutputs(arguments.outputs,
                 {{"map", arguments.map}, {"new data", arguments.newData}, {"data", arguments.data}});
    return arguments;
}

/// CLI11's words, but for what it lists from the last to the first.
std::string sentenceOf(const CLI::ParseError& error, const CLI::App& app) {
    const std::vector<std::string> unknown = app.remaining(true);
    if (dynamic_cast<const CLI::ExtrasError*>(&error) && !unknown.empty())
        return unknown.front() + " is not expected here.";
    const std::string sentence = error.what();
    return sentence + (sentence.ends_with('.') ? "" : ".");
}

} // namespace

Arguments parseArguments(int argc, const char* const* argv) {
    CLI::App app("Shoal embeds points of many dimensions on a map and shows the map forming.", "shoal");
    app.set_version_flag("--version", "shoal " SHOAL_VERSION);
    Typed typed;
    addInput(app, "FILE", typed.desktop.file, "Open the window, with this file");
    const CLI::App* embed = addEmbed(app, typed);
    const CLI::App* info = addInfo(app, typed);
    const CLI::App* score = addScore(app, typed);
    const CLI::App* transform = addTransform(app, typed);
    app.require_subcommand(0, 1);
    const auto wrong = [&](const std::string& sentence) {
        const char* command = embed->parsed()       ? "shoal embed"
                              : info->parsed()      ? "shoal info"
                              : score->parsed()     ? "shoal score"
                              : transform->parsed() ? "shoal transform"
                                                    : "shoal";
        return UsageError(sentence + " (See " + command + " --help.)");
    };
    try {
        app.parse(argc, argv);
        if (embed->parsed())
            return embedArguments(typed);
        if (info->parsed())
            return std::move(typed.info);
        if (score->parsed())
            return scoreArguments(typed);
        if (transform->parsed())
            return transformArguments(typed);
        return std::move(typed.desktop);
    } catch (const CLI::CallForHelp&) {
        return PrintArguments{app.help()};
    } catch (const CLI::CallForVersion& version) {
        return PrintArguments{std::string(version.what()) + "\n"};
    } catch (const CLI::ParseError& error) {
        throw wrong(sentenceOf(error, app));
    } catch (const UsageError& error) {
        throw wrong(error.what());
    }
}

} // namespace shoal::app
