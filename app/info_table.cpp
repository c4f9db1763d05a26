// SPDX-License-Identifier: MIT
#include "info_table.h"

#include <algorithm>

namespace shoal::app {

std::string Table::text() const {
    if (rows_.empty())
        return {};
    std::size_t widest = 0;
    for (const auto& [name, text] : rows_)
        widest = std::max(widest, name.size());
    std::string lines = heading_ + "\n";
    for (const auto& [name, text] : rows_)
        lines.append("  ").append(name).append(widest - name.size() + 2, ' ').append(text).append("\n");
    return lines;
}

} // namespace shoal::app
