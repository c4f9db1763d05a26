// SPDX-License-Identifier: MIT
// One sentence across the window: what went wrong, or what was saved. Never modal; what was on screen stays.
#pragma once

#include <QFrame>

#include <functional>

class QLabel;
class QPushButton;

namespace shoal::ui {

class Banner : public QFrame {
    Q_OBJECT

public:
    enum class Kind { Error, Warning, Done };

    explicit Banner(QWidget* parent = nullptr);

    /// Shows `text` until it is closed or replaced; `action` adds a button that closes the banner and calls
    /// it.
    void announce(Kind kind, const QString& text, const QString& actionText = {},
                  std::function<void()> action = {});
    QString text() const;
    Kind kind() const { return kind_; }

private:
    QLabel* icon_;
    QLabel* text_;
    QPushButton* action_;
    std::function<void()> callback_;
    Kind kind_ = Kind::Done;
};

} // namespace shoal::ui
