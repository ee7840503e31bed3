"""Cells that were copied from a spreadsheet, as lines of an order: SKU, quantity and price."""

import csv
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from packbench.domain.catalog import code_key
from packbench.exchange.kinds import OrderLineFields
from packbench.exchange.rejects import Reject
from packbench.exchange.typed import WrongCellsError, typed_row

_WHOLE = re.compile(r"[0-9]+")
_AMOUNT = re.compile(r"[0-9]+[.,][0-9]+")
_OF_SKUS = "sku article artikel artikelnummer item product code référence referencia šifra"
_OF_QUANTITIES = "quantity qty units menge anzahl quantité cantidad količina pcs"
_OF_PRICES = "price unit_price cost unit_cost preis prix precio cena"
_OF_DAYS = "expected expected_on date liefertermin lieferdatum datum livraison entrega"
_HEADERS = {"sku": _OF_SKUS, "quantity": _OF_QUANTITIES, "unit_price": _OF_PRICES}
_HEADERS |= {"expected_on": _OF_DAYS}
"""How people head these columns, in lower case."""


@dataclass(frozen=True, slots=True)
class PastedLine:
    """A row of what was pasted, counted from 1, as texts; with what is wrong in its cells."""

    row: int
    sku: str
    quantity: str
    price: str
    faults: tuple[Reject, ...] = ()
    day: str = ""


def pasted_lines(text: str, known: Callable[[list[str]], Collection[str]]) -> list[PastedLine]:
    """The lines of a pasted text; a quantity that no column tells is 1.

    Args:
        text: rows with tabs, semicolons or commas between their cells.
        known: which of some SKUs are known, as `code_key` compares them.
    """
    rows = [row for row in _rows(text) if any(row)]
    if not rows:
        return []
    places = _headed(rows[0])
    begin = 1 if places else 0
    columns = [list(column) for column in zip_longest(*rows[begin:], fillvalue="")]
    places = places or _guessed(columns, known)
    return [_line(number, row, places) for number, row in enumerate(rows[begin:], begin + 1)]


def _rows(text: str) -> list[list[str]]:
    mark = next((one for one in "\t;," if one in text), "\t")
    return [[cell.strip() for cell in row] for row in csv.reader(text.splitlines(), delimiter=mark)]


def _headed(cells: Sequence[str]) -> dict[str, int]:
    """By field the column that a header names; empty where the first row is none."""
    found = {
        name: place
        for name, words in _HEADERS.items()
        for place, cell in enumerate(cells)
        if cell.casefold().replace(" ", "_") in words.split(" ")
    }
    return found if "sku" in found else {}


def _guessed(
    columns: Sequence[list[str]], known: Callable[[list[str]], Collection[str]]
) -> dict[str, int]:
    """By field the column whose cells look like it: most known SKUs, whole numbers, amounts."""

    def hits(column: list[str]) -> int:
        keys = known([cell for cell in column if cell])
        return sum(code_key(cell) in keys for cell in column)

    sku = max(range(len(columns)), key=lambda place: (hits(columns[place]), -place))
    others = [place for place in range(len(columns)) if place != sku]
    found = {"sku": sku}
    for name, form in (("quantity", _WHOLE), ("unit_price", _AMOUNT)):
        fitting = [place for place in others if _fits(columns[place], form)]
        if fitting:
            found[name] = fitting[0]
    return found


def _fits(column: Sequence[str], form: re.Pattern[str]) -> bool:
    """Whether most of the cells have a form."""
    filled = [cell for cell in column if cell]
    return 2 * sum(bool(form.fullmatch(cell)) for cell in filled) > len(filled)


def _line(number: int, row: Sequence[str], places: dict[str, int]) -> PastedLine:
    def cell(name: str, otherwise: str = "") -> str:
        place = places.get(name)
        return otherwise if place is None or place >= len(row) else row[place]

    price = cell("unit_price").replace(",", ".")
    sku, quantity = cell("sku"), cell("quantity", "1")
    faults: list[Reject] = []
    try:
        typed_row(OrderLineFields, {"sku": sku, "quantity": quantity, "unit_price": price})
    except WrongCellsError as wrong:
        faults = wrong.rejects
    return PastedLine(number, sku, quantity, price, tuple(faults), cell("expected_on"))
