// SPDX-License-Identifier: MIT
#include "window/keys_sheet.h"

#include "panels/theme.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <array>

namespace shoal::ui {

namespace {

struct Line {
    const char* keys; ///< nullptr: `what` is a heading
    const char* what;
};

constexpr std::array<Line, 50> keyLines{{
    {nullptr, QT_TRANSLATE_NOOP("KeysSheet", "File")},
    {"Ctrl+O", QT_TRANSLATE_NOOP("KeysSheet", "Open data, a session, or a picture of a map")},
    {"Ctrl+S   Ctrl+Shift+S", QT_TRANSLATE_NOOP("KeysSheet", "Save the session, save it as another file")},
    {"Ctrl+E", QT_TRANSLATE_NOOP("KeysSheet", "Export picture or coordinates")},
    {"Ctrl+C", QT_TRANSLATE_NOOP("KeysSheet", "Copy the picture")},
    {nullptr, QT_TRANSLATE_NOOP("KeysSheet", "Run")},
    {"Space", QT_TRANSLATE_NOOP("KeysSheet", "Start, pause, resume (a map that has formed stays)")},
    {".", QT_TRANSLATE_NOOP("KeysSheet", "One iteration")},
    {",", QT_TRANSLATE_NOOP("KeysSheet", "Move all points a little, to see whether the map holds")},
    {"Up   Down", QT_TRANSLATE_NOOP("KeysSheet", "On a phase's grip: move the phase")},
    {"Ctrl+.", QT_TRANSLATE_NOOP("KeysSheet", "Stop")},
    {"[   ]", QT_TRANSLATE_NOOP("KeysSheet", "Less, more exaggeration")},
    {"Ctrl+R", QT_TRANSLATE_NOOP("KeysSheet", "Start anew")},
    {nullptr, QT_TRANSLATE_NOOP("KeysSheet", "Map")},
    {"Drag", QT_TRANSLATE_NOOP("KeysSheet", "Move the map")},
    {"Wheel", QT_TRANSLATE_NOOP("KeysSheet", "Zoom at the cursor")},
    {"Double-click, O", QT_TRANSLATE_NOOP("KeysSheet", "Fit, and follow the points again")},
    {"Ctrl++   Ctrl+-", QT_TRANSLATE_NOOP("KeysSheet", "Zoom in, out")},
    {"D", QT_TRANSLATE_NOOP("KeysSheet", "Density in place of points")},
    {"N", QT_TRANSLATE_NOOP("KeysSheet", "Names of the classes on the map")},
    {nullptr, QT_TRANSLATE_NOOP("KeysSheet", "Timeline and runs")},
    {"Left   Right", QT_TRANSLATE_NOOP("KeysSheet", "On the timeline: the kept map before, after")},
    {"Page up   Page down", QT_TRANSLATE_NOOP("KeysSheet", "Ten kept maps back, on")},
    {"Home   End", QT_TRANSLATE_NOOP("KeysSheet", "The first map, the newest")},
    {"P", QT_TRANSLATE_NOOP("KeysSheet", "Play what is kept of the run")},
    {"Ctrl+B", QT_TRANSLATE_NOOP("KeysSheet", "Continue from the map in view: a new run")},
    {"Ctrl+L", QT_TRANSLATE_NOOP("KeysSheet", "Back to the run under way")},
    {"F2", QT_TRANSLATE_NOOP("KeysSheet", "In the list of runs: rename")},
    {"Delete", QT_TRANSLATE_NOOP("KeysSheet", "In the list of runs: delete")},
    {nullptr, QT_TRANSLATE_NOOP("KeysSheet", "Selection")},
    {"R   L", QT_TRANSLATE_NOOP("KeysSheet", "Draw rectangles, lassos; again or Esc: move the map")},
    {"Shift-drag", QT_TRANSLATE_NOOP("KeysSheet", "Select by rectangle, with any tool")},
    {"Shift+Ctrl-drag", QT_TRANSLATE_NOOP("KeysSheet", "Select by lasso, with any tool")},
    {"Ctrl-drag, Alt-drag", QT_TRANSLATE_NOOP("KeysSheet", "With R or L: add, take out")},
    {"A   E   I", QT_TRANSLATE_NOOP("KeysSheet", "Select all, nothing, the others")},
    {"Ctrl+Shift+L", QT_TRANSLATE_NOOP("KeysSheet", "Label the selection")},
    {"Ctrl+Shift+E", QT_TRANSLATE_NOOP("KeysSheet", "Embed the selection")},
    {"Ctrl+Z   Ctrl+Shift+Z", QT_TRANSLATE_NOOP("KeysSheet", "Undo, redo")},
    {nullptr, QT_TRANSLATE_NOOP("KeysSheet", "Legend")},
    {"Point", QT_TRANSLATE_NOOP("KeysSheet", "Pick out the class on the map")},
    {"Click, Enter", QT_TRANSLATE_NOOP("KeysSheet", "Show this class alone; again: all")},
    {"Ctrl-click, Space", QT_TRANSLATE_NOOP("KeysSheet", "Turn the class on or off")},
    {"Double-click, F2", QT_TRANSLATE_NOOP("KeysSheet", "Choose the class's colour")},
    {"Right-click, Menu", QT_TRANSLATE_NOOP("KeysSheet", "All that can be done with the class")},
    {nullptr, QT_TRANSLATE_NOOP("KeysSheet", "Window")},
    {"Ctrl+F", QT_TRANSLATE_NOOP("KeysSheet", "Colour by: type a column or feature")},
    {"Tab", QT_TRANSLATE_NOOP("KeysSheet", "To the next field or button")},
    {"F1", QT_TRANSLATE_NOOP("KeysSheet", "This sheet")},
    {"Ctrl+Q", QT_TRANSLATE_NOOP("KeysSheet", "Quit")},
    {"Alt", QT_TRANSLATE_NOOP("KeysSheet", "Menus and underlined letters")},
}};

} // namespace

KeysSheet::KeysSheet(QWidget* parent)
    : QDialog(parent) {
    setObjectName(QStringLiteral("keysSheet"));
    setWindowTitle(tr("Keys"));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(6);
    int row = 0;
    for (const Line& line : keyLines) {
        if (!line.keys) {
            if (row > 0)
                grid->setRowMinimumHeight(row++, 8);
            auto* heading = new QLabel(tr(line.what), this);
            heading->setProperty("title", true);
            grid->addWidget(heading, row++, 0, 1, 2);
            continue;
        }
        grid->addWidget(quietLabel(QLatin1String(line.keys), this, 1), row, 0);
        grid->addWidget(new QLabel(tr(line.what), this), row++, 1);
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 16);
    layout->setSpacing(16);
    layout->addLayout(grid);
    layout->addWidget(buttons);
}

} // namespace shoal::ui
