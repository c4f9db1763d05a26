// SPDX-License-Identifier: MIT
// One parameter of a recipe: its name, what changing it costs, its field, and beside it why a value cannot
// be.
#pragma once

#include <QWidget>

#include <string_view>

class QLabel;

namespace shoal::ui {

class ParameterRow : public QWidget {
    Q_OBJECT

public:
    /// `option` is the key in option_effects.h that tells the effect; `teach` is the tooltip's first
    /// sentence.
    ParameterRow(const QString& name, std::string_view option, const QString& teach, QWidget* field,
                 QWidget* parent = nullptr);

    /// Shown in red under the field; empty takes it away.
    void setProblem(const QString& sentence);
    QString problem() const;

private:
    QWidget* field_;
    QLabel* problem_;
};

} // namespace shoal::ui
