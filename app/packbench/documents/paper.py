"""The papers that documents are laid out for, and where the grid lies on each.

A4 and Letter share one grid of 180 × 250 mm, so that a document breaks its pages alike on both and
is never scaled. Above the grid lies a strip for the page's head, below it one for its foot.
"""

import enum
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grid:
    """A paper's size, where its grid begins (from the left, from the top), and the grid's size."""

    paper_width_mm: float
    paper_height_mm: float
    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float


def page_of(width_mm: float, height_mm: float) -> Grid:
    """A page whose grid is all of it, as labels have."""
    return Grid(width_mm, height_mm, 0, 0, width_mm, height_mm)


class Paper(enum.Enum):
    """A paper by its name in the settings."""

    A4 = "a4"
    LETTER = "letter"
    LABEL_4X6 = "4x6"

    @property
    def grid(self) -> Grid:
        """Where the grid lies on this paper."""
        return _GRIDS[self]


_GRIDS = {
    Paper.A4: Grid(210, 297, left_mm=15, top_mm=26, width_mm=180, height_mm=250),
    Paper.LETTER: Grid(215.9, 279.4, left_mm=17.95, top_mm=17.4, width_mm=180, height_mm=250),
    Paper.LABEL_4X6: Grid(101.6, 152.4, left_mm=5, top_mm=15, width_mm=91.6, height_mm=127),
}
