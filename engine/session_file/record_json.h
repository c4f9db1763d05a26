// SPDX-License-Identifier: MIT
// The records of a run as JSON.
#pragma once

#include "session/snapshot.h"

#include <nlohmann/json.hpp>

namespace shoal {

/// Keys in order of name: those of a file that repeats a million of them are found in no time too.
using SessionJson = nlohmann::json;

/// {"stage", "seconds", "peakMemoryBytes", "detail"}, {"kl", …}, {"change", "iteration"} or {"warning"}.
SessionJson toJson(const Record& record);
/// Throws SessionJson::exception for what is none.
Record recordFromJson(const SessionJson& json);

/// A whole number of 0 or more. Throws SessionJson::exception for anything else.
std::uint64_t countFromJson(const SessionJson& json);
/// Numbers that JSON has no words for are null.
double numberFromJson(const SessionJson& json);

} // namespace shoal
