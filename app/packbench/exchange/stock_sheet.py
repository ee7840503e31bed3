"""A sheet that changes stock: counts, changes or levels, from a file or as it was copied."""

import csv
import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.reader import open_table

LEVEL_COLUMNS = ("safety", "minimum", "reorder_point", "reorder_quantity")
MOST_ROWS = 20_000
_HEADERS = {
    "warehouse": "warehouse lager magazin entrepôt almacén skladišče",
    "sku": "sku article artikel artikelnummer item product referencia référence šifra",
    "location": "bin location lagerplatz platz fach emplacement ubicación lokacija",
    "lot": "lot batch charge los lote šarža",
    "quantity": "quantity counted count qty units menge anzahl quantité cantidad količina",
    "delta": "delta change difference adjustment differenz änderung écart diferencia razlika",
    "reason": "reason why grund raison motivo razlog",
    "safety": "safety safety_stock sicherheitsbestand",
    "minimum": "minimum min mindestbestand",
    "reorder_point": "reorder_point meldebestand",
    "reorder_quantity": "reorder_quantity bestellmenge",
}
"""How people head these columns, in lower case."""


class SheetKind(enum.StrEnum):
    """What a sheet changes; its columns tell."""

    COUNT = "count"
    ADJUST = "adjust"
    LEVELS = "levels"


@dataclass(frozen=True, slots=True)
class StockSheet:
    """Rows of one kind as texts by our names of the columns, each with its number.

    As with every import, 1 is the first below the heading.
    """

    kind: SheetKind
    rows: list[tuple[int, dict[str, str]]]


def sheet_of_file(path: Path) -> StockSheet:
    """The sheet of a CSV or XLSX file; refuses as `open_table` and `sheet_of_rows` do."""
    table = open_table(path)
    return sheet_of_rows([(0, table.header), *table.rows()])


def sheet_of_text(text: str) -> StockSheet:
    """The sheet of a text with tabs, semicolons or commas between its cells; its first row heads.

    Refuses as `sheet_of_rows` does.
    """
    mark = next((one for one in "\t;," if one in text), "\t")
    rows = csv.reader(text.splitlines(), delimiter=mark)
    return sheet_of_rows([(number, row) for number, row in enumerate(rows) if any(row)])


def sheet_of_rows(rows: Iterable[tuple[int, Sequence[str]]]) -> StockSheet:
    """The sheet of rows with their numbers, the first of which heads the columns.

    Refuses a sheet without SKU and warehouse, one that says nothing of stock, one that says two
    kinds of things at once or one in two columns, one with no rows below its heading, and one with
    too many.
    """
    found = list(rows)
    places = _headed(found[0][1]) if found else {}
    kind = _kind(places)
    told = [
        (number, {name: _cell(cells, place) for name, place in places.items()})
        for number, cells in found[1:]
    ]
    if not told:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.SHEET_EMPTY)
    if len(told) > MOST_ROWS:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.SHEET_TOO_LONG, count=MOST_ROWS)
    return StockSheet(kind, told)


def _kind(places: dict[str, int]) -> SheetKind:
    kinds = {
        SheetKind.COUNT: "quantity" in places,
        SheetKind.ADJUST: "delta" in places,
        SheetKind.LEVELS: any(name in places for name in LEVEL_COLUMNS),
    }
    told = [kind for kind, is_told in kinds.items() if is_told]
    if not {"sku", "warehouse"} <= places.keys() or not told:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.SHEET_LACKS_COLUMNS)
    if len(told) > 1:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.SHEET_SAYS_SEVERAL)
    return told[0]


def _headed(cells: Sequence[str]) -> dict[str, int]:
    """By our names of the columns where they stand; refuses two that say the same."""
    found: dict[str, int] = {}
    for name, words in _HEADERS.items():
        for place, cell in enumerate(cells):
            if cell.strip().casefold().replace(" ", "_") not in words.split(" "):
                continue
            if name in found:
                first, second = cells[found[name]].strip(), cell.strip()
                why = Said.SHEET_COLUMN_TWICE
                raise Refusal(Code.NOTHING_TO_DO, why=why, first=first, second=second)
            found[name] = place
    return found


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""
