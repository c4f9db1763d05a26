// SPDX-License-Identifier: MIT
// Compensation: each fluorochrome also shines into the detectors of others, by shares that the file lists
// (FCS 3.1, $SPILLOVER); the measured intensities times their inverse are those of the fluorochromes.
#pragma once

#include "data/fcs_data_set.h"

#include <Eigen/Core>

#include <string>
#include <vector>

namespace shoal {

class FcsSpillover {
public:
    explicit FcsSpillover(const FcsDataSet& set);

    /// Whether there is one that can be undone.
    bool isUsable() const { return !channels_.empty(); }
    /// What is wrong with it, behind its name in a sentence; empty where the file has none.
    const std::string& problem() const { return problem_; }
    /// The channels it concerns.
    const std::vector<std::size_t>& channels() const { return channels_; }

    /// Of events in rows of `columns` values.
    void undo(double* events, std::uint64_t count, std::size_t columns) const;

private:
    std::vector<std::size_t> channels_;
    Eigen::MatrixXd inverse_;
    std::string problem_;
};

} // namespace shoal
