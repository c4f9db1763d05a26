// SPDX-License-Identifier: MIT
// Takes a scene home: the dialog, the writing in the background, the picture on the clipboard.
#pragma once

#include "picture/splat.h"
#include "window/background.h"
#include "window/export_request.h"

#include <QObject>

#include <optional>

class QWidget;

namespace shoal::ui {

class ExportController : public QObject {
    Q_OBJECT

public:
    explicit ExportController(QWidget* window);

    /// Asks, then writes the scene as it was when the dialog opened.
    void ask(const Scene& scene, const ViewTransform& view);
    /// The dialog again as it was left.
    void askAgain();
    void copyPicture(const Scene& scene, const ViewTransform& view, double devicePixelRatio,
                     const QColor& background);

Q_SIGNALS:
    void written(const QString& path);
    void copied();
    void failed(const QString& sentence);
    void busyChanged(bool busy);

private:
    void open();
    void write(const ExportRequest& request);

    QWidget* window_;
    Background writer_;
    Background copier_;
    Scene scene_;
    ViewTransform view_;
    std::optional<ExportRequest> last_;
};

} // namespace shoal::ui
