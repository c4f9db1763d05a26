// SPDX-License-Identifier: MIT
// The picture is splatted on the CPU and laid over the view as the texture of a square.
#include "scatter/painter.h"

#include "core/buffer.h"

#include <tbb/parallel_for.h>

#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkCellArray.h>
#include <vtkFloatArray.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkTexture.h>
#include <vtkUnsignedCharArray.h>

#include <algorithm>

namespace shoal::ui {

namespace {

class SplatPainter : public Painter {
public:
    explicit SplatPainter(vtkRenderer& renderer)
        : renderer_(renderer) {
        // The image's first row is the upper one, so the texture hangs upside down.
        const double corners[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
        vtkNew<vtkPoints> points;
        vtkNew<vtkFloatArray> texturePlaces;
        texturePlaces->SetNumberOfComponents(2);
        for (const auto& corner : corners) {
            points->InsertNextPoint(corner[0], corner[1], 0);
            texturePlaces->InsertNextTuple2(corner[0], 1 - corner[1]);
        }
        vtkNew<vtkCellArray> cells;
        cells->InsertNextCell({0, 1, 2, 3});
        vtkNew<vtkPolyData> square;
        square->SetPoints(points);
        square->SetPolys(cells);
        square->GetPointData()->SetTCoords(texturePlaces);

        texture_->SetInputData(image_);
        texture_->SetColorModeToDirectScalars();
        texture_->InterpolateOff();
        texture_->EdgeClampOn();
        vtkNew<vtkPolyDataMapper> mapper;
        mapper->SetInputData(square);
        actor_->SetMapper(mapper);
        actor_->SetTexture(texture_);
        actor_->GetProperty()->LightingOff();
        actor_->ForceOpaqueOn();
        renderer_.AddActor(actor_);

        // A camera that sees exactly the square from 0 to 1, whatever the window's shape.
        vtkCamera& camera = *renderer_.GetActiveCamera();
        camera.ParallelProjectionOn();
        camera.SetFocalPoint(0.5, 0.5, 0);
        camera.SetPosition(0.5, 0.5, 1);
        camera.SetViewUp(0, 1, 0);
        camera.SetParallelScale(0.5);
        camera.SetClippingRange(0.5, 1.5);
    }

    void update(const Scene& scene) override {
        const ViewTransform& view = scene.view;
        const double aspect = static_cast<double>(view.width) / std::max(1, view.height);
        actor_->SetScale(aspect, 1, 1);
        actor_->SetPosition((1 - aspect) / 2, 0, 0);
        if (drawn_ && same(scene))
            return;
        const std::size_t pixels =
            static_cast<std::size_t>(view.width) * static_cast<std::size_t>(view.height);
        if (canvas_.size() != pixels) {
            canvas_ = Buffer<std::uint32_t>(pixels);
            colors_->SetNumberOfComponents(4);
            colors_->SetNumberOfTuples(static_cast<vtkIdType>(pixels));
            image_->SetDimensions(view.width, view.height, 1);
            image_->GetPointData()->SetScalars(colors_);
        }
        std::ranges::fill(canvas_, 0xFF000000U | scene.background);
        splat(scene.layer, view, canvas_.span());
        publish(static_cast<std::size_t>(view.width), static_cast<std::size_t>(view.height));
        shown_ = scene;
        drawn_ = true;
    }

private:
    bool same(const Scene& scene) const {
        return scene.view == shown_.view && scene.background == shown_.background &&
               scene.positionsRevision == shown_.positionsRevision &&
               scene.inkRevision == shown_.inkRevision && scene.layer.diameter == shown_.layer.diameter &&
               scene.layer.opacity == shown_.layer.opacity && scene.layer.grey == shown_.layer.grey;
    }

    // From 0xAARRGGBB to the bytes R, G, B, A.
    void publish(std::size_t width, std::size_t height) {
        unsigned char* const bytes = colors_->GetPointer(0);
        tbb::parallel_for(std::size_t{0}, height, [&](std::size_t row) {
            const std::uint32_t* const from = canvas_.data() + row * width;
            unsigned char* const to = bytes + row * width * 4;
            for (std::size_t i = 0; i < width; ++i) {
                to[4 * i] = static_cast<unsigned char>(from[i] >> 16);
                to[4 * i + 1] = static_cast<unsigned char>(from[i] >> 8);
                to[4 * i + 2] = static_cast<unsigned char>(from[i]);
                to[4 * i + 3] = 255;
            }
        });
        colors_->Modified();
        image_->Modified();
    }

    vtkRenderer& renderer_;
    vtkNew<vtkImageData> image_;
    vtkNew<vtkUnsignedCharArray> colors_;
    vtkNew<vtkTexture> texture_;
    vtkNew<vtkActor> actor_;
    Buffer<std::uint32_t> canvas_;
    Scene shown_;
    bool drawn_ = false;
};

} // namespace

std::unique_ptr<Painter> makeSplatPainter(vtkRenderer& renderer) {
    return std::make_unique<SplatPainter>(renderer);
}

} // namespace shoal::ui
