// SPDX-License-Identifier: MIT
// A short list of named amounts with a bar each: classes of a selection, features that differ. As high as its
// rows.
#pragma once

#include <QColor>
#include <QListView>
#include <QString>

#include <cstddef>
#include <vector>

class QStandardItemModel;

namespace shoal::ui {

struct ShareRow {
    QString name;
    QString value; ///< to the right of it
    QString explanation;
    double share = 0; ///< the bar's length, 0 to 1
    QColor color;     ///< the bar's; not valid: the theme's accent
    std::size_t id = 0;
};

class ShareList : public QListView {
    Q_OBJECT

public:
    explicit ShareList(QWidget* parent = nullptr);

    void setRows(const std::vector<ShareRow>& rows);
    /// Whether a click or Enter on a row chooses it.
    void setChoosable(bool choosable);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {80, sizeHint().height()}; }

Q_SIGNALS:
    void chosen(std::size_t id);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void choose(const QModelIndex& index);

    QStandardItemModel* rows_;
    bool choosable_ = false;
};

} // namespace shoal::ui
