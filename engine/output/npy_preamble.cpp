// SPDX-License-Identifier: MIT
#include "output/npy_preamble.h"

#include "data/npy_header.h"

namespace shoal {

std::string npyPreamble(std::string_view type, std::span<const std::uint64_t> shape) {
    constexpr std::size_t alignment = 64;
    constexpr std::size_t preamble = 10; // magic, version and the length of the header
    std::string lengths;
    for (const std::uint64_t length : shape)
        lengths.append(lengths.empty() ? "" : ", ").append(std::to_string(length));
    if (shape.size() == 1)
        lengths += ","; // what makes it a tuple
    std::string header =
        "{'descr': '" + std::string(type) + "', 'fortran_order': False, 'shape': (" + lengths + "), }";
    header.append(alignment - 1 - (preamble + header.size()) % alignment, ' ');
    header += '\n';
    std::string text(npyMagic);
    text.append(
        {'\x01', '\x00', static_cast<char>(header.size() % 256), static_cast<char>(header.size() / 256)});
    return text + header;
}

} // namespace shoal
