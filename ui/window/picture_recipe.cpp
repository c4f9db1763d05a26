// SPDX-License-Identifier: MIT
#include "window/picture_recipe.h"

#include "core/error.h"
#include "panels/banner.h"
#include "panels/recipe_panel.h"
#include "picture/picture.h"
#include "window/document.h"

#include <QFileInfo>

#include <utility>

namespace shoal::ui {

PictureRecipe::PictureRecipe(Document& document, RecipePanel& recipe, Banner& banner, QObject* parent)
    : QObject(parent)
    , document_(document)
    , recipe_(recipe)
    , banner_(banner)
    , reader_(this) {
    connect(&document_, &Document::pictureChosen, this, &PictureRecipe::open);
    connect(&document_, &Document::loaded, this, [this] {
        if (waiting_ && fitsData(waiting_->map))
            offer();
        waiting_.reset();
    });
    connect(&reader_, &Background::failed, this,
            [this](const QString& sentence) { banner_.announce(Banner::Kind::Error, sentence); });
}

void PictureRecipe::open(const QString& path) {
    reader_.run([this, path](RunContext&) -> Background::Reply {
        const std::filesystem::path file = QFileInfo(path).filesystemAbsoluteFilePath();
        const std::string name = file.filename().string();
        const std::string description = descriptionIn(file);
        if (description.empty())
            throw Error(name + " is a picture, and not one that says how it was made; open data instead.");
        Picture picture{QString::fromStdString(name), mapDescriptionFromJson(description)};
        if (!picture.map.recipe)
            throw Error(name + " shows the first two principal components of " + dataText(picture.map) +
                        ": open those to see them.");
        if (picture.map.recipe->start == StartMethod::Given)
            throw Error(name + " shows a map that started from positions which it does not hold: start its "
                               "run on the command line, with --start.");
        return [this, picture = std::move(picture)] {
            waiting_ = picture;
            if (fitsData(picture.map))
                offer();
            else
                askForData(picture);
        };
    });
}

bool PictureRecipe::fitsData(const MapDescription& map) const {
    const auto& data = document_.data();
    return data && data->points() == map.points && data->dimensions() == map.features &&
           data->matrixName == map.matrix;
}

void PictureRecipe::offer() {
    const Picture picture = *std::exchange(waiting_, std::nullopt);
    banner_.announce(Banner::Kind::Done,
                     tr("%1 says how its map of %2 was made. Run that recipe on the data that are open?")
                         .arg(picture.name, QString::fromStdString(dataText(picture.map))),
                     tr("&Run its recipe"), [this, recipe = *picture.map.recipe] {
                         recipe_.setRecipe(recipe);
                         Q_EMIT recipe_.edited();
                         Q_EMIT runRequested();
                     });
}

void PictureRecipe::askForData(const Picture& picture) {
    const QString sentence = tr("%1 was made from %2: open those to run its recipe.")
                                 .arg(picture.name, QString::fromStdString(dataText(picture.map)));
    const QString file = QString::fromStdString(picture.map.dataFile);
    const QString matrix = QString::fromStdString(picture.map.matrix);
    if (QFileInfo(file).isFile())
        banner_.announce(Banner::Kind::Warning, sentence,
                         tr("&Open %1").arg(QString::fromStdString(picture.map.dataName)),
                         [this, file, matrix] { document_.open(file, matrix); });
    else
        banner_.announce(Banner::Kind::Warning, sentence);
}

} // namespace shoal::ui
