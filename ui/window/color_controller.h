// SPDX-License-Identifier: MIT
// Which colours the points have and which are greyed out: column or feature → Coloring, in the background.
#pragma once

#include "colors/coloring.h"
#include "panels/color_by.h"
#include "window/background.h"

#include <QObject>

#include <memory>
#include <vector>

namespace shoal::ui {

class ColorController : public QObject {
    Q_OBJECT

public:
    explicit ColorController(QObject* parent = nullptr);

    void choose(std::shared_ptr<const Dataset> data, ColorChoice choice);
    void recolor(std::size_t classIndex, std::uint32_t color);
    /// Which classes are drawn; the others are greyed out.
    void setClassesOn(const std::vector<bool>& on);

    const std::shared_ptr<const Coloring>& coloring() const { return coloring_; }
    /// What the points are coloured by, as a column; nullptr for nothing.
    const std::shared_ptr<const Column>& column() const { return column_; }
    /// As PointLayer::shown, a point of the data set each.
    const std::vector<std::uint8_t>& shown() const { return shown_; }

Q_SIGNALS:
    void coloringChanged();
    void shownChanged();
    void failed(const QString& sentence);

private:
    Background painter_;
    std::shared_ptr<const Column> column_;
    std::shared_ptr<const Coloring> coloring_;
    std::vector<std::uint8_t> shown_;
};

} // namespace shoal::ui
