"""The sheets that labels are sold on, as a table, and sheets that a company has of its own.

Measures are those of the makers (Avery, Herma and whoever sells alike), in millimetres.
"""

import re
from typing import NamedTuple

_A4_MM, _LETTER_MM = (210.0, 297.0), (215.9, 279.4)
_PAGES = {"a4": _A4_MM, "letter": _LETTER_MM}
_LEAST_MM = (30.0, 15.0)
"""Smaller labels have no room for a barcode."""


class LabelSheet(NamedTuple):
    """A sheet: its page, columns and rows, a label's size, its margins, from label to label."""

    name: str
    page_mm: tuple[float, float]
    columns: int
    rows: int
    size_mm: tuple[float, float]
    margin_mm: tuple[float, float]
    pitch_mm: tuple[float, float]


LABEL_SHEETS = (
    LabelSheet("2x7", _A4_MM, 2, 7, (99.1, 38.1), (4.65, 15.15), (101.6, 38.1)),
    LabelSheet("3x8", _A4_MM, 3, 8, (70, 37), (0, 0.5), (70, 37)),
    LabelSheet("L7159", _A4_MM, 3, 8, (63.5, 33.9), (7.25, 12.9), (66.0, 33.9)),
    LabelSheet("L7160", _A4_MM, 3, 7, (63.5, 38.1), (7.25, 15.15), (66.0, 38.1)),
    LabelSheet("L7163", _A4_MM, 2, 7, (99.1, 38.1), (4.65, 15.15), (101.6, 38.1)),
    LabelSheet("L7165", _A4_MM, 2, 4, (99.1, 67.7), (4.65, 13.1), (101.6, 67.7)),
    LabelSheet("5160", _LETTER_MM, 3, 10, (66.675, 25.4), (4.7625, 12.7), (69.85, 25.4)),
    LabelSheet("5162", _LETTER_MM, 2, 7, (101.6, 33.867), (3.96875, 21.167), (106.3625, 33.867)),
    LabelSheet("5163", _LETTER_MM, 2, 5, (101.6, 50.8), (3.96875, 12.7), (106.3625, 50.8)),
    LabelSheet("5164", _LETTER_MM, 2, 3, (101.6, 84.667), (3.96875, 12.7), (106.3625, 84.667)),
)
SINGLE_LABELS = ("100x50", "57x32", "50x25")
"""Labels that come one on a page, of label printers."""

_NUMBER = r"\d{1,3}(?:\.\d{1,4})?"
_OWN = re.compile(
    rf"(?P<name>[\w-]{{1,20}}): (?P<page>a4|letter|{_NUMBER}x{_NUMBER}) (?P<columns>\d{{1,2}})x"
    rf"(?P<rows>\d{{1,2}}) (?P<size>{_NUMBER}x{_NUMBER}) at (?P<margin>{_NUMBER}x{_NUMBER})"
    rf"(?: step (?P<pitch>{_NUMBER}x{_NUMBER}))?",
    re.IGNORECASE,
)


_KNOWN = {*SINGLE_LABELS, *(one.name for one in LABEL_SHEETS)}


def read_label_sheets(text: str) -> dict[str, LabelSheet]:
    """Sheets of a company's own, by name; raises ValueError with the one that is none.

    Each is `NAME: PAGE COLUMNSxROWS WIDTHxHEIGHT at LEFTxTOP [step RIGHTxDOWN]` in millimetres,
    e.g. `bins: a4 2x4 90x60 at 10x20 step 95x65`; PAGE is a4, letter or WIDTHxHEIGHT. A semicolon
    parts them.
    """
    found: dict[str, LabelSheet] = {}
    for part in filter(None, (one.strip() for one in text.split(";"))):
        sheet = _read_format(part)
        if sheet.name in {*_KNOWN, *found}:
            raise ValueError(part)
        found[sheet.name] = sheet
    return found


def _read_format(text: str) -> LabelSheet:
    match = _OWN.fullmatch(" ".join(text.split()))
    if match is None:
        raise ValueError(text)
    page = match["page"].lower()
    size_mm = _pair(match["size"])
    sheet = LabelSheet(
        match["name"],
        _PAGES.get(page) or _pair(page),
        int(match["columns"]),
        int(match["rows"]),
        size_mm,
        _pair(match["margin"]),
        _pair(match["pitch"]) if match["pitch"] else size_mm,
    )
    if not _fits(sheet):
        raise ValueError(text)
    return sheet


def _pair(text: str) -> tuple[float, float]:
    first, second = text.lower().split("x")
    return float(first), float(second)


def _fits(sheet: LabelSheet) -> bool:
    """Whether the labels are large enough, lie beside each other, and all lie on the page."""
    return all(
        count >= 1
        and size >= least
        and pitch >= size
        and margin + pitch * (count - 1) + size <= page
        for count, size, least, pitch, margin, page in zip(
            (sheet.columns, sheet.rows),
            sheet.size_mm,
            _LEAST_MM,
            sheet.pitch_mm,
            sheet.margin_mm,
            sheet.page_mm,
            strict=True,
        )
    )
