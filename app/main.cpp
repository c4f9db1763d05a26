// SPDX-License-Identifier: MIT
// `shoal`: the command line, and the way to the window.
#include "arguments.h"
#include "core/error.h"
#include "desktop_loader.h"
#include "embed_command.h"
#include "failure_sentence.h"
#include "info_command.h"

#include <cstdio>

namespace shoal::app {

namespace {

constexpr int done = 0;
constexpr int failed = 1;
constexpr int wrongUsage = 2;

int print(const std::string& text) {
    std::fputs(text.c_str(), stdout);
    if (std::fflush(stdout) != 0)
        throw Error("The answer could not be written to the standard output.");
    return done;
}

struct Run {
    int operator()(const EmbedArguments& arguments) const { return runEmbed(arguments); }
    int operator()(const DesktopArguments& arguments) const { return runDesktop(arguments); }
    int operator()(const InfoArguments& arguments) const { return print(describeFile(arguments)); }
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
