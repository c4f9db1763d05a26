// SPDX-License-Identifier: MIT
#include "data/anndata_columns.h"

#include "core/error.h"
#include "data/hdf5_values.h"
#include "data/naming.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace shoal {

namespace {

constexpr ProgressShare quietly{0, 0};
const std::string oldCategories = "__categories"; // AnnData 0.7

using Mask = std::vector<std::int32_t>; // empty, or not 0 where a value is missing

std::optional<Hdf5Values> dataset(std::optional<Hdf5Object> object) {
    if (!object || object->isGroup())
        return std::nullopt;
    return Hdf5Values(std::move(*object));
}

/// A column of values: rank 1, numbers, booleans or text.
bool isColumn(const Hdf5Values& values) {
    return values.rank() == 1 && values.kind() != Hdf5Values::Kind::Table &&
           values.kind() != Hdf5Values::Kind::Other;
}

void requireRows(const Hdf5Values& values, std::uint64_t rows) {
    if (values.shape()[0] != rows)
        values.file().throwDamaged(values.path() + " holds " + std::to_string(values.shape()[0]) +
                                   " values for " + std::to_string(rows) + " rows");
}

CategoricalColumn booleans(const Hdf5Values& values, const Mask& mask, RunContext& context) {
    CategoricalColumn column{{"False", "True"}, std::vector<std::int32_t>(values.shape()[0]), {}};
    values.read(column.codes.data(), context, quietly);
    for (std::size_t i = 0; i < column.codes.size(); ++i)
        column.codes[i] = !mask.empty() && mask[i] ? -1 : column.codes[i] ? 1 : 0;
    return column;
}

std::vector<std::string> texts(const Hdf5Values& values, const Mask& mask, RunContext& context) {
    std::vector<std::string> result = values.readTexts(context);
    for (std::size_t i = 0; i < mask.size(); ++i)
        if (mask[i])
            result[i].clear();
    return result;
}

bool areWholeNumbers(const std::vector<float>& values) {
    return std::all_of(values.begin(), values.end(),
                       [](float value) { return std::isnan(value) || std::floor(value) == value; });
}

std::optional<Column> described(const std::string& name, const Hdf5Values& values, const Mask& mask,
                                bool isLabels, RunContext& context) {
    if (!isColumn(values))
        return std::nullopt;
    if (values.kind() == Hdf5Values::Kind::Text)
        return describedColumn(name, texts(values, mask, context), isLabels);
    if (values.kind() == Hdf5Values::Kind::Boolean)
        return Column{name, booleans(values, mask, context)};
    ContinuousColumn numbers{std::vector<float>(values.shape()[0])};
    values.read(numbers.values.data(), context, quietly);
    for (std::size_t i = 0; i < mask.size(); ++i)
        if (mask[i])
            numbers.values[i] = std::numeric_limits<float>::quiet_NaN();
    if (isLabels || (labelNameRank(name) != notLabels && areWholeNumbers(numbers.values))) {
        Column column = describedColumn(name, texts(values, mask, context), isLabels);
        if (column.categorical())
            return column;
    }
    return Column{name, std::move(numbers)};
}

/// "#1f77b4" and "#1f77b4ff".
std::optional<std::uint32_t> parseColor(const std::string& text) {
    std::uint32_t color = 0;
    if ((text.size() != 7 && text.size() != 9) || text[0] != '#')
        return std::nullopt;
    const std::from_chars_result result = std::from_chars(text.data() + 1, text.data() + 7, color, 16);
    return result.ec == std::errc{} && result.ptr == text.data() + 7 ? std::optional(color) : std::nullopt;
}

/// uns/<column>_colors, when there is a color for each class.
std::vector<std::uint32_t> colorsOf(const std::optional<Hdf5Object>& uns, const std::string& column,
                                    std::size_t classes, RunContext& context) {
    const std::optional<Hdf5Values> values = dataset(uns ? uns->child(column + "_colors") : std::nullopt);
    if (!values || values->rank() != 1 || values->kind() != Hdf5Values::Kind::Text ||
        values->shape()[0] < classes)
        return {};
    const std::vector<std::string> names = values->readTexts(context);
    std::vector<std::uint32_t> colors;
    for (std::size_t i = 0; i < classes; ++i) {
        const std::optional<std::uint32_t> color = parseColor(names[i]);
        if (!color)
            return {};
        colors.push_back(*color);
    }
    return colors;
}

/// A group of values and the mask of those missing (nullable-integer, -boolean, -string-array).
struct Masked {
    Hdf5Values values;
    Mask mask;
};

std::optional<Masked> masked(const Hdf5Object& group, std::uint64_t rows, RunContext& context) {
    std::optional<Hdf5Values> values = dataset(group.child("values"));
    const std::optional<Hdf5Values> missing = dataset(group.child("mask"));
    if (!values || !missing || missing->rank() != 1 || missing->kind() == Hdf5Values::Kind::Text ||
        !isColumn(*missing))
        return std::nullopt;
    requireRows(*missing, rows);
    Mask mask(rows);
    missing->read(mask.data(), context, quietly);
    return Masked{std::move(*values), std::move(mask)};
}

/// The names of classes, from a data set or from a group with a mask.
std::vector<std::string> categoryNames(Hdf5Object object, RunContext& context) {
    const Hdf5File& file = object.file();
    const std::string path = object.path();
    const std::optional<Hdf5Values> values =
        dataset(object.isGroup() ? object.child("values") : std::move(object));
    if (!values || !isColumn(*values))
        file.throwDamaged("the names of classes in " + path + " cannot be read");
    return values->readTexts(context);
}

CategoricalColumn classes(const Hdf5Values& codes, std::vector<std::string> categories, RunContext& context) {
    CategoricalColumn column{std::move(categories), std::vector<std::int32_t>(codes.shape()[0]), {}};
    codes.read(column.codes.data(), context, quietly);
    for (std::int32_t& code : column.codes) {
        if (code >= 0 && static_cast<std::size_t>(code) >= column.categories.size())
            codes.file().throwDamaged(codes.path() + " names class " + std::to_string(code) + " of " +
                                      std::to_string(column.categories.size()));
        code = std::max(code, -1);
    }
    return column;
}

} // namespace

struct AnnDataFrame::Source {
    std::optional<Hdf5Object> group; ///< since 0.7
    std::optional<Hdf5Values> table; ///< before
    std::optional<Hdf5Object> uns;

    /// The column as plain values; none when it is a group, or not there.
    std::optional<Hdf5Values> plain(const std::string& name) const {
        return table ? table->field(name) : dataset(group->child(name));
    }
    /// Categories kept apart from codes that are plain values.
    std::optional<Hdf5Object> categories(const std::string& name) const {
        if (table)
            return uns ? uns->child(name + "_categories") : std::nullopt;
        const std::optional<Hdf5Object> all = group->child(oldCategories);
        return all ? all->child(name) : std::nullopt;
    }
};

AnnDataFrame::~AnnDataFrame() = default;
AnnDataFrame::AnnDataFrame(AnnDataFrame&&) noexcept = default;

AnnDataFrame::AnnDataFrame(Hdf5Object frame)
    : source_(std::make_unique<Source>()) {
    const Hdf5File& file = frame.file();
    const std::string path = frame.path();
    source_->uns = Hdf5Object::root(file).child("uns");
    if (frame.isGroup()) {
        indexName_ = frame.textAttribute("_index").value_or(frame.hasChild("_index") ? "_index" : "index");
        columnNames_ = frame.textsAttribute("column-order").value_or(frame.children());
        std::erase(columnNames_, oldCategories);
        source_->group = std::move(frame);
    } else {
        source_->table = Hdf5Values(std::move(frame));
        columnNames_ = source_->table->fields();
        const bool underscored =
            std::find(columnNames_.begin(), columnNames_.end(), "_index") != columnNames_.end();
        indexName_ = underscored ? "_index" : "index";
    }
    const std::optional<Hdf5Values> index = source_->plain(indexName_);
    if (!index || !isColumn(*index))
        file.throwDamaged(path + " has no names of its rows");
    rows_ = index->shape()[0];
    std::erase(columnNames_, indexName_);
}

std::vector<std::string> AnnDataFrame::rowNames(RunContext& context) const {
    return source_->plain(indexName_)->readTexts(context);
}

std::optional<Column> AnnDataFrame::column(const std::string& name, bool isLabels,
                                           RunContext& context) const {
    const std::string shownName = toUtf8(name);
    Column column{shownName, {}};
    if (const std::optional<Hdf5Values> values = source_->plain(name)) {
        if (!isColumn(*values))
            return std::nullopt;
        requireRows(*values, rows_);
        std::optional<Hdf5Object> categories = source_->categories(name);
        if (!categories || !values->isInteger())
            return described(shownName, *values, {}, isLabels, context);
        column.values = classes(*values, categoryNames(std::move(*categories), context), context);
    } else {
        const std::optional<Hdf5Object> group = source_->group ? source_->group->child(name) : std::nullopt;
        if (!group)
            return std::nullopt;
        if (const std::optional<Masked> nullable = masked(*group, rows_, context)) {
            requireRows(nullable->values, rows_);
            return described(shownName, nullable->values, nullable->mask, isLabels, context);
        }
        const std::optional<Hdf5Values> codes = dataset(group->child("codes"));
        std::optional<Hdf5Object> categories = group->child("categories");
        if (!codes || !codes->isInteger() || codes->rank() != 1 || !categories)
            return std::nullopt;
        requireRows(*codes, rows_);
        column.values = classes(*codes, categoryNames(std::move(*categories), context), context);
    }
    auto& found = std::get<CategoricalColumn>(column.values);
    found.colors = colorsOf(source_->uns, name, found.categories.size(), context);
    return column;
}

std::optional<Column> columnOf(const std::string& name, const Hdf5Values& values, bool isLabels,
                               RunContext& context) {
    return described(toUtf8(name), values, {}, isLabels, context);
}

} // namespace shoal
