"""Fonts that are not ours: packs in the user's folder and on the system, looked up by their glyphs.

They are asked only for letters that the bundled fonts don't have. Each is read when its turn comes,
the likeliest first, and once in a process.
"""

import functools
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import uharfbuzz

from packbench.paths import font_folders

_ENDINGS = {".ttf", ".otf", ".ttc", ".otc"}
_UNITS_AN_EM = 1000
# A regular, upright, proportional face without serifs looks like the bundled ones.
_UNLIKE = re.compile(r"bold|black|heavy|medium|light|thin|demi|italic|oblique|condensed|mono|serif")
_WITHOUT_SHAPES = re.compile(r"lastresort|adobeblank|color|-?emoji-?svg")
"""Fonts of placeholders, of nothing, and of pictures in colours: no letter can be drawn of them."""

_log = logging.getLogger(__name__)


class FontPack:
    """One face of a font file; its units are thousandths of an em.

    Attributes:
        name: unique in this process.
        shaper: HarfBuzz's view of it.
    """

    def __init__(self, path: Path, blob: uharfbuzz.Blob, index: int) -> None:
        face = uharfbuzz.Face(blob, index)
        self.name = f"{path}#{index}"
        self.shaper = uharfbuzz.Font(face)
        self.shaper.scale = (_UNITS_AN_EM, _UNITS_AN_EM)
        self._characters = face.unicodes

    def covers(self, character: str) -> bool:
        """Whether it can draw the character: it has a glyph for it, and that has a shape."""
        code = ord(character)
        return code in self._characters and self._has_shape(code)

    def _has_shape(self, code: int) -> bool:
        glyph = self.shaper.get_nominal_glyph(code)
        extents = self.shaper.get_glyph_extents(glyph) if glyph else None
        drawn = bool(extents and extents.width and extents.height)
        return drawn or bool(glyph and not chr(code).isprintable()) or chr(code).isspace()


@functools.cache
def pack_for(character: str) -> FontPack | None:
    """The likeliest of the installed fonts that can draw the character."""
    return next((pack for pack in _packs() if pack.covers(character)), None)


def pack_named(name: str) -> FontPack:
    """A pack that was found before."""
    return _READ[name]


def forget_packs() -> None:
    """Looks for fonts anew at the next letter, for instance where others are installed."""
    pack_for.cache_clear()
    _files.cache_clear()
    _faces.cache_clear()
    _READ.clear()


_READ: dict[str, FontPack] = {}


def _packs() -> Iterator[FontPack]:
    for path in _files():
        yield from _faces(path)


@functools.cache
def _files() -> tuple[Path, ...]:
    """The font files of all folders, those of the first folder first, likely ones first in each."""
    found: dict[Path, None] = {}
    for folder in font_folders():
        inside = (path for path in folder.rglob("*") if path.suffix.lower() in _ENDINGS)
        usable = (path for path in inside if not _WITHOUT_SHAPES.search(_stem(path)))
        found |= dict.fromkeys(sorted(usable, key=_likeliness))
    return tuple(found)


def _likeliness(path: Path) -> tuple[int, bool, int, str]:
    stem = _stem(path)
    return len(_UNLIKE.findall(stem)), not stem.startswith("notosans"), len(stem), str(path)


def _stem(path: Path) -> str:
    return path.stem.casefold().replace(" ", "")


@functools.cache
def _faces(path: Path) -> tuple[FontPack, ...]:
    """The faces of a file; none of one that can't be read, which is logged."""
    try:
        blob = uharfbuzz.Blob.from_file_path(str(path))
        count = uharfbuzz.Face(blob).count
        packs = tuple(FontPack(path, blob, index) for index in range(count))
    except (OSError, uharfbuzz.HarfBuzzError) as error:
        _log.warning("the font %s can't be read: %s", path, error)
        return ()
    _READ.update({pack.name: pack for pack in packs})
    return packs
