// SPDX-License-Identifier: MIT
// FFTW's single- and double-precision interfaces under one name, with plans that free themselves.
#pragma once

#include <fftw3.h>

#include <mutex>
#include <type_traits>
#include <utility>

namespace shoal {

/// FFTW's planner is the one part of it that is not thread-safe.
inline std::mutex& fftwPlannerMutex() {
    static std::mutex mutex;
    return mutex;
}

/// Owns a plan. Plans are estimated, never measured: measured ones differ from run to run, and results with
/// them.
template <class T>
class FftwPlan {
public:
    using Handle = std::conditional_t<std::is_same_v<T, float>, fftwf_plan, fftw_plan>;

    /// `make` calls FFTW's planner.
    template <class Make>
    explicit FftwPlan(const Make& make) {
        const std::lock_guard lock(fftwPlannerMutex());
        handle_ = make();
    }
    FftwPlan(const FftwPlan&) = delete;
    FftwPlan& operator=(const FftwPlan&) = delete;
    ~FftwPlan() {
        const std::lock_guard lock(fftwPlannerMutex());
        if constexpr (std::is_same_v<T, float>)
            fftwf_destroy_plan(handle_);
        else
            fftw_destroy_plan(handle_);
    }

    Handle get() const { return handle_; }

private:
    Handle handle_ = nullptr;
};

} // namespace shoal
