// SPDX-License-Identifier: MIT
// All points are one poly-vertex, whose order is the draw order; a fragment shader makes antialiased discs of
// them.
#include "scatter/painter.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkCellArray.h>
#include <vtkFloatArray.h>
#include <vtkIdTypeArray.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkShaderProperty.h>
#include <vtkUniforms.h>
#include <vtkUnsignedCharArray.h>

#include <algorithm>
#include <limits>

namespace shoal::ui {

namespace {

// Coverage falls from 1 to 0 over the pixel that the rim crosses, so the sprite is a pixel wider than the
// disc.
constexpr const char* discShader =
    "//VTK::Light::Impl\n"
    "  float fromCenter = length(gl_PointCoord - vec2(0.5)) * (discDiameter + 1.0);\n"
    "  float coverage = clamp(0.5 * discDiameter - fromCenter + 0.5, 0.0, 1.0);\n"
    "  if (coverage <= 0.0) discard;\n"
    "  gl_FragData[0].a *= coverage * discOpacity;\n";

} // namespace

struct MapperPainter::Props {
    explicit Props(vtkRenderer& renderer)
        : renderer_(renderer) {
        coordinates_->SetNumberOfComponents(3);
        points_->SetData(coordinates_);
        colors_->SetNumberOfComponents(4);
        data_->SetPoints(points_);
        data_->GetPointData()->SetScalars(colors_);
        mapper_->SetInputData(data_);
        mapper_->SetColorModeToDirectScalars();
        // Opaque to VTK, so that it draws in one pass and in our order; OpenGL blends by the shader's alpha.
        actor_->ForceOpaqueOn();
        actor_->SetMapper(mapper_);
        actor_->GetProperty()->LightingOff();
        actor_->GetShaderProperty()->AddFragmentShaderReplacement("//VTK::Light::Impl", true, discShader,
                                                                  false);
        renderer_.AddActor(actor_);
    }

    void show(const FrameWish& wish, const PointStyle& style) {
        const bool any = !wish.points.empty();
        actor_->SetVisibility(any ? 1 : 0);
        if (any) {
            if (positionsRevision_ != wish.points.positionsRevision())
                updatePositions(wish.points.positions());
            if (inkRevision_ != wish.points.inkRevision() || grey_ != wish.grey)
                updateInk(wish.points.layer(), wish.grey);
            positionsRevision_ = wish.points.positionsRevision();
            inkRevision_ = wish.points.inkRevision();
            grey_ = wish.grey;
        }
        const double diameter = std::max(1.0, style.diameter);
        actor_->GetProperty()->SetPointSize(static_cast<float>(diameter + 1));
        vtkUniforms& uniforms = *actor_->GetShaderProperty()->GetFragmentCustomUniforms();
        uniforms.SetUniformf("discDiameter", static_cast<float>(diameter));
        uniforms.SetUniformf("discOpacity", static_cast<float>(style.opacity));

        vtkCamera& camera = *renderer_.GetActiveCamera();
        camera.ParallelProjectionOn();
        camera.SetFocalPoint(wish.view.centerX, wish.view.centerY, 0);
        camera.SetPosition(wish.view.centerX, wish.view.centerY, 1);
        camera.SetViewUp(0, 1, 0);
        camera.SetParallelScale(wish.view.height / 2.0 / wish.view.pixelsPerUnit);
        camera.SetClippingRange(0.5, 1.5);
    }
    void hide() { actor_->VisibilityOff(); }

private:
    void updatePositions(const Positions& positions) {
        const auto rows = static_cast<std::size_t>(positions.rows());
        coordinates_->SetNumberOfTuples(positions.rows());
        const float* const from = positions.data();
        float* const to = coordinates_->GetPointer(0);
        tbb::parallel_for(tbb::blocked_range<std::size_t>(0, rows, 16384),
                          [&](const tbb::blocked_range<std::size_t>& range) {
                              for (std::size_t i = range.begin(); i != range.end(); ++i) {
                                  to[3 * i] = from[2 * i];
                                  to[3 * i + 1] = from[2 * i + 1];
                                  to[3 * i + 2] = 0;
                              }
                          });
        coordinates_->Modified();
        points_->Modified();
        data_->Modified();
    }

    void updateInk(const PointLayer& layer, std::uint32_t grey) {
        const auto rows = static_cast<std::size_t>(layer.positions->rows());
        const std::size_t places = layer.drawOrder.empty() ? rows : layer.drawOrder.size();
        vtkNew<vtkIdTypeArray> order;
        order->Allocate(static_cast<vtkIdType>(places));
        colors_->SetNumberOfTuples(layer.positions->rows());
        unsigned char* const bytes = colors_->GetPointer(0);
        for (const std::uint8_t wanted : {shownGreyed, shownDrawn})
            for (std::size_t k = 0; k < places; ++k) {
                const std::size_t i = layer.drawOrder.empty() ? k : layer.drawOrder[k];
                if ((layer.shown.empty() ? shownDrawn : layer.shown[i]) != wanted)
                    continue;
                const std::uint32_t color = wanted == shownGreyed ? grey : layer.rgb[i];
                bytes[4 * i] = static_cast<unsigned char>(color >> 16);
                bytes[4 * i + 1] = static_cast<unsigned char>(color >> 8);
                bytes[4 * i + 2] = static_cast<unsigned char>(color);
                bytes[4 * i + 3] = 255;
                order->InsertNextValue(static_cast<vtkIdType>(i));
            }
        vtkNew<vtkIdTypeArray> offsets;
        offsets->InsertNextValue(0);
        if (order->GetNumberOfValues() > 0)
            offsets->InsertNextValue(order->GetNumberOfValues());
        vtkNew<vtkCellArray> cells;
        cells->SetData(offsets, order);
        data_->SetVerts(cells);
        colors_->Modified();
        data_->Modified();
    }

    vtkRenderer& renderer_;
    vtkNew<vtkFloatArray> coordinates_;
    vtkNew<vtkPoints> points_;
    vtkNew<vtkUnsignedCharArray> colors_;
    vtkNew<vtkPolyData> data_;
    vtkNew<vtkPolyDataMapper> mapper_;
    vtkNew<vtkActor> actor_;
    std::uint64_t positionsRevision_ = 0;
    std::uint64_t inkRevision_ = 0;
    std::uint32_t grey_ = std::numeric_limits<std::uint32_t>::max();
};

MapperPainter::MapperPainter(vtkRenderer& renderer)
    : props_(std::make_unique<Props>(renderer)) {}

MapperPainter::~MapperPainter() = default;

void MapperPainter::show(const FrameWish& wish, const PointStyle& style) {
    props_->show(wish, style);
}

void MapperPainter::hide() {
    props_->hide();
}

} // namespace shoal::ui
