// SPDX-License-Identifier: MIT
// What a view shows once it has come to rest.
#pragma once

#include "scatter/scatter_view.h"

#include <QImage>
#include <QtTest>

namespace shoal::ui {

/// A null image when the view does not come to rest.
inline QImage pictureOf(ScatterView& view) {
    return QTest::qWaitFor([&] { return view.settled(); }) ? view.grab().toImage() : QImage();
}

} // namespace shoal::ui
