// SPDX-License-Identifier: MIT
// Points are sorted to tiles by a stable parallel counting sort, so that each tile sees its points in draw
// order and no two threads ever write the same pixel.
#include "picture/splat.h"

#include "core/buffer.h"
#include "picture/tile_blend.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace shoal::ui {

namespace {

constexpr std::size_t blockSize = 32768;
// A shuffled draw order jumps through memory; this many points ahead it is fetched.
constexpr std::size_t fetchAhead = 24;

// The difference to the next lower whole number can round to 1.
std::uint32_t phaseOf(double fraction) {
    return std::min(static_cast<std::uint32_t>(fraction * DiscStamps::phases), DiscStamps::phases - 1U);
}

class Splatter {
public:
    Splatter(const PointLayer& layer, const ViewTransform& view)
        : layer_(layer)
        , view_(view)
        , columns_(static_cast<std::size_t>((view.width + Tile::side - 1) / Tile::side))
        , rows_(static_cast<std::size_t>((view.height + Tile::side - 1) / Tile::side))
        , drawn_(layer.diameter, layer.opacity)
        , count_(layer.drawOrder.empty() ? static_cast<std::size_t>(layer.positions->rows())
                                         : layer.drawOrder.size()) {
        if (std::ranges::find(layer.shown, shownGreyed) != layer.shown.end())
            greyed_.emplace(std::max(1.0, layer.diameter), layer.opacity);
    }

    void draw(std::span<std::uint32_t> pixels) {
        gatherDots();
        sortToTiles();
        tbb::parallel_for(std::size_t{0}, columns_ * rows_,
                          [&](std::size_t tile) { blendTile(tile, pixels); });
    }

private:
    // Greyed-out points lie beneath all others, so they get blocks of their own that come first.
    void gatherDots() {
        const std::size_t blocksEach = (count_ + blockSize - 1) / blockSize;
        blocks_ = greyed_ ? 2 * blocksEach : blocksEach;
        dots_ = Buffer<Dot>(blocks_ * blockSize);
        dotsInBlock_.assign(blocks_, 0);
        ends_.assign(blocks_ * columns_ * rows_, 0);
        tbb::parallel_for(std::size_t{0}, blocks_, [&](std::size_t block) {
            const bool greyed = greyed_ && block < blocksEach;
            const std::size_t begin = (greyed_ && !greyed ? block - blocksEach : block) * blockSize;
            gatherBlock(block, begin, std::min(count_, begin + blockSize), greyed);
        });
    }

    void gatherBlock(std::size_t block, std::size_t begin, std::size_t end, bool greyed) {
        const DiscStamps& stamp = greyed ? *greyed_ : drawn_;
        const float* const positions = layer_.positions->data();
        const std::uint8_t wanted = greyed ? shownGreyed : shownDrawn;
        const double scale = view_.pixelsPerUnit;
        const double shift = stamp.rows();
        const double offsetX = view_.width / 2.0 - stamp.radius();
        const double offsetY = view_.height / 2.0 - stamp.radius();
        Dot* const first = dots_.data() + block * blockSize;
        std::uint32_t* const counts = ends_.data() + block * columns_ * rows_;
        Dot* dot = first;
        for (std::size_t k = begin; k < end; ++k) {
            const std::size_t i = layer_.drawOrder.empty() ? k : layer_.drawOrder[k];
            if (k + fetchAhead < layer_.drawOrder.size()) {
                const std::size_t later = layer_.drawOrder[k + fetchAhead];
                __builtin_prefetch(positions + 2 * later);
                __builtin_prefetch(layer_.rgb.data() + later);
            }
            if (!layer_.shown.empty() && layer_.shown[i] != wanted)
                continue;
            const double left = offsetX + (positions[2 * i] - view_.centerX) * scale;
            const double top = offsetY - (positions[2 * i + 1] - view_.centerY) * scale;
            // Written so that what is not a number fails.
            if (!(left > -stamp.rows() && left < view_.width && top > -stamp.rows() && top < view_.height))
                continue;
            // The shift makes cutting off the fraction the same as rounding down.
            const int pixelX = static_cast<int>(left + shift) - stamp.rows();
            const int pixelY = static_cast<int>(top + shift) - stamp.rows();
            const std::uint32_t phaseX = phaseOf(left - pixelX);
            const std::uint32_t phaseY = phaseOf(top - pixelY);
            dot->x = static_cast<std::int16_t>(pixelX);
            dot->y = static_cast<std::int16_t>(pixelY);
            dot->ink = (greyed ? layer_.grey : layer_.rgb[i]) & 0xFFFFFF;
            dot->ink |= (phaseY * DiscStamps::phases + phaseX) << 24 | (greyed ? 1U << 30 : 0U);
            forTiles(*dot, stamp, [&](std::size_t tile) { ++counts[tile]; });
            ++dot;
        }
        dotsInBlock_[block] = static_cast<std::size_t>(dot - first);
    }

    template <class Body>
    void forTiles(const Dot& dot, const DiscStamps& stamp, const Body& body) const {
        const auto clampedTile = [](int pixel, std::size_t tiles) {
            return std::min(static_cast<std::size_t>(std::max(pixel, 0)) / Tile::side, tiles - 1);
        };
        const std::size_t lastColumn = clampedTile(dot.x + stamp.rows() - 1, columns_);
        const std::size_t lastRow = clampedTile(dot.y + stamp.rows() - 1, rows_);
        for (std::size_t row = clampedTile(dot.y, rows_); row <= lastRow; ++row)
            for (std::size_t column = clampedTile(dot.x, columns_); column <= lastColumn; ++column)
                body(row * columns_ + column);
    }

    void sortToTiles() {
        const std::size_t tiles = columns_ * rows_;
        begins_.resize(tiles + 1);
        std::uint32_t total = 0;
        for (std::size_t tile = 0; tile < tiles; ++tile) {
            begins_[tile] = total;
            for (std::size_t block = 0; block < blocks_; ++block) {
                const std::uint32_t here = ends_[block * tiles + tile];
                ends_[block * tiles + tile] = total;
                total += here;
            }
        }
        begins_[tiles] = total;
        sorted_ = Buffer<Dot>(total);
        tbb::parallel_for(std::size_t{0}, blocks_, [&](std::size_t block) {
            std::uint32_t* const next = ends_.data() + block * tiles;
            const Dot* const first = dots_.data() + block * blockSize;
            for (const Dot* dot = first; dot != first + dotsInBlock_[block]; ++dot)
                forTiles(*dot, dot->ink >> 30 ? *greyed_ : drawn_,
                         [&](std::size_t tile) { sorted_[next[tile]++] = *dot; });
        });
    }

    void blendTile(std::size_t index, std::span<std::uint32_t> pixels) const {
        const std::span<const Dot> dots{sorted_.data() + begins_[index], begins_[index + 1] - begins_[index]};
        if (dots.empty())
            return;
        const DiscStamps* const stamps[2] = {&drawn_, greyed_ ? &*greyed_ : &drawn_};
        Tile tile;
        tile.left = static_cast<int>(index % columns_) * Tile::side;
        tile.top = static_cast<int>(index / columns_) * Tile::side;
        tile.margin = std::max(stamps[0]->pixels(), stamps[1]->pixels());
        std::vector<std::int16_t> channels(tile.stride() * Tile::side);
        tile.channels = channels.data();

        const auto width = static_cast<std::size_t>(std::min(Tile::side, view_.width - tile.left)) * 4;
        const int height = std::min(Tile::side, view_.height - tile.top);
        const auto forRows = [&](const auto& body) {
            for (int row = 0; row < height; ++row)
                body(pixels.data() +
                         static_cast<std::size_t>(tile.top + row) * static_cast<std::size_t>(view_.width) +
                         tile.left,
                     tile.channels + static_cast<std::size_t>(row) * tile.stride() +
                         static_cast<std::size_t>(tile.margin) * 4);
        };
        forRows([width](const std::uint32_t* from, std::int16_t* to) {
            const auto* const bytes = reinterpret_cast<const std::uint8_t*>(from);
            for (std::size_t i = 0; i < width; ++i)
                to[i] = static_cast<std::int16_t>(bytes[i] * 257 >> 1);
        });
        blendDots(dots, stamps, tile);
        forRows([width](std::uint32_t* to, const std::int16_t* from) {
            auto* const bytes = reinterpret_cast<std::uint8_t*>(to);
            for (std::size_t i = 0; i < width; ++i)
                bytes[i] = static_cast<std::uint8_t>((from[i] * 255 + 16384) >> 15);
        });
    }

    const PointLayer& layer_;
    const ViewTransform& view_;
    std::size_t columns_; // of tiles
    std::size_t rows_;
    DiscStamps drawn_;
    std::optional<DiscStamps> greyed_; // when there are any
    std::size_t count_;                // of points to be looked at
    std::size_t blocks_ = 0;
    Buffer<Dot> dots_; // blockSize places a block
    std::vector<std::size_t> dotsInBlock_;
    std::vector<std::uint32_t> ends_; // blocks × tiles: counts, then where a block's next dot of a tile goes
    std::vector<std::uint32_t> begins_; // tiles + 1: where a tile's dots begin in sorted_
    Buffer<Dot> sorted_;
};

} // namespace

void splat(const PointLayer& layer, const ViewTransform& view, std::span<std::uint32_t> pixels) {
    if (layer.positions == nullptr || layer.positions->rows() == 0 || view.width <= 0 || view.height <= 0)
        return;
    Splatter(layer, view).draw(pixels);
}

} // namespace shoal::ui
