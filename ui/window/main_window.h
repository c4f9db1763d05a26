// SPDX-License-Identifier: MIT
// The window: puts the parts in their places and connects what each says to what the others do.
#pragma once

#include "panels/theme.h"
#include "window/actions.h"
#include "window/color_controller.h"
#include "window/document.h"
#include "window/run_controller.h"
#include "window/scene.h"
#include "window/timeline_controller.h"
#include "window/trust_controller.h"

#include <QMainWindow>
#include <QTimer>

class QDockWidget;
class QStackedWidget;

namespace shoal::ui {

class Banner;
class CanvasArea;
class ColorPanel;
class EmptyState;
class ExportController;
class Landing;
class LiveController;
class LoadingStrip;
class LookController;
class RunPanel;
class SelectionController;
class SessionController;
class StatusLine;
class TimelinePanel;

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Reads a file as if it had been dropped on the window; `matrix` as ReadOptions::matrix.
    void openFile(const QString& path, const QString& matrix = {});
    const RunController& run() const { return run_; }
    const Document& document() const { return document_; }
    const ColorController& colors() const { return colors_; }
    const TimelineController& timelines() const { return *timelines_; }
    const TrustController& trust() const { return trust_; }
    const SelectionController& selection() const { return *selection_; }

protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void buildCentre();
    void buildDocks();
    void buildMenus();
    void connectDocument();
    void connectRun();
    void connectColors();
    void connectTrust();
    void connectSelection();
    void connectExport();
    void connectActions();
    void restoreLayout();
    void resetLayout();
    void setTheme(ThemeChoice choice);

    void askForFile();
    void showLoaded();
    void showPicture();
    void startRun();
    void startOrPause();
    void showState(SessionState state);
    void showBottom();
    void showStatus();
    void showMap();
    void recipeEdited();
    void fillRecent();
    void refresh();
    Scene scene() const;

    ThemeChoice theme_; ///< first: what is built after it takes its font from the application
    Actions actions_;
    Document document_;
    RunController run_;
    ColorController colors_;
    TrustController trust_;
    ExportController* export_;
    LookController* look_;
    Landing* landing_;
    LiveController* live_ = nullptr;
    SelectionController* selection_;

    Banner* banner_;
    LoadingStrip* loading_;
    QStackedWidget* pages_;
    EmptyState* empty_;
    CanvasArea* canvas_;
    RunPanel* runPanel_;
    ColorPanel* colorPanel_;
    TimelinePanel* timeline_;
    TimelineController* timelines_;
    SessionController* sessions_;
    StatusLine* status_;
    QList<QDockWidget*> docks_;
    QTimer justEnded_;  ///< a press that was meant for Pause starts nothing while it runs
    QByteArray layout_; ///< docks as they were, while they are hidden for want of data
};

} // namespace shoal::ui
