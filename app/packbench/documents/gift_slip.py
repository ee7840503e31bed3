"""Gift slips: a message in large, friendly type, and nothing that has to do with money."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from packbench.documents.blocks import Block, BlockField
from packbench.documents.lines import Style, wrap
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.page import Frame, OnUnprintable, Printed, draw_document, tell_nobody
from packbench.documents.paper import Paper
from packbench.documents.surface import Surface, TextAlign
from packbench.words.language import in_slip_language, tr

_SIZES_PT = {False: (24.0, 18.0, 14.0), True: (16.0, 13.0, 10.0)}
_FRIENDLY_LINES = 9  # of a message in larger type; longer ones are set smaller
_LEADING = 0.6  # millimetres a point: more than elsewhere, as nothing else stands there
_SENDER_PT = 11.0
_ABOVE_MM = 22.0


@dataclass(frozen=True, slots=True)
class GiftSlip:
    """A message for who unwraps a parcel; `sender` is the giver's name, or empty."""

    number: str
    barcode: str
    warehouse: str
    recipient: str
    message: str
    printed: Printed
    sender: str = ""
    logo: bytes = b""


def render_gift_slips(
    slips: Sequence[GiftSlip], on_unprintable: OnUnprintable = tell_nobody
) -> bytes:
    """One PDF of all slips; equal slips give equal bytes."""
    if not slips:
        raise ValueError("no slips")
    target = io.BytesIO()
    canvas = DocumentCanvas(target)
    with in_slip_language(slips[0].printed.language):
        canvas.setTitle(tr("Gift slip"))
    for slip in slips:
        with in_slip_language(slip.printed.language):
            letters = draw_document(canvas, _frame(slip), _blocks(slip), Block(0, _nothing))
        if letters:
            on_unprintable(slip.number, letters)
    canvas.save()
    return target.getvalue()


def _frame(slip: GiftSlip) -> Frame:
    return Frame(
        title=tr("For you"),
        number=slip.number,
        barcode=slip.barcode,
        subtitle=slip.warehouse,
        footer="",
        printed=slip.printed,
        logo=slip.logo,
        is_present=True,
    )


def _blocks(slip: GiftSlip) -> Iterator[Block]:
    grid = slip.printed.paper.grid
    sizes = _SIZES_PT[slip.printed.paper is Paper.LABEL_4X6]
    yield Block(_ABOVE_MM, _nothing)
    if slip.recipient:
        greeting = tr("Dear {name},").format(name=slip.recipient)
        yield from _centred(greeting, Style(sizes[-1], bold=True), grid.width_mm)
        yield Block(4, _nothing)
    yield from _centred(slip.message, _friendly(slip.message, sizes, grid.width_mm), grid.width_mm)
    if slip.sender:
        yield Block(8, _nothing)
        words = tr("from {name}").format(name=slip.sender)
        yield from _centred(words, Style(_SENDER_PT), grid.width_mm)


def _friendly(message: str, sizes: Sequence[float], width_mm: float) -> Style:
    """The largest type in which a message is not too long, else the smallest."""
    return next(
        (
            Style(size)
            for size in sizes
            if len(wrap(message, Style(size), width_mm)) <= _FRIENDLY_LINES
        ),
        Style(sizes[-1]),
    )


def _centred(text: str, style: Style, width_mm: float) -> Iterator[Block]:
    """All of a text, a block a line, so that a long one goes on over any number of pages."""
    for line in wrap(text, style, width_mm):
        yield Block(style.size_pt * _LEADING, partial(_draw_line, line, style, width_mm))


def _draw_line(line: str, style: Style, width_mm: float, surface: Surface, y_mm: float) -> None:
    field = BlockField(0, width_mm, TextAlign.CENTRE)
    field.write(surface, y_mm + style.size_pt * _LEADING * 0.75, line, style)


def _nothing(_surface: Surface, _y_mm: float) -> None:
    """White."""
