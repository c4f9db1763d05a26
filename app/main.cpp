// SPDX-License-Identifier: MIT
// `shoal`: the command line, and the way to the window.
#include "arguments.h"
#include "desktop_loader.h"
#include "embed_command.h"
#include "failure_sentence.h"
#include "info_command.h"
#include "score_command.h"
#include "standard_output.h"
#include "transform_command.h"

#include <cstdio>

namespace shoal::app {

namespace {

constexpr int done = 0;
constexpr int failed = 1;
constexpr int wrongUsage = 2;

int print(const std::string& text) {
    printAnswer(text);
    return done;
}

struct Run {
    int operator()(const EmbedArguments& arguments) const { return runEmbed(arguments); }
    int operator()(const DesktopArguments& arguments) const { return runDesktop(arguments); }
    int operator()(const InfoArguments& arguments) const { return print(describeFile(arguments)); }
    int operator()(const ScoreArguments& arguments) const { return runScore(arguments); }
    int operator()(const TransformArguments& arguments) const { return runTransform(arguments); }
    int operator()(const PrintArguments& arguments) const { return print(arguments.text); }
};

void complain(const std::string& sentence) {
    std::fputs(("shoal: " + sentence + "\n").c_str(), stderr);
}

} // namespace

} // namespace shoal::app

int main(int argc, char** argv) {
    using namespace shoal::app;
    try {
        return std::visit(Run{}, parseArguments(argc, argv));
    } catch (const UsageError& error) {
        complain(failureSentence(error));
        return wrongUsage;
    } catch (const std::exception& error) {
        complain(failureSentence(error));
        return failed;
    }
}
