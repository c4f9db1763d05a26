// SPDX-License-Identifier: MIT
#include "data/naming.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace shoal {

namespace {

std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t substituted = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, substituted});
        }
    }
    return row[b.size()];
}

/// Length of the valid UTF-8 sequence at the start of `text`, 0 when there is none.
std::size_t utf8Length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80)
        return 1;
    const std::size_t length = lead >= 0xF0 && lead < 0xF5 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
    if (lead >= 0xF5 || length == 0 || text.size() < length)
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xC0) != 0x80)
            return 0;
    const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
    const bool outside = (lead == 0xED && byte(1) > 0x9F) || (lead == 0xF4 && byte(1) > 0x8F);
    return overlong || outside ? 0 : length;
}

} // namespace

std::string normalizedName(std::string_view name) {
    std::string result;
    for (const char c : name) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            result += c;
        else if (c >= 'A' && c <= 'Z')
            result += static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

int labelNameRank(std::string_view name) {
    // In the order in which people would want them: named by an expert, found by clustering, then the rest.
    static constexpr std::array<std::string_view, 28> words{
        "celltype",  "celltypes", "bulklabels", "annotation", "louvain", "leiden", "clusters",
        "cluster",   "phenotype", "population", "label",      "labels",  "class",  "classes",
        "target",    "targets",   "species",    "category",   "type",    "group",  "groups",
        "condition", "sample",    "samples",    "batch",      "donor",   "digit",  "phase"};
    const std::string normalized = normalizedName(name);
    const auto found = std::find(words.begin(), words.end(), normalized);
    if (found != words.end())
        return static_cast<int>(found - words.begin());
    // louvain_r1, leiden.0.8, cluster-test, FlowSOM_metacluster, predicted_celltype
    static constexpr std::array<std::string_view, 6> parts{"celltype", "louvain",   "leiden",
                                                           "cluster",  "phenotype", "population"};
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (normalized.starts_with(parts[i]) || normalized.ends_with(parts[i]) ||
            normalized.ends_with(std::string(parts[i]) + "s"))
            return static_cast<int>(words.size() + i);
    return notLabels;
}

bool isIdName(std::string_view name) {
    static constexpr std::array<std::string_view, 14> words{
        "",          "id",       "index",    "cellid",   "cell",    "rowname", "rownames",
        "rownumber", "unnamed0", "sampleid", "objectid", "eventid", "barcode", "key"};
    return std::find(words.begin(), words.end(), normalizedName(name)) != words.end();
}

std::string closestNames(std::string_view wanted, const std::vector<std::string>& names) {
    constexpr std::size_t shown = 10;
    const std::string target = normalizedName(wanted).substr(0, 64);
    std::vector<std::pair<std::size_t, std::size_t>> ranked; // distance, index
    const auto distance = [&](std::string_view name) {
        const std::string candidate = normalizedName(name).substr(0, 64);
        const bool contains = !target.empty() && candidate.find(target) != std::string::npos;
        return contains ? 0 : editDistance(target, candidate);
    };
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string_view name = names[i];
        const std::size_t slash = name.rfind('/'); // "obsm/X_pca" is also known as "X_pca"
        const std::size_t ofWhole = distance(name);
        ranked.emplace_back(
            slash == name.npos ? ofWhole : std::min(ofWhole, distance(name.substr(slash + 1))), i);
    }
    std::sort(ranked.begin(), ranked.end());
    std::string text;
    const std::size_t count = std::min(shown, ranked.size());
    for (std::size_t i = 0; i < count; ++i)
        text += (i == 0 ? "" : i + 1 == ranked.size() ? " and " : ", ") + inQuotes(names[ranked[i].second]);
    if (names.size() > count)
        text += " and " + std::to_string(names.size() - count) + " more";
    return text;
}

std::string inQuotes(std::string_view text) {
    constexpr std::size_t longest = 60;
    std::string result = "\"";
    const std::string utf8 = toUtf8(text);
    std::size_t characters = 0;
    for (std::size_t i = 0; i < utf8.size();) {
        if (++characters > longest)
            return result + "…\"";
        const std::size_t length = utf8Length(std::string_view(utf8).substr(i));
        const auto lead = static_cast<unsigned char>(utf8[i]);
        result += lead < 0x20 || lead == 0x7F ? std::string("·") : utf8.substr(i, length);
        i += length;
    }
    return result + "\"";
}

void appendUtf8(std::string& text, std::uint32_t code) {
    constexpr std::uint32_t replacement = 0xFFFD;
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
        code = replacement;
    if (code < 0x80) {
        text += static_cast<char>(code);
        return;
    }
    const int tail = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static constexpr unsigned char leads[] = {0, 0xC0, 0xE0, 0xF0};
    text += static_cast<char>(leads[tail] | code >> (6 * tail));
    for (int i = tail - 1; i >= 0; --i)
        text += static_cast<char>(0x80 | (code >> (6 * i) & 0x3F));
}

std::string toUtf8(std::string_view text) {
    bool valid = true;
    for (std::size_t i = 0; valid && i < text.size();) {
        const std::size_t length = utf8Length(text.substr(i));
        valid = length > 0;
        i += length;
    }
    if (valid)
        return std::string(text);
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            result += c;
        } else {
            result += static_cast<char>(0xC0 | (byte >> 6));
            result += static_cast<char>(0x80 | (byte & 0x3F));
        }
    }
    return result;
}

} // namespace shoal
