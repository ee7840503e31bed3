"""The purchase order that a supplier gets: both addresses, its lines with prices, its barcode."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel import numbers

from packbench.documents.barcodes import ON_HEADERS, code128
from packbench.documents.lines import Style, shrunk, wrap
from packbench.documents.outline_fonts import DocumentCanvas
from packbench.documents.page import OnUnprintable, Printed
from packbench.documents.surface import Surface, TextAlign
from packbench.documents.words import moment, money, number
from packbench.words.dates import day_in, locale_of
from packbench.words.language import in_slip_language, tr

_TITLE, _HEAD, _BODY = Style(16, bold=True), Style(8, bold=True), Style(9)
_SMALL, _STRONG, _WARNING = Style(8), Style(10, bold=True), Style(13, bold=True)
_ROW_MM = 9.5
_BLOCKS_MM, _FACTS_MM = 21.5, 52.0
_TOP_MM, _NEXT_TOP_MM = 76.0, 26.0
_END_MM = 240.0
_LINE_MM = 4.2
_NOTES_MM = 46.0
_LEAST_PT = 5
_COLUMNS_MM = ((0, 6), (8, 26), (36, 22), (60, 56), (118, 14), (134, 9), (144, 17), (162, 18))
"""Of a row: where each column begins, and how wide it is."""
_ALIGNED = dict.fromkeys((0, 4, 6, 7), TextAlign.RIGHT)  # columns of numbers
_MOST_NOTE_LINES = 6
_MOST_ADDRESS_LINES = 6


@dataclass(frozen=True, slots=True)
class PurchasePaperLine:
    """A line: our SKU, the supplier's, what it is, how many, what one costs, until when."""

    number: int
    sku: str
    supplier_sku: str
    description: str
    quantity: int
    unit_cost: Decimal | None
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class PurchasePaper:
    """A purchase order to print; `account` is our number at the supplier.

    `status` says of a draft, and of one that is cancelled or voided, that it is no order.
    `customer_order` is that of the customer whom the supplier sends it to; `phone` is his.
    """

    number: str
    barcode: str
    supplier: Sequence[str]
    ship_to: Sequence[str]
    made_on: date
    currency: str | None
    terms: str
    note: str
    lines: Sequence[PurchasePaperLine]
    printed: Printed
    account: str = ""
    status: str = ""
    customer_order: str = ""
    phone: str = ""


def render_purchase_order(paper: PurchasePaper, on_unprintable: OnUnprintable) -> bytes:
    """The PDF of a purchase order, in its language; each page is known by its barcode."""
    target = io.BytesIO()
    canvas = DocumentCanvas(target)
    canvas.setTitle(paper.number)
    surface = Surface(canvas, paper.printed.paper.grid)
    pages = _pages(paper)
    with in_slip_language(paper.printed.language):
        for place, rows in enumerate(pages):
            _draw_head(surface, paper, first=place == 0)
            top_mm = _TOP_MM if place == 0 else _NEXT_TOP_MM
            _draw_columns(surface, top_mm)
            for row, line in enumerate(rows):
                _draw_row(surface, paper, line, top_mm + row * _ROW_MM)
            if place == len(pages) - 1:
                _draw_end(surface, paper, top_mm + len(rows) * _ROW_MM)
            _draw_foot(surface, paper, place + 1, len(pages))
            surface.end_page()
    canvas.save()
    if surface.unprintable:
        on_unprintable(paper.number, surface.unprintable)
    return target.getvalue()


def page_count(paper: PurchasePaper) -> int:
    """How many pages it has."""
    return len(_pages(paper))


def _pages(paper: PurchasePaper) -> list[Sequence[PurchasePaperLine]]:
    """The lines of each page; the last one has room for totals and notes."""
    pages: list[Sequence[PurchasePaperLine]] = []
    left, top_mm = list(paper.lines), _TOP_MM
    while True:
        most = int((_END_MM - top_mm) / _ROW_MM)
        if len(left) * _ROW_MM + _NOTES_MM <= _END_MM - top_mm:
            return [*pages, left]
        taken = min(most, max(1, len(left) - 1)) if len(left) <= most else most
        pages.append(left[:taken])
        left, top_mm = left[taken:], _NEXT_TOP_MM


def _draw_head(surface: Surface, paper: PurchasePaper, *, first: bool) -> None:
    width_mm = surface.grid.width_mm
    symbol = code128(paper.barcode)
    left_mm = width_mm - ON_HEADERS.bars_mm(symbol) - ON_HEADERS.quiet_left_mm(symbol)
    surface.symbol(left_mm, 2, symbol, ON_HEADERS)
    title = tr("Purchase order {number}").format(number=paper.number)
    surface.text(0, 8, title, shrunk(title, _TITLE, left_mm - 6, 8), left_mm - 6)
    warning = _warnings().get(paper.status)
    if warning is not None:
        surface.text(0, 14.5, warning, shrunk(warning, _WARNING, left_mm - 6, 8), left_mm - 6)
    if first:
        _draw_addresses(surface, paper)
        _draw_facts(surface, paper)


def _warnings() -> dict[str, str]:
    """By state: what a supplier has to know who gets such a paper all the same."""
    return {
        "draft": tr("DRAFT – this is not an order"),
        "cancelled": tr("CANCELLED – do not deliver"),
        "voided": tr("VOID – do not deliver any more"),
    }


def _draw_addresses(surface: Surface, paper: PurchasePaper) -> None:
    to = tr("Deliver straight to our customer") if paper.customer_order else tr("Deliver to")
    blocks = ((0, tr("Supplier"), paper.supplier), (95, to, paper.ship_to))
    for at_mm, heading, address in blocks:
        surface.text(at_mm, _BLOCKS_MM, heading, _HEAD, 80)
        for row, text in enumerate(address[:_MOST_ADDRESS_LINES], 1):
            style = _STRONG if row == 1 else _BODY
            fitting = shrunk(text, style, 80, _LEAST_PT)
            surface.text(at_mm, _BLOCKS_MM + 1 + row * _LINE_MM, text, fitting, 80)


def _draw_facts(surface: Surface, paper: PurchasePaper) -> None:
    language = paper.printed.language
    days = [one.expected_on for one in paper.lines if one.expected_on is not None]
    facts = [(tr("Date"), day_in(paper.made_on, language))]
    if days:
        facts.append((tr("Delivery by"), day_in(max(days), language)))
    if paper.currency:
        facts.append((tr("Currency"), paper.currency))
    if paper.terms:
        facts.append((tr("Terms"), " ".join(paper.terms.split())))
    for row, (name, value) in enumerate(facts):
        y_mm = _FACTS_MM + row * (_LINE_MM + 0.6)
        surface.text(0, y_mm, name, _HEAD, 38)
        wide_mm = 138 if name == tr("Terms") else 52
        surface.text(40, y_mm, value, shrunk(value, _BODY, wide_mm, _LEAST_PT), wide_mm)
    told = []
    if paper.account:
        told.append(tr("Our account number: {account}").format(account=paper.account))
    if paper.customer_order:
        told.append(tr("Customer's order: {number}").format(number=paper.customer_order))
    if paper.phone:
        told.append(tr("Customer's telephone: {phone}").format(phone=paper.phone))
    for row, text in enumerate(told):
        y_mm = _FACTS_MM + row * (_LINE_MM + 0.6)
        surface.text(95, y_mm, text, shrunk(text, _BODY, 83, _LEAST_PT), 83)


def _draw_columns(surface: Surface, top_mm: float) -> None:
    heads = (
        *("#", tr("Our SKU"), tr("Your SKU"), tr("Description"), tr("Quantity"), tr("Unit")),
        *(tr("Price"), tr("Total")),
    )
    for column, ((at_mm, wide_mm), text) in enumerate(zip(_COLUMNS_MM, heads, strict=True)):
        style, align = shrunk(text, _HEAD, wide_mm, _LEAST_PT), _ALIGNED.get(column, TextAlign.LEFT)
        surface.text(at_mm, top_mm - 3, text, style, wide_mm, align)
    surface.rule(0, top_mm - 1.5, surface.grid.width_mm)


def _draw_row(
    surface: Surface, paper: PurchasePaper, line: PurchasePaperLine, top_mm: float
) -> None:
    language = paper.printed.language
    cost = total = "–"
    if line.unit_cost is not None:
        cost = _amount(line.unit_cost, None, language)
        total = _amount(line.unit_cost * line.quantity, None, language)
    texts = (
        *(str(line.number), line.sku, line.supplier_sku, line.description),
        *(number(line.quantity, language), tr("pcs"), cost, total),
    )
    for column, ((at_mm, wide_mm), text) in enumerate(zip(_COLUMNS_MM, texts, strict=True)):
        style, align = shrunk(text, _BODY, wide_mm, _LEAST_PT), _ALIGNED.get(column, TextAlign.LEFT)
        surface.text(at_mm, top_mm + 3.4, text, style, wide_mm, align)
    if line.expected_on is not None:
        told = tr("by {day}").format(day=day_in(line.expected_on, language))
        surface.text(_COLUMNS_MM[3][0], top_mm + 7.2, told, _SMALL, _COLUMNS_MM[3][1])
    surface.rule(0, top_mm + _ROW_MM - 1, surface.grid.width_mm)


def _draw_end(surface: Surface, paper: PurchasePaper, top_mm: float) -> None:
    language = paper.printed.language
    units = sum(line.quantity for line in paper.lines)
    known = [one.unit_cost * one.quantity for one in paper.lines if one.unit_cost is not None]
    told = tr("Units: {count}").format(count=number(units, language))
    surface.text(0, top_mm + 5, told, _STRONG, 80)
    if known:
        words = tr("Total: {amount}")
        if len(known) < len(paper.lines):
            words = tr("Total of the priced lines: {amount}")
        text = words.format(amount=_amount(sum(known, Decimal(0)), paper.currency, language))
        surface.text(80, top_mm + 5, text, shrunk(text, _STRONG, 100, 6), 100, TextAlign.RIGHT)
    if not paper.note:
        return
    surface.text(0, top_mm + 13, tr("Note"), _HEAD, 80)
    lines = wrap(paper.note, _BODY, surface.grid.width_mm, _MOST_NOTE_LINES)
    for row, text in enumerate(lines, 1):
        surface.text(0, top_mm + 13 + row * _LINE_MM, text, _BODY, surface.grid.width_mm)


def _draw_foot(surface: Surface, paper: PurchasePaper, page: int, pages: int) -> None:
    printed = paper.printed
    told = tr("Printed {when} by {who}, station {station}").format(
        when=moment(printed.when, printed.language), who=printed.by, station=printed.station
    )
    surface.text(0, surface.grid.height_mm - 1, told, _SMALL, 130)
    count = tr("Page {page} of {pages}").format(page=page, pages=pages)
    surface.text(130, surface.grid.height_mm - 1, count, _SMALL, 50, TextAlign.RIGHT)


def _amount(amount: Decimal, currency: str | None, language: str) -> str:
    """With the cents it has, two at least; of a known currency with its sign."""
    if currency is not None:
        return money(amount, currency, language)
    return numbers.format_decimal(amount, "#,##0.00##", locale_of(language))
