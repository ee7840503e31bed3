"""Fonts with a handful of letters, each a square: as good as any for looking whether it is used."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection

from packbench.documents.font_packs import forget_packs
from packbench.documents.shaping import line, showable, unprintable

_UNITS_AN_EM = 1000


def write_font(path: Path, letters: str, *, cff: bool = False, empty: str = "") -> Path:
    """A font of these letters, with outlines of TrueType or CFF; those of `empty` have no shape."""
    _built(letters, cff=cff, empty=empty).save(path)
    return path


def write_collection(path: Path, *letters: str) -> Path:
    """A collection (.ttc) of fonts with CFF outlines."""
    collection = TTCollection()
    collection.fonts = [_built(one, cff=True, empty="").font for one in letters]
    collection.save(path)
    return path


def _built(letters: str, *, cff: bool, empty: str) -> Any:
    names = {ord(letter): f"u{ord(letter):04X}" for letter in letters + empty}
    glyphs = [".notdef", *names.values()]
    builder = FontBuilder(_UNITS_AN_EM, isTTF=not cff)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap(names)
    shapeless = {".notdef", *(f"u{ord(letter):04X}" for letter in empty)}
    if cff:
        shapes = {name: _square(T2CharStringPen(900, None), name in shapeless) for name in glyphs}
        drawn = {name: pen.getCharString() for name, pen in shapes.items()}
        builder.setupCFF("Tiny", {"FullName": "Tiny"}, drawn, {})
    else:
        pens = {name: _square(TTGlyphPen(None), name in shapeless) for name in glyphs}
        builder.setupGlyf({name: pen.glyph() for name, pen in pens.items()})
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (900, 100)))
    builder.setupHorizontalHeader(ascent=900, descent=-100)
    builder.setupNameTable({"familyName": "Tiny", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    return builder


def _square(pen: Any, shapeless: bool) -> Any:
    if not shapeless:
        pen.moveTo((100, 0))
        for corner in ((800, 0), (800, 700), (100, 700)):
            pen.lineTo(corner)
        pen.closePath()
    return pen


@contextmanager
def fonts_in(*folders: Path) -> Iterator[None]:
    """Fonts are looked for in these folders and nowhere else, whatever was found before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PACKBENCH_FONTS", ":".join(map(str, folders)))
        _forget()
        yield
    _forget()


def _forget() -> None:
    forget_packs()
    for remembered in (line, showable, unprintable):
        remembered.cache_clear()
