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

    /// A button that closes the banner and calls `chosen`.
    struct Choice {
        QString text;
        std::function<void()> chosen;
    };

    /// Shows `text` until it is closed or replaced; `action` adds a button as a Choice does.
    void announce(Kind kind, const QString& text, const QString& actionText = {},
                  std::function<void()> action = {});
    /// The same with two ways to answer.
    void ask(Kind kind, const QString& text, Choice first, Choice second);
    QString text() const;
    Kind kind() const { return kind_; }

private:
    struct Button {
        QPushButton* button;
        std::function<void()> chosen;
    };
    void addButton(Button& button, const char* name);
    static void set(Button& button, Choice choice);

    QLabel* icon_;
    QLabel* text_;
    Button action_;
    Button other_;
    Kind kind_ = Kind::Done;
};

} // namespace shoal::ui
