// SPDX-License-Identifier: MIT
#include "data/hdf5_trial.h"

#include "core/error.h"
#include "data/hdf5_contents.h"

namespace shoal {

namespace {

/// obs/louvain/codes, raw/X/data and the like are the deepest.
constexpr int deepest = 3;

void openObject(Hdf5Object object, int depth, int& room, RunContext& context) {
    for (const char* name : {"encoding-type", "_index", "column-order", "h5sparse_format"})
        object.textsAttribute(name);
    if (object.isGroup()) {
        if (depth < deepest)
            for (const std::string& name : object.children())
                if (std::optional<Hdf5Object> child = object.child(name); child && --room > 0)
                    openObject(std::move(*child), depth + 1, room, context);
        return;
    }
    try {
        const Hdf5Values values(std::move(object));
        if (values.kind() == Hdf5Values::Kind::Text && values.rank() == 1)
            values.readTexts(context);
        for (const std::string& name : values.fields())
            values.field(name);
    } catch (const Error&) { // of this one only
    }
}

} // namespace

void openEverything(const Hdf5File& file, RunContext& context) {
    try {
        Hdf5Contents::of(file, context); // first, and so with memory in the state that the reader will find
    } catch (const Error&) {             // for the reader to say
    }
    int room = 20'000; // objects; files of sense hold some hundreds
    openObject(Hdf5Object::root(file), 0, room, context);
}

} // namespace shoal
