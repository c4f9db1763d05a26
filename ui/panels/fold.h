// SPDX-License-Identifier: MIT
// A heading that folds and unfolds what lies under it.
#pragma once

#include <QWidget>

class QToolButton;

namespace shoal::ui {

class Fold : public QWidget {
    Q_OBJECT

public:
    explicit Fold(const QString& title, QWidget* parent = nullptr);

    /// Has a vertical layout to add to.
    QWidget* content() const { return content_; }
    void setOpen(bool open);
    bool isOpen() const;

private:
    QToolButton* head_;
    QWidget* content_;
};

} // namespace shoal::ui
