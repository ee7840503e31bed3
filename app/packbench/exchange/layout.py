"""Which column of a file gives which of ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from packbench.domain.catalog import code_key
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.kinds import Kind, field_names
from packbench.exchange.profiles import Profile, Section
from packbench.exchange.reader import REJECT_COLUMN, Table
from packbench.exchange.translation import Test, compiled


@dataclass(frozen=True, slots=True)
class Taker:
    """Takes the texts of one dataclass's columns out of a row.

    Attributes:
        places: our columns and where they stand in a row.
        constants: our columns that are the same in every row.
        settings: our columns, their value, and when they have it.
    """

    places: tuple[tuple[str, int], ...]
    constants: Mapping[str, str]
    settings: tuple[tuple[str, str, Test], ...] = ()

    def take(self, cells: list[str]) -> dict[str, str]:
        """The texts that are not empty, without blanks around them, by our column."""
        taken = {name: text for name, place in self.places if (text := cells[place].strip())}
        if self.settings:
            taken |= {name: value for name, value, test in self.settings if test(cells)}
        return {**self.constants, **taken} if self.constants else taken


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one file.

    Attributes:
        places: every column of the file by its name without regard to case.
        labels: what to call our columns when a person is told: as the profile's source names them.
        columns: our columns that the file (or its profile) gives.
        unknown: columns of the file that are not used.
    """

    places: Mapping[str, int]
    labels: Mapping[str, str]
    columns: frozenset[str]
    unknown: tuple[str, ...]
    fields: Taker
    line: Taker


def known_columns(section: Section) -> frozenset[str]:
    """The names that the columns of a file of this kind may have."""
    conditions = (condition.column for condition in section.conditions())
    return frozenset({*section.columns.values(), *conditions, REJECT_COLUMN})


def plain_section(kind: Kind[Any, Any]) -> Section:
    """Of a file without a profile: its columns have our names."""
    return Section(columns={name: name for name in kind.columns})


def lay_out(
    kind: Kind[Any, Any], table: Table, profile: Profile | None, section: Section
) -> Layout:
    """Finds the columns; refuses a file without one that is required or that a rule looks at."""
    places = {code_key(name): place for place, name in enumerate(table.header) if name.strip()}
    _refuse_missing(kind, table, section, places)
    given = {
        ours: places[code_key(theirs)]
        for ours, theirs in section.columns.items()
        if code_key(theirs) in places
    }
    used = {*given.values()} | {places[code_key(item.column)] for item in section.conditions()}
    labels = {name: table.header[place].strip() for name, place in given.items()} if profile else {}
    return Layout(
        places,
        labels,
        frozenset(given) | {*section.constants} | {item.column for item in section.settings},
        tuple(
            name.strip()
            for name in table.header
            if name.strip()
            and code_key(name) != REJECT_COLUMN
            and places[code_key(name)] not in used
        ),
        _taker(field_names(kind.fields), given, section, places),
        _taker(field_names(kind.line), given, section, places),
    )


def _refuse_missing(
    kind: Kind[Any, Any], table: Table, section: Section, places: Mapping[str, int]
) -> None:
    needed = [section.columns[name] for name in kind.required if name in section.columns]
    needed += [condition.column for condition in section.conditions()]
    missing = dict.fromkeys(name for name in needed if code_key(name) not in places)
    if missing:
        raise Refusal(
            Code.COLUMN_MISSING,
            file=table.path.name,
            columns=", ".join(missing),
            found=", ".join(name.strip() for name in table.header if name.strip()),
        )


def _taker(
    names: tuple[str, ...], given: Mapping[str, int], section: Section, places: Mapping[str, int]
) -> Taker:
    return Taker(
        tuple((name, given[name]) for name in names if name in given),
        {name: value for name, value in section.constants.items() if name in names},
        tuple(
            (setting.column, setting.value, compiled(setting.when, places))
            for setting in section.settings
            if setting.column in names
        ),
    )
