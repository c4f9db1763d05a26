// SPDX-License-Identifier: MIT
#include "data/fcs_events.h"

#include "core/error.h"
#include "data/input_file.h"
#include "data/number.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace shoal {

namespace {

bool isSeparator(char c) {
    return c == ' ' || c == ',' || c == '\t' || c == '\n' || c == '\r';
}

[[noreturn]] void throwNoNumber(const std::string& name, std::uint64_t event, std::size_t channel) {
    throw Error(name + ": event " + std::to_string(event + 1) + ", channel " + std::to_string(channel + 1) +
                " is no number; export the file again.");
}

} // namespace

FcsEvents::FcsEvents(const FcsDataSet& set, const std::string& name, RunContext& context)
    : set_(set) {
    if (set.type == FcsDataSet::Type::Text) {
        readText(name, context);
        return;
    }
    const std::vector<unsigned>& order = set.byteOrder;
    isLittleEndian_ = std::is_sorted(order.begin(), order.end());
    const bool isBigEndian = std::is_sorted(order.rbegin(), order.rend());
    for (const FcsChannel& channel : set.channels) {
        isWholeBytes_ = isWholeBytes_ && channel.bits % 8 == 0;
        const std::size_t bytes = channel.bits / 8;
        std::vector<unsigned>& shifts = shifts_.emplace_back(bytes);
        if (!isLittleEndian_ && !isBigEndian && bytes > 1 && bytes != order.size())
            throw Error(name + " mixes the order of bytes in values of another length; export it again.");
        for (std::size_t i = 0; i < bytes; ++i)
            shifts[i] = static_cast<unsigned>(8 * (isLittleEndian_ ? i
                                                   : isBigEndian   ? bytes - 1 - i
                                                                   : order[i] - 1));
    }
    if (!isWholeBytes_ && !isLittleEndian_ && !isBigEndian)
        throw Error(name + " mixes the order of bytes in values of another length; export it again.");
}

void FcsEvents::readText(const std::string& name, RunContext& context) {
    const std::size_t channels = set_.channels.size();
    const std::string_view text = set_.data;
    requireMemory(set_.events * channels * sizeof(double), name);
    texts_.resize(set_.events * channels);
    std::size_t at = 0;
    for (std::uint64_t event = 0; event < set_.events; ++event) {
        if (event % 4096 == 0)
            context.checkpoint();
        for (std::size_t channel = 0; channel < channels; ++channel) {
            std::size_t length = set_.channels[channel].bits; // of text: characters
            if (set_.isDelimited) {
                while (at < text.size() && isSeparator(text[at]))
                    ++at;
                length = static_cast<std::size_t>(
                    std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), isSeparator) -
                    text.begin() - static_cast<std::ptrdiff_t>(at));
            }
            const auto value = at < text.size() ? parseNumber(text.substr(at, length)) : std::nullopt;
            if (!value)
                throwNoNumber(name, event, channel);
            texts_[event * channels + channel] = *value;
            at += length;
        }
    }
}

double FcsEvents::onLinearScale(double value, const FcsChannel& channel) const {
    if (channel.isTime && set_.timeStep > 0)
        return value * set_.timeStep;
    if (channel.decades > 0)
        return std::pow(10.0, channel.decades * value / channel.range) * channel.smallest;
    return value / channel.gain;
}

void FcsEvents::readWholeBytes(std::uint64_t begin, std::uint64_t end, double* target) const {
    const auto* at =
        reinterpret_cast<const unsigned char*>(set_.data.data()) + begin * set_.bitsOfEvent() / 8;
    for (std::uint64_t event = begin; event < end; ++event)
        for (std::size_t i = 0; i < set_.channels.size(); ++i) {
            const FcsChannel& channel = set_.channels[i];
            std::uint64_t bits = 0;
            for (const unsigned shift : shifts_[i])
                bits |= std::uint64_t{*at++} << shift;
            const double value =
                set_.type == FcsDataSet::Type::Integer ? static_cast<double>(bits & channel.mask)
                : channel.bits == 32 ? double{std::bit_cast<float>(static_cast<std::uint32_t>(bits))}
                                     : std::bit_cast<double>(bits);
            *target++ = onLinearScale(value, channel);
        }
}

/// Values of any number of bits without gaps: the highest bit first, of little-endian files the lowest.
void FcsEvents::readPackedBits(std::uint64_t begin, std::uint64_t end, double* target) const {
    const auto* bytes = reinterpret_cast<const unsigned char*>(set_.data.data());
    std::uint64_t at = begin * set_.bitsOfEvent();
    for (std::uint64_t event = begin; event < end; ++event)
        for (const FcsChannel& channel : set_.channels) {
            std::uint64_t bits = 0;
            for (std::size_t i = 0; i < channel.bits; ++i, ++at) {
                const std::uint64_t bit = bytes[at / 8] >> (isLittleEndian_ ? at % 8 : 7 - at % 8) & 1U;
                bits |= bit << (isLittleEndian_ ? i : channel.bits - 1 - i);
            }
            *target++ = onLinearScale(static_cast<double>(bits & channel.mask), channel);
        }
}

void FcsEvents::read(std::uint64_t begin, std::uint64_t end, double* target) const {
    if (set_.type != FcsDataSet::Type::Text) {
        isWholeBytes_ ? readWholeBytes(begin, end, target) : readPackedBits(begin, end, target);
        return;
    }
    const std::size_t channels = set_.channels.size();
    for (std::uint64_t event = begin; event < end; ++event)
        for (std::size_t i = 0; i < channels; ++i)
            *target++ = onLinearScale(texts_[event * channels + i], set_.channels[i]);
}

} // namespace shoal
