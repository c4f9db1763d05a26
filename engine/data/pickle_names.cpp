// SPDX-License-Identifier: MIT
// The names that a pickle may use, and what they build: NumPy's arrays, types and numbers, Python's
// containers.
#include "core/error.h"
#include "data/naming.h"
#include "data/pickle_machine.h"
#include "data/raw_values.h"

#include <array>
#include <optional>

namespace shoal {

namespace {

enum class Role {
    Reconstruct,
    FromBuffer,
    Scalar,
    DataType,
    ArrayClass,
    Encode,
    Bytes,
    Sequence,
    Mapping,
};

struct KnownName {
    std::string_view name;
    Role role;
};

constexpr std::array<KnownName, 27> knownNames{{
    {"numpy.core.multiarray._reconstruct", Role::Reconstruct},
    {"numpy._core.multiarray._reconstruct", Role::Reconstruct},
    {"numpy.core.numeric._frombuffer", Role::FromBuffer},
    {"numpy._core.numeric._frombuffer", Role::FromBuffer},
    {"numpy.core.multiarray.scalar", Role::Scalar},
    {"numpy._core.multiarray.scalar", Role::Scalar},
    {"numpy.dtype", Role::DataType},
    {"numpy.ndarray", Role::ArrayClass},
    {"numpy.matrix", Role::ArrayClass},
    {"numpy.matrixlib.defmatrix.matrix", Role::ArrayClass},
    {"numpy.recarray", Role::ArrayClass},
    {"numpy.rec.recarray", Role::ArrayClass},
    {"numpy.record", Role::ArrayClass},
    {"numpy.rec.record", Role::ArrayClass},
    {"_codecs.encode", Role::Encode},
    {"builtins.bytes", Role::Bytes},
    {"builtins.bytearray", Role::Bytes},
    {"__builtin__.bytearray", Role::Bytes},
    {"builtins.set", Role::Sequence},
    {"builtins.frozenset", Role::Sequence},
    {"builtins.list", Role::Sequence},
    {"__builtin__.set", Role::Sequence},
    {"__builtin__.frozenset", Role::Sequence},
    {"__builtin__.list", Role::Sequence},
    {"collections.OrderedDict", Role::Mapping},
    {"builtins.dict", Role::Mapping},
    {"__builtin__.dict", Role::Mapping},
}};

/// UTF-8 of characters up to 255 as the bytes they stand for; none when there are others.
std::optional<std::string> latinBytes(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead < 0x80) {
            bytes += text[i];
            continue;
        }
        if ((lead != 0xC2 && lead != 0xC3) || i + 1 == text.size())
            return std::nullopt;
        bytes += static_cast<char>((lead & 3U) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3FU));
    }
    return bytes;
}

} // namespace

void PickleMachine::pushName(std::string_view module, std::string_view name) {
    const std::string whole = std::string(module).append(".").append(name);
    for (const KnownName& known : knownNames)
        if (known.name == whole) {
            PickleValue value;
            value.kind = Kind::Name;
            value.integer = static_cast<std::int64_t>(known.role);
            value.bytes = known.name;
            push(value);
            return;
        }
    throwRefused(whole);
}

void PickleMachine::call(const PickleValue& function, const PickleValue& arguments) {
    if (function.kind != Kind::Name || arguments.kind != Kind::Sequence)
        throwDamaged("it calls what cannot be called");
    const std::vector<PickleValue>& given = arguments.object->items;
    const auto refuse = [&] { throwRefused(std::string(function.bytes) + " in an unknown way"); };
    switch (static_cast<Role>(function.integer)) {
    case Role::Reconstruct: {
        PickleValue value;
        value.kind = Kind::Array;
        value.object = &makeObject();
        push(value);
        return;
    }
    case Role::FromBuffer: {
        if (given.size() != 4 || given[0].kind != Kind::Bytes || !given[3].isText())
            refuse();
        push(makeArray(given[0].bytes, given[1], given[2], given[3].bytes == "F"));
        return;
    }
    case Role::Scalar:
        push(scalar(given));
        return;
    case Role::DataType: {
        const bool isRecord = !given.empty() && given[0].kind == Kind::Name;
        if (given.empty() || (!given[0].isText() && !isRecord))
            refuse();
        PickleValue value;
        value.kind = Kind::DataType;
        value.object = &makeObject();
        const std::string_view code = given[0].bytes;
        value.object->type = code.starts_with('O') ? "O" : std::string("|").append(code);
        push(value);
        return;
    }
    case Role::Encode: { // how Python 3 writes bytes for Python 2
        const std::optional<std::string> bytes =
            given.size() == 2 && given[0].kind == Kind::Text ? latinBytes(given[0].bytes) : std::nullopt;
        if (!bytes)
            refuse();
        pushOwnText(Kind::Bytes, *bytes);
        return;
    }
    case Role::Bytes: {
        if (given.empty()) {
            push(Kind::Bytes, {});
            return;
        }
        const std::optional<std::string> bytes = given[0].kind == Kind::Bytes  ? std::string(given[0].bytes)
                                                 : given[0].kind == Kind::Text ? latinBytes(given[0].bytes)
                                                                               : std::nullopt;
        if (!bytes)
            refuse();
        pushOwnText(Kind::Bytes, *bytes);
        return;
    }
    case Role::Sequence: {
        if (!given.empty() && given[0].kind != Kind::Sequence)
            refuse();
        std::vector<PickleValue> items = given.empty() ? std::vector<PickleValue>() : given[0].object->items;
        countItems(items.size());
        push(container(Kind::Sequence, std::move(items)));
        return;
    }
    case Role::Mapping: {
        std::vector<PickleValue> items;
        if (!given.empty() && given[0].kind == Kind::Mapping)
            items = given[0].object->items;
        else if (!given.empty() && given[0].kind == Kind::Sequence) // pairs, as Python 2 writes
            for (const PickleValue& pair : given[0].object->items) {
                if (pair.kind != Kind::Sequence || pair.object->items.size() != 2)
                    refuse();
                items.insert(items.end(), pair.object->items.begin(), pair.object->items.end());
            }
        countItems(items.size());
        push(container(Kind::Mapping, std::move(items)));
        return;
    }
    case Role::ArrayClass:
        break;
    }
    refuse();
}

void PickleMachine::build(PickleValue& target, const PickleValue& state) {
    if (target.kind == Kind::Array)
        buildArray(*target.object, state);
    else if (target.kind == Kind::DataType)
        buildType(*target.object, state);
    else
        throwRefused("the state of an object");
}

/// (version, byte order, base type, names, fields, …)
void PickleMachine::buildType(PickleObject& type, const PickleValue& state) {
    if (state.kind != Kind::Sequence || state.object->items.size() < 5 || !state.object->items[1].isText())
        throwDamaged("a type of values is not understood");
    const std::vector<PickleValue>& items = state.object->items;
    const std::string_view order = items[1].bytes;
    if (items[2].kind != Kind::None || items[3].kind != Kind::None)
        type.type.clear(); // named fields, or arrays in an array
    else if (type.type.size() > 1 && order.size() == 1)
        type.type[0] = order[0];
}

void PickleMachine::setShape(PickleObject& array, const PickleValue& shape) const {
    if (shape.kind != Kind::Sequence)
        throwDamaged("the shape of an array is not understood");
    array.shape.clear();
    for (const PickleValue& length : shape.object->items) {
        if (length.kind != Kind::Integer || length.integer < 0)
            throwDamaged("the shape of an array is not understood");
        array.shape.push_back(static_cast<std::uint64_t>(length.integer));
    }
}

/// (version, shape, type, column after column, values)
void PickleMachine::buildArray(PickleObject& array, const PickleValue& state) {
    if (state.kind != Kind::Sequence || state.object->items.size() != 5)
        throwDamaged("an array is not understood");
    const std::vector<PickleValue>& items = state.object->items;
    if (items[2].kind != Kind::DataType)
        throwDamaged("an array has no type of values");
    setShape(array, items[1]);
    array.type = items[2].object->type;
    array.columnMajor = items[3].isNumber() && items[3].integer != 0;
    if (items[4].isText())
        array.data = items[4].bytes;
    else if (items[4].kind == Kind::Sequence) {
        countItems(items[4].object->items.size());
        array.items = items[4].object->items;
    }
}

PickleValue PickleMachine::makeArray(std::string_view data, const PickleValue& type, const PickleValue& shape,
                                     bool columnMajor) {
    if (type.kind != Kind::DataType)
        throwDamaged("an array has no type of values");
    PickleValue value;
    value.kind = Kind::Array;
    value.object = &makeObject();
    setShape(*value.object, shape);
    value.object->type = type.object->type;
    value.object->columnMajor = columnMajor;
    value.object->data = data;
    return value;
}

/// (type, bytes): a number, else nothing that is of use here.
PickleValue PickleMachine::scalar(const std::vector<PickleValue>& arguments) {
    PickleValue value;
    const std::optional<ValueType> type = arguments.size() == 2 && arguments[0].kind == Kind::DataType
                                              ? valueTypeOf(arguments[0].object->type)
                                              : std::nullopt;
    if (!type || !arguments[1].isText() || arguments[1].bytes.size() < type->bytes)
        return value;
    float number = 0;
    convertValues(*type, arguments[1].bytes.data(), 1, &number, 1);
    value.kind = Kind::Real;
    value.real = double{number};
    return value;
}

} // namespace shoal
