// SPDX-License-Identifier: MIT
// One stage of a run as a chip: still to come, under way with its progress and time left, or done.
#pragma once

#include <QAbstractButton>

#include <optional>

namespace shoal::ui {

class StageChip : public QAbstractButton {
    Q_OBJECT

public:
    enum class State { ToCome, UnderWay, Done };
    struct Look {
        State state = State::ToCome;
        double fraction = 0; ///< of what is done of it, when under way
        std::optional<double> secondsLeft = {};
        bool operator==(const Look&) const = default;
    };

    /// One that `opens` a menu can be clicked and reached by keys until it is done.
    StageChip(const QString& name, bool opens, QWidget* parent);

    void setLook(const Look& look);
    const Look& look() const { return look_; }
    /// "Neighbours, 43 %, 12 s left"
    QString description() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QString timeText() const;

    Look look_;
    const bool opens_;
};

} // namespace shoal::ui
