// SPDX-License-Identifier: MIT
#include "data/pickle_machine.h"

#include "core/error.h"
#include "data/naming.h"
#include "data/number.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace shoal {

namespace {

int hexDigit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/// The number of `digits` hexadecimal digits at `at`; -1 when they are none.
std::int64_t hexNumber(std::string_view text, std::size_t at, std::size_t digits) {
    std::int64_t value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        const int digit = at + i < text.size() ? hexDigit(text[at + i]) : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/// Protocol 0: 'text' with the escapes of Python's repr.
std::string unquoted(std::string_view text) {
    if (text.size() >= 2 && (text.front() == '\'' || text.front() == '"') && text.back() == text.front())
        text = text.substr(1, text.size() - 2);
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            plain += text[i];
            continue;
        }
        const char escaped = text[++i];
        if (escaped == 'x' && hexNumber(text, i + 1, 2) >= 0) {
            plain += static_cast<char>(hexNumber(text, i + 1, 2));
            i += 2;
        } else {
            constexpr std::string_view letters = "abfnrtv";
            constexpr std::string_view meanings = "\a\b\f\n\r\t\v";
            const std::size_t known = letters.find(escaped);
            plain += known == letters.npos ? escaped : meanings[known];
        }
    }
    return plain;
}

/// Protocol 0: text with \u0041 and \U00000041, the rest in Latin-1.
std::string unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char kind = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
        const std::size_t digits = kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
        const std::int64_t code = digits ? hexNumber(text, i + 2, digits) : -1;
        appendUtf8(plain, code < 0 ? static_cast<unsigned char>(text[i]) : static_cast<std::uint32_t>(code));
        i += code < 0 ? 0 : digits + 1;
    }
    return plain;
}

} // namespace

PickleMachine::PickleMachine(std::string_view bytes, const std::string& name, RunContext& context)
    : bytes_(bytes)
    , name_(name) {
    constexpr std::uint64_t between = 1 << 14;
    for (std::uint64_t steps = 0; step(static_cast<unsigned char>(take(1)[0])); ++steps)
        if (steps % between == 0) {
            context.checkpoint();
            context.progress(static_cast<double>(at_) / static_cast<double>(bytes_.size()));
        }
    result_ = pop();
}

void PickleMachine::throwDamaged(const std::string& what) const {
    throw Error(name_ + " is not a sound Python pickle: " + what + ", at byte " + std::to_string(at_) +
                "; write it again.");
}

void PickleMachine::throwRefused(const std::string& what) const {
    throw Error(name_ + " is a Python pickle that asks for " + inQuotes(what) +
                ", which Shoal does not build; keep NumPy arrays in it, and dicts and lists of them.");
}

std::string_view PickleMachine::take(std::uint64_t count) {
    if (count > bytes_.size() - at_)
        throw Error(name_ + " is cut short: the pickle in it ends early; copy or write it again.");
    const std::string_view taken = bytes_.substr(at_, count);
    at_ += count;
    return taken;
}

std::string_view PickleMachine::takeLine() {
    const std::size_t end = bytes_.find('\n', at_);
    if (end == bytes_.npos)
        throw Error(name_ + " is cut short: the pickle in it ends early; copy or write it again.");
    std::string_view line = bytes_.substr(at_, end - at_);
    at_ = end + 1;
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

std::uint64_t PickleMachine::takeCount(std::size_t bytes) {
    std::uint64_t value = 0;
    const std::string_view raw = take(bytes);
    for (std::size_t i = 0; i < bytes; ++i)
        value |= std::uint64_t{static_cast<unsigned char>(raw[i])} << (8 * i);
    return value;
}

void PickleMachine::countItems(std::size_t more) {
    constexpr std::size_t most = std::size_t{1} << 24;
    items_ += more;
    if (items_ > most)
        throw Error(name_ + " holds more Python objects than data have; keep its values in NumPy arrays.");
}

void PickleMachine::push(PickleValue value) {
    countItems(1);
    stack_.push_back(value);
}

void PickleMachine::push(Kind kind, std::string_view bytes) {
    PickleValue value;
    value.kind = kind;
    value.bytes = bytes;
    push(value);
}

void PickleMachine::pushInteger(std::int64_t integer) {
    PickleValue value;
    value.kind = Kind::Integer;
    value.integer = integer;
    push(value);
}

void PickleMachine::pushReal(double real) {
    PickleValue value;
    value.kind = Kind::Real;
    value.real = real;
    push(value);
}

void PickleMachine::pushLong(std::string_view littleEndian) {
    constexpr std::size_t width = sizeof(std::int64_t);
    const bool isNegative = !littleEndian.empty() && static_cast<unsigned char>(littleEndian.back()) >= 0x80;
    if (littleEndian.size() <= width) {
        std::uint64_t bits = isNegative ? ~std::uint64_t{0} : 0;
        for (std::size_t i = 0; i < littleEndian.size(); ++i) {
            bits &= ~(std::uint64_t{0xFF} << (8 * i));
            bits |= std::uint64_t{static_cast<unsigned char>(littleEndian[i])} << (8 * i);
        }
        pushInteger(std::bit_cast<std::int64_t>(bits));
        return;
    }
    double value = isNegative ? -1 : 0;
    for (std::size_t i = littleEndian.size(); i-- > 0;)
        value = value * 256 + static_cast<unsigned char>(littleEndian[i]);
    pushReal(value);
}

void PickleMachine::pushNumberLine(std::string_view line) {
    if (line.ends_with('L'))
        line.remove_suffix(1);
    const std::optional<double> value = parseNumber(line);
    if (!value)
        throwDamaged(inQuotes(line) + " is no number");
    constexpr double mostExact = 9007199254740992.0;
    if (std::floor(*value) == *value && std::abs(*value) <= mostExact)
        pushInteger(static_cast<std::int64_t>(*value));
    else
        pushReal(*value);
}

void PickleMachine::pushOwnText(Kind kind, std::string text) {
    PickleObject& object = makeObject();
    object.text = std::move(text);
    push(kind, object.text);
}

PickleValue PickleMachine::pop() {
    if (stack_.empty() || stack_.back().kind == Kind::Mark)
        throwDamaged("it takes more than it has put there");
    const PickleValue value = stack_.back();
    stack_.pop_back();
    return value;
}

PickleValue& PickleMachine::top() {
    if (stack_.empty() || stack_.back().kind == Kind::Mark)
        throwDamaged("it takes more than it has put there");
    return stack_.back();
}

std::vector<PickleValue> PickleMachine::popToMark() {
    const auto mark = std::find_if(stack_.rbegin(), stack_.rend(),
                                   [](const PickleValue& value) { return value.kind == Kind::Mark; });
    if (mark == stack_.rend())
        throwDamaged("it takes more than it has put there");
    std::vector<PickleValue> items(mark.base(), stack_.end());
    stack_.erase(std::prev(mark.base()), stack_.end());
    return items;
}

PickleObject& PickleMachine::makeObject() {
    constexpr std::size_t itemsItTakes = 4;
    countItems(itemsItTakes);
    return *objects_.emplace_back(std::make_unique<PickleObject>());
}

PickleValue PickleMachine::container(Kind kind, std::vector<PickleValue> items) {
    if (kind == Kind::Mapping && items.size() % 2 == 1)
        throwDamaged("a key has no value");
    PickleValue value;
    value.kind = kind;
    value.object = &makeObject();
    value.object->items = std::move(items);
    return value;
}

void PickleMachine::addItems(Kind kind, std::vector<PickleValue> items) {
    const PickleValue& target = top();
    if (target.kind != kind || (kind == Kind::Mapping && items.size() % 2 == 1))
        throwDamaged("it adds to what is no container");
    countItems(items.size());
    target.object->items.insert(target.object->items.end(), items.begin(), items.end());
}

void PickleMachine::remember(std::uint64_t slot, const PickleValue& value) {
    countItems(2);
    memo_[slot] = value;
}

void PickleMachine::recall(std::uint64_t slot) {
    const auto found = memo_.find(slot);
    if (found == memo_.end())
        throwDamaged("it recalls what it has not kept");
    push(found->second);
}

/// Numbers and texts. False for other instructions.
bool PickleMachine::stepLiteral(unsigned char instruction) {
    switch (instruction) {
    case 'N':
        push(PickleValue{});
        return true;
    case 0x88: // True
    case 0x89: // False
        pushInteger(instruction == 0x88 ? 1 : 0);
        stack_.back().kind = Kind::Boolean;
        return true;
    case 'I':
    case 'L':
    case 'F':
        pushNumberLine(takeLine());
        return true;
    case 'J':
        pushInteger(static_cast<std::int32_t>(takeCount(4)));
        return true;
    case 'K':
        pushInteger(static_cast<std::int64_t>(takeCount(1)));
        return true;
    case 'M':
        pushInteger(static_cast<std::int64_t>(takeCount(2)));
        return true;
    case 'G': { // big-endian
        std::uint64_t bits = 0;
        for (const char c : take(8))
            bits = bits << 8 | static_cast<unsigned char>(c);
        pushReal(std::bit_cast<double>(bits));
        return true;
    }
    case 0x8A:
        pushLong(take(takeCount(1)));
        return true;
    case 0x8B:
        pushLong(take(takeCount(4)));
        return true;
    case 'S':
        pushOwnText(Kind::Bytes, unquoted(takeLine()));
        return true;
    case 'V':
        pushOwnText(Kind::Text, unescaped(takeLine()));
        return true;
    case 'U':
    case 'C':
        push(Kind::Bytes, take(takeCount(1)));
        return true;
    case 'T':
    case 'B':
        push(Kind::Bytes, take(takeCount(4)));
        return true;
    case 0x8E:
    case 0x96: // bytes and bytearray, beyond 32 bits
        push(Kind::Bytes, take(takeCount(8)));
        return true;
    case 0x8C:
        push(Kind::Text, take(takeCount(1)));
        return true;
    case 'X':
        push(Kind::Text, take(takeCount(4)));
        return true;
    case 0x8D:
        push(Kind::Text, take(takeCount(8)));
        return true;
    default:
        return false;
    }
}

/// Lists, tuples, sets and dicts. False for other instructions.
bool PickleMachine::stepContainer(unsigned char instruction) {
    switch (instruction) {
    case ']':
    case ')':
    case 0x8F:
        push(container(Kind::Sequence, {}));
        return true;
    case '}':
        push(container(Kind::Mapping, {}));
        return true;
    case 'l':
    case 't':
    case 0x91: // frozenset
        push(container(Kind::Sequence, popToMark()));
        return true;
    case 'd':
        push(container(Kind::Mapping, popToMark()));
        return true;
    case 0x85:
    case 0x86:
    case 0x87: { // tuples of one to three
        std::vector<PickleValue> items(instruction - 0x84U);
        for (auto item = items.rbegin(); item != items.rend(); ++item)
            *item = pop();
        push(container(Kind::Sequence, std::move(items)));
        return true;
    }
    case 'a': {
        const PickleValue item = pop();
        addItems(Kind::Sequence, {item});
        return true;
    }
    case 'e':
    case 0x90:
        addItems(Kind::Sequence, popToMark());
        return true;
    case 's': {
        const PickleValue value = pop();
        const PickleValue key = pop();
        addItems(Kind::Mapping, {key, value});
        return true;
    }
    case 'u':
        addItems(Kind::Mapping, popToMark());
        return true;
    default:
        return false;
    }
}

bool PickleMachine::step(unsigned char instruction) {
    if (stepLiteral(instruction) || stepContainer(instruction))
        return true;
    switch (instruction) {
    case '.':
        return false;
    case 0x80: // the protocol
        take(1);
        return true;
    case 0x95: // a frame
        take(8);
        return true;
    case '(': {
        PickleValue mark;
        mark.kind = Kind::Mark;
        push(mark);
        return true;
    }
    case '0':
        if (stack_.empty())
            throwDamaged("it takes more than it has put there");
        stack_.pop_back();
        return true;
    case '1':
        popToMark();
        return true;
    case '2':
        push(PickleValue(top()));
        return true;
    case 'p': {
        const auto slot = parseNumber(takeLine());
        remember(slot && *slot >= 0 && *slot < 0x1p62 ? static_cast<std::uint64_t>(*slot) : 0, top());
        return true;
    }
    case 'q':
        remember(takeCount(1), top());
        return true;
    case 'r':
        remember(takeCount(4), top());
        return true;
    case 0x94:
        remember(memo_.size(), top());
        return true;
    case 'g': {
        const auto slot = parseNumber(takeLine());
        recall(slot && *slot >= 0 && *slot < 0x1p62 ? static_cast<std::uint64_t>(*slot) : 0);
        return true;
    }
    case 'h':
        recall(takeCount(1));
        return true;
    case 'j':
        recall(takeCount(4));
        return true;
    case 'c': {
        const std::string_view module = takeLine();
        pushName(module, takeLine());
        return true;
    }
    case 0x93: {
        const PickleValue name = pop();
        const PickleValue module = pop();
        if (!name.isText() || !module.isText())
            throwDamaged("a name is no text");
        pushName(module.bytes, name.bytes);
        return true;
    }
    case 'i': { // an object of a class
        const std::string_view module = takeLine();
        throwRefused(std::string(module).append(".").append(takeLine()));
    }
    case 'R':
    case 0x81: {
        const PickleValue arguments = pop();
        const PickleValue function = pop();
        call(function, arguments);
        return true;
    }
    case 'b': {
        const PickleValue state = pop();
        build(top(), state);
        return true;
    }
    case 0x98: // a buffer is read-only
        return true;
    case 'P':
    case 'Q':
        throwRefused("objects kept elsewhere");
    case 0x97:
        throwRefused("buffers kept elsewhere");
    case 'o':
    case 0x82:
    case 0x83:
    case 0x84:
    case 0x92:
        throwRefused("objects of a class");
    default:
        throwDamaged("an instruction is unknown");
    }
}

} // namespace shoal
