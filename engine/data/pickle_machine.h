// SPDX-License-Identifier: MIT
// Runs a Python pickle (protocols 0 to 5) as far as it builds numbers, texts, containers and NumPy arrays.
// Whatever else it asks for is refused by its name: nothing is imported, nothing called.
#pragma once

#include "core/run_context.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace shoal {

struct PickleObject;

struct PickleValue {
    enum class Kind {
        None,
        Boolean, ///< in `integer`
        Integer,
        Real,
        Text,     ///< UTF-8, in `bytes`
        Bytes,    ///< also the texts of Python 2
        Sequence, ///< list, tuple, set: its `items`
        Mapping,  ///< dict: keys and values in turn in `items`
        Array,
        DataType,
        Name, ///< of a function or class, in `object->text`
        Mark, ///< of the machine's own
    };
    Kind kind = Kind::None;
    std::int64_t integer = 0;
    double real = 0;
    std::string_view bytes;
    PickleObject* object = nullptr; ///< owned by the machine

    bool isText() const { return kind == Kind::Text || kind == Kind::Bytes; }
    bool isNumber() const { return kind == Kind::Boolean || kind == Kind::Integer || kind == Kind::Real; }
    /// Of a number.
    double number() const { return kind == Kind::Real ? real : static_cast<double>(integer); }
};

struct PickleObject {
    std::string text;               ///< of a name, and of texts that do not stand as they are in the file
    std::vector<PickleValue> items; ///< of containers; of an array of Python objects its elements
    std::string type;               ///< of data types and arrays: "<f4"; empty for named fields
    std::vector<std::uint64_t> shape;
    bool columnMajor = false;
    std::string_view data; ///< of an array
};

class PickleMachine {
public:
    /// `bytes` must outlive this; `name` begins the sentence of the Error thrown for what is no sound pickle,
    /// is refused, or is larger than data are. Throws Stopped.
    PickleMachine(std::string_view bytes, const std::string& name, RunContext& context);

    /// What the pickle holds.
    const PickleValue& result() const { return result_; }

private:
    using Kind = PickleValue::Kind;

    [[noreturn]] void throwDamaged(const std::string& what) const;
    [[noreturn]] void throwRefused(const std::string& what) const;

    // Of the file
    std::string_view take(std::uint64_t count);
    std::string_view takeLine();
    std::uint64_t takeCount(std::size_t bytes);

    // Of the stack
    void push(PickleValue value);
    void push(Kind kind, std::string_view bytes);
    void pushInteger(std::int64_t value);
    void pushReal(double value);
    void pushLong(std::string_view littleEndian);
    void pushName(std::string_view module, std::string_view name);
    void pushOwnText(Kind kind, std::string text);
    void pushNumberLine(std::string_view line);
    PickleValue pop();
    PickleValue& top();
    std::vector<PickleValue> popToMark();
    PickleObject& makeObject();
    PickleValue container(Kind kind, std::vector<PickleValue> items);
    void countItems(std::size_t more);
    void remember(std::uint64_t slot, const PickleValue& value);
    void recall(std::uint64_t slot);

    /// Carries out one instruction; false at the end.
    bool step(unsigned char instruction);
    bool stepLiteral(unsigned char instruction);
    bool stepContainer(unsigned char instruction);
    void addItems(Kind kind, std::vector<PickleValue> items);

    // What names stand for
    void call(const PickleValue& function, const PickleValue& arguments);
    void build(PickleValue& target, const PickleValue& state);
    void buildArray(PickleObject& array, const PickleValue& state);
    void buildType(PickleObject& type, const PickleValue& state);
    PickleValue makeArray(std::string_view data, const PickleValue& type, const PickleValue& shape,
                          bool columnMajor);
    PickleValue scalar(const std::vector<PickleValue>& arguments);
    void setShape(PickleObject& array, const PickleValue& shape) const;

    std::string_view bytes_;
    const std::string& name_;
    std::size_t at_ = 0;
    std::size_t items_ = 0; ///< made so far, of all kinds
    std::vector<PickleValue> stack_;
    std::unordered_map<std::uint64_t, PickleValue> memo_;
    std::vector<std::unique_ptr<PickleObject>> objects_;
    PickleValue result_;
};

} // namespace shoal
