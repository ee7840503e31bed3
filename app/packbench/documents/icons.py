"""Small pictures for the commands of the control sheet, as lines on a grid of 24 by 24."""

import math
from collections.abc import Mapping, Sequence

from packbench.documents.surface import Surface

_GRID = 24
_STROKE_PT = 1.6

Line = Sequence[tuple[float, float]]


def _round(x: float, y: float, radius: float, first: int = 0, last: int = 360) -> Line:
    """A circle or a part of it, in degrees from the right, clockwise."""
    angles = (math.radians(angle) for angle in range(first, last + 1, 15))
    return [(x + radius * math.cos(one), y + radius * math.sin(one)) for one in angles]


_BOX: Sequence[Line] = (
    [(3, 8), (12, 3), (21, 8), (21, 17), (12, 22), (3, 17), (3, 8), (12, 13), (21, 8)],
    [(12, 13), (12, 22)],
)
_PRINTER: Sequence[Line] = (
    [(6, 9), (6, 2), (18, 2), (18, 9)],
    [(6, 18), (3, 18), (3, 9), (21, 9), (21, 18), (18, 18)],
    [(6, 14), (18, 14), (18, 22), (6, 22), (6, 14)],
)
_ICONS: Mapping[str, Sequence[Line]] = {
    "DONE": ([(3, 13), (9, 19), (21, 5)],),
    "UNDO": (
        [(8, 4), (3, 9), (8, 14)],
        [(3, 9), (14, 9), *_round(14, 14.5, 5.5, -75, 90), (8, 20)],
    ),
    "CANCEL": ([(5, 5), (19, 19)], [(19, 5), (5, 19)]),
    "NEXTBOX": _BOX,
    "PRINT": _PRINTER,
    "REPRINT": (*_PRINTER, [(10, 16.5), (14, 18), (10, 19.5)]),
    "SHORT": (_round(12, 12, 10), [(7, 12), (17, 12)]),
    "HOLD": ([(8, 4), (8, 20)], [(16, 4), (16, 20)]),
    "DAMAGED": (
        [(12, 3), (22, 21), (2, 21), (12, 3)],
        [(12, 10), (12, 15)],
        [(12, 18), (12, 18.2)],
    ),
    "REJECT": (
        [(3, 12), (3, 21), (21, 21), (21, 12)],
        [(12, 16), (12, 3)],
        [(7, 8), (12, 3), (17, 8)],
    ),
    "HELP": (
        _round(12, 12, 10),
        [(9, 9.5), *_round(12, 9, 3, -150, 45), (12, 13), (12, 14)],
        [(12, 17), (12, 17.2)],
    ),
    "LOGOUT": (
        [(10, 3), (3, 3), (3, 21), (10, 21)],
        [(9, 12), (21, 12)],
        [(16, 7), (21, 12), (16, 17)],
    ),
}


def draw_icon(surface: Surface, command: str, x_mm: float, y_mm: float, side_mm: float) -> None:
    """Draws the icon of a command into a square with its left top corner at the place."""
    scale = side_mm / _GRID
    for line in _ICONS[command]:
        surface.stroke([(x_mm + x * scale, y_mm + y * scale) for x, y in line], _STROKE_PT)
