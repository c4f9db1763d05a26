// SPDX-License-Identifier: MIT
// Counts and sums of colours per cell are whole numbers, added in any order by all threads; three box blurs
// make them nearly Gaussian; a tone curve makes the colours, which are interpolated to device pixels.
#include "picture/density.h"

#include "colors/coloring.h"
#include "core/buffer.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_reduce.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <numbers>
#include <vector>

namespace shoal::ui {

namespace {

constexpr std::size_t blockSize = 16384;
constexpr int boxes = 3;
constexpr int strip = 8;          // columns that are blurred together, as they share cache lines
constexpr double leastBlur = 1.4; // a box is at least three cells wide
constexpr double mostBlur = 16;
constexpr double blurPerGap = 1.5; // the gap is the radius of the disc that a point has for itself on average
// Of the logarithmic scale: what is thinner fades into the background.
constexpr float opaqueFrom = 0.15F;
constexpr float thinnestColor = 0.1F;

using Channels = std::array<float, 4>; // count, red, green, blue; later red, green, blue, alpha

/// The cells of the view and a margin around it from which the blur still brings something in.
class DensityGrid {
public:
    DensityGrid(const PointLayer& layer, const ViewTransform& view, double cell, std::size_t pointsInView)
        : layer_(layer)
        , view_(view)
        , cell_(cell)
        , columns_(static_cast<int>(std::ceil(view.width / cell)))
        , rows_(static_cast<int>(std::ceil(view.height / cell))) {
        const double blur = densityBlur(static_cast<double>(columns_) * rows_, pointsInView);
        // The variance of `boxes` boxes of width w is boxes·(w² − 1)/12.
        half_ = std::max(1, static_cast<int>(std::lround((std::sqrt(4 * blur * blur + 1) - 1) / 2)));
        margin_ = boxes * half_;
        cells_ = Buffer<Channels>(size());
    }

    int columns() const { return columns_; }
    int rows() const { return rows_; }
    int stride() const { return columns_ + 2 * margin_; }
    const Channels& at(int column, int row) const { return cells_[indexOf(column, row)]; }
    Channels& at(int column, int row) { return cells_[indexOf(column, row)]; }
    /// What a single point leaves at its place.
    double peakOfOne() const {
        const double width = 2.0 * half_ + 1;
        return 1 / (2 * std::numbers::pi * boxes * (width * width - 1) / 12);
    }

    /// Counts and blurs the rows with that value of `shown`.
    void count(std::uint8_t wanted) {
        addPoints(wanted);
        tbb::parallel_for(0, rows_ + 2 * margin_, [this](int row) {
            blurLines(static_cast<std::size_t>(row) * static_cast<std::size_t>(stride()), 1, 1, stride());
        });
        const int strips = (stride() + strip - 1) / strip;
        tbb::parallel_for(0, strips, [this](int index) {
            const int first = index * strip;
            blurLines(static_cast<std::size_t>(first), std::min(strip, stride() - first),
                      static_cast<std::size_t>(stride()), rows_ + 2 * margin_);
        });
    }

private:
    std::size_t indexOf(int column, int row) const {
        return static_cast<std::size_t>(row + margin_) * static_cast<std::size_t>(stride()) +
               static_cast<std::size_t>(column + margin_);
    }
    std::size_t size() const {
        return static_cast<std::size_t>(stride()) * static_cast<std::size_t>(rows_ + 2 * margin_);
    }

    void addPoints(std::uint8_t wanted) {
        Buffer<std::uint32_t> sums(4 * size());
        std::ranges::fill(sums, 0U);
        const float* const positions = layer_.positions->data();
        tbb::parallel_for(
            tbb::blocked_range<std::size_t>(0, static_cast<std::size_t>(layer_.positions->rows()), blockSize),
            [&](const tbb::blocked_range<std::size_t>& range) {
                for (std::size_t i = range.begin(); i != range.end(); ++i) {
                    if ((layer_.shown.empty() ? shownDrawn : layer_.shown[i]) != wanted)
                        continue;
                    const double x = view_.toPixelX(positions[2 * i]) / cell_ + margin_;
                    const double y = view_.toPixelY(positions[2 * i + 1]) / cell_ + margin_;
                    // Written so that what is not a number fails.
                    if (!(x >= 0 && x < stride() && y >= 0 && y < rows_ + 2 * margin_))
                        continue;
                    std::uint32_t* const sum =
                        sums.data() + 4 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(stride()) +
                                           static_cast<std::size_t>(x));
                    const std::uint32_t color = wanted == shownGreyed ? layer_.grey : layer_.rgb[i];
                    const auto add = [sum](int channel, std::uint32_t amount) {
                        std::atomic_ref(sum[channel]).fetch_add(amount, std::memory_order_relaxed);
                    };
                    add(0, 1);
                    add(1, color >> 16 & 0xFF);
                    add(2, color >> 8 & 0xFF);
                    add(3, color & 0xFF);
                }
            });
        tbb::parallel_for(tbb::blocked_range<std::size_t>(0, size(), blockSize),
                          [&](const tbb::blocked_range<std::size_t>& range) {
                              for (std::size_t i = range.begin(); i != range.end(); ++i)
                                  for (std::size_t channel = 0; channel < 4; ++channel)
                                      cells_[i][channel] = static_cast<float>(sums[4 * i + channel]);
                          });
    }

    /// Blurs `lines` neighbouring lines of `length` cells `step` apart, all boxes while they are in the
    /// cache.
    void blurLines(std::size_t first, int lines, std::size_t step, int length) {
        const auto width = static_cast<std::size_t>(lines);
        std::vector<Channels> from(static_cast<std::size_t>(length) * width);
        std::vector<Channels> to(from.size());
        for (std::size_t i = 0; i < static_cast<std::size_t>(length); ++i)
            std::copy_n(cells_.data() + first + i * step, width, from.data() + i * width);
        for (int box = 0; box < boxes; ++box) {
            blurOnce(from, to, width, length);
            std::swap(from, to);
        }
        for (std::size_t i = 0; i < static_cast<std::size_t>(length); ++i)
            std::copy_n(from.data() + i * width, width, cells_.data() + first + i * step);
    }

    // The running sum is in double, so that nothing is left of a heavy cell once it has gone out.
    void blurOnce(const std::vector<Channels>& from, std::vector<Channels>& to, std::size_t width,
                  int length) const {
        std::vector<std::array<double, 4>> sums(width);
        const double share = 1.0 / (2 * half_ + 1);
        const auto add = [&](int place, double sign) {
            if (place < 0 || place >= length)
                return;
            const Channels* const line = from.data() + static_cast<std::size_t>(place) * width;
            for (std::size_t i = 0; i < width; ++i)
                for (std::size_t channel = 0; channel < 4; ++channel)
                    sums[i][channel] += sign * double{line[i][channel]};
        };
        for (int place = 0; place < half_; ++place)
            add(place, 1);
        for (int place = 0; place < length; ++place) {
            add(place + half_, 1);
            Channels* const line = to.data() + static_cast<std::size_t>(place) * width;
            for (std::size_t i = 0; i < width; ++i)
                for (std::size_t channel = 0; channel < 4; ++channel)
                    line[i][channel] = static_cast<float>(share * sums[i][channel]);
            add(place - half_, -1);
        }
    }

    const PointLayer& layer_;
    const ViewTransform& view_;
    double cell_; // device pixels
    int columns_; // without margins
    int rows_;
    int half_; // of a box, without its middle
    int margin_;
    Buffer<Channels> cells_;
};

/// From counts and sums of colours to premultiplied red, green, blue and alpha, all 0 to 255.
void tone(DensityGrid& grid, const DensityLook& look) {
    const float densest = tbb::parallel_reduce(
        tbb::blocked_range<int>(0, grid.rows()), 0.0F,
        [&](const tbb::blocked_range<int>& rows, float most) {
            for (int row = rows.begin(); row != rows.end(); ++row)
                for (int column = 0; column < grid.columns(); ++column)
                    most = std::max(most, grid.at(column, row)[0]);
            return most;
        },
        [](float first, float second) { return std::max(first, second); });
    const auto unit = static_cast<float>(1 / grid.peakOfOne());
    const float scale = densest > 0 ? 1 / std::log1p(densest * unit) : 0;
    // The cells around the view too: pixels at its edge are interpolated with them.
    tbb::parallel_for(-1, grid.rows() + 1, [&](int row) {
        for (int column = -1; column <= grid.columns(); ++column) {
            Channels& cell = grid.at(column, row);
            const float count = cell[0];
            if (!(count > 0)) {
                cell = {};
                continue;
            }
            const float height = std::min(1.0F, std::log1p(count * unit) * scale);
            Channels color{cell[1] / count, cell[2] / count, cell[3] / count, 0};
            float alpha = std::pow(height, 0.75F);
            if (!look.colored) {
                const float place = thinnestColor + (1 - thinnestColor) * height;
                const std::uint32_t rgb = viridis(look.dark ? place : 1 - place);
                color = {static_cast<float>(rgb >> 16 & 0xFF), static_cast<float>(rgb >> 8 & 0xFF),
                         static_cast<float>(rgb & 0xFF), 0};
                alpha = std::min(1.0F, height / opaqueFrom);
            }
            for (std::size_t channel = 0; channel < 3; ++channel)
                cell[channel] = alpha * color[channel];
            cell[3] = 255 * alpha;
        }
    });
}

void compose(const DensityGrid& grid, double cell, const ViewTransform& view,
             std::span<std::uint32_t> pixels) {
    tbb::parallel_for(0, view.height, [&](int y) {
        std::uint32_t* const line =
            pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(view.width);
        const double gridY = (y + 0.5) / cell - 0.5;
        const int row = static_cast<int>(std::floor(gridY));
        const auto below = static_cast<float>(gridY - row);
        for (int x = 0; x < view.width; ++x) {
            const double gridX = (x + 0.5) / cell - 0.5;
            const int column = static_cast<int>(std::floor(gridX));
            const auto right = static_cast<float>(gridX - column);
            const Channels* const upper = &grid.at(column, row);
            const Channels* const lower = &grid.at(column, row + 1);
            Channels source;
            for (std::size_t channel = 0; channel < 4; ++channel)
                source[channel] =
                    (upper[0][channel] * (1 - right) + upper[1][channel] * right) * (1 - below) +
                    (lower[0][channel] * (1 - right) + lower[1][channel] * right) * below;
            const float left = 1 - source[3] / 255;
            const std::uint32_t beneath = line[x];
            std::uint32_t mixed = 0;
            for (const int channel : {3, 0, 1, 2}) {
                const int shift = channel == 3 ? 24 : 16 - 8 * channel;
                const float value = source[static_cast<std::size_t>(channel)] +
                                    left * static_cast<float>(beneath >> shift & 0xFF);
                mixed |= static_cast<std::uint32_t>(std::clamp(value + 0.5F, 0.0F, 255.0F)) << shift;
            }
            line[x] = mixed;
        }
    });
}

} // namespace

double densityBlur(double area, std::size_t pointsInView) {
    const double points = std::max<double>(1, static_cast<double>(pointsInView));
    return std::clamp(blurPerGap * std::sqrt(area / (std::numbers::pi * points)), leastBlur, mostBlur);
}

void paintDensity(const PointLayer& layer, const ViewTransform& view, const DensityLook& look,
                  std::span<std::uint32_t> pixels) {
    if (layer.positions == nullptr || layer.positions->rows() == 0 || view.width <= 0 || view.height <= 0)
        return;
    const double cell = std::max(1.0, look.pixelRatio);
    const std::size_t inView = countInView(layer, view);
    DensityGrid grid(layer, view, cell, inView);
    for (const std::uint8_t wanted : {shownGreyed, shownDrawn}) {
        if (wanted == shownGreyed && std::ranges::find(layer.shown, shownGreyed) == layer.shown.end())
            continue;
        grid.count(wanted);
        DensityLook part = look;
        part.colored = look.colored || wanted == shownGreyed;
        tone(grid, part);
        compose(grid, cell, view, pixels);
    }
}

} // namespace shoal::ui
