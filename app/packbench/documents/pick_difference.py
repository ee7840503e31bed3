"""What a picker does about an old list: what he puts back, takes as well, or takes elsewhere."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from packbench.documents import pick_rows
from packbench.documents.blocks import BODY, Block, facts, framed_text
from packbench.documents.lines import Style
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.page import Frame, OnUnprintable, Printed, draw_document, tell_nobody
from packbench.documents.paper import Paper
from packbench.documents.picks import PickRow, Stop
from packbench.documents.surface import Surface
from packbench.documents.words import number
from packbench.words.language import in_language, tr
from packbench.words.picking import head_word

_TITLE = Style(13, bold=True)
_TITLE_MM = 11.0


@dataclass(frozen=True, slots=True)
class OrderDifference:
    """What a list tells otherwise of an order; `field` is the order's column."""

    slot: str
    order_number: str
    field: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class PickDifference:
    """How the list of a wave differs from an older sheet of it.

    Attributes:
        number, barcode: of the wave; the barcode is that of its list as it is now.
        since: the revision of the sheet that the picker has.
        revision: that of the list now; with this page the sheet says the same.
        void: the wave is cancelled: all goes back.
        back: what goes back into its bins.
        more: what is to be taken as well.
        elsewhere: what is taken from another bin than the sheet says.
        was_at: where the sheet says that, in the same order.
        orders: what is different of orders.
    """

    number: str
    barcode: str
    warehouse: str
    since: int
    revision: int
    printed: Printed
    picker: str = ""
    void: bool = False
    back: tuple[PickRow, ...] = ()
    more: tuple[PickRow, ...] = ()
    elsewhere: tuple[PickRow, ...] = ()
    was_at: tuple[str, ...] = ()
    orders: tuple[OrderDifference, ...] = ()


def render_pick_difference(
    difference: PickDifference, on_unprintable: OnUnprintable = tell_nobody
) -> bytes:
    """The PDF of a difference, on A4 or Letter; equal ones give equal bytes."""
    if difference.printed.paper is Paper.LABEL_4X6:
        raise ValueError(difference.printed.paper)
    target = io.BytesIO()
    canvas = DocumentCanvas(target)
    with in_language(difference.printed.language):
        frame = _frame(difference)
        canvas.setTitle(f"{frame.title} {frame.number}")
        heads = pick_rows.heads(pick_rows.BATCH)
        letters = draw_document(canvas, frame, _blocks(difference, heads), heads)
    if letters:
        on_unprintable(difference.number, letters)
    canvas.save()
    return target.getvalue()


def _frame(difference: PickDifference) -> Frame:
    return Frame(
        title=tr("Changes of pick list"),
        number=difference.number,
        barcode=difference.barcode,
        subtitle=tr("Warehouse {name}").format(name=difference.warehouse),
        footer=tr("Wave {number}").format(number=difference.number),
        printed=difference.printed,
    )


def _blocks(difference: PickDifference, heads: Block) -> Iterator[Block]:
    language, width_mm = difference.printed.language, difference.printed.paper.grid.width_mm
    told = [
        (tr("Your sheet is revision"), number(difference.since, language)),
        (tr("With this page it is"), number(difference.revision, language)),
        (tr("Picker"), difference.picker or "–"),
    ]
    yield facts(tuple(told))
    if difference.void:
        words = tr("The wave is cancelled. Put back all that was taken, and the sheet away.")
        yield from framed_text(tr("Void"), words, BODY, width_mm)
    sections = (
        (tr("Put back what was taken already"), difference.back),
        (tr("Take as well"), difference.more),
        (tr("Take from another bin"), _moved(difference)),
    )
    for title, rows in sections:
        if rows:
            yield from _section(title, rows, heads, language)
    if difference.orders:
        lines = "\n".join(map(_order_words, difference.orders))
        yield from framed_text(tr("Orders that are different"), lines, BODY, width_mm)


def _moved(difference: PickDifference) -> list[PickRow]:
    """What is taken elsewhere, with the bin that the sheet names."""
    words = tr("instead of {bin}: {name}")
    return [
        replace(row, name=words.format(bin=place, name=row.name))
        for row, place in zip(difference.elsewhere, difference.was_at, strict=True)
    ]


def _order_words(one: OrderDifference) -> str:
    words = tr("{slot} · {order}: {field} is “{now}”, not “{before}” any more.")
    field = head_word(one.field)
    return words.format(
        slot=one.slot, order=one.order_number, field=field, now=one.now, before=one.before
    )


def _section(title: str, rows: Sequence[PickRow], heads: Block, language: str) -> Iterator[Block]:
    """A table under its title, which is never the last on a page."""
    yield Block(_TITLE_MM, partial(_draw_title, title), kept_with_next=True)
    yield heads
    stops = [Stop(row, row.quantity, ((row.slot, row.quantity),)) for row in rows]
    yield from pick_rows.table(pick_rows.BATCH, stops, language)


def _draw_title(title: str, surface: Surface, y_mm: float) -> None:
    surface.text(0, y_mm + 8, title, _TITLE, surface.grid.width_mm)
