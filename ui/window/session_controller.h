// SPDX-License-Identifier: MIT
// Saves what the window shows to a session's file, opens such files, keeps the work against crashes, and asks
// before it is lost.
#pragma once

#include "window/background.h"
#include "window/recovery.h"
#include "window/session_content.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <functional>
#include <memory>

class QAction;
class QMainWindow;

namespace shoal::ui {

class Banner;
class ColorBy;
class ColorController;
class Document;
class RecipePanel;
class RunController;
class ScatterView;
class SelectionController;
class TimelineController;

class SessionController : public QObject {
    Q_OBJECT

public:
    /// What a session is made of and goes back to.
    struct Places {
        QMainWindow* window;
        QAction* save;
        QAction* saveAs;
        Document* document;
        RunController* run;
        TimelineController* timelines;
        SelectionController* selection;
        ColorController* colors;
        ColorBy* colorBy;
        RecipePanel* recipe;
        ScatterView* view;
        Banner* banner;
    };

    /// Offers at once what a crash has left.
    explicit SessionController(const Places& places);

    /// To the file that is open; asks for one where there is none.
    void save();
    void saveAs();
    /// Whether the window may close now. Else the person is asked, or a file is still being written, and the
    /// window is closed afterwards.
    bool mayClose();

    /// The session's file; empty where there is none.
    const QString& file() const { return file_; }
    /// Whether there is a map, or a change to a session, that no file has.
    bool needsSaving() const;

private:
    enum class Origin { File, Recovered };

    void connectPlaces();
    void open(const QString& path, const QString& dataFile, Origin origin);
    void askForData(const QString& path, const OpenedSession& opened, Origin origin);
    void show(const QString& path, const OpenedSession& opened, DatasetSummary summary, Origin origin);
    void restore(const OpenedSession& opened);
    std::vector<SavedRun> savedRuns(std::size_t& shown) const;
    void noticeNames();
    void noticeColors();
    void selectOnce();
    void forgetFile();
    void changed();
    void refresh();
    SessionContent content(bool copyData) const;
    /// `chosen` is called with the file's path and whether the data go into it.
    void askWhere(const QString& path, const Dataset& data, std::function<void(const QString&, bool)> chosen);
    void write(SessionContent content, const QString& path);
    void written(const QString& path, std::uint64_t changes);
    /// Of data that others have taken the place of.
    void offerToSave(const std::shared_ptr<const SessionContent>& left);
    void autosave();
    void askBeforeClosing();
    void close();
    void offerRecovery();

    const Places places_;
    Background saver_;
    Background autosaver_;
    Background orphanReader_;
    Recovery recovery_;
    QTimer autosaveDue_;
    QString file_;
    bool copiesData_ = false; ///< the file that is open holds a copy
    std::shared_ptr<const DataReference> reference_;
    std::shared_ptr<const SessionContent> left_; ///< not saved, of data that others are taking the place of
    QStringList names_;                          ///< of the runs
    std::vector<std::uint32_t> selection_;       ///< to be made once the points have colours
    OwnColors ownColors_;                        ///< of what colours the points
    std::uint64_t changes_ = 0;                  ///< counts up with each
    std::uint64_t savedChanges_ = 0;             ///< how many of them the file has
    bool showing_ = false; ///< a session is being put in place: none of that is a change
    bool closeOnceWritten_ = false;
    bool closing_ = false;
};

} // namespace shoal::ui
