"""The fonts of documents: bundled Noto Sans, script fonts where a text needs them, then packs.

The script fonts and the packs come in one weight, which also serves where the text around them is
bold. The bundled ones are made known to ReportLab.
"""

import functools

import uharfbuzz
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from packbench.documents.font_packs import pack_for, pack_named
from packbench.paths import resource

REGULAR = "NotoSans-Regular"
BOLD = "NotoSans-Bold"
SCRIPTS = (
    "NotoSansArabic-Regular",
    "NotoSansHebrew-Regular",
    "NotoSansThai-Regular",
    "NotoSansDevanagari-Regular",
)
_BUNDLED = (REGULAR, BOLD, *SCRIPTS)
_PRIVATE_USE = range(0xE000, 0xF900)


@functools.cache
def font(name: str) -> TTFont:
    """The font of that name, read and registered at the first call."""
    loaded = TTFont(name, str(resource(f"fonts/{name}.ttf")))
    _give_every_glyph_a_character(loaded)
    pdfmetrics.registerFont(loaded)
    return loaded


@functools.cache
def shaper(name: str) -> uharfbuzz.Font:
    """HarfBuzz's view of the font; its units are thousandths of an em, as in all Noto fonts."""
    return uharfbuzz.Font(font(name).hbFace) if is_bundled(name) else pack_named(name).shaper


def is_bundled(name: str) -> bool:
    """Whether the font comes with Packbench, so that ReportLab knows it."""
    return name in _BUNDLED


def font_for(character: str, main: str) -> str | None:
    """The name of the font that has the character: the main one, a bundled one, else a pack."""
    for name in (main, *_BUNDLED):
        if covers(name, character):
            return name
    pack = pack_for(character)
    return pack.name if pack else None


@functools.cache
def characters_of_glyphs(name: str) -> dict[int, int]:
    """The character that stands for each glyph of the font, by glyph number."""
    return _characters_of_glyphs(font(name))


def covers(name: str, character: str) -> bool:
    """Whether the font has a glyph of its own for the character."""
    if not is_bundled(name):
        return pack_named(name).covers(character)
    code = ord(character)
    return code in font(name).face.charToGlyph and code not in _PRIVATE_USE


def _characters_of_glyphs(loaded: TTFont) -> dict[int, int]:
    pairs = sorted(loaded.face.charToGlyph.items(), reverse=True)
    return {glyph: code for code, glyph in pairs}  # the lowest code stays


def _give_every_glyph_a_character(loaded: TTFont) -> None:
    """Names the glyphs that only shaping reaches by private-use characters.

    ReportLab addresses glyphs by characters. It would name them itself, but in the order of their
    use since the program started, and equal documents would differ.
    """
    face = loaded.face
    free = (code for code in _PRIVATE_USE if code not in face.charToGlyph)
    metrics = uharfbuzz.Font(loaded.hbFace)
    named = _characters_of_glyphs(loaded)
    for glyph in range(face.numGlyphs):
        if glyph not in named:
            code = next(free)
            face.charToGlyph[code] = glyph
            face.charWidths[code] = metrics.get_glyph_h_advance(glyph)
