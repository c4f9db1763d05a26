// SPDX-License-Identifier: MIT
// Python pickles of NumPy arrays, and of dicts and lists of them (.pkl, .pkl.gz).
#include "core/error.h"
#include "data/named_arrays.h"
#include "data/naming.h"
#include "data/number.h"
#include "data/pickle_machine.h"
#include "data/raw_values.h"

#include <algorithm>
#include <deque>
#include <unordered_set>

namespace shoal {

namespace {

using Kind = PickleValue::Kind;

/// From protocol 2 on the protocol's number comes first; before, the name of what builds an array comes
/// early.
bool recognizes(const Opening& opening) {
    const std::string& head = opening.head;
    if (head.size() > 2 && head[0] == '\x80')
        return head[1] >= 2 && head[1] <= 5;
    if (head.empty() || std::string_view("(]})c").find(head[0]) == std::string_view::npos)
        return false;
    return head.find("cnumpy.core.multiarray\n_reconstruct\n") != head.npos ||
           head.find("cnumpy._core.multiarray\n_reconstruct\n") != head.npos;
}

bool areNumbers(const std::vector<PickleValue>& items) {
    return !items.empty() &&
           std::all_of(items.begin(), items.end(), [](const PickleValue& item) { return item.isNumber(); });
}

/// Texts, with numbers and gaps among them.
bool areTexts(const std::vector<PickleValue>& items) {
    return !items.empty() && std::all_of(items.begin(), items.end(), [](const PickleValue& item) {
        return item.isText() || item.isNumber() || item.kind == Kind::None;
    });
}

std::string textOf(const PickleValue& value) {
    if (value.isText())
        return toUtf8(value.bytes);
    return value.isNumber() ? numberText(value.number(), false) : std::string();
}

class PickleArrays : public NamedArrays {
public:
    PickleArrays(const InputFile& file, RunContext& context)
        : name_(file.name())
        , contents_(readWhole(file, context, 0.2))
        , machine_({contents_.data(), contents_.size()}, name_, context) {
        constexpr int deepest = 3;
        collect("", machine_.result(), deepest);
    }

    Bytes bytes(const Array& array, RunContext&) const override {
        const PickleObject& object = *objects_[indexOf(array)];
        if (!fitsInto(object.data.size(), array))
            throw Error(
                name_ + (array.name.empty() ? "" : ": " + array.name) +
                " is cut short: the array holds fewer values than its shape asks for; write it again.");
        return {{}, object.data};
    }
    std::vector<std::string> texts(const Array& array, RunContext& context) const override {
        const std::vector<PickleValue>& items = objects_[indexOf(array)]->items;
        std::vector<std::string> texts;
        texts.reserve(items.size());
        for (const PickleValue& item : items) {
            if (texts.size() % 65536 == 0)
                context.checkpoint();
            texts.push_back(textOf(item));
        }
        return texts;
    }

private:
    std::size_t indexOf(const Array& array) const {
        return static_cast<std::size_t>(&array - arrays_.data());
    }

    /// The arrays in a value and in what it contains.
    void collect(const std::string& name, const PickleValue& value, int depth) {
        const bool hasParts =
            value.kind == Kind::Array || value.kind == Kind::Sequence || value.kind == Kind::Mapping;
        if (!hasParts || !seen_.insert(value.object).second) // the same may stand there many times
            return;
        if (value.kind == Kind::Array) {
            const PickleObject& object = *value.object;
            const bool isOfTexts = object.type == "O" && object.shape.size() == 1 &&
                                   object.items.size() == object.shape[0] && areTexts(object.items);
            add({name, object.type == "O" && !isOfTexts ? "|O" : object.type, object.shape,
                 object.columnMajor},
                object);
        } else if (value.kind == Kind::Sequence && areNumbers(value.object->items)) {
            PickleObject& numbers = numberLists_.emplace_back();
            for (const PickleValue& item : value.object->items) {
                const double number = item.number();
                numbers.text.append(reinterpret_cast<const char*>(&number), sizeof number);
            }
            numbers.data = numbers.text;
            add({name, "<f8", {value.object->items.size()}, false}, numbers);
        } else if (value.kind == Kind::Sequence && areTexts(value.object->items)) {
            add({name, "O", {value.object->items.size()}, false}, *value.object);
        } else if (value.kind == Kind::Sequence && depth > 0) {
            for (std::size_t i = 0; i < value.object->items.size(); ++i)
                collect(joined(name, std::to_string(i)), value.object->items[i], depth - 1);
        } else if (value.kind == Kind::Mapping && depth > 0) {
            for (std::size_t i = 0; i + 1 < value.object->items.size(); i += 2)
                collect(joined(name, textOf(value.object->items[i])), value.object->items[i + 1], depth - 1);
        }
    }
    static std::string joined(const std::string& name, const std::string& part) {
        return name.empty() ? part : name + "/" + part;
    }
    void add(Array array, const PickleObject& object) {
        arrays_.push_back(std::move(array));
        objects_.push_back(&object);
    }

    std::string name_;
    Buffer<char> contents_;
    PickleMachine machine_;
    std::vector<const PickleObject*> objects_; ///< of the arrays
    std::deque<PickleObject> numberLists_;     ///< lists of numbers as arrays
    std::unordered_set<const PickleObject*> seen_;
};

std::shared_ptr<Dataset> read(const InputFile& file, const ReadOptions& options, RunContext& context) {
    constexpr double openShare = 0.5;
    RunContext opening = context.part(0, openShare);
    const PickleArrays arrays(file, opening);
    RunContext reading = context.part(openShare, 1);
    return readNamedArrays(file, arrays, options, reading);
}

DatasetSummary summarize(const InputFile& file, const ReadOptions& options, RunContext& context) {
    return summarizeNamedArrays(file, "Python pickle", PickleArrays(file, context), options, context);
}

} // namespace

const Format pickleFormat{recognizes, read, summarize};

} // namespace shoal
