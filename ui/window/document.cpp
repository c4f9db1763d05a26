// SPDX-License-Identifier: MIT
#include "window/document.h"

#include "initialization/principal_components.h"
#include "picture/picture.h"
#include "recipe/recipe.h"
#include "session_file/session_file.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace shoal::ui {

namespace {

std::shared_ptr<const Positions> firstPicture(const Dataset& data, RunContext& context) {
    auto positions = std::make_shared<Positions>(Positions::Zero(data.features.rows(), 2));
    const std::size_t count = std::min({std::size_t{2}, data.points() - 1, data.dimensions()});
    if (count > 0) {
        const PrincipalComponents components =
            principalComponents(data.features, count, Recipe().seed, context);
        positions->leftCols(static_cast<Eigen::Index>(count)) = components.scores;
    }
    return positions;
}

} // namespace

Document::Document(QObject* parent)
    : QObject(parent)
    , reader_(this)
    , painter_(this) {
    connect(&reader_, &Background::progressed, this, &Document::progressed);
    connect(&reader_, &Background::failed, this, &Document::failed);
    connect(&painter_, &Background::failed, this, &Document::failed);
    connect(&reader_, &Background::busyChanged, this, [this](bool busy) {
        if (!busy)
            Q_EMIT readingEnded();
    });
}

void Document::open(const QString& path, const QString& matrix) {
    const QString absolute = QFileInfo(path).absoluteFilePath();
    read(QFileInfo(path).fileName(), [this, absolute, matrix](RunContext& context) -> Background::Reply {
        const std::filesystem::path file = QFileInfo(absolute).filesystemAbsoluteFilePath();
        if (isSessionFile(file))
            return [this, absolute] { Q_EMIT sessionChosen(absolute); };
        if (isPng(file))
            return [this, absolute] { Q_EMIT pictureChosen(absolute); };
        ReadOptions options;
        options.matrix = matrix.toStdString();
        auto data = readDataset(file, options, context);
        const auto summary = std::make_shared<DatasetSummary>(summarizeDataset(file, options, context));
        return [this, absolute, data, summary] { show(absolute, data, std::move(*summary)); };
    });
}

void Document::read(const QString& name, Background::Job job) {
    reader_.run(std::move(job));
    Q_EMIT reading(name);
}

void Document::show(const QString& path, std::shared_ptr<const Dataset> data, DatasetSummary summary) {
    if (data_)
        Q_EMIT replacing();
    painter_.cancel();
    path_ = path;
    data_ = std::move(data);
    summary_ = std::move(summary);
    picture_.reset();
    Q_EMIT loaded();
    findPicture();
}

void Document::cancel() {
    reader_.cancel();
}

void Document::chooseMatrix(const QString& matrix) {
    if (data_ && matrix.toStdString() != data_->matrixName)
        open(QString::fromStdString(data_->source.string()), matrix);
}

void Document::findPicture() {
    painter_.run([this, data = data_](RunContext& context) -> Background::Reply {
        auto positions = firstPicture(*data, context);
        return [this, positions] {
            picture_ = positions;
            Q_EMIT pictureFound();
        };
    });
}

} // namespace shoal::ui
