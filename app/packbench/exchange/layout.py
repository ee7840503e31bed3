"""Which column of a file gives which of ours."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import is_custom
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.cells import CellForm
from packbench.exchange.faults import cell_fault
from packbench.exchange.kinds import TableKind, field_names, header_of, our_name
from packbench.exchange.made_columns import MadeColumns
from packbench.exchange.profiles import Profile, ProfileSection
from packbench.exchange.reader import REJECT_COLUMN, Table
from packbench.exchange.rejects import Reject, shown
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
        places: every column of the file, and those that are made of them, by name without regard to
            case.
        names: the same as they are written, in the order of their places.
        labels: what to call our columns when a person is told: as the profile's source names them.
        columns: our columns that the file (or its profile) gives.
        unknown: columns of the file that are not used.
        forms: what the columns that are used hold, by their place.
    """

    places: Mapping[str, int]
    names: tuple[str, ...]
    labels: Mapping[str, str]
    columns: frozenset[str]
    unknown: tuple[str, ...]
    fields: Taker
    line: Taker
    forms: Mapping[int, CellForm]

    def fault(self, row: int, cells: list[str], header: Sequence[str]) -> Reject | None:
        """The first cell of a column in use that holds no value at all (`faults`)."""
        for place, form in self.forms.items():
            if place < len(header) and (code := cell_fault(cells[place], form)):
                return Reject(row, header[place].strip(), shown(cells[place].strip()), code)
        return None


def known_columns(section: ProfileSection, profile: Profile | None = None) -> frozenset[str]:
    """The names that the columns of a file of this kind may have."""
    conditions = (condition.column for condition in section.conditions())
    sources = MadeColumns.of(section, profile).sources
    return frozenset({*section.columns.values(), *conditions, *sources, REJECT_COLUMN})


def number_columns(kind: TableKind[Any, Any], section: ProfileSection) -> frozenset[str]:
    """The columns of a file of which the number counts, not how it is shown."""
    ours = (
        theirs for name, theirs in section.columns.items() if kind.form(name) is CellForm.NUMBER
    )
    compared = (
        item.column
        for item in section.conditions()
        if item.above is not None or item.at_most is not None
    )
    return frozenset({*ours, *compared})


def plain_section(kind: TableKind[Any, Any], header: Sequence[str] = ()) -> ProfileSection:
    """Of a file without a profile: its columns have our names.

    A column that we call otherwise than files do goes by our name where the header has only that.
    """
    there = {*map(code_key, header)}
    names = {name: header_of(name) for name in kind.columns}
    own = [name for name in names if not is_custom(name)]
    ours = {name: name for name in own if name in there and names[name] not in there}
    return ProfileSection(columns=names | ours)


def lay_out(
    kind: TableKind[Any, Any], table: Table, profile: Profile | None, section: ProfileSection
) -> Layout:
    """Finds the columns; refuses a file without one that is required or that a rule looks at."""
    made = MadeColumns.of(section, profile)
    names = (*table.header, *made.names)
    places = {code_key(name): place for place, name in enumerate(names) if code_key(name)}
    _refuse_missing(table, needed_columns(kind, section, profile))
    doubled = table.doubled(known_columns(section, profile))
    if doubled:
        raise Refusal(Code.COLUMN_TWICE, file=table.path.name, column=doubled)
    given = {
        ours: places[code_key(theirs)]
        for ours, theirs in section.columns.items()
        if code_key(theirs) in places
    }
    looked_at = [item.column for item in section.conditions()]
    looked_at += [name for name in made.sources if code_key(name) in places]
    used = {*given.values()} | {places[code_key(name)] for name in looked_at}
    labels = {
        name: names[place].strip() for name, place in given.items() if profile or is_custom(name)
    }
    set_here = {our_name(item.column) for item in section.settings}
    return Layout(
        places,
        names,
        labels,
        frozenset(given) | {*section.constants} | set_here,
        tuple(dict.fromkeys(_unused(table, used))),
        _taker(field_names(kind.fields), given, section, places),
        _taker(field_names(kind.line), given, section, places),
        dict.fromkeys(used, CellForm.OTHER) | {at: kind.form(name) for name, at in given.items()},
    )


def _unused(table: Table, used: set[int]) -> Iterator[str]:
    """The columns of the file that have a name and no use."""
    for place, name in enumerate(table.header):
        if code_key(name) not in {"", REJECT_COLUMN} and place not in used:
            yield name.strip()


def needed_columns(
    kind: TableKind[Any, Any], section: ProfileSection, profile: Profile | None
) -> list[str]:
    """The columns that a file must have: those that are required, looked at or made into others."""
    made = MadeColumns.of(section, profile)
    not_there = {*map(code_key, made.names)}
    needed = [section.columns[name] for name in kind.required if name in section.columns]
    needed += [one.of[0] for one in made.sums if one.column in needed]
    needed += [condition.column for condition in section.conditions()]
    needed += made.needed
    return [name for name in needed if code_key(name) not in not_there]


def _refuse_missing(table: Table, needed: Sequence[str]) -> None:
    there = {*map(code_key, table.header)}
    missing = dict.fromkeys(name for name in needed if code_key(name) not in there)
    if missing:
        raise Refusal(
            Code.COLUMN_MISSING,
            file=table.path.name,
            columns=", ".join(missing),
            found=", ".join(name.strip() for name in table.header if name.strip()),
        )


def _taker(
    names: tuple[str, ...],
    given: Mapping[str, int],
    section: ProfileSection,
    places: Mapping[str, int],
) -> Taker:
    return Taker(
        tuple((name, given[name]) for name in names if name in given),
        {name: value for name, value in section.constants.items() if name in names},
        tuple(
            (our_name(setting.column), setting.value, compiled(setting.when, places))
            for setting in section.settings
            if our_name(setting.column) in names
        ),
    )
