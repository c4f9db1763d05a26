// SPDX-License-Identifier: MIT
// The events of an FCS data set, unpacked and on a linear scale: integers of any width, floating point, text.
#pragma once

#include "core/buffer.h"
#include "core/run_context.h"
#include "data/fcs_data_set.h"

#include <string>
#include <vector>

namespace shoal {

class FcsEvents {
public:
    /// `set` and the bytes it views must outlive this. Throws Error (a byte order that does not fit the
    /// widths, text that is no numbers) and Stopped.
    FcsEvents(const FcsDataSet& set, const std::string& name, RunContext& context);

    /// Events from `begin` to before `end`, one a row, one channel a column: amplification undone, time in
    /// seconds where the file tells its unit. `begin` is a multiple of 8. Any thread.
    void read(std::uint64_t begin, std::uint64_t end, double* target) const;

private:
    void readText(const std::string& name, RunContext& context);
    void readWholeBytes(std::uint64_t begin, std::uint64_t end, double* target) const;
    void readPackedBits(std::uint64_t begin, std::uint64_t end, double* target) const;
    double onLinearScale(double value, const FcsChannel& channel) const;

    const FcsDataSet& set_;
    bool isWholeBytes_ = true;
    bool isLittleEndian_ = true;
    std::vector<std::vector<unsigned>> shifts_; ///< by channel: of each byte of a value, in the file's order
    std::vector<double> texts_;                 ///< of Text: all values
};

} // namespace shoal
