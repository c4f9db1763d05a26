// SPDX-License-Identifier: MIT
// The canvas: a QOpenGLWidget around a vtkGenericOpenGLRenderWindow that shows moving points, pans, zooms and
// hovers.
#pragma once

#include "colors/coloring.h"
#include "core/matrix.h"
#include "picture/splat.h"

#include <QMargins>
#include <QOpenGLWidget>
#include <QStringList>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace shoal::ui {

class Canvas;
struct FrameWish;
struct PointStyle;

/// Drag pans, the wheel zooms at the cursor, double-click fits. The camera follows the embedding until the
/// user navigates; fit() makes it follow again. Drawn by VTK's mapper on a GPU; where OpenGL is software, and
/// for densities, by a thread that draws on the CPU: meanwhile the last picture moves with the camera. The
/// environment variable SHOAL_PAINTER=vtk|splat forces one. Debian's GLEW, through which VTK
/// reaches OpenGL, knows GLX alone: an application sets QT_QPA_PLATFORM to xcb (without xcb_egl) unless the
/// user did.
class ScatterView : public QOpenGLWidget {
    Q_OBJECT

public:
    explicit ScatterView(QWidget* parent = nullptr);
    ~ScatterView() override;

    /// Cheap: keeps the pointer and schedules one redraw. `points` names the data set's points the rows stand
    /// for; nullptr when row i is point i. nullptr positions clear the view, which then follows whatever
    /// comes next.
    void setPositions(std::shared_ptr<const Positions> positions,
                      std::shared_ptr<const std::vector<std::uint32_t>> points = nullptr);
    /// What is shown, as setPositions() has it.
    const std::shared_ptr<const Positions>& positions() const;
    const std::shared_ptr<const std::vector<std::uint32_t>>& points() const;
    void setColoring(std::shared_ptr<const Coloring> coloring);
    /// Per data-set point: 0 hidden, 1 grey, 2 drawn; empty shows all.
    void setShown(std::vector<std::uint8_t> shown);
    /// What lies over the edges, in logical pixels: fit() keeps all points clear of it.
    void setCoveredEdges(const QMargins& covered);
    void setPointSize(std::optional<double> diameter); ///< logical pixels; nullopt is automatic
    void setPointOpacity(std::optional<double> opacity);
    void setDensity(bool on); ///< the points' density in place of the points
    void setNames(bool on);   ///< of classes, at their densest places

    ViewTransform viewTransform() const; ///< in device pixels
    /// Shows the part of the plane that `view` shows, of whatever size it is; the camera no longer follows.
    void look(const ViewTransform& view);
    bool following() const;
    double pointSize() const; ///< in force, logical pixels
    double pointOpacity() const;
    std::uint64_t framesDrawn() const;
    /// Whether what is on the screen is what was asked for, and at rest: no picture under way, no gliding.
    bool settled() const;
    /// The names that have room on the plot, largest class first.
    QStringList shownNames() const;
    /// The data set's point under a position in logical pixels, within 6 pixels, or −1.
    std::int64_t pointAt(QPointF position) const;

public Q_SLOTS:
    void fit();
    void zoom(double factor, QPointF anchor);

Q_SIGNALS:
    void hovered(std::int64_t point); ///< −1 when the cursor leaves all points
    void followingChanged(bool following);
    /// Point size in logical pixels and opacity in force.
    void styleChanged(double size, double opacity);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void initializeGL() override;
    void resizeGL(int width, int height) override;
    void paintGL() override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    struct Model; // what is shown

    QSize deviceSize() const;
    void refresh();
    void advance();
    void showCamera();
    ViewTransform shownView() const;
    bool framed() const;
    FrameWish wish() const;
    void useStyle(const PointStyle& style);
    void setFollowing(bool following);
    void stopHovering();
    void hover(std::int64_t point);
    void releaseCanvas();

    std::unique_ptr<Model> model_;
    std::unique_ptr<Canvas> canvas_; // VTK's side, made anew with every OpenGL context
};

/// What is wrong with OpenGL on this machine in one sentence, or an empty string when a ScatterView can be
/// shown. Needs a QGuiApplication; to be asked before the first window, since Qt crashes without OpenGL.
QString openGlProblem();

} // namespace shoal::ui
