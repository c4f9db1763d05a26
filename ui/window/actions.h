// SPDX-License-Identifier: MIT
// Every action of the window with its key, and the menus they stand in.
#pragma once

#include "session/snapshot.h"

#include <QAction>
#include <QObject>

class QMainWindow;
class QMenu;

namespace shoal::ui {

struct Actions {
    /// Makes the actions and the window's menu bar.
    explicit Actions(QMainWindow& window);

    /// What can be done now, and what the first button of a run is called.
    void update(SessionState state, bool hasData, bool recipeValid, bool canExport);
    /// What the action that plays the timeline does next.
    void setPlaying(bool playing);

    QAction* open;
    QAction* save;
    QAction* saveAs;
    QAction* exportFile;
    QAction* quit;
    QAction* copyPicture;
    QAction* undo;
    QAction* redo;
    QAction* selectAll;
    QAction* clearSelection;
    QAction* invertSelection;
    QAction* labelSelection;
    QAction* embedSelection;
    QAction* embedAll;
    QAction* startOrPause;
    QAction* restart;
    QAction* step;
    QAction* perturb;
    QAction* stop;
    QAction* moreExaggeration;
    QAction* lessExaggeration;
    QAction* playTimeline;
    QAction* continueFromHere;
    QAction* backToLive;
    QAction* pan;
    QAction* rectangle;
    QAction* lasso;
    QAction* fit;
    QAction* zoomIn;
    QAction* zoomOut;
    QAction* density;
    QAction* names;
    QAction* pointLook;
    QAction* findColor;
    QAction* keys;
    QAction* about;
    QMenu* recentMenu;
    QMenu* samplesMenu;
    QMenu* themeMenu;
    QMenu* viewMenu;
};

} // namespace shoal::ui
