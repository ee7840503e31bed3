"""Icons: Lucide's SVGs, drawn in the colours of the tokens."""

import atexit
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from packbench.paths import resource
from packbench.ui.parts.theme.tokens import ICON_LARGE, ICON_SMALL, Tokens

_RATIOS = (1, 2)  # of pixels to the unit: ordinary and high-density screens


@cache
def _drawing(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


@cache
def pixmap(name: str, colour: str, size_px: int, ratio: float = 1) -> QPixmap:
    """The icon `name` in `colour`, `size_px` wide and high; raises when there is no such icon."""
    drawn = QPixmap(round(size_px * ratio), round(size_px * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    svg = _drawing(name).replace("currentColor", colour)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(drawn.rect()))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


def file(name: str, colour: str) -> str:
    """The path of the icon `name` in `colour`, for the style sheet, which takes files alone."""
    path = _folder() / f"{name}-{colour.removeprefix('#')}.svg"
    if not path.exists():
        path.write_text(_drawing(name).replace("currentColor", colour), encoding="utf-8")
    return path.as_posix()


@cache
def _folder() -> Path:
    """A folder of this process; it goes with it."""
    made = TemporaryDirectory(prefix="packbench-icons-", ignore_cleanup_errors=True)
    atexit.register(made.cleanup)
    return Path(made.name)


def tinted(drawn: QIcon, colours: Tokens) -> QIcon:
    """An icon for a main button, whose ground has the colour of the accent."""
    made = QIcon(drawn)
    if drawn.isNull():
        return made
    for size_px in (ICON_SMALL, ICON_LARGE):
        for ratio in _RATIOS:
            shape = drawn.pixmap(QSize(size_px, size_px), ratio)
            painter = QPainter(shape)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
            painter.fillRect(shape.rect(), QColor(colours.on_accent))
            painter.end()
            made.addPixmap(shape, QIcon.Mode.Normal)
    return made


def icon(name: str, colours: Tokens, *, chosen: bool = False) -> QIcon:
    """The icon `name` for buttons and menus: in the text's colour, muted when it is disabled.

    `chosen`: in the colour of text on the ground of what is chosen; what is checked, or selected in
    a list, stands on that ground, too.
    """
    chosen_ink = colours.selection.text
    return QIcon(_icon(name, chosen_ink if chosen else colours.text, chosen_ink, colours.muted))


@cache
def _icon(name: str, ink: str, chosen: str, muted: str) -> QIcon:
    """Made once a look: a window has hundreds of them."""
    made = QIcon()
    for size_px in (ICON_SMALL, ICON_LARGE):
        for ratio in _RATIOS:
            checked = pixmap(name, chosen, size_px, ratio)
            made.addPixmap(pixmap(name, ink, size_px, ratio), QIcon.Mode.Normal)
            made.addPixmap(checked, QIcon.Mode.Normal, QIcon.State.On)
            made.addPixmap(checked, QIcon.Mode.Selected)
            made.addPixmap(pixmap(name, muted, size_px, ratio), QIcon.Mode.Disabled)
    return made
