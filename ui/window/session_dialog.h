// SPDX-License-Identifier: MIT
// Asks where to save a session, and whether the data go into it.
#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace shoal::ui {

class SessionDialog : public QDialog {
    Q_OBJECT

public:
    struct Data {
        QString name;
        std::uint64_t bytes = 0; ///< that a copy takes at most
        bool copied = false;     ///< the session that is open holds a copy
    };

    SessionDialog(const QString& path, const Data& dataset, QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(const QString& path, bool copyData);

private:
    void browse();
    /// The file to be written, its name ending in .shoal; empty when there is none.
    QString target() const;
    void check();

    QLineEdit* path_;
    QRadioButton* refer_;
    QRadioButton* copy_;
    QLabel* note_;
    QPushButton* save_;
};

} // namespace shoal::ui
