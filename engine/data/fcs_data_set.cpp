// SPDX-License-Identifier: MIT
#include "data/fcs_data_set.h"

#include "core/count_text.h"
#include "core/error.h"
#include "data/fcs_keywords.h"
#include "data/naming.h"
#include "data/number.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <optional>
#include <set>

namespace shoal {

namespace {

constexpr std::size_t headerBytes = 58;

[[noreturn]] void throwDamaged(const std::string& name, const std::string& what) {
    throw Error(name + " is not a sound FCS file: " + what + "; export it again.");
}

/// The part of the bytes from `begin` up to and with `end`, as the header counts.
std::string_view segment(std::string_view bytes, std::uint64_t begin, std::uint64_t end) {
    if (begin == 0 || end < begin || end >= bytes.size())
        return {};
    return bytes.substr(begin, end - begin + 1);
}

std::uint64_t headerCount(std::string_view bytes, std::size_t field) {
    return parseCount(bytes.substr(10 + 8 * field, 8)).value_or(0);
}

FcsKeywords readKeywords(std::string_view bytes, const std::string& name) {
    if (bytes.size() < headerBytes)
        throw Error(name + " is cut short: it ends within its header; copy it again.");
    const std::string_view text = segment(bytes, headerCount(bytes, 0), headerCount(bytes, 1));
    if (text.empty())
        throw Error(name + " is cut short or damaged: its header says that its keywords lie outside of it; "
                           "copy or export it again.");
    FcsKeywords keywords(text);
    const std::uint64_t begin = keywords.count("$BEGINSTEXT").value_or(0);
    const std::uint64_t end = keywords.count("$ENDSTEXT").value_or(0);
    if (begin != headerCount(bytes, 0))
        if (const std::string_view more = segment(bytes, begin, end); !more.empty())
            keywords.add(FcsKeywords(more));
    return keywords;
}

std::vector<unsigned> parseByteOrder(const std::string& text, const std::string& name) {
    std::vector<unsigned> order;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        if (text[i] < '1' || text[i] > '8' || (i + 1 < text.size() && text[i + 1] != ','))
            throwDamaged(name, "its byte order " + inQuotes(text) + " is unknown");
        order.push_back(static_cast<unsigned>(text[i] - '0'));
    }
    std::vector<unsigned> sorted = order;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < sorted.size(); ++i)
        if (sorted[i] != i + 1)
            throwDamaged(name, "its byte order " + inQuotes(text) + " is unknown");
    return order;
}

bool startsWith(std::string_view normalized, std::initializer_list<std::string_view> starts) {
    return std::any_of(starts.begin(), starts.end(),
                       [&](std::string_view start) { return normalized.starts_with(start); });
}

bool isTimeName(std::string_view name) {
    const std::string normalized = normalizedName(name);
    return normalized == "time" || normalized == "hdrt";
}

FcsChannel::Role roleOf(const FcsChannel& channel) {
    static constexpr std::array<std::string_view, 16> ofEvents{
        "eventlength", "celllength", "eventnumber", "event", "eventcount", "filenumber",
        "fileno",      "center",     "offset",      "width", "residual",   "beaddist",
        "doublet",     "hdrce",      "hdrse",       "hdrv"};
    const std::string normalized = normalizedName(channel.shortName);
    if (channel.isTime || startsWith(normalized, {"time"}) ||
        std::find(ofEvents.begin(), ofEvents.end(), normalized) != ofEvents.end())
        return FcsChannel::Role::Event;
    // "FS Lin" and "SS INT LIN" of Beckman Coulter
    if (startsWith(normalized, {"fsc", "ssc", "fslin", "sslin", "fsint", "ssint", "fslog", "sslog", "fspeak",
                                "sspeak"}) ||
        normalized == "fs" || normalized == "ss")
        return FcsChannel::Role::Scatter;
    return labelNameRank(channel.shortName) == notLabels ? FcsChannel::Role::Marker : FcsChannel::Role::Label;
}

void describeScale(FcsChannel& channel, const FcsKeywords& keywords, std::uint64_t number,
                   FcsDataSet::Type type) {
    channel.range = parseNumber(keywords.ofChannel(number, 'R')).value_or(0);
    const double gain = parseNumber(keywords.ofChannel(number, 'G')).value_or(1);
    channel.gain = std::isfinite(gain) && gain > 0 ? gain : 1;
    if (type != FcsDataSet::Type::Integer)
        return; // the standard knows logarithmic amplification of integers alone
    channel.mask = channel.bits < 64 ? (std::uint64_t{1} << channel.bits) - 1 : ~std::uint64_t{0};
    if (channel.range >= 1 && channel.range <= 0x1p62)
        channel.mask &= std::bit_ceil(static_cast<std::uint64_t>(std::ceil(channel.range))) - 1;
    const std::string amplification = keywords.ofChannel(number, 'E');
    const std::size_t comma = amplification.find(',');
    const std::string_view first = std::string_view(amplification).substr(0, comma);
    const double decades = parseNumber(first).value_or(0);
    if (!(decades > 0) || !std::isfinite(decades) || !(channel.range >= 1))
        return;
    channel.decades = decades;
    const auto smallest = comma == amplification.npos
                              ? std::nullopt
                              : parseNumber(std::string_view(amplification).substr(comma + 1));
    // "4,0" is common, and by the standard means "4,1".
    channel.smallest = smallest && *smallest > 0 && std::isfinite(*smallest) ? *smallest : 1;
}

/// "(Nd142)Di", "Ir191Di": an element, its mass, and how it was counted.
bool isMassChannel(std::string_view name) {
    std::string plain;
    std::copy_if(name.begin(), name.end(), std::back_inserter(plain),
                 [](char c) { return c != '(' && c != ')'; });
    if (plain.size() < 6 || !(plain.ends_with("Di") || plain.ends_with("Dd")))
        return false;
    const std::string_view mass = std::string_view(plain).substr(plain.size() - 5, 3);
    return std::all_of(mass.begin(), mass.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The marker where it is named and no other channel has that name, else it with the channel's.
void nameChannels(std::vector<FcsChannel>& channels, const std::vector<std::string>& markers) {
    std::map<std::string, int> uses;
    for (const std::string& marker : markers)
        ++uses[marker];
    std::set<std::string> taken;
    for (std::size_t i = 0; i < channels.size(); ++i) {
        FcsChannel& channel = channels[i];
        const std::string& marker = markers[i];
        // What R's flowCore writes where there is no marker says nothing.
        const bool isMarker = !marker.empty() && marker != "column " + channel.shortName + " from dataset";
        std::string plain =
            channel.shortName.empty() ? "channel " + std::to_string(i + 1) : channel.shortName;
        if (isMarker)
            plain = uses[marker] == 1 || marker == channel.shortName ? marker : marker + " (" + plain + ")";
        channel.name = plain;
        for (int copy = 2; !taken.insert(channel.name).second; ++copy)
            channel.name = plain + "." + std::to_string(copy);
    }
}

void readChannels(FcsDataSet& set, const FcsKeywords& keywords, const std::string& name) {
    const std::optional<std::uint64_t> count = keywords.count("$PAR");
    if (!count || *count == 0)
        throwDamaged(name, "it does not say how many channels it has ($PAR)");
    std::vector<std::string> markers;
    for (std::uint64_t number = 1; number <= *count; ++number) {
        const std::string bits = keywords.ofChannel(number, 'B');
        FcsChannel channel;
        set.isDelimited = set.isDelimited || (set.type == FcsDataSet::Type::Text && bits == "*");
        const std::optional<std::uint64_t> width = bits == "*" ? 0 : parseCount(bits);
        const bool isPossible =
            set.type == FcsDataSet::Type::Text      ? bits == "*" || (width && *width >= 1 && *width <= 64)
            : set.type == FcsDataSet::Type::Integer ? width && *width >= 1 && *width <= 64
                                                    : width && (*width == 32 || *width == 64);
        if (!isPossible)
            throwDamaged(name, "the width of channel " + std::to_string(number) + " ($P" +
                                   std::to_string(number) + "B) is " +
                                   (bits.empty() ? "missing" : inQuotes(bits)));
        channel.bits = *width;
        channel.shortName = keywords.ofChannel(number, 'N');
        describeScale(channel, keywords, number, set.type);
        markers.push_back(keywords.ofChannel(number, 'S'));
        channel.isTime = isTimeName(channel.shortName) || isTimeName(markers.back());
        channel.role = roleOf(channel);
        set.isMassCytometry = set.isMassCytometry || isMassChannel(channel.shortName);
        set.channels.push_back(std::move(channel));
    }
    nameChannels(set.channels, markers);
}

void readType(FcsDataSet& set, const FcsKeywords& keywords, const std::string& name) {
    const std::string mode = keywords.text("$MODE");
    if (!mode.empty() && mode != "L" && mode != "l")
        throw Error(name + " holds histograms (mode " + inQuotes(mode) +
                    "), not the events they were made from; export the events.");
    const std::string type = keywords.text("$DATATYPE");
    if (type == "I" || type == "i")
        set.type = FcsDataSet::Type::Integer;
    else if (type == "F" || type == "f" || type == "D" || type == "d")
        set.type = FcsDataSet::Type::Float;
    else if (type == "A" || type == "a")
        set.type = FcsDataSet::Type::Text;
    else
        throwDamaged(name, type.empty() ? "it does not say what its values are ($DATATYPE)"
                                        : "its values are of the unknown type " + inQuotes(type));
}

/// Finds the events, and their number where it is not said.
void findData(FcsDataSet& set, const FcsKeywords& keywords, std::string_view bytes, const std::string& name) {
    // Of delimited text the least there can be: a digit and a separator, but for the last one.
    const std::uint64_t eventBits = set.isDelimited ? 16 * set.channels.size() : set.bitsOfEvent();
    const std::uint64_t spare = set.isDelimited ? 1 : 0;
    const std::uint64_t said = keywords.count("$TOT").value_or(0);
    struct Place {
        std::uint64_t begin;
        std::uint64_t end;
    };
    const Place inText{keywords.count("$BEGINDATA").value_or(0), keywords.count("$ENDDATA").value_or(0)};
    const Place inHeader{headerCount(bytes, 2), headerCount(bytes, 3)};
    // FCS 2.0 knows the header's offsets alone; later the header holds zeros where they do not fit in.
    const bool isOld = set.version.starts_with("1") || set.version.starts_with("2");
    std::uint64_t available = 0;
    for (const Place& place : {isOld ? inHeader : inText, isOld ? inText : inHeader}) {
        if (place.begin < headerBytes || place.begin >= bytes.size())
            continue;
        const std::uint64_t room = bytes.size() - place.begin;
        const std::uint64_t stated =
            place.end > place.begin ? std::min(room, place.end - place.begin + 1) : room;
        std::uint64_t needed = 0;
        if (__builtin_mul_overflow(said, eventBits, &needed))
            continue;
        available = std::max(available, 8 * (room + spare) / eventBits);
        if ((needed + 7) / 8 > room + spare)
            continue;
        set.data = bytes.substr(place.begin, said > 0 && !set.isDelimited ? (needed + 7) / 8 : stated);
        set.events = said > 0 || set.isDelimited ? said : 8 * stated / eventBits;
        break;
    }
    if (set.data.empty())
        throw Error(name + " is cut short: its header promises " + countText(said, "event") + " of " +
                    countText(set.channels.size(), "channel") + ", and the file holds " +
                    groupedText(available) + "; copy it again.");
    if (set.events == 0)
        throw Error(name + " holds no events; choose a file with data in it.");
}

FcsDataSet readDataSet(std::string_view bytes, const std::string& name) {
    const FcsKeywords keywords = readKeywords(bytes, name);
    FcsDataSet set;
    set.version = bytes.substr(3, 3);
    readType(set, keywords, name);
    set.byteOrder = parseByteOrder(keywords.text("$BYTEORD"), name);
    readChannels(set, keywords, name);
    findData(set, keywords, bytes, name);
    const double step = keywords.number("$TIMESTEP").value_or(0);
    set.timeStep = std::isfinite(step) && step > 0 ? step : 0;
    for (const char* key : {"$SPILLOVER", "SPILLOVER", "$SPILL", "SPILL"})
        if (set.spillover.empty())
            set.spillover = keywords.text(key);
    const std::string instrument = normalizedName(keywords.text("$CYT"));
    set.isMassCytometry = set.isMassCytometry || instrument.find("cytof") != instrument.npos;
    set.next = keywords.count("$NEXTDATA").value_or(0);
    return set;
}

} // namespace

std::uint64_t FcsDataSet::bitsOfEvent() const {
    std::uint64_t bits = 0;
    for (const FcsChannel& channel : channels)
        bits += type == Type::Text ? 8 * channel.bits : channel.bits;
    return isDelimited ? 0 : bits;
}

std::vector<FcsDataSet> readFcsDataSets(std::string_view bytes, const std::string& name) {
    constexpr std::size_t most = 1000;
    std::vector<FcsDataSet> sets;
    do {
        sets.push_back(readDataSet(bytes, name));
        const std::uint64_t next = sets.back().next;
        bytes = next < headerBytes || next >= bytes.size() ? std::string_view() : bytes.substr(next);
    } while (bytes.starts_with("FCS") && sets.size() < most);
    return sets;
}

} // namespace shoal
