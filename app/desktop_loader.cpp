// SPDX-License-Identifier: MIT
#include "desktop_loader.h"

#include "core/error.h"

#include <array>
#include <cstdlib>
#include <memory>
#include <string_view>

#include <dlfcn.h>
#include <xcb/xcb.h>

namespace shoal::app {

namespace {

using RunDesktop = int (*)(int, char**);

std::string commandLineInstead(const DesktopArguments& arguments) {
    const std::string file = arguments.file.empty() ? "FILE" : arguments.file.string();
    return "use the command line: shoal embed " + file + " --csv map.csv --png map.png";
}

/// Whether the window's usual platform is the one. It is, too, where the variable is set to nothing.
bool usesX11() {
    const char* const chosen = std::getenv("QT_QPA_PLATFORM");
    const std::string_view platform = chosen ? chosen : "";
    return platform.empty() || platform == "xcb" || platform.starts_with("xcb:");
}

/// Qt ends the process when it cannot reach the display, so this asks first.
bool hasDisplay() {
    // Whoever chose another platform knows what is there.
    if (!usesX11())
        return true;
    const std::unique_ptr<xcb_connection_t, void (*)(xcb_connection_t*)> connection(
        xcb_connect(nullptr, nullptr), &xcb_disconnect);
    return xcb_connection_has_error(connection.get()) == 0;
}

RunDesktop load(const DesktopArguments& arguments) {
    const auto program = std::filesystem::read_symlink("/proc/self/exe");
    const auto library = program.parent_path().parent_path() / "lib" / "libshoal-desktop.so";
    // Never unloaded: Qt and VTK leave things for the process's end.
    void* const desktop = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    void* const entry = desktop ? dlsym(desktop, "shoalRunDesktop") : nullptr;
    if (!entry)
        throw Error("The window could not be loaded (" + std::string(dlerror()) +
                    "); install Shoal again or " + commandLineInstead(arguments));
    return reinterpret_cast<RunDesktop>(entry);
}

} // namespace

int runDesktop(const DesktopArguments& arguments) {
    if (!hasDisplay())
        throw Error("There is no display to open a window on; " + commandLineInstead(arguments));
    std::string name = "shoal";
    std::string file = arguments.file.string();
    std::array<char*, 3> words{name.data(), file.empty() ? nullptr : file.data(), nullptr};
    return load(arguments)(file.empty() ? 1 : 2, words.data());
}

} // namespace shoal::app
