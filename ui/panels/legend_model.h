// SPDX-License-Identifier: MIT
// The classes of a colouring as rows: searched, sorted, and each on or off.
#pragma once

#include "colors/coloring.h"

#include <QAbstractListModel>

#include <memory>
#include <vector>

namespace shoal::ui {

class LegendModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { ClassRole = Qt::UserRole, ColorRole, CountRole, OnRole };
    enum class Order { AsGiven, ByName, ByCount };

    using QAbstractListModel::QAbstractListModel;

    /// Keeps which classes are on when the new colouring has the same ones.
    void setColoring(std::shared_ptr<const Coloring> coloring);
    void setSearch(const QString& text);
    void setOrder(Order order);
    Order order() const { return order_; }

    /// This class alone, or all again when it was alone already.
    void isolate(std::size_t classIndex);
    void toggle(std::size_t classIndex);
    void showAll();
    bool isAlone(std::size_t classIndex) const;
    bool allOn() const;
    void setOn(std::vector<bool> on);
    const std::vector<bool>& on() const { return on_; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

Q_SIGNALS:
    void onChanged();

private:
    void arrange();

    std::shared_ptr<const Coloring> coloring_;
    std::vector<std::size_t> rows_; ///< class of each row
    std::vector<bool> on_;          ///< one a class
    QString search_;
    Order order_ = Order::AsGiven;
};

} // namespace shoal::ui
