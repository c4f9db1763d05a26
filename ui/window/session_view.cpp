// SPDX-License-Identifier: MIT
#include "window/session_view.h"

#include "core/error.h"
#include "scatter/scatter_view.h"

#include <QMainWindow>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <vector>

namespace shoal::ui {

namespace {

constexpr const char* layoutKey = "layout";
constexpr const char* cameraKey = "camera";
constexpr const char* recipeKey = "recipe";
/// Of the docks' layout in sessions: raised when docks are renamed, so that an old one is not misread.
constexpr int layoutVersion = 1;

std::string textIn(const SavedSession& session, const char* key) {
    const auto found = session.window.find(key);
    return found == session.window.end() ? std::string() : found->second;
}

/// Centre, scale and width in pixels.
std::string cameraText(const ViewTransform& view) {
    QStringList numbers;
    for (const double number :
         {view.centerX, view.centerY, view.pixelsPerUnit, static_cast<double>(view.width)})
        numbers += QString::number(number, 'g', 17);
    return numbers.join(QLatin1Char(' ')).toStdString();
}

} // namespace

std::map<std::string, std::string> windowState(const QMainWindow& window, const ScatterView& view,
                                               const Recipe& recipe) {
    std::map<std::string, std::string> state{
        {layoutKey, window.saveState(layoutVersion).toBase64().toStdString()}, {recipeKey, toJson(recipe)}};
    if (!view.following())
        state[cameraKey] = cameraText(view.viewTransform());
    return state;
}

std::optional<Recipe> recipeIn(const SavedSession& session) {
    try {
        if (const std::string json = textIn(session, recipeKey); !json.empty())
            return recipeFromJson(json);
    } catch (const Error&) { // of another version's window
    }
    return session.runs.empty() ? std::nullopt : std::optional(session.runs[session.shownRun].recipe);
}

void restoreLayout(QMainWindow& window, const SavedSession& session) {
    window.restoreState(QByteArray::fromBase64(QByteArray::fromStdString(textIn(session, layoutKey))),
                        layoutVersion);
}

void restoreCamera(ScatterView& view, const SavedSession& session) {
    const QStringList texts =
        QString::fromStdString(textIn(session, cameraKey)).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    std::vector<double> numbers;
    for (const QString& text : texts)
        numbers.push_back(text.toDouble());
    const bool sound = numbers.size() == 4 && std::all_of(numbers.begin(), numbers.end(), [](double number) {
                           return std::isfinite(number);
                       });
    if (!sound || numbers[2] <= 0 || numbers[3] < 1 || numbers[3] > maximumImageSide)
        return;
    ViewTransform camera;
    camera.centerX = numbers[0];
    camera.centerY = numbers[1];
    camera.pixelsPerUnit = numbers[2];
    camera.width = static_cast<int>(numbers[3]);
    view.look(camera);
}

} // namespace shoal::ui
