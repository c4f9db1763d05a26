// SPDX-License-Identifier: MIT
#include "scatter/painter.h"

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

namespace shoal::ui {

struct FramePainter::Props {
    explicit Props(vtkRenderer& of)
        : renderer(of) {
        // The image's first row is the upper one, so the texture hangs upside down.
        const double corners[4][2] = {{-0.5, -0.5}, {0.5, -0.5}, {0.5, 0.5}, {-0.5, 0.5}};
        vtkNew<vtkPoints> points;
        vtkNew<vtkFloatArray> texturePlaces;
        texturePlaces->SetNumberOfComponents(2);
        for (const auto& corner : corners) {
            points->InsertNextPoint(corner[0], corner[1], 0);
            texturePlaces->InsertNextTuple2(corner[0] + 0.5, 0.5 - corner[1]);
        }
        vtkNew<vtkCellArray> cells;
        cells->InsertNextCell({0, 1, 2, 3});
        vtkNew<vtkPolyData> square;
        square->SetPoints(points);
        square->SetPolys(cells);
        square->GetPointData()->SetTCoords(texturePlaces);

        texture->SetInputData(image);
        texture->SetColorModeToDirectScalars();
        texture->EdgeClampOn();
        vtkNew<vtkPolyDataMapper> mapper;
        mapper->SetInputData(square);
        actor->SetMapper(mapper);
        actor->SetTexture(texture);
        actor->GetProperty()->LightingOff();
        actor->ForceOpaqueOn();
        actor->VisibilityOff();
        renderer.AddActor(actor);
    }

    vtkRenderer& renderer;
    vtkNew<vtkImageData> image;
    vtkNew<vtkTexture> texture;
    vtkNew<vtkActor> actor;
    std::shared_ptr<const Frame> shown; // its bytes are the image's
};

FramePainter::FramePainter(vtkRenderer& renderer)
    : props_(std::make_unique<Props>(renderer)) {}

FramePainter::~FramePainter() = default;

void FramePainter::hide() {
    props_->actor->VisibilityOff();
}

void FramePainter::show(const std::shared_ptr<const Frame>& frame, const ViewTransform& view) {
    props_->actor->SetVisibility(frame ? 1 : 0);
    if (!frame)
        return;
    const ViewTransform& of = frame->wish.view;
    if (props_->shown != frame) {
        vtkNew<vtkUnsignedCharArray> bytes;
        bytes->SetNumberOfComponents(4);
        // Read only: VTK has no array of constants.
        bytes->SetArray(const_cast<unsigned char*>(frame->rgba.data()),
                        static_cast<vtkIdType>(frame->rgba.size()), 1);
        props_->image->SetDimensions(of.width, of.height, 1);
        props_->image->GetPointData()->SetScalars(bytes);
        props_->image->Modified();
        props_->shown = frame;
    }
    props_->texture->SetInterpolate(of == view ? 0 : 1);

    // One unit is a device pixel of the view, whose middle is the origin.
    const double scale = view.pixelsPerUnit / of.pixelsPerUnit;
    props_->actor->SetScale(of.width * scale, of.height * scale, 1);
    props_->actor->SetPosition((of.centerX - view.centerX) * view.pixelsPerUnit,
                               (of.centerY - view.centerY) * view.pixelsPerUnit, 0);
    vtkCamera& camera = *props_->renderer.GetActiveCamera();
    camera.ParallelProjectionOn();
    camera.SetFocalPoint(0, 0, 0);
    camera.SetPosition(0, 0, 1);
    camera.SetViewUp(0, 1, 0);
    camera.SetParallelScale(view.height / 2.0);
    camera.SetClippingRange(0.5, 1.5);
}

} // namespace shoal::ui
