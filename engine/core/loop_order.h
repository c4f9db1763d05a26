// SPDX-License-Identifier: MIT
// Tells the thread sanitizer that a parallel loop begins before its blocks and ends after them. TBB sees to
// that, but is not built with the sanitizer, which would take every loop for a race. Nothing in other builds.
#pragma once

#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

namespace shoal {

/// Around a loop; a Turn around each block. Blocks are not ordered among themselves, so races between them
/// are still found.
class LoopOrder {
public:
#if defined(__SANITIZE_THREAD__)
    LoopOrder() {
        __tsan_release(&begin_);
    }
    ~LoopOrder() {
        __tsan_acquire(&end_);
    }
    LoopOrder(const LoopOrder&) = delete;
    LoopOrder& operator=(const LoopOrder&) = delete;

    class Turn {
    public:
        explicit Turn(LoopOrder& order)
            : order_(order) {
            __tsan_acquire(&order_.begin_);
        }
        ~Turn() { __tsan_release(&order_.end_); }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

    private:
        LoopOrder& order_;
    };

private:
    char begin_ = 0;
    char end_ = 0;
#else
    class Turn {
    public:
        explicit Turn(LoopOrder& /*order*/) {}
    };
#endif
};

} // namespace shoal
