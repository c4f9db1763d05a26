// SPDX-License-Identifier: MIT
// MainWindow's places: centre, docks, menus, and what of them is remembered.
#include "window/main_window.h"

#include "panels/banner.h"
#include "panels/empty_state.h"
#include "panels/loading_strip.h"
#include "window/canvas_area.h"
#include "window/look_controller.h"
#include "window/samples.h"
#include "window/session_controller.h"
#include "window/side_panels.h"
#include "window/status_line.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QFileInfo>
#include <QMenu>
#include <QScrollArea>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace shoal::ui {

namespace {

/// Of the dock layout: raised when docks are added or renamed, so that an old one is not misread.
constexpr int layoutVersion = 1;

} // namespace

void MainWindow::buildCentre() {
    banner_ = new Banner;
    loading_ = new LoadingStrip;
    pages_ = new QStackedWidget;
    empty_ = new EmptyState;
    canvas_ = new CanvasArea;
    canvas_->addTools({actions_.pan, actions_.rectangle, actions_.lasso});
    canvas_->addTools({actions_.fit, actions_.zoomIn, actions_.zoomOut, actions_.density, actions_.names,
                       actions_.pointLook});
    look_ = new LookController(actions_, *canvas_, this);
    auto* scroll = new QScrollArea; // a low window must still reach every recent file
    scroll->setWidget(empty_);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    pages_->addWidget(scroll);
    pages_->addWidget(canvas_);
    auto* centre = new QWidget(this);
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(banner_);
    layout->addWidget(loading_);
    layout->addWidget(pages_, 1);
    setCentralWidget(centre);
    status_ = new StatusLine(this);
    setStatusBar(status_);
}

void MainWindow::buildDocks() {
    runPanel_ = new RunPanel(actions_);
    colorPanel_ = new ColorPanel;
    timeline_ = new TimelinePanel;
    const auto dock = [this](const QString& title, const char* name, QWidget* panel,
                             Qt::DockWidgetArea area) {
        auto* made = new QDockWidget(title, this);
        made->setObjectName(QLatin1String(name));
        made->setWidget(panel);
        made->setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable |
                          QDockWidget::DockWidgetFloatable);
        made->setTitleBarWidget(new QWidget(made)); // the panels head themselves
        addDockWidget(area, made);
        actions_.viewMenu->addAction(made->toggleViewAction());
        docks_ += made;
    };
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    dock(tr("&Data and run"), "runDock", runPanel_, Qt::LeftDockWidgetArea);
    dock(tr("&Legend"), "colorDock", colorPanel_, Qt::RightDockWidgetArea);
    dock(tr("&Timeline"), "timelineDock", timeline_, Qt::BottomDockWidgetArea);
    timelines_ = new TimelineController(
        {run_, *timeline_->kl, *timeline_->tools, *runPanel_->runs, *canvas_->kept(), actions_}, this);
    actions_.viewMenu->addSeparator();
    auto* reset = actions_.viewMenu->addAction(tr("&Reset the layout"));
    connect(reset, &QAction::triggered, this, &MainWindow::resetLayout);
}

void MainWindow::buildMenus() {
    for (const SampleFile& sample : bundledSamples()) {
        QAction* action = actions_.samplesMenu->addAction(sample.title);
        action->setToolTip(sample.description);
        connect(action, &QAction::triggered, this, [this, path = sample.path] { openFile(path); });
    }
    actions_.samplesMenu->setEnabled(!actions_.samplesMenu->isEmpty());
    empty_->setSamples(bundledSamples());
    connect(actions_.recentMenu, &QMenu::aboutToShow, this, &MainWindow::fillRecent);
    fillRecent();

    auto* group = new QActionGroup(this);
    for (const auto& [text, choice] :
         {std::pair(tr("Like the &system"), ThemeChoice::System), std::pair(tr("&Light"), ThemeChoice::Light),
          std::pair(tr("&Dark"), ThemeChoice::Dark)}) {
        QAction* action = actions_.themeMenu->addAction(text);
        action->setCheckable(true);
        action->setChecked(choice == theme_);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, chosen = choice] { setTheme(chosen); });
    }
}

void MainWindow::setTheme(ThemeChoice choice) {
    theme_ = choice;
    QSettings().setValue(QStringLiteral("theme"), static_cast<int>(choice));
    applyTheme(choice);
}

void MainWindow::fillRecent() {
    const QStringList files = recentFiles();
    actions_.recentMenu->clear();
    for (const QString& path : files) {
        QAction* action = actions_.recentMenu->addAction(QFileInfo(path).fileName());
        action->setToolTip(path);
        connect(action, &QAction::triggered, this, [this, path] { openFile(path); });
    }
    actions_.recentMenu->menuAction()->setEnabled(!files.isEmpty());
    empty_->setRecentFiles(files);
}

void MainWindow::restoreLayout() {
    resize(1280, 800);
    resizeDocks({docks_[0], docks_[1]}, {304, 248}, Qt::Horizontal);
    resizeDocks({docks_[2]}, {176}, Qt::Vertical);
    const QSettings settings;
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    restoreState(settings.value(QStringLiteral("window/layout")).toByteArray(), layoutVersion);
    layout_ = saveState(layoutVersion);
    for (QDockWidget* dock : docks_)
        dock->hide(); // nothing to say before there are data
    actions_.viewMenu->setEnabled(true);
}

void MainWindow::resetLayout() {
    for (const auto& [dock, area] :
         {std::pair(docks_[0], Qt::LeftDockWidgetArea), std::pair(docks_[1], Qt::RightDockWidgetArea),
          std::pair(docks_[2], Qt::BottomDockWidgetArea)}) {
        dock->setFloating(false);
        addDockWidget(area, dock);
        dock->show();
    }
    resizeDocks({docks_[0], docks_[1]}, {304, 248}, Qt::Horizontal);
    resizeDocks({docks_[2]}, {176}, Qt::Vertical);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!sessions_->mayClose())
        return event->ignore();
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/layout"),
                      layout_.isEmpty() ? saveState(layoutVersion) : layout_);
    QMainWindow::closeEvent(event);
}

} // namespace shoal::ui
