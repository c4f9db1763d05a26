// SPDX-License-Identifier: MIT
// What the process and the machine say of memory.
#pragma once

#include <cstdint>

namespace shoal {

/// The most memory the process has had resident so far.
std::uint64_t peakMemoryBytes();
/// Of the machine.
std::uint64_t physicalMemoryBytes();

} // namespace shoal
