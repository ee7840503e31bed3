"""A page to draw on: millimetres from the top left of the grid, y downwards, black only."""

import enum
import functools
import io
from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.ttfonts import ShapedStr

from packbench.documents import barcodes
from packbench.documents.lines import Style, fit
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.paper import Grid
from packbench.documents.shaping import REPLACEMENT, Run, line, unprintable

HAIRLINE_PT = 0.3


class TextAlign(enum.Enum):
    """Where a text stands in its field; the value is the part of the free width before it."""

    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


@functools.lru_cache(maxsize=8)
def _picture(image: bytes) -> ImageReader:
    """A decoded picture: the same logo comes on every slip."""
    return ImageReader(io.BytesIO(image))


class Surface:
    """The pages of one canvas, one after the other.

    `replaced` tells that a text of the page in hand has characters that no font knows;
    `unprintable` are those of all pages.
    """

    def __init__(self, canvas: DocumentCanvas, grid: Grid) -> None:
        self.grid = grid
        self.replaced = False
        self.unprintable = ""
        self._canvas = canvas
        canvas.setPageSize((self.grid.paper_width_mm * mm, self.grid.paper_height_mm * mm))

    def end_page(self) -> None:
        """Closes the page; what follows is drawn on the next."""
        self._canvas.showPage()
        self.replaced = False

    def text(
        self,
        x_mm: float,
        baseline_mm: float,
        text: str,
        style: Style,
        width_mm: float,
        align: TextAlign = TextAlign.LEFT,
    ) -> None:
        """Draws one line of text from `x_mm` on, cut with an ellipsis where it is too wide."""
        fitted = fit(text, style, width_mm)
        shown = line(fitted, bold=style.bold)
        if REPLACEMENT in shown.text:
            self.replaced = True
            self.unprintable = "".join(dict.fromkeys(self.unprintable + unprintable(fitted)))
        free_mm = width_mm - shown.width * style.size_pt / mm
        x_pt = self._x(x_mm + align.value * free_mm)
        for run in shown.runs:
            self._run(run, x_pt, self._y(baseline_mm), style.size_pt)
            x_pt += run.width * style.size_pt

    def rule(
        self, x_mm: float, y_mm: float, width_mm: float, thickness_pt: float = HAIRLINE_PT
    ) -> None:
        """Draws a horizontal line."""
        self._canvas.setLineWidth(thickness_pt)
        self._canvas.line(self._x(x_mm), self._y(y_mm), self._x(x_mm + width_mm), self._y(y_mm))

    def box(
        self, x_mm: float, y_mm: float, width_mm: float, height_mm: float, thickness_pt: float
    ) -> None:
        """Draws an empty box; `y_mm` is its top."""
        self._canvas.setLineWidth(thickness_pt)
        self._canvas.rect(self._x(x_mm), self._y(y_mm + height_mm), width_mm * mm, height_mm * mm)

    def fill(
        self, x_mm: float, y_mm: float, width_mm: float, height_mm: float, gray: float
    ) -> None:
        """Draws a full box without a border; `y_mm` is its top, `gray` 0 is black and 1 white."""
        self._canvas.setFillGray(gray)
        bottom = self._y(y_mm + height_mm)
        self._canvas.rect(self._x(x_mm), bottom, width_mm * mm, height_mm * mm, stroke=0, fill=1)
        self._canvas.setFillGray(0)

    def stroke(
        self,
        points_mm: Sequence[tuple[float, float]],
        thickness_pt: float = HAIRLINE_PT,
        gray: float = 0,
    ) -> None:
        """Draws a line through points, with round ends; `gray` as for `fill`."""
        self._canvas.setLineWidth(thickness_pt)
        self._canvas.setLineCap(1)
        self._canvas.setLineJoin(1)
        self._canvas.setStrokeGray(gray)
        path = self._canvas.beginPath()
        (x_mm, y_mm), *others = points_mm
        path.moveTo(self._x(x_mm), self._y(y_mm))
        for x_mm, y_mm in others:
            path.lineTo(self._x(x_mm), self._y(y_mm))
        self._canvas.drawPath(path)
        self._canvas.setStrokeGray(0)

    def symbol(
        self, x_mm: float, y_mm: float, symbol: barcodes.Symbol, size: barcodes.Size
    ) -> None:
        """Draws a barcode, its first bar at `x_mm`, its top at `y_mm`."""
        left_mm = self._x(x_mm) / mm
        bottom_mm = self._y(y_mm + size.height_mm) / mm
        barcodes.draw(self._canvas, symbol, left_mm, bottom_mm, size)

    def picture(
        self, x_mm: float, y_mm: float, image: bytes, width_mm: float, height_mm: float
    ) -> None:
        """Draws a PNG or JPEG as large as fits into the field, at its top left."""
        reader = _picture(image)
        pixels_wide, pixels_high = reader.getSize()
        scale = min(width_mm / pixels_wide, height_mm / pixels_high)
        wide, high = pixels_wide * scale, pixels_high * scale
        self._canvas.drawImage(
            reader, self._x(x_mm), self._y(y_mm + high), wide * mm, high * mm, mask="auto"
        )

    def _run(self, run: Run, x_pt: float, y_pt: float, size_pt: float) -> None:
        shaped = not isinstance(run.glyphs, str) or isinstance(run.glyphs, ShapedStr)
        if shaped:
            copied = run.copied.encode("utf-16-be").hex()
            self._canvas.addLiteral(f"/Span <</ActualText <feff{copied}>>> BDC")
        if isinstance(run.glyphs, str):
            self._canvas.setFont(run.font, size_pt)
            self._canvas.drawString(x_pt, y_pt, run.glyphs)
        else:
            self._canvas.draw_glyphs(run.font, run.glyphs, x_pt, y_pt, size_pt)
        if shaped:
            self._canvas.addLiteral("EMC")

    def _x(self, x_mm: float) -> float:
        return (self.grid.left_mm + x_mm) * mm

    def _y(self, y_mm: float) -> float:
        return (self.grid.paper_height_mm - self.grid.top_mm - y_mm) * mm
