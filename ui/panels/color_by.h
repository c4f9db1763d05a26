// SPDX-License-Identifier: MIT
// The choice of what colours the points: the columns and the first features in a list, each by typing part of
// its name.
#pragma once

#include "data/dataset.h"

#include <QComboBox>

#include <memory>
#include <optional>

namespace shoal::ui {

/// What colours the points: nothing, a column, one feature of the matrix, or how far the map can be trusted.
struct ColorChoice {
    enum class Kind { None, Column, Trust, Feature };
    Kind kind = Kind::None;
    std::size_t index = 0; ///< into the data set's columns or features
    bool operator==(const ColorChoice&) const = default;
};

class ColorBy : public QComboBox {
    Q_OBJECT

public:
    explicit ColorBy(QWidget* parent = nullptr);

    /// Fills the list and chooses the default labels, or nothing when there are none. Emits nothing.
    void setData(std::shared_ptr<const Dataset> dataset);
    ColorChoice choice() const { return choice_; }
    /// Shows a choice. Emits nothing.
    void setChoice(ColorChoice choice);

Q_SIGNALS:
    void chosen(ColorChoice choice);
    /// Something was chosen, or nothing after all: the keyboard belongs elsewhere.
    void finished();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    /// Of the names' list, which has neither headings nor an end before the last feature.
    ColorChoice choiceAt(int position) const;
    int positionOf(ColorChoice choice) const;
    int trustPosition() const;
    /// The drop-down list's row of the heading between columns and features.
    int headingRow() const;
    void addHeading(const QString& text);
    /// Offers the names that `text` may mean.
    void suggest(const QString& text);
    /// What is called `text`, or the only one whose name begins with it.
    std::optional<ColorChoice> find(const QString& text) const;
    /// Shows a choice, gives the keyboard back, and tells when it is another one.
    void take(ColorChoice choice);

    std::shared_ptr<const Dataset> data_;
    QStringList names_;          ///< what can be chosen: nothing, the columns, the map's trust, the features
    std::vector<int> suggested_; ///< their positions, as the suggestions stand
    ColorChoice choice_;
};

/// Positions in `names` of those that hold `text`, whatever its case: the name itself first, then those that
/// begin with it, then the others, each in their order; at most `most`.
std::vector<int> bestMatches(const QStringList& names, const QString& text, std::size_t most);

/// "feature 7" where the file names none.
QString featureName(const Dataset& data, std::size_t index);

} // namespace shoal::ui
