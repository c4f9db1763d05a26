// SPDX-License-Identifier: MIT
// The HDF5 library breaks down on some damaged files (its published CVEs), mostly while it opens their
// objects.
#pragma once

#include "data/hdf5_file.h"

namespace shoal {

/// Opens what Hdf5Contents may open, and reads the texts, for no other purpose than to see whether that can
/// be done. Uses no threads.
void openEverything(const Hdf5File& file, RunContext& context);

} // namespace shoal
