"""The control sheet of a station: every command's code, with an icon and words."""

import io
from collections.abc import Iterator
from functools import partial

from packbench.documents.barcodes import ON_HEADERS, Size, code128
from packbench.documents.blocks import LABEL, Block, BlockField
from packbench.documents.icons import draw_icon
from packbench.documents.label import Label
from packbench.documents.lines import Style, wrap
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.page import Frame, Printed, draw_document
from packbench.documents.surface import Surface, TextAlign
from packbench.domain.scanning.control_codes import COMMANDS, control_code
from packbench.words.language import in_language, tr
from packbench.words.scanning import command_words

_BARS = Size(x_mm=ON_HEADERS.x_mm, height_mm=12)
_ROW_MM = 30.0
_ICON_MM = 9.0
_WORD, _SMALL = Style(13, bold=True), Style(7.5)
_COLUMNS = 2
_COUNT_COLUMNS = 4
_COUNT_ROW_MM = 26.0
_COUNT = Style(15, bold=True)
_COUNTS = tuple(command for command in COMMANDS if command[1:].isdigit())
_OTHERS = tuple(command for command in COMMANDS if command not in _COUNTS)


def control_labels(language: str) -> list[Label]:
    """A label for each command, for printers that have no sheets."""
    with in_language(language):
        return [
            Label(
                _large_word(command), (code128(control_code(command)),), (command_words(command),)
            )
            for command in COMMANDS
        ]


def render_control_sheet(printed: Printed) -> tuple[bytes, int, int]:
    """The PDF of the sheet, how many pages it has, and how many codes are on it."""
    target = io.BytesIO()
    canvas = DocumentCanvas(target)
    with in_language(printed.language):
        frame = Frame(
            title=tr("Control sheet"),
            number=printed.station,
            barcode="",
            subtitle=tr("Scan these instead of typing. A count holds for the next scan."),
            footer="Packbench",
            printed=printed,
        )
        canvas.setTitle(frame.title)
        draw_document(canvas, frame, _blocks(printed.paper.grid.width_mm), Block(0, _nothing))
    pages = int(canvas.getPageNumber()) - 1
    canvas.save()
    return target.getvalue(), pages, len(COMMANDS)


def _nothing(_surface: Surface, _y_mm: float) -> None:
    """The sheet has no table whose columns are named."""


def _large_word(command: str) -> str:
    return f"× {command[1:]}" if command in _COUNTS else command


def _blocks(width_mm: float) -> Iterator[Block]:
    """The commands in two columns, the counts in four."""
    for first in range(0, len(_OTHERS), _COLUMNS):
        row = _OTHERS[first : first + _COLUMNS]
        yield Block(_ROW_MM, partial(_draw_commands, row, width_mm))
    for first in range(0, len(_COUNTS), _COUNT_COLUMNS):
        row = _COUNTS[first : first + _COUNT_COLUMNS]
        yield Block(_COUNT_ROW_MM, partial(_draw_counts, row, width_mm))


def _draw_commands(
    commands: tuple[str, ...], width_mm: float, surface: Surface, y_mm: float
) -> None:
    """Icon, word and meaning, and the code below."""
    column_mm = width_mm / _COLUMNS
    for index, command in enumerate(commands):
        x_mm = index * column_mm
        draw_icon(surface, command, x_mm, y_mm + 2, _ICON_MM)
        text_mm = x_mm + _ICON_MM + 3
        room_mm = column_mm - _ICON_MM - 7
        surface.text(text_mm, y_mm + 6.2, command, _WORD, room_mm)
        for line, words in enumerate(wrap(command_words(command), _SMALL, room_mm, 2)):
            surface.text(text_mm, y_mm + 9.8 + 3 * line, words, _SMALL, room_mm)
        symbol = code128(control_code(command))
        surface.symbol(x_mm + ON_HEADERS.quiet_left_mm(symbol), y_mm + 14.6, symbol, _BARS)


def _draw_counts(commands: tuple[str, ...], width_mm: float, surface: Surface, y_mm: float) -> None:
    """How many the next scan counts, and the code below."""
    column_mm = width_mm / _COUNT_COLUMNS
    for index, command in enumerate(commands):
        symbol = code128(control_code(command))
        field = BlockField(index * column_mm, column_mm, TextAlign.CENTRE)
        field.write(surface, y_mm + 7, _large_word(command), _COUNT)
        spare_mm = column_mm - ON_HEADERS.bars_mm(symbol)
        surface.symbol(field.x_mm + spare_mm / 2, y_mm + 9, symbol, _BARS)
        field.write(surface, y_mm + 24, symbol.text, LABEL)
