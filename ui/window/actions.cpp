// SPDX-License-Identifier: MIT
#include "window/actions.h"

#include "panels/theme.h"

#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

namespace shoal::ui {

namespace {

QAction* action(QMainWindow& window, const char* name, const QString& text, const QKeySequence& key,
                const QString& icon = {}) {
    auto* made = new QAction(text, &window);
    made->setObjectName(QLatin1String(name));
    made->setShortcut(key);
    if (!icon.isEmpty())
        made->setIcon(themeIcon(icon));
    const QString plain = QString(text).remove(QLatin1Char('&')).remove(QStringLiteral("…"));
    made->setToolTip(
        key.isEmpty() ? plain : QStringLiteral("%1 (%2)").arg(plain, key.toString(QKeySequence::NativeText)));
    window.addAction(made);
    return made;
}

QString tr(const char* text) {
    return QObject::tr(text);
}

} // namespace

Actions::Actions(QMainWindow& window)
    : open(action(window, "actionOpen", tr("&Open…"), QKeySequence::Open, QStringLiteral("open")))
    , save(action(window, "actionSave", tr("&Save the session"), QKeySequence::Save))
    , saveAs(action(window, "actionSaveAs", tr("Save the session &as…"), {tr("Ctrl+Shift+S")}))
    , exportFile(action(window, "actionExport", tr("&Export…"), {tr("Ctrl+E")}, QStringLiteral("export")))
    , quit(action(window, "actionQuit", tr("&Quit"), {tr("Ctrl+Q")}))
    , copyPicture(action(window, "actionCopy", tr("&Copy the picture"), QKeySequence::Copy))
    , undo(action(window, "actionUndo", tr("&Undo"), QKeySequence::Undo))
    , redo(action(window, "actionRedo", tr("&Redo"), {tr("Ctrl+Shift+Z")}))
    , selectAll(action(window, "actionSelectAll", tr("Select &all"), {Qt::Key_A}))
    , clearSelection(action(window, "actionClearSelection", tr("Select &nothing"), {Qt::Key_E}))
    , invertSelection(action(window, "actionInvertSelection", tr("&Invert the selection"), {Qt::Key_I}))
    , labelSelection(action(window, "actionLabelSelection", tr("&Label…"), {tr("Ctrl+Shift+L")}))
    , embedSelection(action(window, "actionEmbedSelection", tr("&Embed selection"), {tr("Ctrl+Shift+E")}))
    , embedAll(action(window, "actionEmbedAll", tr("&Back to all points"), {}))
    , startOrPause(action(window, "actionStart", tr("&Start"), {Qt::Key_Space}))
    , restart(action(window, "actionRestart", tr("Start &anew"), {tr("Ctrl+R")}))
    , step(action(window, "actionStep", tr("S&tep"), {Qt::Key_Period}, QStringLiteral("step")))
    , perturb(action(window, "actionPerturb", tr("Pertur&b"), {Qt::Key_Comma}, QStringLiteral("perturb")))
    , stop(action(window, "actionStop", tr("St&op"), {tr("Ctrl+.")}, QStringLiteral("stop")))
    , moreExaggeration(
          action(window, "actionMoreExaggeration", tr("&More exaggeration"), {Qt::Key_BracketRight}))
    , lessExaggeration(
          action(window, "actionLessExaggeration", tr("&Less exaggeration"), {Qt::Key_BracketLeft}))
    , playTimeline(
          action(window, "actionPlay", tr("Play the t&imeline"), {Qt::Key_P}, QStringLiteral("start")))
    , continueFromHere(action(window, "actionContinueHere", tr("&Continue from here"), {tr("Ctrl+B")}))
    , backToLive(action(window, "actionBackToLive", tr("&Back to live"), {tr("Ctrl+L")}))
    , pan(action(window, "actionPan", tr("Mo&ve the map"), {}, QStringLiteral("pan")))
    , rectangle(action(window, "actionRectangle", tr("Select by &rectangle"), {Qt::Key_R},
                       QStringLiteral("rectangle")))
    , lasso(action(window, "actionLasso", tr("Select by &lasso"), {Qt::Key_L}, QStringLiteral("lasso")))
    , fit(action(window, "actionFit", tr("&Fit"), {Qt::Key_O}, QStringLiteral("fit")))
    , zoomIn(action(window, "actionZoomIn", tr("Zoom &in"), QKeySequence::ZoomIn, QStringLiteral("zoom_in")))
    , zoomOut(
          action(window, "actionZoomOut", tr("Zoom &out"), QKeySequence::ZoomOut, QStringLiteral("zoom_out")))
    , density(action(window, "actionDensity", tr("&Density"), {Qt::Key_D}, QStringLiteral("density")))
    , names(action(window, "actionNames", tr("&Names"), {Qt::Key_N}, QStringLiteral("names")))
    , pointLook(
          action(window, "actionPointLook", tr("Point si&ze and opacity"), {}, QStringLiteral("points")))
    , findColor(action(window, "actionFindColor", tr("&Colour by…"), QKeySequence::Find))
    , keys(action(window, "actionKeys", tr("&Keys"), QKeySequence::HelpContents))
    , about(action(window, "actionAbout", tr("&About Shoal"), {})) {
    startOrPause->setData(QStringLiteral("start"));
    for (QAction* of : {density, names, pointLook})
        of->setCheckable(true);
    density->setToolTip(tr("Density: how many points lie where, in place of the points (D)"));
    names->setToolTip(tr("Names of the classes, each where most of its points lie (N)"));
    QMenu* file = window.menuBar()->addMenu(tr("&File"));
    file->addAction(open);
    recentMenu = file->addMenu(tr("Open &recent"));
    samplesMenu = file->addMenu(tr("Open a &sample"));
    file->addSeparator();
    file->addActions({save, saveAs});
    file->addSeparator();
    file->addAction(exportFile);
    file->addAction(copyPicture);
    file->addSeparator();
    file->addAction(quit);
    labelSelection->setIconText(tr("Label…"));
    labelSelection->setToolTip(
        tr("Name the selected points in a column of your own, to colour by and to export (Ctrl+Shift+L)"));
    embedSelection->setIconText(tr("Embed selection"));
    embedSelection->setToolTip(
        tr("Start a run of the selected points alone, with the settings shown; the map "
           "of all points is kept (Ctrl+Shift+E)"));
    embedAll->setIconText(tr("All points"));
    embedAll->setToolTip(tr("Leave the run of a selection and show all points again"));
    QMenu* edit = window.menuBar()->addMenu(tr("&Edit"));
    edit->addActions({undo, redo});
    edit->addSeparator();
    edit->addActions({selectAll, clearSelection, invertSelection});
    edit->addSeparator();
    edit->addActions({pan, rectangle, lasso});
    edit->addSeparator();
    edit->addAction(labelSelection);
    QMenu* run = window.menuBar()->addMenu(tr("&Run"));
    run->addActions({startOrPause, step, perturb, stop, restart});
    run->addSeparator();
    run->addActions({moreExaggeration, lessExaggeration});
    run->addSeparator();
    run->addActions({playTimeline, continueFromHere, backToLive});
    run->addSeparator();
    run->addActions({embedSelection, embedAll});
    viewMenu = window.menuBar()->addMenu(tr("&View"));
    viewMenu->addActions({fit, zoomIn, zoomOut, findColor});
    viewMenu->addSeparator();
    viewMenu->addActions({density, names, pointLook});
    viewMenu->addSeparator();
    themeMenu = viewMenu->addMenu(tr("&Theme"));
    viewMenu->addSeparator();
    QMenu* help = window.menuBar()->addMenu(tr("&Help"));
    help->addActions({keys, about});
    perturb->setToolTip(
        tr("Moves all points a little at random: a map that holds finds its shape again (,)"));
    quit->setMenuRole(QAction::QuitRole);
}

void Actions::update(SessionState state, bool hasData, bool recipeValid, bool canExport) {
    const bool running = state == SessionState::Running;
    const bool paused = state == SessionState::Paused;
    // A map that has formed is not thrown away by the key that pauses one.
    const bool ended = state == SessionState::Finished || state == SessionState::Stopped;
    const char* text = running ? "&Pause" : paused ? "Re&sume" : ended ? "&Start anew" : "&Start";
    startOrPause->setShortcut(ended ? QKeySequence() : QKeySequence(Qt::Key_Space));
    startOrPause->setData(running ? QStringLiteral("pause") : QStringLiteral("start"));
    startOrPause->setText(tr(text));
    startOrPause->setIconText(tr(text).remove(QLatin1Char('&')));
    startOrPause->setToolTip(running  ? tr("Pause the run (Space)")
                             : paused ? tr("Resume the run (Space)")
                             : ended  ? tr("Start another run; this one stays in the list of runs (Ctrl+R)")
                                      : tr("Start a run with the settings shown (Space)"));
    startOrPause->setEnabled(running || paused || (hasData && recipeValid));
    restart->setEnabled(hasData && recipeValid && state != SessionState::Idle);
    step->setEnabled(running || paused);
    stop->setEnabled(running || paused);
    perturb->setEnabled(running || paused || ended);
    moreExaggeration->setEnabled(running || paused);
    lessExaggeration->setEnabled(running || paused);
    for (QAction* of : {fit, zoomIn, zoomOut, density, pointLook, findColor})
        of->setEnabled(hasData);
    exportFile->setEnabled(canExport);
    copyPicture->setEnabled(canExport);
}

void Actions::setPlaying(bool playing) {
    playTimeline->setIcon(themeIcon(playing ? QStringLiteral("pause") : QStringLiteral("start")));
    playTimeline->setToolTip(playing ? tr("Stop at the map in view (P)")
                                     : tr("Play what is kept of the run, from its first map on (P)"));
}

} // namespace shoal::ui
