// SPDX-License-Identifier: MIT
// Progress of a search that goes through several steps, in order whichever thread reports it.
#pragma once

#include "core/run_context.h"

#include <algorithm>
#include <cstddef>
#include <mutex>

namespace shoal {

/// What fraction of a stage is done, told to the context as it grows.
class SearchProgress {
public:
    explicit SearchProgress(RunContext& context)
        : context_(context) {}

    /// The next step: the stage is done up to `end`, 0 to 1, once `items` of it are; more than those add
    /// nothing.
    void begin(double end, std::size_t items) {
        const std::lock_guard lock(mutex_);
        start_ = end_;
        end_ = end;
        items_ = items;
        done_ = 0;
    }
    void add(std::size_t items) {
        const std::lock_guard lock(mutex_);
        done_ = std::min(done_ + items, items_);
        context_.progress(start_ +
                          (end_ - start_) * static_cast<double>(done_) / static_cast<double>(items_));
    }

private:
    RunContext& context_;
    std::mutex mutex_; // guards all below
    double start_ = 0;
    double end_ = 0;
    std::size_t items_ = 1;
    std::size_t done_ = 0;
};

} // namespace shoal
