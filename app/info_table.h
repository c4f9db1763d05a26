// SPDX-License-Identifier: MIT
// Lines of a name and what is said of it, in two columns.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace shoal::app {

class Table {
public:
    explicit Table(std::string heading)
        : heading_(std::move(heading)) {}

    void add(const std::string& name, const std::string& text) { rows_.emplace_back(name, text); }
    /// Empty without lines.
    std::string text() const;

private:
    std::string heading_;
    std::vector<std::pair<std::string, std::string>> rows_;
};

} // namespace shoal::app
