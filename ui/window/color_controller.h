// SPDX-License-Identifier: MIT
// Which colours the points have and which are greyed out: column, feature or trust → Coloring, in the
// background.
#pragma once

#include "colors/coloring.h"
#include "colors/kept_coloring.h"
#include "panels/color_by.h"
#include "window/background.h"

#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace shoal::ui {

class ColorController : public QObject {
    Q_OBJECT

public:
    /// All that decides the colours, as values that can be taken back.
    struct State {
        std::shared_ptr<const Dataset> data;
        ColorChoice choice;
        OwnColors own;
        std::shared_ptr<const Column> column;
        std::shared_ptr<const Coloring> coloring;
        bool operator==(const State&) const = default;
    };

    explicit ColorController(QObject* parent = nullptr);

    /// With the colours that were chosen for it before.
    void choose(std::shared_ptr<const Dataset> data, ColorChoice choice);
    /// Remembered for this data set, as the range is.
    void recolor(std::size_t classIndex, std::uint32_t color);
    /// The colours of the file or the palette again.
    void restoreColors();
    /// Of numbers; nothing is the percentiles.
    void setRange(std::optional<ColorRange> range);
    State state() const { return {data_, choice_, own_, column_, coloring_}; }
    /// Colours as they were, at once; nothing that was still being found comes in between.
    void restore(const State& state);
    /// Which classes are drawn; the others are greyed out.
    void setClassesOn(const std::vector<bool>& on);
    /// Draws this class alone for as long as it is pointed at; nothing ends that.
    void highlight(std::optional<std::size_t> classIndex);
    /// What the map keeps, for whenever that colours the points.
    void setKept(std::shared_ptr<const KeptShares> kept);

    const ColorChoice& choice() const { return choice_; }
    const OwnColors& ownColors() const { return own_; }
    const std::shared_ptr<const Coloring>& coloring() const { return coloring_; }
    /// What the points are coloured by, as a column; nullptr for nothing.
    const std::shared_ptr<const Column>& column() const { return column_; }
    /// As PointLayer::shown, a point of the data set each.
    const std::vector<std::uint8_t>& shown() const { return shown_; }
    /// The same for the screen, where a class may be pointed at.
    const std::vector<std::uint8_t>& visible() const { return highlighted_.empty() ? shown_ : highlighted_; }

Q_SIGNALS:
    void coloringChanged();
    /// shown() or visible().
    void shownChanged();
    void failed(const QString& sentence);

private:
    void setColoring(std::shared_ptr<const Coloring> coloring);
    void paintKept();

    Background painter_;
    Background repainter_; ///< of what is coloured already: never stops the painter's work
    std::shared_ptr<const Dataset> data_;
    ColorChoice choice_;
    OwnColors own_;
    std::shared_ptr<const Column> column_;
    std::shared_ptr<const Coloring> coloring_;
    std::shared_ptr<const KeptShares> kept_;
    std::vector<std::uint8_t> shown_;
    std::vector<std::uint8_t> highlighted_;
};

} // namespace shoal::ui
