"""Customs forms: CN22 and CN23 of the Universal Postal Union, and the commercial invoice.

They have the fields of the forms of the UPU's Convention Manual, on paper of our own layout, which
it allows. They are in English, with the titles in French, as it asks.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

from packbench.documents.address import Address, address_lines
from packbench.documents.blocks import LEADING_MM_A_POINT, TALL, Block, BlockField, plain_text
from packbench.documents.lines import Style, StyledText, shrunk, whole, wrap
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.page import Frame, OnUnprintable, Printed, draw_document, tell_nobody
from packbench.documents.paper import Grid, Paper
from packbench.documents.surface import Surface, TextAlign
from packbench.domain.customs import CustomsCategory, CustomsForm
from packbench.words.language import in_language

LANGUAGE = "en-GB"
SMALL_LABEL = Grid(74, 105, left_mm=3, top_mm=14, width_mm=68, height_mm=81)
"""The CN22 of 74 × 105 mm, which the UPU recommends."""

_TITLES = {
    CustomsForm.CN22: "CN22",
    CustomsForm.CN23: "CN23",
    CustomsForm.INVOICE: "Commercial invoice",
}
_CATEGORIES = {
    CustomsCategory.GIFT: "Gift",
    CustomsCategory.DOCUMENTS: "Documents",
    CustomsCategory.SALE: "Sale of goods",
    CustomsCategory.SAMPLE: "Commercial sample",
    CustomsCategory.RETURNED: "Returned goods",
    CustomsCategory.OTHER: "Other",
}
_DECLARATIONS = {
    CustomsForm.CN22: (
        "I, the undersigned, whose name and address are given on the item, certify that the"
        " particulars given in this declaration are correct and that this item does not contain"
        " any dangerous article or articles prohibited by legislation or by postal or customs"
        " regulations."
    ),
    CustomsForm.CN23: (
        "I certify that the particulars given in this customs declaration are correct and that"
        " this item does not contain any dangerous article or articles prohibited by legislation"
        " or by postal or customs regulations."
    ),
    CustomsForm.INVOICE: (
        "I declare that the above information is true and correct to the best of my knowledge, and"
        " that the goods are of the origin shown."
    ),
}
_DECLARED = "Customs declaration · Déclaration en douane"
_OPENED = "May be opened officially · Peut être ouvert d'office"
_INVOICED = "Facture commerciale"


@dataclass(frozen=True, slots=True)
class CustomsLine:
    """Goods of one kind: net weight in grams, value in the form's currency, both of all units."""

    quantity: int
    description: str
    hs_code: str
    origin: str
    net_g: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Trader:
    """A sender or a recipient; numbers that are empty are left out."""

    address: Address
    phone: str = ""
    email: str = ""
    eori: str = ""
    vat: str = ""


@dataclass(frozen=True, slots=True)
class CustomsSheet:
    """One form. `barcode` is what its symbol says; `small` asks for the label of 74 × 105 mm."""

    form: CustomsForm
    number: str
    barcode: str
    order: str
    category: CustomsCategory
    sender: Trader
    recipient: Trader
    lines: tuple[CustomsLine, ...]
    currency: str
    gross_g: int
    printed: Printed
    dated: date
    parcel: int = 1
    parcels: int = 1
    tracking: str = ""
    small: bool = False


def render_customs(
    sheets: Sequence[CustomsSheet], on_unprintable: OnUnprintable = tell_nobody
) -> bytes:
    """One PDF of all forms, each with pages counted for itself; equal forms give equal bytes."""
    if not sheets:
        raise ValueError("no forms")
    target = io.BytesIO()
    canvas = DocumentCanvas(target)
    canvas.setTitle(_TITLES[sheets[0].form])
    with in_language(LANGUAGE):
        for sheet in sheets:
            letters = _draw(canvas, sheet)
            if letters:
                on_unprintable(sheet.number, letters)
    canvas.save()
    return target.getvalue()


def _draw(canvas: DocumentCanvas, sheet: CustomsSheet) -> str:
    grid = SMALL_LABEL if sheet.small else sheet.printed.paper.grid
    look = _SMALL if sheet.small else _LOOKS[sheet.printed.paper is Paper.LABEL_4X6]
    texts = (*(line.description for line in sheet.lines), *_names_of(sheet))
    look = replace(look, is_tall=any(map(TALL.search, texts)))
    heads = _heads(look)
    return draw_document(canvas, _frame(sheet), _blocks(sheet, look, heads), heads, grid)


def _names_of(sheet: CustomsSheet) -> list[str]:
    traders = (sheet.sender, sheet.recipient)
    return [text for one in traders for text in address_lines(one.address, LANGUAGE)]


def _frame(sheet: CustomsSheet) -> Frame:
    of_parcels = f"parcel {sheet.parcel} of {sheet.parcels}" if sheet.parcels > 1 else ""
    told = (_INVOICED if sheet.form is CustomsForm.INVOICE else _DECLARED, of_parcels)
    return Frame(
        title=_TITLES[sheet.form],
        number=sheet.number,
        barcode=sheet.barcode,
        subtitle=" · ".join(filter(None, told)),
        footer=f"Order {sheet.order}",
        printed=replace(sheet.printed, language=LANGUAGE),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """Type and columns; where HS code and origin have no column they stand below the description.

    `is_tall` tells that a text is in a script that needs more room between its lines.
    """

    width_mm: float
    text: Style
    small: Style
    quantity: BlockField
    description: BlockField
    weight: BlockField
    value: BlockField
    hs_code: BlockField | None = None
    origin: BlockField | None = None
    is_tall: bool = False

    @property
    def leading_mm(self) -> float:
        return self.text.size_pt * (_TALL_LEADING if self.is_tall else LEADING_MM_A_POINT)


def _right(x_mm: float, width_mm: float) -> BlockField:
    return BlockField(x_mm, width_mm, TextAlign.RIGHT)


_WIDE = _Look(
    width_mm=180,
    text=Style(9),
    small=Style(7),
    quantity=_right(0, 14),
    description=BlockField(17, 68),
    hs_code=BlockField(87, 26),
    origin=BlockField(115, 14),
    weight=_right(130, 20),
    value=_right(152, 28),
)
_NARROW = _Look(
    width_mm=91.6,
    text=Style(7.5),
    small=Style(6),
    quantity=_right(0, 9),
    description=BlockField(11, 44),
    weight=_right(56, 13),
    value=_right(70, 21.6),
)
_SMALL = replace(
    _NARROW,
    width_mm=68,
    text=Style(6),
    small=Style(5),
    quantity=_right(0, 6),
    description=BlockField(7.5, 32),
    weight=_right(40, 9.5),
    value=_right(50.5, 17.5),
)
"""The label of 74 × 105 mm."""
_LOOKS = {False: _WIDE, True: _NARROW}


def _blocks(sheet: CustomsSheet, look: _Look, heads: Block) -> Iterator[Block]:
    if not sheet.small:  # they are on the parcel, and so not on the form of the UPU
        yield from _traders(sheet, look)
    yield _facts(sheet, look)
    yield _categories(sheet.category, look)
    yield heads
    for line in sheet.lines:
        yield _row(line, sheet.currency, look)
    yield _totals(sheet, look)
    title = _OPENED if sheet.form is not CustomsForm.INVOICE else ""
    declared = plain_text(title, _DECLARATIONS[sheet.form], look.small, look.width_mm)
    yield from (replace(block, kept_with_next=True) for block in declared)
    yield _signature(sheet, look)


def _traders(sheet: CustomsSheet, look: _Look) -> Iterator[Block]:
    half_mm = (look.width_mm - 4) / 2
    left = _trader_lines("From · Expéditeur", sheet.sender, look, half_mm)
    right = _trader_lines("To · Destinataire", sheet.recipient, look, half_mm)
    columns = ((BlockField(0, half_mm), left), (BlockField(half_mm + 4, half_mm), right))
    most = max(len(left), len(right))
    for start in range(0, most, _LINES_A_PART):
        part = tuple((field, lines[start : start + _LINES_A_PART]) for field, lines in columns)
        count = max(len(lines) for _, lines in part)
        yield Block(count * look.leading_mm, partial(_draw_cells, part, look.leading_mm))
    yield Block(1.5, _nothing)


_LINES_A_PART = 8
_TALL_LEADING = 0.56
_LEAST_PT = 4.5


def _trader_lines(title: str, trader: Trader, look: _Look, width_mm: float) -> list[StyledText]:
    numbers = (("Tel. ", trader.phone), ("", trader.email), ("EORI ", trader.eori))
    told = [f"{name}{value}" for name, value in (*numbers, ("VAT ", trader.vat)) if value]
    lines: list[StyledText] = [(title, look.small)]
    for text in (*address_lines(trader.address, LANGUAGE), *told):
        for one in text.splitlines():
            lines += whole(one, look.text, width_mm, look.text.size_pt * 0.8)
    return lines


def _facts(sheet: CustomsSheet, look: _Look) -> Block:
    number = "Invoice no." if sheet.form is CustomsForm.INVOICE else "Shipment"
    told = [
        (number, sheet.number),
        ("Date", sheet.dated.isoformat()),
        ("Recipient's reference", sheet.order),
        ("Currency", sheet.currency),
    ]
    if sheet.small and sheet.sender.eori:
        told.append(("EORI", sheet.sender.eori))
    if sheet.tracking:
        told.append(("Tracking", sheet.tracking))
    text = " · ".join(f"{name}: {value}" for name, value in told)
    lines = [(piece, look.text) for piece in wrap(text, look.text, look.width_mm)]
    cells = ((BlockField(0, look.width_mm), lines),)
    height_mm = len(lines) * look.leading_mm + 1
    return Block(height_mm, partial(_draw_cells, cells, look.leading_mm))


def _categories(chosen: CustomsCategory, look: _Look) -> Block:
    """Boxes to tick, in rows as wide as the page; one is ticked."""
    box_mm = look.text.size_pt * 0.28
    placed, x_mm, row = [], 0.0, 0
    for category, word in _CATEGORIES.items():
        width_mm = box_mm + 1.2 + look.text.width_mm(word)
        if x_mm + width_mm > look.width_mm:
            x_mm, row = 0.0, row + 1
        placed.append((category is chosen, word, x_mm, row))
        x_mm += width_mm + 4

    def draw(surface: Surface, y_mm: float) -> None:
        for ticked, word, left_mm, line in placed:
            top_mm = y_mm + 1 + line * (look.leading_mm + 0.6)
            surface.box(left_mm, top_mm, box_mm, box_mm, 0.6)
            if ticked:
                corners = ((left_mm, top_mm), (left_mm + box_mm, top_mm + box_mm))
                surface.stroke(corners, 1.2)
                (left, top), (right, bottom) = corners
                surface.stroke(((left, bottom), (right, top)), 1.2)
            text_mm = left_mm + box_mm + 1.2
            room_mm = look.text.width_mm(word) + 0.1
            surface.text(text_mm, top_mm + box_mm * 0.9, word, look.text, room_mm)

    return Block((row + 1) * (look.leading_mm + 0.6) + 1.5, draw)


def _heads(look: _Look) -> Block:
    named = (
        (look.quantity, "Qty"),
        (look.description, "Detailed description of contents"),
        (look.hs_code, "HS code"),
        (look.origin, "Origin"),
        (look.weight, "Net kg"),
        (look.value, "Value"),
    )
    cells = tuple((field, [(text, look.small)]) for field, text in named if field)
    height_mm = look.leading_mm + 1.2

    def draw(surface: Surface, y_mm: float) -> None:
        _draw_cells(cells, look.leading_mm, surface, y_mm)
        surface.rule(0, y_mm + height_mm, look.width_mm, 1)

    return Block(height_mm, draw, kept_with_next=True)


def _row(line: CustomsLine, currency: str, look: _Look) -> Block:
    texts = [(one, look.text) for one in wrap(line.description, look.text, _width(look), 3)]
    if look.hs_code is None:
        texts.append((f"HS {line.hs_code} · {line.origin}", look.small))
    told: list[tuple[BlockField | None, list[StyledText]]] = [
        (look.quantity, _number(f"{line.quantity}", look.quantity, look.text)),
        (look.description, texts),
        (look.hs_code, [(line.hs_code, look.text)]),
        (look.origin, [(line.origin, look.text)]),
        (look.weight, _number(_kilograms(line.net_g), look.weight, look.text)),
        (look.value, _number(f"{line.value:,} {currency}", look.value, look.text)),
    ]
    cells = tuple((field, lines) for field, lines in told if field)
    height_mm = max(len(lines) for _, lines in cells) * look.leading_mm + 1.6

    def draw(surface: Surface, y_mm: float) -> None:
        _draw_cells(cells, look.leading_mm, surface, y_mm + 0.8)

    return Block(height_mm, draw, in_table=True)


def _width(look: _Look) -> float:
    return look.description.width_mm


def _number(text: str, field: BlockField, style: Style) -> list[StyledText]:
    return [(text, shrunk(text, style, field.width_mm, 3))]


def _kilograms(weight_g: int) -> str:
    return f"{Decimal(weight_g) / 1000:.3f}"


def _totals(sheet: CustomsSheet, look: _Look) -> Block:
    strong = replace(look.text, bold=True)
    value = sum((line.value for line in sheet.lines), Decimal(0))
    net_g = sum(line.net_g for line in sheet.lines)
    gross = f"Gross weight {_kilograms(sheet.gross_g)} kg"
    count = f"{sum(line.quantity for line in sheet.lines)}"
    cells = (
        (look.quantity, _number(count, look.quantity, strong)),
        (look.description, [("Total", strong), (gross, look.text)]),
        (look.weight, _number(_kilograms(net_g), look.weight, strong)),
        (look.value, _number(f"{value:,} {sheet.currency}", look.value, strong)),
    )

    def draw(surface: Surface, y_mm: float) -> None:
        surface.rule(0, y_mm, look.width_mm, 1)
        _draw_cells(cells, look.leading_mm, surface, y_mm + 0.6)

    return Block(2 * look.leading_mm + 2.4, draw, in_table=True)


def _signature(sheet: CustomsSheet, look: _Look) -> Block:
    half_mm = look.width_mm / 2
    text = f"{sheet.dated.isoformat()} · Date and sender's signature"
    field = BlockField(half_mm, half_mm)
    lines = [(text, shrunk(text, look.small, half_mm, _LEAST_PT))]
    above_mm = look.leading_mm * 2

    def draw(surface: Surface, y_mm: float) -> None:
        surface.rule(half_mm, y_mm + above_mm, half_mm)
        _draw_cells(((field, lines),), look.leading_mm, surface, y_mm + above_mm + 0.4)

    return Block(above_mm + look.leading_mm + 1, draw)


_Cells = Sequence[tuple[BlockField, list[StyledText]]]


def _draw_cells(cells: _Cells, leading_mm: float, surface: Surface, y_mm: float) -> None:
    for field, lines in cells:
        for index, (text, style) in enumerate(lines):
            field.write(surface, y_mm + (index + 0.75) * leading_mm, text, style)


def _nothing(_surface: Surface, _y_mm: float) -> None:
    """White."""
