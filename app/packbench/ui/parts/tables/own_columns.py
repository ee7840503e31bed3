"""Columns for fields that a shop defines: there are as many as there can be fields."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Protocol, TypeVar

from packbench.domain.custom_fields import CustomField, CustomKind, FieldValue
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell, Column
from packbench.ui.parts.widgets.filter_groups import Choice, FilterGroup
from packbench.words.custom_fields import value_told

_WIDTH = 12


class HasFields(Protocol):
    """A row with values in such fields, by their columns."""

    @property
    def id(self) -> int:
        """The record's id."""

    @property
    def custom(self) -> Mapping[str, FieldValue]:
        """Its values."""


F = TypeVar("F", bound=HasFields)


def own_columns(places: Sequence[str], _: type[F]) -> Iterator[Column[F]]:
    """A column of such rows for each place; without a heading, so left out, until it is used."""
    for place in places:
        yield Column(place, "", partial(_cell, place), _WIDTH, Align.START, hidden=True)


def _cell(place: str, row: HasFields) -> Cell:
    value = row.custom.get(place)
    return formats.words(None) if value is None else value_cell(value)


def value_cell(value: FieldValue) -> Cell:
    """What stands in a field."""
    if value.day is not None:
        return formats.day(value.day)
    return formats.words(value_told(value.kind, value.value) or None)


def own_groups(fields: Sequence[CustomField]) -> tuple[FilterGroup, ...]:
    """What rows can be filtered by in such fields: a choice, or a value that is typed whole."""
    return tuple(
        FilterGroup(one.column, one.label, _choices(one), given=one.kind not in _CHOSEN)
        for one in fields
    )


_CHOSEN = frozenset({CustomKind.CHOICE.value, CustomKind.YES_NO.value})


def _choices(one: CustomField) -> tuple[Choice, ...]:
    if one.kind == CustomKind.YES_NO.value:
        return tuple(Choice(word, value_told(one.kind, word)) for word in ("yes", "no"))
    return tuple(Choice(word, word) for word in one.choices)


def own_titles(places: Sequence[str], fields: Sequence[CustomField]) -> dict[str, str]:
    """The heading of each place; empty where no field has it."""
    labels = {one.column: one.label for one in fields}
    return {place: labels.get(place, "") for place in places}


ReadFields = Callable[[], Sequence[CustomField]]
"""Reads the fields of the records of a page."""
