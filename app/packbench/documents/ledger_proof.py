"""The page that proves the ledger: where that of each warehouse ends, to be kept on paper."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from packbench.documents.barcodes import Size, code_symbol
from packbench.documents.blocks import BODY, STRONG, Block, facts, plain_text
from packbench.documents.lines import Style
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.page import Frame, OnUnprintable, Printed, draw_document, tell_nobody
from packbench.documents.surface import Surface
from packbench.documents.words import moment, number
from packbench.words.language import in_language, tr

_BARS = Size(x_mm=0.25, height_mm=9)
_GROUPS = Style(13, bold=True)
_HEAD_MM = 33.0
_LETTERS_IN_GROUP = 4


@dataclass(frozen=True, slots=True)
class HeadOnPaper:
    """Where the ledger of a warehouse ended; `text` is what is scanned or typed to compare it."""

    warehouse: str
    movements: int
    link: str
    text: str


@dataclass(frozen=True, slots=True)
class LedgerProof:
    """The heads of ledgers at a moment of the station's clock."""

    at: datetime
    heads: Sequence[HeadOnPaper]
    printed: Printed


def grouped(link: str) -> str:
    """A link in groups of four, which people can compare: `3f2a 09c1 …`."""
    starts = range(0, len(link), _LETTERS_IN_GROUP)
    return " ".join(link[start : start + _LETTERS_IN_GROUP] for start in starts)


def render_ledger_proof(page: LedgerProof, on_unprintable: OnUnprintable = tell_nobody) -> bytes:
    """The PDF of a proof, on A4 or Letter; equal ones give equal bytes."""
    target = io.BytesIO()
    canvas = DocumentCanvas(target)
    with in_language(page.printed.language):
        frame = Frame(
            title=tr("Proof of the ledger"),
            number=moment(page.at, page.printed.language),
            barcode="",
            subtitle=tr("Keep this page away from the computer that has the database."),
            footer="Packbench",
            printed=page.printed,
        )
        canvas.setTitle(frame.title)
        letters = draw_document(canvas, frame, _blocks(page), Block(0, _nothing))
    if letters:
        on_unprintable(frame.title, letters)
    canvas.save()
    return target.getvalue()


def _nothing(_surface: Surface, _y_mm: float) -> None:
    """The page has no table whose columns are named."""


def _blocks(page: LedgerProof) -> Iterator[Block]:
    language, width_mm = page.printed.language, page.printed.paper.grid.width_mm
    words = tr(
        "Each movement of stock carries a link that follows from all movements before it. Below"
        " stands the last link of each warehouse. To compare: packbench stock proof --head, and"
        " after it what the bars say, scanned or typed. Who changed, took out or slipped in a"
        " movement since cannot make the same link again."
    )
    yield from plain_text("", words, BODY, width_mm)
    for one in page.heads:
        told = [
            (tr("Warehouse"), one.warehouse),
            (tr("Movements"), number(one.movements, language)),
        ]
        yield replace(facts(tuple(told)), kept_with_next=True)
        yield Block(_HEAD_MM, partial(_draw_head, one))


def _draw_head(one: HeadOnPaper, surface: Surface, y_mm: float) -> None:
    width_mm = surface.grid.width_mm
    surface.text(0, y_mm + 5, grouped(one.link), _GROUPS, width_mm)
    symbol = code_symbol(one.text)
    if symbol is not None and _BARS.bars_mm(symbol) + 2 * _BARS.quiet_left_mm(symbol) <= width_mm:
        surface.symbol(_BARS.quiet_left_mm(symbol), y_mm + 8, symbol, _BARS)
    surface.text(0, y_mm + 22, one.text, STRONG, width_mm)
    surface.rule(0, y_mm + 27, width_mm)
