// SPDX-License-Identifier: MIT
// `shoal`: the command line, and the way to the window.
#include "arguments.h"
#include "desktop_loader.h"
#include "embed_command.h"
#include "failure_sentence.h"
#include "info_command.h"

#include <cstdio>

namespace shoal::app {

namespace {

enum ExitCode { done = 0, failed = 1, wrongUsage = 2 };

struct Run {
    int operator()(const EmbedArguments& arguments) const { return runEmbed(arguments); }
    int operator()(const DesktopArguments& arguments) const { return runDesktop(arguments); }
    int operator()(const InfoArguments& arguments) const {
        printInfo(arguments);
        return done;
    }
    int operator()(const PrintArguments& arguments) const {
        std::fputs(arguments.text.c_str(), stdout);
        return done;
    }
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
