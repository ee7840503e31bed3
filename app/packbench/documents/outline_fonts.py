"""Fonts of a document that are drawn by their outlines, whatever kind of file they come from.

ReportLab embeds TrueType outlines only, not those of OpenType fonts (CFF) or variable ones. Here
each glyph that a document uses is written once as a drawing (a Type 3 font of PDF), with the
letters that it stands for, so that texts can be searched and copied.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.rl_accel import fp_str
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from packbench.documents.font_packs import FontPack, pack_named

_GLYPHS_A_FONT = 256


@dataclass(frozen=True, slots=True)
class PlacedGlyph:
    """A glyph of a pack with its place in ems from the begin of its run; `text` is its letters."""

    glyph: int
    x: float
    y: float
    text: str


class DocumentCanvas(Canvas):
    """A canvas whose equal documents have equal bytes, and that takes glyphs of font packs."""

    _doc: Any  # ReportLab's own, which its type stubs leave out

    def __init__(self, target: Any) -> None:
        super().__init__(target, invariant=1, pageCompression=1)
        self._outlines: dict[str, _Outlines] = {}

    def draw_glyphs(
        self, pack: str, glyphs: tuple[PlacedGlyph, ...], x_pt: float, y_pt: float, size_pt: float
    ) -> None:
        """Draws glyphs of a pack by name, their run beginning at the place."""
        outlines = self._outlines.get(pack)
        if outlines is None:
            outlines = _Outlines(pack_named(pack), f"P{len(self._outlines)}")
            self._outlines[pack] = outlines
            self._doc.delayedFonts.append(outlines)
        shown = ["BT"]
        for placed in glyphs:
            font, code = outlines.take(placed)
            at = fp_str(x_pt + placed.x * size_pt, y_pt + placed.y * size_pt)
            shown.append(f"/{font} {fp_str(size_pt)} Tf 1 0 0 1 {at} Tm <{code:02x}> Tj")
        self.addLiteral("\n".join([*shown, "ET"]))


@dataclass(slots=True)
class _Outlines:
    """The glyphs of a pack that a document uses, numbered by their first use."""

    pack: FontPack
    name: str
    taken: dict[int, str] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)

    def take(self, placed: PlacedGlyph) -> tuple[str, int]:
        """The PDF font that has the glyph, and its code there."""
        place = self.places.setdefault(placed.glyph, len(self.places))
        self.taken.setdefault(placed.glyph, placed.text)
        number, code = divmod(place, _GLYPHS_A_FONT)
        return f"{self.name}s{number}", code

    def addObjects(self, document: Any) -> None:  # noqa: N802 - ReportLab calls it at the end
        """Writes the PDF fonts."""
        glyphs = list(self.taken.items())
        for number, first in enumerate(range(0, len(glyphs), _GLYPHS_A_FONT)):
            name = f"{self.name}s{number}"
            font = self._font(document, name, glyphs[first : first + _GLYPHS_A_FONT])
            document.Reference(font, name)
            document.idToObject["BasicFonts"].dict[name] = font

    def _font(self, document: Any, name: str, glyphs: list[tuple[int, str]]) -> Any:
        drawings = {}
        for glyph, _ in glyphs:
            stream = _stream(document, self._drawing(glyph))
            drawings[f"g{glyph}"] = document.Reference(stream, f"{name}g{glyph}")
        names = pdfdoc.PDFArray([0, *(pdfdoc.PDFName(f"g{glyph}") for glyph, _ in glyphs)])
        encoding = pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("Encoding"), "Differences": names})
        widths = [self.pack.shaper.get_glyph_h_advance(glyph) for glyph, _ in glyphs]
        letters = _stream(document, _letters([text for _, text in glyphs]))
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type3"),
                "Name": pdfdoc.PDFName(name),
                "FontBBox": pdfdoc.PDFArray([0, 0, 0, 0]),  # each drawing has its own
                "FontMatrix": pdfdoc.PDFArray([0.001, 0, 0, 0.001, 0, 0]),
                "CharProcs": pdfdoc.PDFDictionary(drawings),
                "Encoding": encoding,
                "FirstChar": 0,
                "LastChar": len(glyphs) - 1,
                "Widths": pdfdoc.PDFArray(widths),
                "Resources": pdfdoc.PDFDictionary({}),
                "ToUnicode": document.Reference(letters, f"{name}letters"),
            }
        )

    def _drawing(self, glyph: int) -> str:
        shaper = self.pack.shaper
        width = fp_str(shaper.get_glyph_h_advance(glyph))
        extents = shaper.get_glyph_extents(glyph)
        if extents is None or not extents.width:
            return f"{width} 0 0 0 0 0 d1"
        sides = sorted((extents.x_bearing, extents.x_bearing + extents.width))
        ends = sorted((extents.y_bearing, extents.y_bearing + extents.height))
        box = fp_str(sides[0], ends[0], sides[1], ends[1])
        pen = _Pen()
        shaper.draw_glyph_with_pen(glyph, pen)
        return "\n".join([f"{width} 0 {box} d1", *pen.operators, "f"])


class _Pen:
    """Writes an outline in the operators of PDF; the methods are those that HarfBuzz calls."""

    def __init__(self) -> None:
        self.operators: list[str] = []
        self._at = (0.0, 0.0)

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._write("m", point)

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._write("l", point)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._write("c", *points)

    def qCurveTo(self, control: tuple[float, float], end: tuple[float, float]) -> None:  # noqa: N802
        """PDF knows cubic curves only; every quadratic one is also one of those."""
        first = _towards(self._at, control)
        second = _towards(end, control)
        self._write("c", first, second, end)

    def closePath(self) -> None:  # noqa: N802
        self.operators.append("h")

    def _write(self, operator: str, *points: tuple[float, float]) -> None:
        self._at = points[-1]
        numbers = [number for point in points for number in point]
        self.operators.append(f"{fp_str(*numbers)} {operator}")


def _towards(point: tuple[float, float], control: tuple[float, float]) -> tuple[float, float]:
    return (
        point[0] + (control[0] - point[0]) * 2 / 3,
        point[1] + (control[1] - point[1]) * 2 / 3,
    )


def _stream(document: Any, content: str) -> Any:
    stream = pdfdoc.PDFStream(content=content)
    if document.compression:
        stream.filters = [pdfdoc.PDFZCompress]
    return stream


def _letters(texts: list[str]) -> str:
    """A CMap from codes to the letters that they stand for."""
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CMapName /Letters def /CMapType 2 def",
            "1 begincodespacerange <00> <ff> endcodespacerange",
            *_letter_lines(texts),
            "endcmap CMapName currentdict /CMap defineresource pop end end",
        ]
    )


def _letter_lines(texts: list[str]) -> Iterator[str]:
    for first in range(0, len(texts), 100):  # no more are allowed at once
        part = list(enumerate(texts))[first : first + 100]
        yield f"{len(part)} beginbfchar"
        for code, text in part:
            yield f"<{code:02x}> <{text.encode('utf-16-be', 'surrogatepass').hex()}>"
        yield "endbfchar"
