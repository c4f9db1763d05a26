// SPDX-License-Identifier: MIT
// How the window looks: one accent colour, light and dark, an 8-pixel grid, icons that take the text's
// colour.
#pragma once

#include <QColor>
#include <QIcon>
#include <QPalette>
#include <QPixmap>
#include <QString>

class QLabel;
class QWidget;

namespace shoal::ui {

struct Theme {
    bool dark = false;
    QColor window;  ///< behind panels
    QColor surface; ///< fields, cards, the canvas
    QColor hover;
    QColor text;
    QColor muted; ///< secondary text, still readable
    QColor faint; ///< disabled text
    QColor border;
    QColor accent;
    QColor accentHover;
    QColor onAccent;
    QColor error;
    QColor warning;
    QColor good;
};

/// The theme that goes with a palette: the dark one when its windows are dark.
const Theme& themeOf(const QPalette& palette);

enum class ThemeChoice { System, Light, Dark };

/// Sets style, palette, font and style sheet of the application. System follows the desktop's palette.
void applyTheme(ThemeChoice choice);

/// An icon of resources/icons in the text's colour of the moment; `onAccent` for buttons filled with the
/// accent.
QIcon themeIcon(const QString& name, bool onAccent = false);

/// The same shape in a colour of its own, `size` logical pixels wide.
QPixmap tintedIcon(const QString& name, const QColor& color, int size, double devicePixelRatio);

/// A style sheet property that changes at run time ("invalid", "active").
void setStyleFlag(QWidget* widget, const char* flag, bool on);

/// A label in the muted colour, `scale` times the size of the application's text.
QLabel* quietLabel(const QString& text, QWidget* parent, double scale = 0.92);

} // namespace shoal::ui
