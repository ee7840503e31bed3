"""The sheet of all keys of the window, by menu, to hang up beside the screen."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from packbench.documents.blocks import Block
from packbench.documents.lines import Style, shrunk
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.page import Frame, Printed, draw_document
from packbench.documents.surface import Surface
from packbench.words.language import in_language, tr

_TITLE, _KEYS, _WORDS = Style(10, bold=True), Style(8, bold=True), Style(8)
_LEAST_PT = 5.5
_TITLE_MM, _ROW_MM = 9.0, 4.6
_COLUMNS, _GAP_MM = 2, 6.0
_KEYS_MM = 27.0


@dataclass(frozen=True, slots=True)
class KeyRow:
    """The keys of one command, and its words."""

    keys: str
    words: str


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """What stands in one menu."""

    title: str
    rows: tuple[KeyRow, ...]


def render_key_sheet(groups: Sequence[KeyGroup], printed: Printed) -> tuple[bytes, int]:
    """The PDF of the sheet, and how many pages it has; equal groups give equal bytes."""
    target = io.BytesIO()
    canvas = DocumentCanvas(target)
    with in_language(printed.language):
        frame = Frame(
            title=tr("Keys of the window"),
            number="",
            barcode="",
            subtitle=tr("F1 opens the guide, Ctrl+K finds a command by a few letters."),
            footer="Packbench",
            printed=printed,
        )
        canvas.setTitle(frame.title)
        blocks = _blocks(groups, printed.paper.grid.width_mm)
        draw_document(canvas, frame, blocks, Block(0, _nothing))
    pages = int(canvas.getPageNumber()) - 1
    canvas.save()
    return target.getvalue(), pages


def _nothing(_surface: Surface, _y_mm: float) -> None:
    """A group that goes on says so by its rows alone."""


def _blocks(groups: Sequence[KeyGroup], width_mm: float) -> Iterator[Block]:
    """Each group in two columns, read down the left one and then down the right one."""
    for group in groups:
        yield Block(_TITLE_MM, partial(_draw_title, group.title, width_mm), kept_with_next=True)
        half = -(-len(group.rows) // _COLUMNS)
        for index in range(half):
            yield Block(_ROW_MM, partial(_draw_rows, group.rows[index::half], width_mm))


def _draw_title(title: str, width_mm: float, surface: Surface, y_mm: float) -> None:
    surface.text(0, y_mm + 6, title, _TITLE, width_mm)
    surface.rule(0, y_mm + 7.4, width_mm)


def _draw_rows(rows: Sequence[KeyRow], width_mm: float, surface: Surface, y_mm: float) -> None:
    column_mm = (width_mm - _GAP_MM) / _COLUMNS
    for index, row in enumerate(rows):
        x_mm = index * (column_mm + _GAP_MM)
        keys = shrunk(row.keys, _KEYS, _KEYS_MM - 2, _LEAST_PT)
        surface.text(x_mm, y_mm + 3.4, row.keys, keys, _KEYS_MM - 2)
        room_mm = column_mm - _KEYS_MM
        words = shrunk(row.words, _WORDS, room_mm, _LEAST_PT)
        surface.text(x_mm + _KEYS_MM, y_mm + 3.4, row.words, words, room_mm)
