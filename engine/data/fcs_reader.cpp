// SPDX-License-Identifier: MIT
// Flow and mass cytometry (FCS 2.0 to 3.1): markers become features, compensated and on the arcsinh scale;
// time, scatter and classes become columns.
#include "core/count_text.h"
#include "core/error.h"
#include "core/parallel.h"
#include "data/fcs_events.h"
#include "data/fcs_spillover.h"
#include "data/format.h"
#include "data/naming.h"
#include "data/number.h"

#include <algorithm>
#include <atomic>
#include <cmath>

namespace shoal {

namespace {

using Role = FcsChannel::Role;

constexpr std::string_view magic = "FCS";
constexpr const char* markersName = "markers";
constexpr const char* channelsName = "channels"; // all of them

bool recognizes(const Opening& opening) {
    const std::string& head = opening.head;
    return head.starts_with(magic) && head.size() > 5 && head[3] >= '1' && head[3] <= '9' && head[4] == '.';
}

/// One matrix of a file: all channels of one of its data sets, or the markers alone.
struct Choice {
    const FcsDataSet* set = nullptr;
    std::string name;
    std::vector<std::size_t> features; ///< channels
};

std::vector<std::size_t> channelsOf(const FcsDataSet& set, bool markersAlone,
                                    const std::vector<std::string>& labels) {
    std::vector<std::size_t> channels;
    for (std::size_t i = 0; i < set.channels.size(); ++i) {
        const FcsChannel& channel = set.channels[i];
        const bool isAskedFor = std::find(labels.begin(), labels.end(), channel.name) != labels.end();
        if (!markersAlone || (channel.role == Role::Marker && !isAskedFor))
            channels.push_back(i);
    }
    return channels;
}

/// The default comes first.
std::vector<Choice> choicesOf(const std::vector<FcsDataSet>& sets, const std::vector<std::string>& labels) {
    std::vector<Choice> choices;
    for (std::size_t i = 0; i < sets.size(); ++i) {
        const std::string prefix = i == 0 ? std::string() : "data set " + std::to_string(i + 1) + "/";
        for (const bool markersAlone : {true, false}) {
            std::vector<std::size_t> features = channelsOf(sets[i], markersAlone, labels);
            if (!features.empty())
                choices.push_back(
                    {&sets[i], prefix + (markersAlone ? markersName : channelsName), std::move(features)});
        }
    }
    return choices;
}

Choice choose(const InputFile& file, std::vector<Choice> choices, const ReadOptions& options) {
    std::vector<std::string> names;
    for (Choice& choice : choices) {
        if (options.matrix.empty() || choice.name == options.matrix) {
            std::vector<std::string> channels;
            for (const FcsChannel& channel : choice.set->channels)
                channels.push_back(channel.name);
            for (const std::string& label : options.labels)
                if (std::find(channels.begin(), channels.end(), label) == channels.end())
                    throwUnknownColumn(file, label, channels);
            return std::move(choice);
        }
        names.push_back(choice.name);
    }
    throw Error(file.name() + " has no matrix " + inQuotes(options.matrix) + "; it has " +
                closestNames(options.matrix, names) + ".");
}

/// What was asked for, with what is usual for such a file where nothing was.
IntensityOptions resolved(const FcsDataSet& set, const FcsSpillover& spillover, IntensityOptions options) {
    using Scale = IntensityOptions::Scale;
    if (options.scale == Scale::Standard)
        options.scale = Scale::Arcsinh;
    if (options.scale == Scale::Arcsinh && options.cofactor == 0)
        options.cofactor = set.isMassCytometry ? massCofactor : fluorescenceCofactor;
    options.compensate = options.compensate && spillover.problem().empty();
    return options;
}

/// Reads the columns, and the features where `features` is given.
class Reader {
public:
    Reader(const InputFile& file, const Choice& choice, const ReadOptions& options, RunContext& context)
        : set_(*choice.set)
        , choice_(choice)
        , options_(options)
        , spillover_(set_)
        , intensities_(resolved(set_, spillover_, options.intensities))
        , events_(set_, file.name(), context) {
        for (std::size_t i = 0; i < set_.channels.size(); ++i)
            if (set_.channels[i].role != Role::Marker || isLabel(i))
                columns_.push_back(i);
    }

    const IntensityOptions& intensities() const { return intensities_; }

    /// What reading does to the markers, in sentences.
    std::vector<std::string> notes() const {
        std::vector<std::string> notes;
        if (intensities_.compensate && spillover_.isUsable())
            notes.push_back("Spillover between " + countText(spillover_.channels().size(), "channel") +
                            " is compensated.");
        else if (!spillover_.problem().empty())
            notes.push_back("Spillover is not compensated: the file's matrix " + spillover_.problem() + ".");
        if (intensities_.scale == IntensityOptions::Scale::Arcsinh)
            notes.push_back("Markers are on the scale arcsinh(value / " +
                            numberText(intensities_.cofactor, false) + ")" +
                            (options_.intensities.cofactor > 0 ? ""
                             : set_.isMassCytometry            ? ", usual for mass cytometry"
                                                               : ", usual for fluorescence") +
                            ".");
        return notes;
    }

    std::vector<Column> read(Matrix* features, RunContext& context) const {
        std::vector<std::vector<float>> values(columns_.size(), std::vector<float>(set_.events));
        constexpr std::uint64_t blockEvents = 4096; // a multiple of 8
        std::atomic<std::uint64_t> done{0};
        forBlocks(context, set_.events, blockEvents, [&](std::size_t begin, std::size_t end, std::size_t) {
            const std::size_t channels = set_.channels.size();
            std::vector<double> block((end - begin) * channels);
            events_.read(begin, end, block.data());
            for (std::size_t i = 0; i < columns_.size(); ++i)
                for (std::size_t event = begin; event < end; ++event)
                    values[i][event] = static_cast<float>(block[(event - begin) * channels + columns_[i]]);
            if (features) {
                if (intensities_.compensate)
                    spillover_.undo(block.data(), end - begin, channels);
                for (std::size_t event = begin; event < end; ++event)
                    for (std::size_t i = 0; i < choice_.features.size(); ++i)
                        (*features)(static_cast<Eigen::Index>(event), static_cast<Eigen::Index>(i)) =
                            static_cast<float>(scaled(block[(event - begin) * channels + choice_.features[i]],
                                                      set_.channels[choice_.features[i]]));
            }
            context.progress(static_cast<double>(done += end - begin) / static_cast<double>(set_.events));
        });
        std::vector<Column> columns;
        for (std::size_t i = 0; i < columns_.size(); ++i)
            columns.push_back(
                numbersColumn(set_.channels[columns_[i]].name, std::move(values[i]), isLabel(columns_[i])));
        return columns;
    }

private:
    bool isLabel(std::size_t channel) const {
        const std::string& name = set_.channels[channel].name;
        return std::find(options_.labels.begin(), options_.labels.end(), name) != options_.labels.end();
    }

    double scaled(double value, const FcsChannel& channel) const {
        const bool isOnScale =
            channel.role == Role::Marker && intensities_.scale == IntensityOptions::Scale::Arcsinh;
        return isOnScale ? std::asinh(value / intensities_.cofactor) : value;
    }

    const FcsDataSet& set_;
    const Choice& choice_;
    const ReadOptions& options_;
    FcsSpillover spillover_;
    IntensityOptions intensities_;
    FcsEvents events_;
    std::vector<std::size_t> columns_; ///< channels
};

/// The file in memory, and what of it is to be read.
class OpenFile {
public:
    OpenFile(const InputFile& file, const ReadOptions& options, RunContext& context)
        : bytes_(readWhole(file, context, 1))
        , sets_(readFcsDataSets({bytes_.data(), bytes_.size()}, file.name()))
        , choices_(choicesOf(sets_, options.labels))
        , choice_(choose(file, choices_, options)) {}

    const std::vector<Choice>& choices() const { return choices_; }
    const Choice& choice() const { return choice_; }
    std::uint64_t size() const { return bytes_.size(); }

private:
    Buffer<char> bytes_;
    std::vector<FcsDataSet> sets_;
    std::vector<Choice> choices_;
    Choice choice_;
};

std::shared_ptr<Dataset> read(const InputFile& file, const ReadOptions& options, RunContext& context) {
    constexpr double openShare = 0.3;
    RunContext opening = context.part(0, openShare);
    const OpenFile open(file, options, opening);
    const Choice& choice = open.choice();
    const FcsDataSet& set = *choice.set;
    requireMemory(open.size() + set.events * (set.channels.size() + choice.features.size()) * sizeof(float),
                  file.name());
    const Reader reader(file, choice, options, context);
    std::shared_ptr<Dataset> data = makeDataset(file);
    data->matrixName = choice.name;
    data->intensities = reader.intensities();
    for (const std::size_t channel : choice.features)
        data->featureNames.push_back(set.channels[channel].name);
    Matrix features(static_cast<Eigen::Index>(set.events), static_cast<Eigen::Index>(choice.features.size()));
    RunContext reading = context.part(openShare, 1);
    data->columns = reader.read(&features, reading);
    data->features = std::move(features);
    return data;
}

DatasetSummary summarize(const InputFile& file, const ReadOptions& options, RunContext& context) {
    const OpenFile open(file, options, context);
    const Choice& choice = open.choice();
    const Reader reader(file, choice, options, context);
    DatasetSummary summary{"FCS " + choice.set->version, {}, {}};
    for (const Choice& candidate : open.choices())
        summary.matrices.push_back({candidate.name, candidate.set->events, candidate.features.size(),
                                    candidate.name == open.choices().front().name});
    for (const Column& column : reader.read(nullptr, context))
        summary.columns.push_back(columnInfo(column));
    summary.notes = reader.notes();
    return summary;
}

} // namespace

const Format fcsFormat{recognizes, read, summarize};

} // namespace shoal
