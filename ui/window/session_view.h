// SPDX-License-Identifier: MIT
// The window's part of a session: its docks, its camera, the recipe in its fields.
#pragma once

#include "session_file/saved_session.h"

#include <map>
#include <optional>
#include <string>

class QMainWindow;

namespace shoal::ui {

class ScatterView;

std::map<std::string, std::string> windowState(const QMainWindow& window, const ScatterView& view,
                                               const Recipe& recipe);

// What cannot be understood is left as it is.

/// The recipe in the fields, else that of the run in view.
std::optional<Recipe> recipeIn(const SavedSession& session);
void restoreLayout(QMainWindow& window, const SavedSession& session);
void restoreCamera(ScatterView& view, const SavedSession& session);

} // namespace shoal::ui
