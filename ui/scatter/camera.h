// SPDX-License-Identifier: MIT
// What part of the plane is on the screen: follows the embedding until the user navigates, and calmly.
#pragma once

#include "picture/splat.h"

namespace shoal::ui {

class Camera {
public:
    const ViewTransform& view() const { return view_; }
    bool following() const { return following_; }
    /// Off keeps what is shown; on takes effect with the next aimAt or jumpTo.
    void setFollowing(bool following) { following_ = following; }

    /// Keeps centre and scale.
    void resize(int width, int height);
    /// Shows `target` at once.
    void jumpTo(const ViewTransform& target);
    /// Lets ease() move towards `target`, a view that fits all points. What would lie outside comes in at
    /// once.
    void aimAt(const ViewTransform& target);
    /// One frame's move. True while there is more to come.
    bool ease();
    bool moving() const { return moving_; }

    /// Moves the picture by device pixels.
    void pan(double dx, double dy);
    /// Scales by `factor` around a device pixel that stays where it is; scales stay within [least, most].
    void zoom(double factor, double x, double y, double least, double most);

private:
    ViewTransform view_;
    ViewTransform target_;
    bool moving_ = false;
    bool following_ = true;
};

} // namespace shoal::ui
