// SPDX-License-Identifier: MIT
#include "data/raw_values.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

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

/// `toTarget` takes the value's bits in native order.
template <std::size_t Bytes, class Target, class ToTarget>
void convert(bool swap, const char* raw, std::size_t count, Target* target, std::size_t stride,
             ToTarget toTarget) {
    using Bits = typename Word<Bytes>::Type;
    const auto load = [&](std::size_t i) {
        Bits bits;
        std::memcpy(&bits, raw + i * Bytes, Bytes);
        return bits;
    };
    if (swap)
        for (std::size_t i = 0; i < count; ++i)
            target[i * stride] = toTarget(Word<Bytes>::swapped(load(i)));
    else
        for (std::size_t i = 0; i < count; ++i)
            target[i * stride] = toTarget(load(i));
}

template <class Value>
float converted(Value value, float*) {
    return static_cast<float>(value);
}
template <class Value, class Integer>
Integer converted(Value value, Integer*) {
    using Limits = std::numeric_limits<Integer>;
    if (std::cmp_less(value, Limits::min()))
        return Limits::min();
    return std::cmp_greater(value, Limits::max()) ? Limits::max() : static_cast<Integer>(value);
}

template <std::size_t Bytes, class Signed, class Target>
void convertInteger(const ValueType& type, const char* raw, std::size_t count, Target* target,
                    std::size_t stride) {
    using Bits = typename Word<Bytes>::Type;
    if (type.kind == ValueType::Kind::Signed)
        convert<Bytes>(type.bigEndian, raw, count, target, stride, [](Bits bits) {
            return converted(static_cast<Signed>(bits), static_cast<Target*>(nullptr));
        });
    else
        convert<Bytes>(type.bigEndian, raw, count, target, stride,
                       [](Bits bits) { return converted(bits, static_cast<Target*>(nullptr)); });
}

template <class Target>
void convertIntegers(const ValueType& type, const char* raw, std::size_t count, Target* target,
                     std::size_t stride) {
    if (type.bytes == 1)
        convertInteger<1, std::int8_t>(type, raw, count, target, stride);
    else if (type.bytes == 2)
        convertInteger<2, std::int16_t>(type, raw, count, target, stride);
    else if (type.bytes == 4)
        convertInteger<4, std::int32_t>(type, raw, count, target, stride);
    else
        convertInteger<8, std::int64_t>(type, raw, count, target, stride);
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
    else
        convertIntegers(type, raw, count, target, stride);
}

void convertValues(const ValueType& type, const char* raw, std::size_t count, std::int32_t* target,
                   std::size_t stride) {
    convertIntegers(type, raw, count, target, stride);
}

void convertValues(const ValueType& type, const char* raw, std::size_t count, std::int64_t* target,
                   std::size_t stride) {
    convertIntegers(type, raw, count, target, stride);
}

} // namespace shoal
