"""Which column of a foreign file is which of ours: guessed by name, checked by contents."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import defined
from packbench.exchange.barcodes import stored_barcode
from packbench.exchange.cells import CellForm
from packbench.exchange.countries import find_country
from packbench.exchange.forms import (
    DateForm,
    DatesFound,
    DecimalMark,
    find_date_form,
    find_decimal_mark,
    looks_like_number,
    read_date,
)
from packbench.exchange.header_words import columns_called, plain_words
from packbench.exchange.kinds import TableKind, header_of
from packbench.exchange.mapping import ColumnMap, holds_dates

_MOST = 0.8
_HALF = 0.5
_OWN_NAME = 5
_MOST_IN_A_LINE = 999
_COUNTRIES = frozenset({"country", "country_of_origin"})
_NAMES = frozenset({"customer_name", "name", "city", "company"})
_BARCODE_LENGTHS = frozenset({8, 12, 13, 14})


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column of a file: its name, and its first cells that are not empty, with their rows."""

    header: str
    cells: Sequence[tuple[int, str]]

    @property
    def texts(self) -> list[str]:
        """The cells alone."""
        return [text for _, text in self.cells]


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest mapping, and how dates were found to be written, by the file's column."""

    mapping: ColumnMap
    dates: Mapping[str, DatesFound]


def guess(
    kind: TableKind[Any, Any], columns: Sequence[SeenColumn], known_skus: Collection[str] = ()
) -> Guess:
    """The likeliest mapping of a file.

    Args:
        kind: what the file holds.
        columns: what is seen of it.
        known_skus: the keys of SKUs that are known.
    """
    taken = _by_names(kind, columns)
    _by_contents(kind, columns, known_skus, taken)
    return with_forms(kind, columns, taken)


def own_names(kind: TableKind[Any, Any], columns: Sequence[SeenColumn]) -> dict[str, str]:
    """Our column by the file's, of those that are called exactly as ours."""
    named = {code_key(name): name for name in kind.columns}
    named |= {code_key(header_of(name)): name for name in kind.columns}
    found = ((column.header, named.get(code_key(column.header))) for column in columns)
    return {header: ours for header, ours in found if ours is not None}


def with_forms(
    kind: TableKind[Any, Any], columns: Sequence[SeenColumn], taken: Mapping[str, str]
) -> Guess:
    """A mapping with the forms of its dates and numbers found out.

    Args:
        kind: what the file holds.
        columns: what is seen of it.
        taken: our column by the file's.
    """
    seen = {column.header: column for column in columns}
    of_dates = [name for name, ours in taken.items() if holds_dates(ours) and name in seen]
    dates = {name: find_date_form(seen[name].cells) for name in of_dates}
    numbers = [name for name, ours in taken.items() if kind.form(ours) is CellForm.NUMBER]
    told = {name: find_decimal_mark(seen[name].texts) for name in numbers if name in seen}
    usual = next(filter(None, told.values()), DecimalMark.POINT)
    mapping = ColumnMap(
        kind.name,
        dict(taken),
        {name: found.form for name, found in dates.items()},
        {name: mark or usual for name, mark in told.items()},
    )
    return Guess(mapping, dates)


def _by_names(kind: TableKind[Any, Any], columns: Sequence[SeenColumn]) -> dict[str, str]:
    """Our column by the file's, the best matches of names first."""
    matches = [
        (score, place, column, ours)
        for place, column in enumerate(columns)
        for ours, score in _called(kind, column.header)
        if _is_plausible(kind, ours, column.texts)
    ]
    taken: dict[str, str] = {}
    for _, _, column, ours in sorted(matches, key=lambda one: (-one[0], one[1])):
        if column.header not in taken and ours not in taken.values():
            taken[column.header] = ours
    return {column.header: taken[column.header] for column in columns if column.header in taken}


def _called(kind: TableKind[Any, Any], header: str) -> list[tuple[str, int]]:
    words = plain_words(header)
    own = [
        (name, _OWN_NAME)
        for name in kind.columns
        if words in {plain_words(name), plain_words(header_of(name)), *_custom_names(name)}
    ]
    return own + [(name, score) for name, score in columns_called(header) if name in kind.columns]


def _custom_names(column: str) -> set[str]:
    """The name and the label of a field that a shop defined."""
    custom = defined().get(column)
    return {plain_words(custom.name), plain_words(custom.label)} - {""} if custom else set()


def _by_contents(
    kind: TableKind[Any, Any],
    columns: Sequence[SeenColumn],
    known_skus: Collection[str],
    taken: dict[str, str],
) -> None:
    """Adds to a mapping what only the contents tell."""
    tests = (
        ("customer_email", _is_email),
        ("country", lambda text: find_country(text) is not None and len(text) > 1),
        ("sku", lambda text: code_key(text) in known_skus),
        ("ordered_at", _is_date),
        ("barcode", _is_barcode),
        ("quantity", lambda text: text.isdecimal() and 0 < int(text) <= _MOST_IN_A_LINE),
    )
    for ours, test in tests:
        if ours not in kind.columns or ours in taken.values():
            continue
        for column in columns:
            if column.header not in taken and _share(column.texts, test) >= _MOST:
                taken[column.header] = ours
                break


def _is_plausible(kind: TableKind[Any, Any], column: str, texts: Sequence[str]) -> bool:
    """Whether these contents may stand in one of our columns."""
    if column in _NAMES:
        return _share(texts, looks_like_number) <= _HALF
    return not texts or _share(texts, _test_of(kind, column)) >= _HALF


def _test_of(kind: TableKind[Any, Any], column: str) -> Callable[[str], bool]:
    """What a text has to be to stand in one of our columns."""
    if holds_dates(column):
        return _is_date
    if column in _COUNTRIES:
        return lambda text: find_country(text) is not None
    if column == "customer_email":
        return _is_email
    return looks_like_number if kind.form(column) is CellForm.NUMBER else _reads(kind, column)


def _reads(kind: TableKind[Any, Any], column: str) -> Callable[[str], bool]:
    adapter = TypeAdapter(kind.value_type(column))

    def reads(text: str) -> bool:
        try:
            adapter.validate_python(text)
        except ValidationError:
            return False
        return True

    return reads


def _share(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    """How many of the texts pass, from 0 to 1; 0 of none."""
    return sum(bool(test(text)) for text in texts) / len(texts) if texts else 0


def _is_email(text: str) -> bool:
    name, mark, host = text.partition("@")
    return bool(name and mark and "." in host) and " " not in text


def _is_date(text: str) -> bool:
    return any(read_date(text, form) for form in DateForm)


def _is_barcode(text: str) -> bool:
    digits = text.isdecimal() and len(text) in _BARCODE_LENGTHS
    return digits and stored_barcode(text) is not None
