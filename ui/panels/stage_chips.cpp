// SPDX-License-Identifier: MIT
#include "panels/stage_chips.h"

#include "panels/theme.h"
#include "session/stages.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace shoal::ui {

namespace {
constexpr int padding = 12;
constexpr int gap = 4;
constexpr int chipHeight = 26;
constexpr int markWidth = 16;
} // namespace

QString stageTitle(const std::string& stage) {
    if (stage == stages::components)
        return StageChips::tr("Principal components");
    if (stage == stages::neighbors)
        return StageChips::tr("Neighbours");
    if (stage == stages::affinities)
        return StageChips::tr("Affinities");
    if (stage == stages::initialization)
        return StageChips::tr("Start positions");
    if (stage == stages::optimization)
        return StageChips::tr("Optimising");
    if (stage == stages::previewNeighbors)
        return StageChips::tr("Coarse neighbours");
    if (stage == stages::previewAffinities)
        return StageChips::tr("Coarse affinities");
    if (stage == stages::previewOptimization)
        return StageChips::tr("Preview, coarse");
    if (stage == stages::sampleNeighbors)
        return StageChips::tr("Neighbours of the sample");
    if (stage == stages::sampleAffinities)
        return StageChips::tr("Affinities of the sample");
    if (stage == stages::sampleOptimization)
        return StageChips::tr("Optimising the sample");
    if (stage == stages::placement)
        return StageChips::tr("Placing the rest");
    return QString::fromStdString(stage);
}

StageChips::StageChips(QWidget* parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("stageChips"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void StageChips::setPlan(const Recipe& recipe, std::size_t dimensions) {
    chips_.clear();
    active_ = -1;
    const auto add = [this](const QString& name, std::initializer_list<std::string_view> names) {
        chips_.push_back({name, std::vector<std::string>(names.begin(), names.end())});
    };
    if (dimensions > recipe.principalComponents)
        add(tr("Components"), {stages::components});
    const bool samples = recipe.start == StartMethod::Downsample;
    if (samples)
        add(tr("Sample"), {stages::sampleNeighbors, stages::sampleAffinities, stages::sampleOptimization});
    if (recipe.preview)
        add(tr("Preview"), {stages::previewNeighbors, stages::previewAffinities, stages::initialization,
                            stages::previewOptimization});
    add(tr("Neighbours"), {stages::neighbors});
    add(tr("Affinities"), {stages::affinities});
    if (samples)
        add(tr("Extend"), {stages::placement, stages::initialization});
    else if (!recipe.preview)
        add(tr("Start"), {stages::initialization});
    add(tr("Optimise"), {stages::optimization});
    updateGeometry();
    update();
}

void StageChips::setProgress(const Progress& progress) {
    for (std::size_t i = 0; i < chips_.size(); ++i) {
        Chip& chip = chips_[i];
        const auto found = std::find(chip.stages.begin(), chip.stages.end(), progress.stage);
        if (found == chip.stages.end())
            continue;
        if (active_ >= 0 && active_ != static_cast<int>(i))
            chips_[static_cast<std::size_t>(active_)].done = true;
        active_ = static_cast<int>(i);
        chip.begun = true;
        chip.done = false;
        chip.fraction = progress.fraction;
        // A stage that lies before one already begun was answered from the cache.
        for (std::size_t before = 0; before < i; ++before)
            chips_[before].done = true;
    }
    setAccessibleName(tr("Stage: %1").arg(current()));
    update();
}

void StageChips::setAllDone() {
    for (Chip& chip : chips_)
        chip.done = true;
    active_ = -1;
    update();
}

QString StageChips::current() const {
    if (active_ < 0)
        return {};
    const Chip& chip = chips_[static_cast<std::size_t>(active_)];
    return tr("%1, %2 %").arg(chip.name).arg(static_cast<int>(chip.fraction * 100));
}

int StageChips::widthOf(const Chip& chip) const {
    return fontMetrics().horizontalAdvance(chip.name) + 2 * padding + (chip.done ? markWidth : 0);
}

QSize StageChips::sizeHint() const {
    int width = 0;
    // Room for every mark from the beginning, so that chips do not jump as stages end.
    for (const Chip& chip : chips_)
        width += fontMetrics().horizontalAdvance(chip.name) + 2 * padding + markWidth + gap;
    return {std::max(0, width - gap), chipHeight + 2};
}

void StageChips::paintEvent(QPaintEvent*) {
    const Theme& theme = themeOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    int total = -gap;
    for (const Chip& chip : chips_)
        total += widthOf(chip) + gap;
    double x = (width() - total) / 2.0;
    for (std::size_t i = 0; i < chips_.size(); ++i) {
        const Chip& chip = chips_[i];
        const bool active = static_cast<int>(i) == active_;
        const QRectF box(x + 0.5, 1.5, widthOf(chip) - 1, chipHeight - 1);
        QPainterPath shape;
        shape.addRoundedRect(box, box.height() / 2, box.height() / 2);
        QColor back = theme.surface;
        back.setAlpha(235);
        painter.fillPath(shape, back);
        if (active) {
            painter.save();
            painter.setClipPath(shape);
            QColor fill = theme.accent;
            fill.setAlpha(60);
            painter.fillRect(QRectF(box.left(), box.top(), box.width() * chip.fraction, box.height()), fill);
            painter.restore();
        }
        painter.setPen(QPen(active ? theme.accent : theme.border, 1));
        painter.drawPath(shape);
        QRectF text = box;
        if (chip.done) {
            const double middle = box.center().y();
            painter.setPen(QPen(theme.good, 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            const double left = box.left() + padding - 2;
            painter.drawPolyline(
                QPolygonF{{left, middle}, {left + 3.5, middle + 3.5}, {left + 10, middle - 4}});
            text.adjust(markWidth, 0, 0, 0);
        }
        painter.setPen(active || chip.done ? theme.text : theme.muted);
        painter.drawText(text, Qt::AlignCenter, chip.name);
        x += widthOf(chip) + gap;
    }
}

} // namespace shoal::ui
