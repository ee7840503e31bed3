"""Text to glyphs: the right font for each character, the right order, joined and placed forms.

Latin, Greek and Cyrillic letters go to ReportLab as they are. Everything else is put into visual
order (Unicode bidirectional algorithm, python-bidi), split by font and shaped by HarfBuzz.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

import uharfbuzz
from bidi import algorithm as bidi
from bidi.mirror import MIRRORED
from reportlab.pdfbase.ttfonts import ShapeData, ShapedStr

from packbench.documents.fonts import (
    BOLD,
    REGULAR,
    characters_of_glyphs,
    covers,
    font,
    font_for,
    is_bundled,
    shaper,
)
from packbench.documents.outline_fonts import PlacedGlyph

REPLACEMENT = "\ufffd"
"""Stands for a character that no font has."""

# One glyph a character, from left to right: Latin, Greek, Cyrillic, punctuation and currencies.
_PLAIN = re.compile(
    "[ -~\u00a0-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\ufffd]*"
)
_JOINERS = "\u200c\u200d"  # they choose between joined forms in Persian and in Indian scripts
_JOINERS_AS_MARKS = str.maketrans(_JOINERS, "\u0300\u0300")
_STRONG = {"L": "L", "R": "R", "AL": "R", "EN": "R", "AN": "R"}  # numbers count as R (N0)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one font, in visual order; `width` in ems.

    `glyphs` is plain text, or a `ShapedStr` that carries the places of its glyphs, or in a font of
    a pack the placed glyphs themselves. `copied` is what one copies from the PDF, also in visual
    order: readers turn right-to-left text by themselves.
    """

    font: str
    glyphs: str | tuple[PlacedGlyph, ...]
    copied: str
    width: float


@dataclass(frozen=True, slots=True)
class ShapedLine:
    """A text ready to be drawn: its runs from left to right; `width` in ems."""

    text: str
    runs: tuple[Run, ...]
    width: float


@functools.lru_cache(maxsize=16384)
def line(text: str, *, bold: bool = False) -> ShapedLine:
    """The runs of a text of one line; characters that no font has become `REPLACEMENT`."""
    main = BOLD if bold else REGULAR
    shown = showable(text)
    if _PLAIN.fullmatch(shown) and all(covers(main, character) for character in shown):
        width = font(main).stringWidth(shown, 1)
        return ShapedLine(shown, (Run(main, shown, shown, width),), width)
    runs = tuple(_runs(shown, main))
    return ShapedLine(shown, runs, sum(run.width for run in runs))


@functools.lru_cache(maxsize=16384)
def showable(text: str) -> str:
    """The text composed (NFC), blanks and controls as single blanks, unknown characters replaced.

    Invisible format characters are left out, but for joiners.
    """
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(_shown(character) for character in composed)


def _shown(character: str) -> str:
    if " " <= character <= "~":
        return character
    category = unicodedata.category(character)
    if category == "Cc":
        return " "
    invisible = category == "Cf" or "\ufe00" <= character <= "\ufe0f"  # variation selectors
    if invisible and character not in _JOINERS:
        return ""
    return character if font_for(character, REGULAR) else REPLACEMENT


@functools.lru_cache(maxsize=16384)
def unprintable(text: str) -> str:
    """The letters of a text that no font has, each once, in the order of their first use."""
    composed = unicodedata.normalize("NFC", text)
    letters = (one for one in composed if one != REPLACEMENT and _shown(one) == REPLACEMENT)
    return "".join(dict.fromkeys(letters))


def _runs(text: str, main: str) -> Iterator[Run]:
    for start, end, level in _level_runs(text):
        right_to_left = level % 2 == 1
        pieces = list(_by_font(text[start:end], main))
        for name, piece in reversed(pieces) if right_to_left else pieces:
            yield _shaped(piece, name, right_to_left=right_to_left)


def _level_runs(text: str) -> list[tuple[int, int, int]]:
    """Start, end and embedding level of the runs of a text, in visual order (rule L2)."""
    runs = []
    start = 0
    for level, group in groupby(_levels(text)):
        end = start + len(list(group))
        runs.append((start, end, level))
        start = end
    for level in range(max(run[2] for run in runs), 0, -1):
        runs = _reversed_from(level, runs)
    return runs


def _reversed_from(level: int, runs: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    turned: list[tuple[int, int, int]] = []
    for high, group in groupby(runs, key=lambda run: run[2] >= level):
        stretch = list(group)
        turned += reversed(stretch) if high else stretch
    return turned


def _levels(text: str) -> list[int]:
    """The embedding level of each character.

    Joiners are seen as marks, since python-bidi would drop them. Its own weak spot, pairs of
    brackets, is filled in between the weak and the neutral types.
    """
    base = bidi.get_base_level(text)
    storage = bidi.get_empty_storage() | {"base_level": base, "base_dir": "LR"[base]}
    bidi.get_embedding_levels(text.translate(_JOINERS_AS_MARKS), storage)
    bidi.calc_level_runs(storage)
    bidi.resolve_weak_types(storage)
    _resolve_brackets(storage["chars"], "LR"[base])
    bidi.resolve_neutral_types(storage, debug=False)
    bidi.resolve_implicit_levels(storage, debug=False)
    return [character["level"] for character in storage["chars"]]


def _resolve_brackets(characters: list[dict[str, str]], embedding: str) -> None:
    """Rule N0: both brackets of a pair take one direction, that of the text they belong to."""
    for opening, closing in sorted(_bracket_pairs(characters)):
        inside = {_STRONG.get(each["type"]) for each in characters[opening:closing]} - {None}
        before = (_STRONG.get(each["type"]) for each in reversed(characters[:opening]))
        if inside:
            context = next(filter(None, before), embedding)
            direction = embedding if embedding in inside else context
            characters[opening]["type"] = characters[closing]["type"] = direction


def _bracket_pairs(characters: list[dict[str, str]]) -> Iterator[tuple[int, int]]:
    """Places of opening and closing brackets that match (definition BD16)."""
    open_brackets: list[tuple[str, int]] = []
    for place, character in enumerate(characters):
        category = unicodedata.category(character["ch"])
        if category == "Ps":
            open_brackets.append((MIRRORED.get(character["ch"], ""), place))
        elif category == "Pe" and character["ch"] in (wanted for wanted, _ in open_brackets):
            while (top := open_brackets.pop())[0] != character["ch"]:
                pass
            yield top[1], place


def _by_font(text: str, main: str) -> Iterator[tuple[str, str]]:
    current = main
    names = [current := _font_for(character, current, main) for character in text]
    for name, group in groupby(zip(names, text, strict=True), key=lambda pair: pair[0]):
        yield name, "".join(character for _, character in group)


def _font_for(character: str, current: str, main: str) -> str:
    """Blanks, marks and punctuation stay with the letters before them where that font has them."""
    if not character.isalnum() and covers(current, character):
        return current
    return font_for(character, main) or main


def _shaped(text: str, name: str, *, right_to_left: bool) -> Run:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if right_to_left else "ltr"
    uharfbuzz.shape(shaper(name), buffer)
    if not is_bundled(name):
        return _outlined(text, name, buffer, right_to_left=right_to_left)
    face = font(name).face
    characters = characters_of_glyphs(name)
    codes = [characters[info.codepoint] for info in buffer.glyph_infos]
    placed = [
        ShapeData(
            info.cluster,
            at.x_advance,
            at.y_advance,
            at.x_offset,
            at.y_offset,
            face.charWidths[code],
        )
        for info, at, code in zip(buffer.glyph_infos, buffer.glyph_positions, codes, strict=True)
    ]
    glyphs = ShapedStr("".join(map(chr, codes)), placed)  # type: ignore[arg-type]  # it takes a list
    copied = text[::-1] if right_to_left else text
    return Run(name, glyphs, copied, sum(at.x_advance for at in placed) / 1000)


def _outlined(text: str, name: str, buffer: uharfbuzz.Buffer, *, right_to_left: bool) -> Run:
    """A run of a pack's glyphs; a glyph stands for the letters up to the next one's first."""
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    ends = dict(pairwise([*sorted({info.cluster for info in infos}), len(text)]))
    told: set[int] = set()
    placed = []
    x = 0.0
    for info, at in zip(infos, positions, strict=True):
        start = info.cluster
        letters = "" if start in told else text[start : ends[start]]
        told.add(start)
        place = (x + at.x_offset / 1000, at.y_offset / 1000)
        placed.append(PlacedGlyph(info.codepoint, *place, letters))
        x += at.x_advance / 1000
    return Run(name, tuple(placed), text[::-1] if right_to_left else text, x)
