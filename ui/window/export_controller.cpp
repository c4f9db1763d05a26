// SPDX-License-Identifier: MIT
#include "window/export_controller.h"

#include "window/export_dialog.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QWidget>

namespace shoal::ui {

ExportController::ExportController(QWidget* window)
    : QObject(window)
    , window_(window)
    , writer_(this)
    , copier_(this) {
    for (Background* background : {&writer_, &copier_})
        connect(background, &Background::failed, this, &ExportController::failed);
    connect(&writer_, &Background::busyChanged, this, &ExportController::busyChanged);
}

void ExportController::ask(const Scene& scene, const ViewTransform& view) {
    scene_ = scene;
    view_ = view;
    last_.reset();
    open();
}

void ExportController::askAgain() {
    open();
}

void ExportController::open() {
    const QString base = QFileInfo(QString::fromStdString(scene_.data->name)).completeBaseName();
    QStringList labels;
    if (scene_.labels)
        labels += QString::fromStdString(scene_.labels->name);
    for (const Column& column : scene_.data->columns)
        if (const QString name = QString::fromStdString(column.name); column.own && !labels.contains(name))
            labels += name;
    auto* dialog = new ExportDialog(base, labels, view_, window_);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (last_)
        dialog->setRequest(*last_);
    connect(dialog, &ExportDialog::exportRequested, this, &ExportController::write);
    dialog->open();
}

void ExportController::write(const ExportRequest& request) {
    last_ = request;
    writer_.run([this, request, scene = scene_](RunContext&) -> Background::Reply {
        writeExport(scene, request);
        return [this, path = request.path] { Q_EMIT written(path); };
    });
}

void ExportController::copyPicture(const Scene& scene, const ViewTransform& view, double devicePixelRatio,
                                   const QColor& background) {
    PictureOptions options;
    options.width = view.width;
    options.height = view.height;
    options.dpi = 96 * devicePixelRatio;
    options.view = view;
    options.background = background;
    copier_.run([this, scene, options](RunContext&) -> Background::Reply {
        const QImage image = drawScene(scene, options);
        return [this, image] {
            QGuiApplication::clipboard()->setImage(image);
            Q_EMIT copied();
        };
    });
}

} // namespace shoal::ui
