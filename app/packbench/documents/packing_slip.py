"""Packing slips: what lies in a parcel, what was ordered, what is still to come."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from packbench.documents import slip_lines
from packbench.documents.address import Address
from packbench.documents.blocks import Block, Facts, framed_text, plain_text
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.own_values import own_text
from packbench.documents.page import (
    Frame,
    OnUnprintable,
    Printed,
    draw_document,
    tell_nobody,
)
from packbench.documents.slip_head import head_blocks
from packbench.documents.slip_lines import Look, SlipLine
from packbench.domain.custom_fields import FieldValue
from packbench.domain.slips import USUAL_FIELDS, SlipField
from packbench.words.dates import day_in
from packbench.words.language import in_slip_language, tr


@dataclass(frozen=True, slots=True)
class PackingSlip:
    """The slip of one parcel. `barcode` is what its symbol says; `logo` is a PNG or JPEG.

    `shown` says which columns and facts there are. Prices are printed only where `show_prices` is
    set, in `currency` (ISO 4217). `own`: what the order has in fields that the shop defined.
    """

    number: str
    barcode: str
    order_number: str
    warehouse: str
    ship_to: Address
    lines: tuple[SlipLine, ...]
    printed: Printed
    sender: Address | str | None = None
    logo: bytes = b""
    ordered_on: date | None = None
    shipped_on: date | None = None
    ship_method: str = ""
    parcel: int = 1
    parcels: int = 1
    gift_message: str = ""
    returns_text: str = ""
    show_prices: bool = False
    currency: str = ""
    shown: frozenset[SlipField] = USUAL_FIELDS
    header_text: str = ""
    note: str = ""
    email: str = ""
    phone: str = ""
    own: tuple[FieldValue, ...] = ()


def render_packing_slips(
    slips: Sequence[PackingSlip], on_unprintable: OnUnprintable = tell_nobody
) -> bytes:
    """One PDF of all slips, each with pages counted for itself; equal slips give equal bytes."""
    if not slips:
        raise ValueError("no slips")
    target = io.BytesIO()
    canvas = DocumentCanvas(target)
    with in_slip_language(slips[0].printed.language):
        canvas.setTitle(tr("Packing slip"))
    for slip in slips:
        with in_slip_language(slip.printed.language):
            look = slip_lines.look(
                slip.printed.paper, with_prices=slip.show_prices, shown=slip.shown
            )
            heads = slip_lines.heads(look)
            letters = draw_document(canvas, _frame(slip), _blocks(slip, look, heads), heads)
        if letters:
            on_unprintable(slip.number, letters)
    canvas.save()
    return target.getvalue()


def _frame(slip: PackingSlip) -> Frame:
    return Frame(
        title=tr("Packing slip"),
        number=slip.number,
        barcode=slip.barcode,
        subtitle=tr("Shipped from {warehouse}").format(warehouse=slip.warehouse),
        footer=tr("Order {number}").format(number=slip.order_number),
        printed=slip.printed,
        logo=slip.logo,
    )


def _blocks(slip: PackingSlip, look: Look, heads: Block) -> Iterator[Block]:
    language = slip.printed.language
    yield from head_blocks(slip.ship_to, slip.sender, _facts(slip), look, language)
    if slip.header_text:
        yield from plain_text("", slip.header_text, look.text, look.width_mm)
    for one in slip.own:
        yield from plain_text("", own_text(one, language), look.text, look.width_mm)
    yield heads
    yield from slip_lines.table(look, slip.lines, slip.currency, language)
    if slip.note and SlipField.NOTE in slip.shown:
        yield from framed_text(tr("Note"), slip.note, look.text, look.width_mm)
    if slip.gift_message:
        yield from framed_text(tr("Gift message"), slip.gift_message, look.text, look.width_mm)
    if slip.returns_text:
        yield from plain_text("", slip.returns_text, look.small, look.width_mm)


def _facts(slip: PackingSlip) -> Facts:
    language = slip.printed.language
    told = (
        (tr("Order"), slip.order_number),
        (tr("Ordered on"), day_in(slip.ordered_on, language) if slip.ordered_on else ""),
        (tr("Shipped on"), day_in(slip.shipped_on, language) if slip.shipped_on else ""),
        (tr("Ship method"), slip.ship_method),
        (
            tr("Parcel"),
            tr("{parcel} of {parcels}").format(parcel=slip.parcel, parcels=slip.parcels),
        ),
        (tr("E-mail"), slip.email if SlipField.EMAIL in slip.shown else ""),
        (tr("Telephone"), slip.phone if SlipField.PHONE in slip.shown else ""),
    )
    return tuple((name, value) for name, value in told if value)
