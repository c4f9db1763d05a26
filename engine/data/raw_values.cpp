// SPDX-License-Identifier: MIT
#include "data/raw_values.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace shoal {

namespace {

static_assert(std::endian::native == std::endian::little,
              "byte orders are told apart from a little-endian machine");

float halfToFloat(std::uint16_t half) {
    const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000U) << 16;
    const std::uint32_t exponent = half >> 10 & 0x1FU;
    const std::uint32_t fraction = half & 0x3FFU;
    if (exponent == 0) { // zero or subnormal
        const float magnitude = std::ldexp(static_cast<float>(fraction), -24);
        return sign ? -magnitude : magnitude;
    }
    const std::uint32_t wideExponent = exponent == 31 ? 255 : exponent + 112;
    return std::bit_cast<float>(sign | wideExponent << 23 | fraction << 13);
}

template <std::size_t Bytes>
struct Word;
template <>
struct Word<1> {
    using Type = std::uint8_t;
    static Type swapped(Type word) { return word; }
};
template <>
struct Word<2> {
    using Type = std::uint16_t;
    static Type swapped(Type word) { return __builtin_bswap16(word); }
};
template <>
struct Word<4> {
    using Type = std::uint32_t;
    static Type swapped(Type word) { return __builtin_bswap32(word); }
};
template <>
struct Word<8> {
    using Type = std::uint64_t;
    static Type swapped(Type word) { return __builtin_bswap64(word); }
};

/// `toFloat` takes the value's bits in native order.
template <std::size_t Bytes, class ToFloat>
void convert(bool swap, const char* raw, std::size_t count, float* target, std::size_t stride,
             ToFloat toFloat) {
    using Bits = typename Word<Bytes>::Type;
    const auto load = [&](std::size_t i) {
        Bits bits;
        std::memcpy(&bits, raw + i * Bytes, Bytes);
        return bits;
    };
    if (swap)
        for (std::size_t i = 0; i < count; ++i)
            target[i * stride] = toFloat(Word<Bytes>::swapped(load(i)));
    else
        for (std::size_t i = 0; i < count; ++i)
            target[i * stride] = toFloat(load(i));
}

template <std::size_t Bytes, class Signed>
void convertInteger(const ValueType& type, const char* raw, std::size_t count, float* target,
                    std::size_t stride) {
    using Bits = typename Word<Bytes>::Type;
    if (type.kind == ValueType::Kind::Signed)
        convert<Bytes>(type.bigEndian, raw, count, target, stride,
                       [](Bits bits) { return static_cast<float>(static_cast<Signed>(bits)); });
    else
        convert<Bytes>(type.bigEndian, raw, count, target, stride,
                       [](Bits bits) { return static_cast<float>(bits); });
}

void convertFloat(const ValueType& type, const char* raw, std::size_t count, float* target,
                  std::size_t stride) {
    if (type.bytes == 2)
        convert<2>(type.bigEndian, raw, count, target, stride, halfToFloat);
    else if (type.bytes == 4)
        convert<4>(type.bigEndian, raw, count, target, stride,
                   [](std::uint32_t bits) { return std::bit_cast<float>(bits); });
    else
        convert<8>(type.bigEndian, raw, count, target, stride,
                   [](std::uint64_t bits) { return static_cast<float>(std::bit_cast<double>(bits)); });
}

} // namespace

std::optional<ValueType> valueTypeOf(std::string_view numpyType) {
    if (numpyType == "?" || numpyType == "|b1" || numpyType == "b1")
        return ValueType{ValueType::Kind::Unsigned, 1, false};
    ValueType type;
    if (!numpyType.empty() && std::string_view("<>|=").find(numpyType.front()) != std::string_view::npos) {
        type.bigEndian = numpyType.front() == '>';
        numpyType.remove_prefix(1);
    }
    if (numpyType.size() != 2 || numpyType[1] < '1' || numpyType[1] > '8')
        return std::nullopt;
    type.bytes = static_cast<std::size_t>(numpyType[1] - '0');
    if (!std::has_single_bit(type.bytes))
        return std::nullopt;
    switch (numpyType[0]) {
    case 'f':
        type.kind = ValueType::Kind::Float;
        return type.bytes == 1 ? std::nullopt : std::optional(type);
    case 'i':
        type.kind = ValueType::Kind::Signed;
        return type;
    case 'u':
        type.kind = ValueType::Kind::Unsigned;
        return type;
    default:
        return std::nullopt;
    }
}

void convertValues(const ValueType& type, const char* raw, std::size_t count, float* target,
                   std::size_t stride) {
    if (type.kind == ValueType::Kind::Float)
        convertFloat(type, raw, count, target, stride);
    else if (type.bytes == 1)
        convertInteger<1, std::int8_t>(type, raw, count, target, stride);
    else if (type.bytes == 2)
        convertInteger<2, std::int16_t>(type, raw, count, target, stride);
    else if (type.bytes == 4)
        convertInteger<4, std::int32_t>(type, raw, count, target, stride);
    else
        convertInteger<8, std::int64_t>(type, raw, count, target, stride);
}

} // namespace shoal
