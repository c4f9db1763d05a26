// SPDX-License-Identifier: MIT
#include "session_file/record_json.h"

#include <limits>

namespace shoal {

namespace {

SessionJson jsonOf(const StageRecord& record) {
    return {{"stage", record.stage},
            {"seconds", record.seconds},
            {"peakMemoryBytes", record.peakMemoryBytes},
            {"detail", record.detail}};
}

SessionJson jsonOf(const KlRecord& record) {
    return {{"kl", record.klDivergence},     {"stage", record.stage},
            {"iteration", record.iteration}, {"exaggeration", record.exaggeration},
            {"seconds", record.seconds},     {"peakMemoryBytes", record.peakMemoryBytes}};
}

SessionJson jsonOf(const ChangeRecord& record) {
    return {{"change", record.what}, {"iteration", record.iteration}};
}

SessionJson jsonOf(const WarningRecord& record) {
    return {{"warning", record.message}};
}

std::string text(const SessionJson& json, const char* key) {
    return json.at(key).get<std::string>();
}

} // namespace

SessionJson toJson(const Record& record) {
    return std::visit([](const auto& its) { return jsonOf(its); }, record);
}

Record recordFromJson(const SessionJson& json) {
    if (json.contains("kl"))
        return KlRecord{text(json, "stage"),
                        countFromJson(json.at("iteration")),
                        numberFromJson(json.at("exaggeration")),
                        numberFromJson(json.at("kl")),
                        numberFromJson(json.at("seconds")),
                        countFromJson(json.at("peakMemoryBytes"))};
    if (json.contains("change"))
        return ChangeRecord{countFromJson(json.at("iteration")), text(json, "change")};
    if (json.contains("warning"))
        return WarningRecord{text(json, "warning")};
    return StageRecord{text(json, "stage"), numberFromJson(json.at("seconds")),
                       countFromJson(json.at("peakMemoryBytes")), text(json, "detail")};
}

std::uint64_t countFromJson(const SessionJson& json) {
    return json.get_ref<const SessionJson::number_unsigned_t&>();
}

double numberFromJson(const SessionJson& json) {
    return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

} // namespace shoal
