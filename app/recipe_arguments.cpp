// SPDX-License-Identifier: MIT
#include "recipe_arguments.h"

#include "command_line.h"
#include "core/error.h"
#include "recipe/validate.h"

namespace shoal::app {

void RecipeArguments::addTo(CLI::App& command) {
    addNumber(command, "--perplexity", perplexity_, "NUMBER", "Neighbours that count (default: 30)");
    addText(command, "--init", start_, "START", "pca, random or downsample (default: pca)");
    addNumber(command, "--sample", sampleSize_, "POINTS", "Embedded first by downsample (default: 25000)");
    addNumber(command, "--sample-perplexity", samplePerplexity_, "NUMBER",
              "(default: a 50th of the sample, at most 500)");
    addText(command, "--phases", phases_, "LIST",
            "exaggeration:iterations (default: 12:250,1:500;\ndownsample: 12:500,4:750)");
    addNumber(command, "--seed", seed_, "NUMBER", "Same seed, same result (default: 42)");
}

Recipe RecipeArguments::recipe() const {
    try {
        const StartMethod start = startMethodFromName(start_);
        Recipe recipe = start == StartMethod::Downsample ? Recipe::largeData() : Recipe::standard();
        recipe.start = start;
        if (start != StartMethod::Downsample && (sampleSize_ || samplePerplexity_))
            throw UsageError(std::string(sampleSize_ ? "--sample" : "--sample-perplexity") +
                             " is of no use without --init downsample.");
        recipe.perplexity = perplexity_.value_or(recipe.perplexity);
        recipe.sampleSize = sampleSize_.value_or(recipe.sampleSize);
        recipe.samplePerplexity = samplePerplexity_;
        recipe.seed = seed_.value_or(recipe.seed);
        if (!phases_.empty())
            recipe.phases = parsePhases(phases_);
        if (const auto problem = problemWith(recipe))
            throw UsageError(problem->sentence);
        return recipe;
    } catch (const Error& error) {
        throw UsageError(error.what());
    }
}

} // namespace shoal::app
