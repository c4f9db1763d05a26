// SPDX-License-Identifier: MIT
// The recipe of the next run as fields: three ready ones, and every option with what changing it costs.
#pragma once

#include "recipe/recipe.h"

#include <QWidget>

#include <functional>
#include <vector>

class QComboBox;

namespace shoal::ui {

class CountField;
class ParameterRow;
class PhaseTable;
class RealField;

class RecipePanel : public QWidget {
    Q_OBJECT

public:
    explicit RecipePanel(QWidget* parent = nullptr);

    /// Puts a recipe into the fields. Emits nothing.
    void setRecipe(const Recipe& recipe);
    const Recipe& recipe() const { return recipe_; }
    /// What acts at once, as it is in force; a field that a person is typing in is left alone. Emits nothing.
    void setInForce(const Recipe& recipe);
    /// What the values are checked against; 0 when nothing is open.
    void setPoints(std::size_t points);
    /// No field says that its value cannot be.
    bool valid() const { return valid_; }

Q_SIGNALS:
    /// A person changed something; recipe() holds it.
    void edited();

private:
    void buildRows(QWidget* advanced);
    ParameterRow* addPhases(const QString& name, std::string_view option, const QString& teach,
                            PhaseTable* table, std::function<void(Recipe&, const Recipe&)> copy);
    void fill();
    /// A sample must leave something to place.
    Recipe withSampleThatFits(Recipe recipe) const;
    void read();
    void refresh();
    void check();

    Recipe recipe_;
    std::size_t points_ = 0;
    bool valid_ = true;
    bool filling_ = false;

    QComboBox* ready_;
    RealField* perplexity_;
    QComboBox* start_;
    CountField* sampleSize_;
    RealField* samplePerplexity_;
    PhaseTable* samplePhases_;
    PhaseTable* phases_;
    CountField* seed_;
    RealField* learningRate_;
    RealField* momentum_;
    RealField* dof_;
    RealField* maxStepNorm_;
    RealField* maxGradientNorm_;
    QComboBox* repulsion_;
    RealField* theta_;
    QComboBox* metric_;
    QComboBox* earlyStopping_;
    QComboBox* preview_;
    CountField* principalComponents_;
    ParameterRow* sampleSizeRow_ = nullptr;
    ParameterRow* samplePerplexityRow_ = nullptr;
    ParameterRow* samplePhasesRow_ = nullptr;

    struct Checked {
        ParameterRow* row;
        std::function<void(Recipe&, const Recipe&)> copy; ///< takes this option alone from the second
    };
    std::vector<Checked> checked_;
};

} // namespace shoal::ui
