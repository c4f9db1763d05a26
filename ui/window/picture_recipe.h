// SPDX-License-Identifier: MIT
// A picture that says how its map was made is opened as that: its recipe is run on the data that are open, or
// it says which data it needs.
#pragma once

#include "output/map_description.h"
#include "window/background.h"

#include <QObject>

#include <optional>

namespace shoal::ui {

class Banner;
class Document;
class RecipePanel;

class PictureRecipe : public QObject {
    Q_OBJECT

public:
    PictureRecipe(Document& document, RecipePanel& recipe, Banner& banner, QObject* parent);

Q_SIGNALS:
    /// The recipe is in its fields.
    void runRequested();

private:
    struct Picture {
        QString name;
        MapDescription map;
    };

    void open(const QString& path);
    void offer();
    void askForData(const Picture& picture);
    bool fitsData(const MapDescription& map) const;

    Document& document_;
    RecipePanel& recipe_;
    Banner& banner_;
    Background reader_;
    std::optional<Picture> waiting_; ///< for its data
};

} // namespace shoal::ui
