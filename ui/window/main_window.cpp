// SPDX-License-Identifier: MIT
#include "window/main_window.h"

#include "panels/banner.h"
#include "panels/color_by.h"
#include "panels/data_card.h"
#include "panels/empty_state.h"
#include "panels/exaggeration_card.h"
#include "panels/exaggeration_slider.h"
#include "panels/finished_card.h"
#include "panels/legend_panel.h"
#include "panels/loading_strip.h"
#include "panels/log_panel.h"
#include "panels/recipe_panel.h"
#include "panels/run_controls.h"
#include "panels/stage_chips.h"
#include "recipe/estimate.h"
#include "scatter/scatter_view.h"
#include "session/process_memory.h"
#include "session/stages.h"
#include "window/canvas_area.h"
#include "window/export_controller.h"
#include "window/keys_sheet.h"
#include "window/landing.h"
#include "window/live_controller.h"
#include "window/look_controller.h"
#include "window/picture_recipe.h"
#include "window/samples.h"
#include "window/selection_controller.h"
#include "window/session_controller.h"
#include "window/side_panels.h"
#include "window/status_line.h"

#include <QAbstractButton>
#include <QApplication>
#include <QColorDialog>
#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLocale>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>

namespace shoal::ui {

namespace {

/// The one file a drag carries, or empty.
QString droppedFile(const QMimeData& mime) {
    const QList<QUrl> urls = mime.urls();
    return urls.size() == 1 && urls.front().isLocalFile() ? urls.front().toLocalFile() : QString();
}

ThemeChoice applyStoredTheme() {
    const auto choice = static_cast<ThemeChoice>(QSettings().value(QStringLiteral("theme"), 0).toInt());
    applyTheme(choice);
    return choice;
}

} // namespace

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent)
    , theme_(applyStoredTheme())
    , actions_(*this)
    , export_(new ExportController(this))
    , landing_(new Landing(this)) {
    setWindowTitle(tr("Shoal"));
    setAcceptDrops(true);
    setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowTabbedDocks);
    buildCentre();
    buildDocks();
    buildMenus();
    connectDocument();
    connectRun();
    live_ = new LiveController({run_, document_, actions_, *runPanel_, *canvas_}, this);
    connectColors();
    connectTrust();
    connectSelection();
    connectExport();
    connectActions();
    sessions_ = new SessionController({this, actions_.save, actions_.saveAs, &document_, &run_, timelines_,
                                       selection_, &colors_, colorPanel_->colorBy, runPanel_->recipe,
                                       canvas_->view(), banner_});
    auto* pictures = new PictureRecipe(document_, *runPanel_->recipe, *banner_, this);
    connect(pictures, &PictureRecipe::runRequested, this, &MainWindow::startRun);
    restoreLayout();
    justEnded_.setSingleShot(true);
    justEnded_.setInterval(800);
    connect(&justEnded_, &QTimer::timeout, this, &MainWindow::refresh);
    QApplication::instance()->installEventFilter(this);
    refresh();
    empty_->takeFocus();
}

MainWindow::~MainWindow() = default;

void MainWindow::connectDocument() {
    connect(&document_, &Document::reading, this, [this](const QString& name) {
        banner_->hide();
        loading_->begin(name);
        if (!run_.active())
            status_->setStage(tr("Reading %1…").arg(name));
    });
    connect(&document_, &Document::progressed, loading_, &LoadingStrip::setProgress);
    connect(&document_, &Document::readingEnded, this, [this] {
        loading_->hide();
        showStatus();
    });
    connect(loading_, &LoadingStrip::cancelled, &document_, &Document::cancel);
    connect(&document_, &Document::loaded, this, &MainWindow::showLoaded);
    connect(&document_, &Document::pictureFound, this, &MainWindow::showPicture);
    connect(&document_, &Document::failed, this,
            [this](const QString& sentence) { banner_->announce(Banner::Kind::Error, sentence); });
    connect(empty_, &EmptyState::openRequested, this, &MainWindow::askForFile);
    connect(empty_, &EmptyState::fileChosen, this, [this](const QString& path) { openFile(path); });
    connect(runPanel_->dataCard, &DataCard::matrixChosen, &document_, &Document::chooseMatrix);
}

void MainWindow::connectRun() {
    connect(&run_, &RunController::started, this, [this] {
        banner_->hide();
        const Recipe recipe = run_.recipe();
        timeline_->log->addLine(tr("— Run on %1 —").arg(QString::fromStdString(document_.data()->name)));
        canvas_->chips()->setPlan(recipe, document_.data()->dimensions());
        status_->setKl({});
        trust_.setMap(nullptr, nullptr, recipe.metric);
    });
    connect(&run_, &RunController::stateChanged, this, &MainWindow::showState);
    connect(timelines_, &TimelineController::shown, this, &MainWindow::showMap);
    connect(timelines_, &TimelineController::branched, runPanel_->recipe, &RecipePanel::setRecipe);
    connect(&run_, &RunController::progressed, this, [this](const Progress& progress) {
        status_->setProgress(run_.state(), progress);
        if (run_.active())
            canvas_->chips()->setProgress(progress);
        showBottom();
    });
    connect(&run_, &RunController::recorded, this, [this](const std::vector<Record>& records) {
        timeline_->log->add(records);
        for (const Record& record : records) {
            if (const auto* warning = std::get_if<WarningRecord>(&record))
                banner_->announce(Banner::Kind::Warning, QString::fromStdString(warning->message));
            if (const auto* kl = std::get_if<KlRecord>(&record))
                status_->setKl(kl->klDivergence);
        }
    });
    connect(landing_, &Landing::moved, this, [this](const std::shared_ptr<const Positions>& positions) {
        canvas_->view()->setPositions(positions);
    });
    connect(landing_, &Landing::ended, this, &MainWindow::showMap);
    connect(&run_, &RunController::failed, this,
            [this](const QString& sentence) { banner_->announce(Banner::Kind::Error, sentence); });
    connect(runPanel_->recipe, &RecipePanel::edited, this, &MainWindow::recipeEdited);
    connect(runPanel_->controls, &RunControls::restartRequested, this, &MainWindow::startRun);
    connect(canvas_->exaggeration()->slider(), &ExaggerationSlider::chosen, &run_,
            &RunController::setExaggeration);
    connect(canvas_->finished(), &FinishedCard::continueRequested, &run_, &RunController::continueWith);
}

void MainWindow::connectColors() {
    ColorBy* colorBy = colorPanel_->colorBy;
    LegendModel* legend = colorPanel_->legend->model();
    connect(colorBy, &ColorBy::chosen, this,
            [this](ColorChoice choice) { colors_.choose(document_.data(), choice); });
    connect(colorBy, &ColorBy::finished, this, [this] { canvas_->view()->setFocus(); });
    connect(&colors_, &ColorController::coloringChanged, this, [this] {
        canvas_->view()->setColoring(colors_.coloring());
        timelines_->setColoring(colors_.coloring());
        canvas_->setLabels(colors_.column());
        look_->setColoring(*colors_.coloring());
        colorPanel_->legend->setColoring(colors_.coloring(), !colors_.ownColors().classes.empty());
        refresh();
    });
    connect(legend, &LegendModel::onChanged, this, [this, legend] { colors_.setClassesOn(legend->on()); });
    connect(colorPanel_->legend, &LegendPanel::pointedAt, &colors_, &ColorController::highlight);
    connect(colorPanel_->legend, &LegendPanel::rangeChosen, &colors_, &ColorController::setRange);
    connect(colorPanel_->legend, &LegendPanel::restoreRequested, &colors_, &ColorController::restoreColors);
    connect(&colors_, &ColorController::failed, this,
            [this](const QString& sentence) { banner_->announce(Banner::Kind::Error, sentence); });
    connect(colorPanel_->legend, &LegendPanel::recolorRequested, this, [this](std::size_t classIndex) {
        const Coloring::Class& chosen = colors_.coloring()->classes[classIndex];
        auto* dialog = new QColorDialog(QColor::fromRgb(chosen.color), this);
        dialog->setObjectName(QStringLiteral("recolorDialog"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setWindowTitle(tr("Colour of %1").arg(QString::fromStdString(chosen.name)));
        connect(dialog, &QColorDialog::colorSelected, this, [this, classIndex](const QColor& color) {
            colors_.recolor(classIndex, color.rgb() & 0xFFFFFF);
        });
        dialog->open();
    });
}

void MainWindow::connectTrust() {
    connect(&trust_, &TrustController::measured, this, [this] {
        const auto& trust = trust_.trust();
        colors_.setKept(trust ? trust->shares : nullptr);
        colorPanel_->legend->setMoreMeasurable(trust_.canMeasureAll());
        status_->setKept(trust ? std::optional(StatusLine::Kept{trust->kept, trust->shares->neighbors,
                                                                trust->shares->points.size()})
                               : std::nullopt);
    });
    connect(&trust_, &TrustController::failed, this,
            [this](const QString& sentence) { banner_->announce(Banner::Kind::Warning, sentence); });
    connect(colorPanel_->legend, &LegendPanel::measureAllRequested, &trust_, &TrustController::measureAll);
}

void MainWindow::connectSelection() {
    selection_ =
        new SelectionController({actions_, document_, colors_, *timelines_, *canvas_, *colorPanel_}, this);
    connect(selection_, &SelectionController::runRequested, this, &MainWindow::startRun);
    connect(selection_, &SelectionController::embeddedChanged, this, [this](std::size_t points) {
        runPanel_->recipe->setPoints(points);
        recipeEdited();
    });
    connect(selection_, &SelectionController::failed, this,
            [this](const QString& sentence) { banner_->announce(Banner::Kind::Error, sentence); });
}

void MainWindow::connectExport() {
    connect(actions_.exportFile, &QAction::triggered, this,
            [this] { export_->ask(scene(), canvas_->view()->viewTransform()); });
    connect(canvas_->finished(), &FinishedCard::exportRequested, actions_.exportFile, &QAction::trigger);
    connect(actions_.copyPicture, &QAction::triggered, this, [this] {
        export_->copyPicture(scene(), canvas_->view()->viewTransform(), devicePixelRatioF(),
                             palette().color(QPalette::Base));
    });
    connect(export_, &ExportController::written, this, [this](const QString& path) {
        banner_->announce(Banner::Kind::Done, tr("Saved %1").arg(QDir::toNativeSeparators(path)));
    });
    connect(export_, &ExportController::copied, this,
            [this] { banner_->announce(Banner::Kind::Done, tr("The picture is on the clipboard.")); });
    connect(export_, &ExportController::failed, this, [this](const QString& sentence) {
        banner_->announce(Banner::Kind::Error, sentence, tr("Try again…"), [this] { export_->askAgain(); });
    });
    connect(export_, &ExportController::busyChanged, this, &MainWindow::refresh);
}

void MainWindow::connectActions() {
    connect(actions_.open, &QAction::triggered, this, &MainWindow::askForFile);
    connect(actions_.quit, &QAction::triggered, this, &QWidget::close);
    connect(actions_.startOrPause, &QAction::triggered, this, &MainWindow::startOrPause);
    connect(actions_.restart, &QAction::triggered, this, &MainWindow::startRun);
    connect(actions_.step, &QAction::triggered, &run_, &RunController::step);
    connect(actions_.stop, &QAction::triggered, &run_, &RunController::stop);
    ExaggerationSlider* slider = canvas_->exaggeration()->slider();
    connect(actions_.moreExaggeration, &QAction::triggered, slider, &ExaggerationSlider::stepUp);
    connect(actions_.lessExaggeration, &QAction::triggered, slider, &ExaggerationSlider::stepDown);
    ScatterView* view = canvas_->view();
    connect(actions_.fit, &QAction::triggered, view, &ScatterView::fit);
    connect(actions_.zoomIn, &QAction::triggered, view,
            [view] { view->zoom(1.25, QRectF(view->rect()).center()); });
    connect(actions_.zoomOut, &QAction::triggered, view,
            [view] { view->zoom(0.8, QRectF(view->rect()).center()); });
    connect(actions_.findColor, &QAction::triggered, colorPanel_->colorBy,
            [this] { colorPanel_->colorBy->setFocus(Qt::ShortcutFocusReason); });
    connect(actions_.keys, &QAction::triggered, this, [this] {
        auto* sheet = findChild<KeysSheet*>();
        if (!sheet)
            sheet = new KeysSheet(this);
        sheet->show();
        sheet->raise();
    });
    connect(actions_.about, &QAction::triggered, this, [this] {
        auto* box =
            new QMessageBox(QMessageBox::NoIcon, tr("About Shoal"),
                            tr("<b>Shoal %1</b><p>Watch a t-SNE embedding form.</p><p>MIT licence.</p>")
                                .arg(QApplication::applicationVersion()),
                            QMessageBox::Close, this);
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->open();
    });
}

void MainWindow::openFile(const QString& path, const QString& matrix) {
    document_.open(path, matrix);
}

void MainWindow::askForFile() {
    const QString folder = QSettings().value(QStringLiteral("open/folder")).toString();
    auto* dialog = new QFileDialog(this, tr("Open a data file"), folder);
    dialog->setObjectName(QStringLiteral("openDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Data and sessions (*.h5ad *.h5 *.loom *.fcs *.lmd *.mtx *.csv *.tsv *.txt "
                               "*.npy *.npz *.pkl *.gz "
                               "*-ubyte *.shoal)"),
                            tr("Pictures of maps (*.png)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        QSettings().setValue(QStringLiteral("open/folder"), QFileInfo(path).absolutePath());
        openFile(path);
    });
    dialog->open();
}

void MainWindow::showLoaded() {
    run_.abandon();
    landing_->stop();
    const auto dataset = document_.data();
    addRecentFile(document_.path());
    fillRecent();
    runPanel_->dataCard->setData(*dataset, document_.summary());
    runPanel_->recipe->setPoints(dataset->points());
    canvas_->view()->setPositions(nullptr);
    canvas_->view()->setShown({});
    canvas_->setData(dataset);
    canvas_->setChipsVisible(false);
    canvas_->setCaption(tr("Finding principal components…"));
    timelines_->setData(dataset);
    trust_.setData(dataset);
    showBottom();
    showStatus();
    if (dataset->points() < 2)
        banner_->announce(Banner::Kind::Warning,
                          tr("%1 holds a single row, which cannot be embedded: open a file with more.")
                              .arg(QString::fromStdString(dataset->name)));
    colorPanel_->colorBy->setData(dataset);
    colors_.choose(dataset, colorPanel_->colorBy->choice());
    timeline_->log->addLine(tr("Opened %1: %2 points × %3 features")
                                .arg(QString::fromStdString(dataset->name))
                                .arg(dataset->points())
                                .arg(dataset->dimensions()));
    pages_->setCurrentWidget(canvas_);
    if (!layout_.isEmpty()) {
        restoreState(layout_, 1);
        layout_.clear();
    }
    recipeEdited();
    runPanel_->controls->primary()->setFocus();
}

void MainWindow::showPicture() {
    if (timelines_->snapshot() || !document_.picture())
        return; // a run was quicker, or it is still looked for
    canvas_->setCaption(tr("First two principal components"));
    canvas_->view()->setPositions(document_.picture());
    canvas_->view()->fit();
    trust_.setMap(document_.picture(), nullptr, runPanel_->recipe->recipe().metric);
    refresh();
}

void MainWindow::startOrPause() {
    if (run_.active())
        run_.togglePause();
    else
        startRun();
}

void MainWindow::startRun() {
    if (document_.data() && runPanel_->recipe->valid()) {
        run_.start(document_.data(), runPanel_->recipe->recipe(), {}, selection_->embedded());
        canvas_->view()->setFocus();
    }
}

void MainWindow::showState(SessionState state) {
    trust_.setMoving(state == SessionState::Running);
    canvas_->setChipsVisible(run_.active());
    if (state == SessionState::Finished || state == SessionState::Stopped) {
        canvas_->chips()->setAllDone();
        const auto& snapshot = run_.snapshot();
        QString summary = state == SessionState::Finished ? tr("Finished") : tr("Stopped");
        if (snapshot) {
            summary =
                tr("%1 at iteration %2").arg(summary, QLocale().toString(qulonglong(snapshot->iteration)));
            canvas_->finished()->setExaggeration(std::max(1.0, snapshot->exaggeration));
        }
        canvas_->finished()->setSummary(summary);
        justEnded_.start();
    }
    showBottom();
    showStatus();
    refresh();
}

/// What lies on the canvas below the points: it tells of the run's state alone.
void MainWindow::showBottom() {
    const std::string& stage = run_.progress().stage;
    const auto& snapshot = run_.snapshot();
    if (!timelines_->live())
        return canvas_->setBottom(CanvasArea::Bottom::Kept);
    const bool ended = run_.state() == SessionState::Finished || run_.state() == SessionState::Stopped;
    if (run_.active())
        canvas_->setBottom(stage == stages::optimization || stage == stages::sampleOptimization
                               ? CanvasArea::Bottom::Exaggeration
                               : CanvasArea::Bottom::Nothing);
    else
        canvas_->setBottom(ended && snapshot && !snapshot->sample && snapshot->iteration > 0
                               ? CanvasArea::Bottom::Finished
                               : CanvasArea::Bottom::Nothing);
}

void MainWindow::showStatus() {
    if (run_.state() == SessionState::Idle)
        status_->setIdle(tr("Ready"));
    else
        status_->setProgress(run_.state(), run_.progress());
}

/// The run's newest map, or the one that is looked back at.
void MainWindow::showMap() {
    showBottom();
    const auto& snapshot = timelines_->snapshot();
    if (!snapshot)
        return showPicture();
    if (snapshot != run_.snapshot()) {
        landing_->stop();
    } else if (landing_->shows(snapshot, document_.picture())) {
        canvas_->setCaption(tr("The other points land on the sample"));
        return refresh();
    }
    canvas_->view()->setPositions({snapshot, &snapshot->positions}, snapshot->points);
    trust_.setMap({snapshot, &snapshot->positions}, snapshot->points, run_.asked().metric);
    const QString count =
        snapshot->points ? QLocale().toString(qulonglong(snapshot->points->size())) : QString();
    canvas_->setCaption(snapshot->sample   ? tr("Sample of %1 points").arg(count)
                        : snapshot->points ? tr("Selection of %1 points").arg(count)
                                           : QString());
    if (!timelines_->live()) {
        if (canvas_->view()->following())
            canvas_->view()->fit(); // from one map looked back at to another there is no way to glide along
    } else if (snapshot->exaggeration > 0) {
        canvas_->exaggeration()->setExaggeration(snapshot->exaggeration);
    }
    refresh();
}

void MainWindow::recipeEdited() {
    const Recipe& wanted = runPanel_->recipe->recipe();
    if (const auto dataset = document_.data()) {
        const auto& part = selection_->embedded();
        runPanel_->dataCard->setMemoryNeeded(
            memoryNeeded(part ? part->size() : dataset->points(), dataset->dimensions(), wanted),
            physicalMemoryBytes());
    }
    refresh();
}

void MainWindow::refresh() {
    actions_.update(run_.state(), document_.data() != nullptr, runPanel_->recipe->valid(),
                    scene().positions != nullptr);
    if (justEnded_.isActive() && !run_.active())
        actions_.startOrPause->setEnabled(false);
}

Scene MainWindow::scene() const {
    Scene scene;
    scene.data = document_.data();
    scene.coloring = colors_.coloring();
    scene.labels = colors_.column();
    scene.shown = selection_->shown();
    scene.look = look_->look();
    if (const auto& snapshot = timelines_->snapshot()) {
        scene.positions = {snapshot, &snapshot->positions};
        scene.points = snapshot->points;
        scene.snapshot = snapshot;
        scene.recipe = timelines_->recipe();
    } else if (scene.coloring) {
        scene.positions = document_.picture();
    }
    return scene;
}

bool MainWindow::event(QEvent* event) {
    // Space is the window's key for pausing; on a button or list reached with Tab it presses that instead.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space) {
        const QWidget* focus = QApplication::focusWidget();
        if (qobject_cast<const QAbstractButton*>(focus) || qobject_cast<const QComboBox*>(focus)) {
            event->accept();
            return true;
        }
    }
    return QMainWindow::event(event);
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    // A field for text would take Ctrl+E for "to the end of the line".
    if (event->type() == QEvent::ShortcutOverride && isActiveWindow()) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (QKeySequence(key->keyCombination()) == actions_.exportFile->shortcut())
            return true;
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::changeEvent(QEvent* event) {
    if (event->type() == QEvent::ThemeChange && theme_ == ThemeChoice::System)
        applyTheme(theme_);
    QMainWindow::changeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (droppedFile(*event->mimeData()).isEmpty())
        return;
    event->acceptProposedAction();
    empty_->setDropActive(true);
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) {
    empty_->setDropActive(false);
}

void MainWindow::dropEvent(QDropEvent* event) {
    empty_->setDropActive(false);
    const QString path = droppedFile(*event->mimeData());
    if (path.isEmpty())
        return;
    event->acceptProposedAction();
    openFile(path);
}

} // namespace shoal::ui
