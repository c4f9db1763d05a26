// SPDX-License-Identifier: MIT
// A data set of an FCS file (2.0 to 3.1) as its header and keywords describe it: channels, and where and how
// the events lie.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shoal {

struct FcsChannel {
    enum class Role {
        Marker,  ///< fluorescence or mass: what tells cells apart
        Scatter, ///< FSC, SSC
        Event,   ///< of the measurement, not the cell: time, length, width
        Label,   ///< classes that a program has added
    };
    std::string name;      ///< the marker ($PnS) where there is one, else the channel; no two are the same
    std::string shortName; ///< the channel ($PnN)
    Role role = Role::Marker;
    bool isTime = false;
    std::size_t bits = 32;
    std::uint64_t mask = 0; ///< of integers: the bits that count, from the range ($PnR)
    double range = 0;       ///< $PnR
    double decades = 0;     ///< of integers: above 0 the value is range-th parts of so many decades ($PnE)
    double smallest = 1;    ///< what 0 then stands for
    double gain = 1;        ///< of the amplifier ($PnG)
};

struct FcsDataSet {
    enum class Type { Integer, Float, Text };

    std::string version; ///< "3.1"
    Type type = Type::Float;
    std::vector<FcsChannel> channels;
    std::uint64_t events = 0;
    /// The significance of a value's bytes in the file's order, 1 for the lowest, as $BYTEORD lists it.
    std::vector<unsigned> byteOrder;
    bool isDelimited = false; ///< of Text: values of any length, with spaces or commas between them
    std::string_view data;    ///< from the first event to the end of the segment, or of the file
    double timeStep = 0;      ///< seconds in a unit of time; 0: not known
    bool isMassCytometry = false;
    std::string spillover;  ///< $SPILLOVER as it stands there; empty without
    std::uint64_t next = 0; ///< where the next data set begins, counted from this one; 0: none

    std::uint64_t bitsOfEvent() const;
};

/// All data sets of a file, at least one. `name` begins the sentence of the Error thrown for what is not
/// understood, not read (histograms) or not there.
std::vector<FcsDataSet> readFcsDataSets(std::string_view bytes, const std::string& name);

} // namespace shoal
