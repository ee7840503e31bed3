"""A file's columns mapped to ours by somebody's eye: what is taken as what, and in which form.

A mapping becomes a profile, so that a file is read by it as by any other.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import HEADING, CustomKind, defined
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.cells import CellForm
from packbench.exchange.forms import FIRST_DIGITS, DateForm, DecimalMark, number_form, patterns
from packbench.exchange.kinds import KINDS, TableKind, header_of, our_name
from packbench.exchange.profiles import Profile, ProfileSection, Rewrite

_GROUPED_BY_BLANKS = re.compile("([0-9]{1,3})[ '\u00a0\u202f]([0-9]{3}(?:[.,][0-9]+)?)")
DATES = frozenset({"ordered_at", "ship_by", "expires_on", "available_from", "expected_on"})
"""Our columns of dates, beside those that a shop defined."""


def holds_dates(column: str) -> bool:
    """Whether a column of ours holds dates."""
    custom = defined().get(column)
    return column in DATES or (custom is not None and custom.kind == CustomKind.DATE)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column of a file gives which of ours.

    Attributes:
        kind: what the file holds.
        columns: the file's column → ours; a column that is not wanted is not in it.
        dates: the form of the file's columns of dates; others are ISO.
        numbers: the mark before decimals in the file's columns of numbers.
        constants: columns of ours that are the same in every row, such as a price list's supplier.
    """

    kind: str
    columns: Mapping[str, str]
    dates: Mapping[str, DateForm] = field(default_factory=dict)
    numbers: Mapping[str, DecimalMark] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """As it is kept."""
        return _ADAPTER.dump_json(self).decode()

    @classmethod
    def from_json(cls, body: str) -> "ColumnMap":
        """What `to_json` wrote."""
        return _ADAPTER.validate_json(body)


_ADAPTER = TypeAdapter(ColumnMap)


def fingerprint(kind: str, header: Iterable[str]) -> str:
    """Tells a layout from others: the kind and the names of all columns, whatever their order."""
    names = "\0".join(sorted(filter(None, map(code_key, header))))
    return hashlib.blake2b(f"{kind}\0{names}".encode(), digest_size=8).hexdigest()


def check_map(mapping: ColumnMap) -> None:
    """Refuses a mapping that can't be meant: as `check_columns`, and `column_not_mapped`.

    The latter where no column is taken as one that is required.
    """
    check_columns(mapping)
    required = KINDS[mapping.kind].required
    told = {*mapping.columns.values(), *mapping.constants}
    missing = [header_of(name) for name in required if name not in told]
    if missing:
        names = ", ".join(missing)
        raise Refusal(Code.COLUMN_NOT_MAPPED, kind=mapping.kind, columns=names)


def check_columns(mapping: ColumnMap) -> None:
    """Refuses `column_not_ours`, which we have not, and `column_mapped_twice`, by name."""
    kind = KINDS[mapping.kind]
    taken: dict[str, str] = {}
    for theirs, ours in mapping.columns.items():
        if ours not in kind.columns:
            known = ", ".join(map(header_of, kind.columns))
            raise Refusal(Code.COLUMN_NOT_OURS, column=ours, kind=kind.name, known=known)
        if ours in taken:
            both = f"{taken[ours]}, {theirs}"
            raise Refusal(Code.COLUMN_MAPPED_TWICE, column=header_of(ours), columns=both)
        taken[ours] = theirs


def parsed_pairs(pairs: Iterable[str]) -> dict[str, str]:
    """`Header=column` → our column by header; a header may hold `=`. Refuses `map_unreadable`.

    An empty column (`Header=`) leaves that column out. A header that stands there twice is refused.
    """
    found: dict[str, str] = {}
    for pair in pairs:
        header, mark, column = pair.rpartition("=")
        if not mark or not header.strip():
            raise Refusal(Code.MAP_UNREADABLE, text=pair)
        before = next((one for one in found if code_key(one) == code_key(header)), None)
        if before is not None:
            both = f"{found[before]}, {column.strip()}"
            raise Refusal(Code.COLUMN_MAPPED_TWICE, column=header.strip(), columns=both)
        found[header.strip()] = _named(column.strip())
    return found


def _named(column: str) -> str:
    """The column of ours that is named; a field by `field:NAME`, as it is."""
    if column.casefold().startswith(HEADING):
        return column
    return our_name(column.lower().replace("-", "_"))


def profile_of(mapping: ColumnMap, title: str) -> Profile:
    """The profile that reads a file as a mapping says; the mapping was checked."""
    return Profile(title=title, **_parts(mapping))


def preview_profile(mapping: ColumnMap) -> Profile:
    """The same of a mapping that may lack columns; for trying single cells, not for a file."""
    return Profile.model_construct(title="", **_parts(mapping))


def _parts(mapping: ColumnMap) -> dict[str, Any]:
    kind = KINDS[mapping.kind]
    columns = {ours: theirs for theirs, ours in mapping.columns.items()}
    numbers = [name for ours, name in columns.items() if _is_number(kind, ours)]
    dates = {name: mapping.dates[name] for name in columns.values() if name in mapping.dates}
    return {
        "rewrites": tuple(rewrite for name in numbers for rewrite in _bare_number(name)),
        "numbers": {
            name: number_form(mapping.numbers.get(name, DecimalMark.POINT)) for name in numbers
        },
        "dates": {name: patterns(form) for name, form in dates.items()},
        "kinds": {kind.name: ProfileSection(columns=columns, constants=dict(mapping.constants))},
    }


def _bare_number(column: str) -> tuple[Rewrite, ...]:
    """Takes currencies and units off, and blanks and apostrophes between thousands out."""
    return (
        Rewrite(column=column, pattern=FIRST_DIGITS, put=r"\1"),
        Rewrite(column=column, pattern=_GROUPED_BY_BLANKS, put=r"\1\2"),
    )


def _is_number(kind: TableKind[Any, Any], column: str) -> bool:
    return kind.form(column) is CellForm.NUMBER
