// SPDX-License-Identifier: MIT
// Loom files (1 to 3): genes in rows, cells in columns, layers of the same shape, attributes of both.
#pragma once

#include "data/hdf5_contents.h"

namespace shoal {

class LoomContents : public Hdf5Contents {
public:
    static bool recognizes(const Hdf5Object& root);
    explicit LoomContents(const Hdf5File& file);

    std::string format() const override { return "Loom"; }
    std::vector<std::string> featureNames(const NamedMatrix& matrix, RunContext& context) const override;
    std::vector<std::string> ids(const NamedMatrix& matrix, RunContext& context) const override;
    std::vector<Column> columns(const std::vector<std::string>& labels, RunContext& context) const override;

private:
    void addLayer(std::string name, std::optional<Hdf5Object> object);
    void addAttributes();

    std::uint64_t genes_ = 0;
    std::uint64_t cells_ = 0;
};

} // namespace shoal
