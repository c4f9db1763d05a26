// SPDX-License-Identifier: MIT
#include "data/fcs_spillover.h"

#include "data/fcs_keywords.h"
#include "data/naming.h"
#include "data/number.h"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

namespace shoal {

namespace {

std::vector<std::string_view> splitAtCommas(std::string_view text) {
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        parts.push_back(trimmed(text.substr(begin, end - begin)));
        begin = end + 1;
    }
    return parts;
}

/// By its short name, as the standard wants, or the one shown.
std::optional<std::size_t> channelOf(const FcsDataSet& set, std::string_view name) {
    for (std::size_t i = 0; i < set.channels.size(); ++i)
        if (set.channels[i].shortName == name)
            return i;
    for (std::size_t i = 0; i < set.channels.size(); ++i)
        if (set.channels[i].name == name)
            return i;
    return std::nullopt;
}

} // namespace

FcsSpillover::FcsSpillover(const FcsDataSet& set) {
    if (set.spillover.empty())
        return;
    const std::vector<std::string_view> parts = splitAtCommas(set.spillover);
    const std::uint64_t count = parseCount(parts[0]).value_or(0);
    if (count == 0 || count > set.channels.size() || parts.size() < 1 + count + count * count) {
        problem_ = "is incomplete";
        return;
    }
    std::vector<std::size_t> channels;
    for (std::size_t i = 0; i < count; ++i) {
        const std::optional<std::size_t> channel = channelOf(set, parts[1 + i]);
        if (!channel || std::find(channels.begin(), channels.end(), *channel) != channels.end()) {
            problem_ = "names " + inQuotes(parts[1 + i]) + ", which is no channel of the file";
            return;
        }
        channels.push_back(*channel);
    }
    const auto size = static_cast<Eigen::Index>(count);
    Eigen::MatrixXd shares(size, size);
    for (Eigen::Index i = 0; i < size; ++i)
        for (Eigen::Index j = 0; j < size; ++j) {
            const auto share = parseNumber(parts[static_cast<std::size_t>(1 + size + i * size + j)]);
            if (!share || !std::isfinite(*share)) {
                problem_ = "holds shares that are no numbers";
                return;
            }
            shares(i, j) = *share;
        }
    const Eigen::FullPivLU<Eigen::MatrixXd> factors(shares);
    if (!factors.isInvertible()) {
        problem_ = "cannot be inverted";
        return;
    }
    inverse_ = factors.inverse();
    channels_ = std::move(channels);
}

void FcsSpillover::undo(double* events, std::uint64_t count, std::size_t columns) const {
    if (!isUsable())
        return;
    const std::size_t size = channels_.size();
    std::vector<double> measured(size);
    for (std::uint64_t event = 0; event < count; ++event) {
        double* const row = events + event * columns;
        for (std::size_t i = 0; i < size; ++i)
            measured[i] = row[channels_[i]];
        for (std::size_t j = 0; j < size; ++j) {
            double meant = 0;
            for (std::size_t i = 0; i < size; ++i)
                meant += measured[i] * inverse_(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
            row[channels_[j]] = meant;
        }
    }
}

} // namespace shoal
