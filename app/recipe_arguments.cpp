// SPDX-License-Identifier: MIT
#include "recipe_arguments.h"

#include "command_line.h"
#include "core/error.h"
#include "recipe/validate.h"

namespace shoal::app {

void RecipeArguments::addTo(CLI::App& command) {
    addText(command, "--metric", metric_, "METRIC",
            "euclidean, cosine, correlation or manhattan\n(default: euclidean)");
    addText(command, "--neighbors", neighbors_, "METHOD",
            "auto, exact, hnsw or a graph of the file, such as\nobsp/distances (default: auto)");
    addText(command, "--affinities", affinities_, "KIND",
            "perplexity, multiscale, mixture, sigma, uniform or\na FILE.npz (default: perplexity)");
    addNumbers(command, "--perplexity", perplexities_, "NUMBER",
               "Neighbours that count (default: 30); multiscale\nand mixture take several, as in 50,500");
    addNumber(command, "--sigma", sigma_, "NUMBER", "Width of sigma's Gaussians");
    addNumber(command, "--k", neighborCount_, "COUNT", "Neighbours of sigma and uniform (default: 30)");
    addText(command, "--symmetry", symmetry_, "HOW",
            "max or mean: whether uniform counts mutual\nneighbours once or twice (default: max)");
    addText(command, "--init", start_, "START", "pca, spectral, random, given or downsample\n(default: pca)");
    addText(command, "--init-from", startSource_, "SOURCE",
            "Start given by two columns (x,y), a matrix\nof the file, or a file of positions");
    command.add_flag("--no-rescale", keepScale_, "Keep the size of a given or downsample start");
    command.add_flag("--jitter", jitter_, "Part points that such a start has on one spot");
    addNumber(command, "--sample", sampleSize_, "POINTS", "Embedded first by downsample (default: 25000)");
    addNumber(command, "--sample-perplexity", samplePerplexity_, "NUMBER",
              "(default: a 50th of the sample, at most 500)");
    addNumber(command, "--place-on", placementNeighbors_, "COUNT",
              "Nearest sampled points another is placed on\n(default: 1)");
    addText(command, "--place-weights", placementWeights_, "WEIGHTS",
            "Of these: uniform or affinity (default: uniform)");
    addText(command, "--phases", phases_, "LIST",
            "exaggeration:iterations[:momentum] (default:\n12:250,1:500; downsample: 12:500,4:750)");
    addNumber(command, "--learning-rate", learningRate_, "NUMBER", "(default: points / exaggeration)");
    addNumber(command, "--momentum", momentum_, "NUMBER", "Of phases without their own (default: 0.8)");
    addNumber(command, "--max-step-norm", maxStepNorm_, "NUMBER", "Cut longer steps (default: 5)");
    addNumber(command, "--max-gradient-norm", maxGradientNorm_, "NUMBER", "Cut longer gradients");
    addNumber(command, "--dof", dof_, "NUMBER", "Degrees of freedom, 0.1 to 100 (default: 1)");
    addText(command, "--repulsion", repulsion_, "METHOD",
            "automatic, fft, barnes-hut or exact (default:\nautomatic)");
    addNumber(command, "--theta", theta_, "NUMBER", "Coarseness of barnes-hut, 0 to 1 (default: 0.5)");
    command.add_flag("--preview", preview_,
                     "Run the first phase on coarse neighbours while\nthose asked for are found");
    command.add_flag("--early-stopping", earlyStopping_, "End phases once they bring little more");
    addNumber(command, "--seed", seed_, "NUMBER", "Same seed, same result (default: 42)");
}

void RecipeArguments::takeNeighbors(Recipe& recipe) const {
    recipe.metric = metricFromName(metric_);
    if (neighbors_.starts_with("obsp/")) {
        recipe.neighborMethod = NeighborMethod::Given;
        recipe.neighborGraph = neighbors_;
        return;
    }
    // The graph is named, not the method that takes it.
    for (const NeighborMethod method :
         {NeighborMethod::Automatic, NeighborMethod::Exact, NeighborMethod::Hnsw})
        if (neighbors_ == nameOf(method)) {
            recipe.neighborMethod = method;
            return;
        }
    throw UsageError("--neighbors " + neighbors_ +
                     " does not work: use auto, exact, hnsw or a graph of the file, such as obsp/distances.");
}

void RecipeArguments::takeAffinities(Recipe& recipe) const {
    if (affinities_.ends_with(".npz")) {
        recipe.affinities = AffinityMethod::Given;
        recipe.affinityFile = affinities_;
    } else if (affinities_ == nameOf(AffinityMethod::Given)) {
        throw UsageError("--affinities given does not work: name the file, as in affinities.npz.");
    } else {
        recipe.affinities = affinityMethodFromName(affinities_);
    }
    const bool one = recipe.affinities == AffinityMethod::Perplexity;
    const bool several = hasScales(recipe.affinities);
    const auto refuse = [](const std::string& option, const std::string& use) {
        throw UsageError(option + " is of no use without --affinities " + use + ".");
    };
    if (!perplexities_.empty() && !one && !several)
        refuse("--perplexity", "perplexity, multiscale or mixture");
    if (one && perplexities_.size() > 1)
        refuse("--perplexity of several numbers", "multiscale or mixture");
    if (sigma_ && recipe.affinities != AffinityMethod::Sigma)
        refuse("--sigma", "sigma");
    if (neighborCount_ && !hasNeighborCount(recipe.affinities))
        refuse("--k", "sigma or uniform");
    if (!symmetry_.empty() && recipe.affinities != AffinityMethod::Uniform)
        refuse("--symmetry", "uniform");
    if (one && !perplexities_.empty())
        recipe.perplexity = perplexities_.front();
    if (several)
        recipe.perplexities = perplexities_;
    recipe.sigma = sigma_;
    recipe.neighborCount = neighborCount_.value_or(recipe.neighborCount);
    if (!symmetry_.empty())
        recipe.uniformSymmetry = uniformSymmetryFromName(symmetry_);
}

Recipe RecipeArguments::recipe() const {
    try {
        const StartMethod start =
            startSource_.empty() || start_ != "pca" ? startMethodFromName(start_) : StartMethod::Given;
        Recipe recipe = start == StartMethod::Downsample ? Recipe::largeData() : Recipe::standard();
        recipe.start = start;
        if (start != StartMethod::Downsample && (sampleSize_ || samplePerplexity_))
            throw UsageError(std::string(sampleSize_ ? "--sample" : "--sample-perplexity") +
                             " is of no use without --init downsample.");
        if (start == StartMethod::Given && startSource_.empty())
            throw UsageError("--init given needs --init-from: say where the positions are.");
        if (start != StartMethod::Given && !startSource_.empty())
            throw UsageError("--init-from is of no use with --init " + start_ + ".");
        if (start != StartMethod::Downsample && (placementNeighbors_ || !placementWeights_.empty()))
            throw UsageError(std::string(placementNeighbors_ ? "--place-on" : "--place-weights") +
                             " is of no use without --init downsample.");
        if (start != StartMethod::Downsample && start != StartMethod::Given && (keepScale_ || jitter_))
            throw UsageError(std::string(keepScale_ ? "--no-rescale" : "--jitter") +
                             " is of no use with --init " + start_ + ".");
        recipe.givenStart = startSource_;
        recipe.rescaleStart = !keepScale_;
        recipe.jitterStart = jitter_;
        recipe.placement.neighbors = placementNeighbors_.value_or(recipe.placement.neighbors);
        if (!placementWeights_.empty())
            recipe.placement.weights = placementWeightsFromName(placementWeights_);
        takeNeighbors(recipe);
        takeAffinities(recipe);
        recipe.sampleSize = sampleSize_.value_or(recipe.sampleSize);
        recipe.samplePerplexity = samplePerplexity_;
        recipe.seed = seed_.value_or(recipe.seed);
        if (!phases_.empty())
            recipe.phases = parsePhases(phases_);
        recipe.learningRate = learningRate_;
        recipe.momentum = momentum_.value_or(recipe.momentum);
        recipe.maxStepNorm = maxStepNorm_.value_or(recipe.maxStepNorm);
        recipe.maxGradientNorm = maxGradientNorm_;
        recipe.dof = dof_.value_or(recipe.dof);
        if (!repulsion_.empty())
            recipe.repulsion = repulsionMethodFromName(repulsion_);
        if (theta_ && recipe.repulsion != RepulsionMethod::BarnesHut)
            throw UsageError("--theta is of no use without --repulsion barnes-hut.");
        recipe.theta = theta_.value_or(recipe.theta);
        recipe.earlyStopping = earlyStopping_;
        recipe.preview = preview_;
        if (const auto problem = problemWith(recipe))
            throw UsageError(problem->sentence);
        return recipe;
    } catch (const Error& error) {
        throw UsageError(error.what());
    }
}

} // namespace shoal::app
