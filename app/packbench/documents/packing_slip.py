"""Packing slips: what lies in a parcel, what was ordered, what is still to come."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.pdfgen.canvas import Canvas

from packbench.documents import slip_lines, words
from packbench.documents.address import Address, address_lines
from packbench.documents.blocks import Block, Facts, framed_text, plain_text
from packbench.documents.lines import Style, shrunk, wrap
from packbench.documents.page import Frame, Printed, draw_document
from packbench.documents.slip_lines import Look, SlipLine
from packbench.documents.surface import Surface
from packbench.words.language import in_language, tr

_GIFT_LINES = 12
_RETURNS_LINES = 14


@dataclass(frozen=True, slots=True)
class PackingSlip:
    """The slip of one parcel. `barcode` is what its symbol says; `logo` is a PNG or JPEG.

    Prices are printed only where `show_prices` is set, in `currency` (ISO 4217).
    """

    number: str
    barcode: str
    order_number: str
    warehouse: str
    ship_to: Address
    lines: tuple[SlipLine, ...]
    printed: Printed
    sender: Address | None = None
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


def render_packing_slips(slips: Sequence[PackingSlip]) -> bytes:
    """One PDF of all slips, each with pages counted for itself; equal slips give equal bytes."""
    if not slips:
        raise ValueError("no slips")
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1, pageCompression=1)
    with in_language(slips[0].printed.language):
        canvas.setTitle(tr("Packing slip"))
    for slip in slips:
        with in_language(slip.printed.language):
            look = slip_lines.look(slip.printed.paper, with_prices=slip.show_prices)
            heads = slip_lines.heads(look)
            draw_document(canvas, _frame(slip), _blocks(slip, look, heads), heads)
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
    yield _address_block(slip, look)
    yield heads
    yield from slip_lines.table(look, slip.lines, slip.currency, language)
    if slip.gift_message:
        yield framed_text(
            tr("Gift message"), slip.gift_message, look.text, look.width_mm, _GIFT_LINES
        )
    if slip.returns_text:
        yield plain_text(
            tr("Returns"), slip.returns_text, look.small, look.width_mm, _RETURNS_LINES
        )


def _address_block(slip: PackingSlip, look: Look) -> Block:
    recipient = _recipient_lines(slip, look)
    facts = _facts(slip)
    rows = max(len(recipient) + 1, len(facts))

    def draw(surface: Surface, y_mm: float) -> None:
        if slip.sender:
            _draw_sender(slip.sender, slip.printed.language, look, surface, y_mm + 3)
        for index, (text, style) in enumerate(recipient, start=1):
            look.ship_to.write(surface, y_mm + 4.5 + index * look.leading_mm, text, style)
        for index, (name, value) in enumerate(facts):
            baseline_mm = y_mm + 3 + index * look.leading_mm
            look.fact_name.write(surface, baseline_mm, name, look.small)
            style = shrunk(value, look.strong, look.fact.width_mm, 5)
            look.fact.write(surface, baseline_mm, value, style)

    return Block(rows * look.leading_mm + 5, draw)


def _recipient_lines(slip: PackingSlip, look: Look) -> list[tuple[str, Style]]:
    name, *rest = address_lines(slip.ship_to, slip.printed.language)
    styled = [(name, look.strong), *((text, look.text) for text in rest)]
    return [
        (piece, style)
        for text, style in styled
        for piece in wrap(text, style, look.ship_to.width_mm, 2)
    ]


def _draw_sender(
    sender: Address, language: str, look: Look, surface: Surface, baseline_mm: float
) -> None:
    """The sender on one line above the recipient, as in the window of an envelope."""
    place = look.ship_to
    text = " · ".join(address_lines(sender, language))
    place.write(surface, baseline_mm, text, shrunk(text, look.small, place.width_mm, 5))
    surface.rule(place.x_mm, baseline_mm + 1.3, place.width_mm)


def _facts(slip: PackingSlip) -> Facts:
    language = slip.printed.language
    told = (
        (tr("Order"), slip.order_number),
        (tr("Ordered on"), words.day(slip.ordered_on, language) if slip.ordered_on else ""),
        (tr("Shipped on"), words.day(slip.shipped_on, language) if slip.shipped_on else ""),
        (tr("Ship method"), slip.ship_method),
        (
            tr("Parcel"),
            tr("{parcel} of {parcels}").format(parcel=slip.parcel, parcels=slip.parcels),
        ),
    )
    return tuple((name, value) for name, value in told if value)
