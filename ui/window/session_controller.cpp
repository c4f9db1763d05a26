// SPDX-License-Identifier: MIT
#include "window/session_controller.h"

#include "panels/banner.h"
#include "panels/recipe_panel.h"
#include "scatter/scatter_view.h"
#include "window/color_controller.h"
#include "window/document.h"
#include "window/own_colors.h"
#include "window/run_controller.h"
#include "window/samples.h"
#include "window/selection_controller.h"
#include "window/session_dialog.h"
#include "window/session_view.h"
#include "window/timeline_controller.h"

#include <QAction>
#include <QCheckBox>
#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMainWindow>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>

#include <algorithm>
#include <utility>

namespace shoal::ui {

namespace {

constexpr int autosaveSeconds = 120;
/// The session's own file, as one kept against a crash remembers it.
constexpr const char* fileKey = "file";

std::filesystem::path pathOf(const QString& file) {
    return QFileInfo(file).filesystemAbsoluteFilePath();
}

QString nameOf(const QString& path) {
    return QFileInfo(path).fileName();
}

std::vector<RunEntry> runsOf(const SavedSession& session) {
    std::vector<RunEntry> runs;
    for (const SavedRun& saved : session.runs) {
        RunEntry run;
        run.name = QString::fromStdString(saved.name);
        run.note = QString::fromStdString(saved.note);
        run.recipe = saved.recipe;
        run.points = saved.points;
        run.timeline = std::make_shared<Timeline>(RunHistory::defaultMemoryLimit, saved.timeline);
        run.snapshot = saved.map;
        run.records = saved.records;
        run.state = saved.finished ? SessionState::Finished : SessionState::Stopped;
        runs.push_back(std::move(run));
    }
    return runs;
}

QString fileIn(const SavedSession& session) {
    const auto found = session.window.find(fileKey);
    return found == session.window.end() ? QString() : QString::fromStdString(found->second);
}

} // namespace

SessionController::SessionController(const Places& places)
    : QObject(places.window)
    , places_(places)
    , saver_(this)
    , autosaver_(this)
    , orphanReader_(this) {
    autosaveDue_.setSingleShot(true);
    connect(&autosaveDue_, &QTimer::timeout, this, &SessionController::autosave);
    connect(&saver_, &Background::failed, this, [this](const QString& sentence) {
        closeOnceWritten_ = false;
        places_.banner->announce(Banner::Kind::Error, sentence, tr("Save as…"), [this] { saveAs(); });
    });
    connect(&autosaver_, &Background::failed, places_.banner, [this](const QString& sentence) {
        places_.banner->announce(Banner::Kind::Warning,
                                 tr("The map is not kept against a crash. %1").arg(sentence));
    });
    connectPlaces();
    refresh();
    offerRecovery();
}

void SessionController::connectPlaces() {
    connect(places_.save, &QAction::triggered, this, &SessionController::save);
    connect(places_.saveAs, &QAction::triggered, this, &SessionController::saveAs);
    connect(places_.document, &Document::sessionChosen, this,
            [this](const QString& path) { open(path, {}, Origin::File); });
    connect(places_.document, &Document::replacing, this, [this] {
        if (needsSaving())
            left_ = std::make_shared<const SessionContent>(content(copiesData_));
    });
    connect(places_.document, &Document::loaded, this, &SessionController::forgetFile);
    connect(places_.run, &RunController::moved, this, &SessionController::changed);
    connect(places_.run, &RunController::stateChanged, this, &SessionController::changed);
    const RunHistory& history = places_.timelines->history();
    connect(&history, &RunHistory::rowsRemoved, this, &SessionController::changed);
    connect(&history, &RunHistory::dataChanged, this, &SessionController::noticeNames);
    connect(&history, &RunHistory::rowsInserted, this, &SessionController::noticeNames);
    connect(places_.colorBy, &ColorBy::chosen, this, &SessionController::changed);
    connect(places_.colors, &ColorController::coloringChanged, this, &SessionController::selectOnce);
    connect(places_.colors, &ColorController::coloringChanged, this, &SessionController::noticeColors);
    connect(places_.selection, &SelectionController::changed, this, &SessionController::changed);
}

bool SessionController::needsSaving() const {
    const auto& runs = places_.timelines->history().runs();
    const bool hasMap =
        std::any_of(runs.begin(), runs.end(), [](const RunEntry& run) { return run.snapshot != nullptr; });
    return changes_ != savedChanges_ && places_.document->data() && (hasMap || !file_.isEmpty());
}

/// A run's figures change all the time while it goes; its name is a person's.
void SessionController::noticeNames() {
    QStringList names;
    for (const RunEntry& run : places_.timelines->history().runs())
        names += run.name;
    if (std::exchange(names_, names) != names)
        changed();
}

/// Before the points have colours nothing can be selected.
void SessionController::selectOnce() {
    if (selection_.empty())
        return;
    showing_ = true;
    places_.selection->select(std::exchange(selection_, {}));
    showing_ = false;
}

/// Colours are also painted anew for other reasons than a person's.
void SessionController::noticeColors() {
    const OwnColors& own = places_.colors->ownColors();
    const bool same = own.classes == ownColors_.classes && own.range == ownColors_.range;
    ownColors_ = own;
    if (!same)
        changed();
}

void SessionController::changed() {
    if (showing_ || !places_.document->data())
        return;
    ++changes_;
    refresh();
    if (autosaveDue_.isActive() || !needsSaving())
        return;
    const int seconds = QSettings().value(QStringLiteral("session/autosaveSeconds"), autosaveSeconds).toInt();
    if (seconds > 0)
        autosaveDue_.start(1000 * seconds);
}

void SessionController::refresh() {
    const auto& data = places_.document->data();
    places_.save->setEnabled(data != nullptr);
    places_.saveAs->setEnabled(data != nullptr);
    if (!data)
        return;
    const QString name = file_.isEmpty() ? QString::fromStdString(data->name) : nameOf(file_);
    places_.window->setWindowTitle(tr("%1[*] – Shoal").arg(name));
    places_.window->setWindowModified(needsSaving());
}

/// Other data have been opened.
void SessionController::forgetFile() {
    file_.clear();
    copiesData_ = false;
    reference_.reset();
    selection_.clear();
    savedChanges_ = changes_;
    autosaveDue_.stop();
    autosaver_.cancel();
    recovery_.clear();
    refresh();
    if (const auto left = std::exchange(left_, nullptr))
        offerToSave(left);
}

void SessionController::offerToSave(const std::shared_ptr<const SessionContent>& left) {
    const QString name = QString::fromStdString(left->data->name);
    places_.banner->announce(
        Banner::Kind::Warning, tr("The map of %1 was not saved.").arg(name), tr("Save it…"),
        [this, left, name] {
            const QString folder = QSettings().value(QStringLiteral("session/folder")).toString();
            askWhere(QDir(folder).filePath(QFileInfo(name).completeBaseName() + QStringLiteral(".shoal")),
                     *left->data, [this, left](const QString& path, bool copyData) {
                         SessionContent content = *left;
                         content.session.holdsData = copyData;
                         write(std::move(content), path);
                     });
        });
}

void SessionController::open(const QString& path, const QString& dataFile, Origin origin) {
    places_.document->read(
        nameOf(path), [this, path, dataFile, origin](RunContext& context) -> Background::Reply {
            const auto named = dataFile.isEmpty() ? std::filesystem::path() : pathOf(dataFile);
            auto opened = std::make_shared<OpenedSession>(openSession(pathOf(path), named, context));
            if (!opened->data)
                return [this, path, opened, origin] { askForData(path, *opened, origin); };
            const bool fromSession = isSessionFile(opened->dataFile);
            auto summary = std::make_shared<DatasetSummary>(
                fromSession ? summaryOf(*opened->data) : summarizeDataset(opened->dataFile, {}, context));
            return
                [this, path, opened, summary, origin] { show(path, *opened, std::move(*summary), origin); };
        });
}

void SessionController::askForData(const QString& path, const OpenedSession& opened, Origin origin) {
    const QString name = QString::fromStdString(opened.session.reference.name);
    const QString problem = QString::fromStdString(opened.problem);
    places_.banner->announce(
        Banner::Kind::Warning, tr("Where is %1? %2.").arg(name, problem), tr("Find it…"),
        [this, path, name, origin] {
            auto* dialog =
                new QFileDialog(places_.window, tr("Where is %1?").arg(name), QFileInfo(path).absolutePath());
            dialog->setObjectName(QStringLiteral("findDataDialog"));
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->setFileMode(QFileDialog::ExistingFile);
            connect(dialog, &QFileDialog::fileSelected, this,
                    [this, path, origin](const QString& dataFile) { open(path, dataFile, origin); });
            dialog->open();
        });
}

void SessionController::show(const QString& path, const OpenedSession& opened, DatasetSummary summary,
                             Origin origin) {
    const bool recovered = origin == Origin::Recovered;
    const QString file = recovered ? fileIn(opened.session) : path;
    const QString dataFile = QString::fromStdString(opened.dataFile.string());
    places_.document->show(file.isEmpty() ? dataFile : file, opened.data, std::move(summary));
    file_ = file;
    copiesData_ = opened.session.holdsData;
    DataReference reference = opened.session.reference;
    if (!opened.session.holdsData)
        reference.path = opened.dataFile;
    reference_ = std::make_shared<const DataReference>(std::move(reference));
    if (recovered)
        recovery_.adopt();
    showing_ = true;
    restore(opened);
    showing_ = false;
    if (recovered)
        ++changes_;
    refresh();
}

void SessionController::restore(const OpenedSession& opened) {
    const SavedSession& session = opened.session;
    if (const auto recipe = recipeIn(session)) {
        places_.recipe->setRecipe(*recipe);
        Q_EMIT places_.recipe->edited();
    }
    places_.timelines->restore(runsOf(session), session.shownRun);
    const ColorChoice choice = choiceIn(*opened.data, session.coloring);
    ownColors_.classes = session.coloring.colors;
    ownColors_.range.reset();
    if (const auto& range = session.coloring.range)
        ownColors_.range = ColorRange{(*range)[0], (*range)[1]};
    if (!session.coloring.name.empty())
        storeColors(*opened.data, session.coloring.name, ownColors_);
    places_.colorBy->setChoice(choice);
    selection_ = session.selection;
    places_.colors->choose(opened.data, choice);
    restoreLayout(*places_.window, session);
    if (!session.runs.empty())
        QMetaObject::invokeMethod(
            this, [this, session] { restoreCamera(*places_.view, session); }, Qt::QueuedConnection);
}

/// Those that have a map; `shown` becomes the index of the one in view.
std::vector<SavedRun> SessionController::savedRuns(std::size_t& shown) const {
    std::vector<SavedRun> runs;
    for (const RunEntry& run : places_.timelines->history().runs()) {
        if (!run.snapshot)
            continue;
        if (run.id == places_.timelines->shownRun())
            shown = runs.size();
        runs.push_back({run.name.toStdString(), run.note.toStdString(), run.recipe,
                        run.state == SessionState::Finished, run.points, run.records, run.snapshot,
                        run.timeline ? run.timeline->entries() : std::vector<Timeline::Entry>()});
    }
    return runs;
}

SessionContent SessionController::content(bool copyData) const {
    SessionContent content;
    content.data = places_.document->data();
    content.reference = reference_;
    SavedSession& session = content.session;
    session.program = ("Shoal " + QCoreApplication::applicationVersion()).trimmed().toStdString();
    session.holdsData = copyData;
    session.runs = savedRuns(session.shownRun);
    session.coloring = savedChoice(*content.data, places_.colorBy->choice(), places_.colors->ownColors());
    session.selection = places_.selection->selection().points();
    session.window = windowState(*places_.window, *places_.view, places_.recipe->recipe());
    session.window[fileKey] = file_.toStdString();
    return content;
}

void SessionController::save() {
    if (!places_.document->data())
        return;
    if (file_.isEmpty())
        saveAs();
    else
        write(content(copiesData_), file_);
}

void SessionController::saveAs() {
    const auto& data = places_.document->data();
    if (!data)
        return;
    QString path = file_;
    if (path.isEmpty()) {
        const QFileInfo opened(places_.document->path());
        const QString folder =
            QSettings().value(QStringLiteral("session/folder"), opened.absolutePath()).toString();
        path = QDir(folder).filePath(opened.completeBaseName() + QStringLiteral(".shoal"));
    }
    askWhere(path, *data, [this](const QString& chosen, bool copyData) {
        if (places_.document->data())
            write(content(copyData), chosen);
    });
}

void SessionController::askWhere(const QString& path, const Dataset& data,
                                 std::function<void(const QString&, bool)> chosen) {
    if (places_.window->findChild<SessionDialog*>())
        return;
    const std::uint64_t bytes = std::uint64_t{sizeof(float)} * data.points() * data.dimensions();
    auto* dialog =
        new SessionDialog(path, {QString::fromStdString(data.name), bytes, copiesData_}, places_.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SessionDialog::chosen, this, std::move(chosen));
    connect(dialog, &QDialog::rejected, this, [this] { closeOnceWritten_ = false; });
    dialog->open();
}

void SessionController::write(SessionContent content, const QString& path) {
    saver_.run([this, path, content = std::move(content),
                changes = changes_](RunContext& context) -> Background::Reply {
        const auto reference = writeContent(content, pathOf(path), context);
        return [this, path, changes, data = content.data, copyData = content.session.holdsData, reference] {
            const auto& open = places_.document->data();
            if (open && data->features.shared() == open->features.shared()) { // labelled meanwhile or not
                reference_ = reference;
                copiesData_ = copyData;
                written(path, changes);
            }
            places_.banner->announce(Banner::Kind::Done, tr("Saved %1").arg(QDir::toNativeSeparators(path)));
        };
    });
}

void SessionController::written(const QString& path, std::uint64_t changes) {
    file_ = path;
    savedChanges_ = changes;
    addRecentFile(path);
    if (!needsSaving()) {
        autosaveDue_.stop();
        autosaver_.cancel();
        recovery_.clear();
    }
    refresh();
    if (closeOnceWritten_)
        close();
}

void SessionController::autosave() {
    const QString path = recovery_.file();
    if (!needsSaving() || path.isEmpty())
        return;
    autosaver_.run([content = content(false), path](RunContext& context) -> Background::Reply {
        writeContent(content, pathOf(path), context);
        return {};
    });
}

bool SessionController::mayClose() {
    const bool asks = QSettings().value(QStringLiteral("session/askBeforeClosing"), true).toBool();
    if (closing_ || !needsSaving() || !asks) {
        autosaver_.cancel();
        recovery_.clear();
        return true;
    }
    if (saver_.busy())
        closeOnceWritten_ = true;
    else
        askBeforeClosing();
    return false;
}

void SessionController::askBeforeClosing() {
    if (places_.window->findChild<QMessageBox*>(QStringLiteral("closeQuestion")))
        return;
    const QString name =
        file_.isEmpty() ? QString::fromStdString(places_.document->data()->name) : nameOf(file_);
    auto* box =
        new QMessageBox(QMessageBox::NoIcon, tr("Close Shoal"), tr("Save the map of %1?").arg(name),
                        QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, places_.window);
    box->setObjectName(QStringLiteral("closeQuestion"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(tr("What is not saved is lost when the window closes."));
    box->button(QMessageBox::Discard)->setText(tr("&Don't save"));
    box->setDefaultButton(QMessageBox::Save);
    auto* silence = new QCheckBox(tr("Do not &ask again"));
    silence->setObjectName(QStringLiteral("closeSilence"));
    silence->setToolTip(tr("From then on a map that is not saved is lost without a question"));
    box->setCheckBox(silence);
    connect(box, &QMessageBox::buttonClicked, this, [this, box, silence](QAbstractButton* button) {
        const auto answer = box->standardButton(button);
        if (answer == QMessageBox::Cancel)
            return;
        if (silence->isChecked())
            QSettings().setValue(QStringLiteral("session/askBeforeClosing"), false);
        if (answer == QMessageBox::Discard)
            return close();
        closeOnceWritten_ = true;
        save();
    });
    box->open();
}

/// Once the handler that has found out is through.
void SessionController::close() {
    closing_ = true;
    QMetaObject::invokeMethod(places_.window, &QWidget::close, Qt::QueuedConnection);
}

void SessionController::offerRecovery() {
    const QString path = recovery_.takeOrphan();
    if (path.isEmpty())
        return;
    // One that cannot be read, as of a newer version, stays where it is.
    orphanReader_.run([this, path](RunContext& context) -> Background::Reply {
        const SavedSession session = readSession(pathOf(path), context);
        const QString file = fileIn(session);
        const QString name = file.isEmpty() ? QString::fromStdString(session.reference.name) : nameOf(file);
        return [this, path, name] {
            places_.banner->ask(Banner::Kind::Warning,
                                tr("Shoal ended unexpectedly. Recover the map of %1?").arg(name),
                                {tr("&Recover"), [this, path] { open(path, {}, Origin::Recovered); }},
                                {tr("&Discard"), [this] { recovery_.discard(); }});
        };
    });
}

} // namespace shoal::ui
