// SPDX-License-Identifier: MIT
// A value that is found automatically until a person drags the slider: name, slider, value, Auto chip.
#pragma once

#include <QWidget>

#include <functional>
#include <optional>

class QLabel;
class QPushButton;
class QSlider;

namespace shoal::ui {

class AutoSlider : public QWidget {
    Q_OBJECT

public:
    struct Range {
        double least;
        double most; ///< the slider runs from least to most in equal ratios
    };

    /// `textOf` says a value in words short enough for the place beside the slider; `widest` is the longest
    /// of them.
    AutoSlider(const QString& name, const QString& teach, Range range, std::function<QString(double)> textOf,
               const QString& widest, QWidget* parent = nullptr);

    /// What a person chose; nullopt is automatic.
    std::optional<double> chosen() const { return chosen_; }
    void setChosen(std::optional<double> value);
    /// What is in force, found automatically while nothing is chosen.
    void setInForce(double value);

Q_SIGNALS:
    void chosenChanged(std::optional<double> value);

private:
    void choose(std::optional<double> value);
    void showValue(double value);

    Range range_;
    std::function<QString(double)> textOf_;
    std::optional<double> chosen_;
    double automatic_;
    QSlider* slider_;
    QLabel* value_;
    QPushButton* auto_;
};

} // namespace shoal::ui
