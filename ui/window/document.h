// SPDX-License-Identifier: MIT
// The open file: reads it in the background, then finds its first picture (two principal components).
#pragma once

#include "data/dataset.h"
#include "window/background.h"

#include <QObject>

#include <memory>

namespace shoal::ui {

class Document : public QObject {
    Q_OBJECT

public:
    explicit Document(QObject* parent = nullptr);

    /// Reads `path` in the background; what is open stays until the new data are there. `matrix` as
    /// ReadOptions::matrix. A file that is no data is left to whom it concerns: see the signals.
    void open(const QString& path, const QString& matrix = {});
    /// Reads in another way: the reply of `job` shows what it has read.
    void read(const QString& name, Background::Job job);
    /// `path` is the file that a person opened.
    void show(const QString& path, std::shared_ptr<const Dataset> data, DatasetSummary summary);
    void cancel();
    /// Another matrix of the file that is open.
    void chooseMatrix(const QString& matrix);

    /// The same points with other columns, as when a person labels them.
    void replace(std::shared_ptr<const Dataset> data) { data_ = std::move(data); }

    const std::shared_ptr<const Dataset>& data() const { return data_; }
    const DatasetSummary& summary() const { return summary_; }
    /// The data's first two principal components; nullptr until they are found.
    const std::shared_ptr<const Positions>& picture() const { return picture_; }
    QString path() const { return path_; }

Q_SIGNALS:
    void reading(const QString& name);
    void progressed(double fraction);
    /// Reading has ended: loaded, failed or cancelled.
    void readingEnded();
    /// Others are about to take the place of the data that are open.
    void replacing();
    void loaded();
    void pictureFound();
    void failed(const QString& sentence);
    void sessionChosen(const QString& path);
    void pictureChosen(const QString& path);

private:
    void findPicture();

    Background reader_;
    Background painter_;
    std::shared_ptr<const Dataset> data_;
    DatasetSummary summary_;
    std::shared_ptr<const Positions> picture_;
    QString path_;
};

} // namespace shoal::ui
