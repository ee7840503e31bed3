"""Mapping a foreign file's columns by eye: what they seem to be, and what their values become."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select

from packbench.db.queries.records.custom_fields import defined_fields
from packbench.db.schema import Product, Supplier
from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import column_called, custom_fields, is_used
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.today import company_zone
from packbench.exchange import kinds
from packbench.exchange.encodings import named_encoding
from packbench.exchange.forms import EXAMPLES, DatesFound
from packbench.exchange.guessing import Guess, SeenColumn, guess, own_names, with_forms
from packbench.exchange.kinds import KINDS, TableKind, header_of
from packbench.exchange.layout import plain_section
from packbench.exchange.mapping import ColumnMap, check_columns, preview_profile
from packbench.exchange.reader import REJECT_COLUMN, Reading, Table, open_table
from packbench.exchange.rejects import shown
from packbench.exchange.translation import Translation
from packbench.exchange.writer import value_text
from packbench.exchange.zone import as_written, files_in
from packbench.services.importing.files import IMPORTABLE, refuse_own_database
from packbench.services.importing.mappings_kept import kept_mapping

_ROWS_LOOKED_AT = 1000
_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """A text of the file, what becomes of it, and the code of what is wrong with it."""

    text: str
    becomes: str = ""
    fault: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """A column of the file: what it is taken as ("" for nothing) and some of its values."""

    header: str
    column: str
    date: str | None = None
    number: str | None = None
    samples: list[Sample] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MappingLook:
    """A file's columns as they are mapped now, and what is to be told of them.

    Attributes:
        header: the names of all columns of the file.
        choices: our columns, those that are required first, as files call them.
        required: how many of `choices` are required.
        missing: those that are required and that no column is taken as.
        kept_as: the file for which the same columns were mapped before; None where none was.
        suppliers: of a price list, whose it may be where no column says it.
    """

    mapping: ColumnMap
    header: tuple[str, ...]
    columns: list[ColumnLook]
    choices: list[str]
    required: int
    missing: list[str]
    notes: list[Note]
    kept_as: str | None = None
    suppliers: list[str] = field(default_factory=list)


def look_at_columns(
    context: Context,
    kind: str,
    path: Path,
    *,
    encoding: str | None = None,
    wanted: ColumnMap | None = None,
    also: Mapping[str, str] | None = None,
    guessed: bool = True,
) -> MappingLook:
    """A file's columns with what they are taken as: as before, or guessed.

    Args:
        context: where and who.
        kind: what the file holds.
        path: the file.
        encoding: of a text file, None to find out.
        wanted: the mapping to look at; None for the one that is kept, or a guess.
        also: our column by the file's, over the mapping; empty to leave one out.
        guessed: whether to guess; else only columns that are called as ours are taken.

    Refuses what can't be read as a table, a column that it has not, and as `check_columns` does.
    """
    if kind not in IMPORTABLE:
        raise Refusal(Code.INVALID, field="kind", value=kind)
    refuse_own_database(context, path)
    with context.database.read.connect() as connection:
        fields = defined_fields(connection)
    with custom_fields(fields):
        asked = {name: _named(ours) for name, ours in (also or {}).items()}
        return _looked(context, kind, path, encoding, wanted, asked, guessed=guessed)


def _named(ours: str) -> str:
    """A column of ours, also of a field by `field:NAME`."""
    return column_called(ours) or ours


def _looked(
    context: Context,
    kind: str,
    path: Path,
    encoding: str | None,
    wanted: ColumnMap | None,
    also: Mapping[str, str],
    *,
    guessed: bool,
) -> MappingLook:
    table = _open(KINDS[kind], path, encoding)
    rows = list(islice(table.rows(), _ROWS_LOOKED_AT))
    columns = _columns(table, rows)
    kept = kept_mapping(context, kind, table.header) if guessed and not wanted else None
    mapping = wanted or (_usable(kept.mapping) if kept else None)
    if mapping is None and not guessed:
        mapping = ColumnMap(kind, own_names(KINDS[kind], columns))
    found = _found(context, KINDS[kind], columns, mapping)
    if also:
        taken = _overridden(table, found.mapping.columns, also)
        check_columns(ColumnMap(kind, taken))
        found = with_forms(KINDS[kind], columns, taken)
    with files_in(company_zone(context)):
        title = kept.title if kept else None
        return _look(KINDS[kind], table, rows, found, title, _suppliers(context, kind))


def _suppliers(context: Context, kind: str) -> list[str]:
    """Whose price list it may be: those in use, by code; of other kinds nobody."""
    if kind != kinds.SUPPLIER_PRODUCTS.name:
        return []
    query = select(Supplier.code).where(Supplier.active).order_by(Supplier.code_key)
    with context.database.read.connect() as connection:
        return list(connection.execute(query).scalars())


def _usable(mapping: ColumnMap) -> ColumnMap:
    """A mapping without fields that are not used any more."""
    columns = {theirs: ours for theirs, ours in mapping.columns.items() if is_used(ours)}
    return replace(mapping, columns=columns)


_LIKELY = (kinds.ORDERS.name, kinds.PRODUCTS.name, kinds.STOCK.name)


def likeliest_mapping(context: Context, path: Path) -> MappingLook | None:
    """The mapping of a file that fits nothing as it stands; None where nothing can be guessed.

    Orders, products and stock are tried: the one that uses most columns and lacks none; a mapping
    that is kept for these columns comes first. Refuses what can't be read as a table.
    """
    looks = [look_at_columns(context, kind, path) for kind in _LIKELY]
    whole = [look for look in looks if not look.missing]
    rated = sorted(whole, key=lambda one: (one.kept_as is None, -len(one.mapping.columns)))
    return rated[0] if rated else None


def _open(kind: TableKind[Any, Any], path: Path, encoding: str | None) -> Table:
    known = frozenset(plain_section(kind).columns.values())
    return open_table(path, Reading(known, (), named_encoding(encoding) if encoding else None))


def _columns(table: Table, rows: Sequence[tuple[int, list[str]]]) -> list[SeenColumn]:
    """The columns that have a name; of one that stands there twice the first."""
    seen: set[str] = {REJECT_COLUMN}
    columns = []
    for place, name in enumerate(table.header):
        if not code_key(name) or code_key(name) in seen:
            continue
        seen.add(code_key(name))
        cells = [(row, one[place].strip()) for row, one in rows if place < len(one)]
        columns.append(SeenColumn(name.strip(), [(row, text) for row, text in cells if text]))
    return columns


def _found(
    context: Context,
    kind: TableKind[Any, Any],
    columns: Sequence[SeenColumn],
    mapping: ColumnMap | None,
) -> Guess:
    """The mapping that is asked for, with what its dates look like; else a guess."""
    if mapping is None:
        with context.database.read.connect() as connection:
            known = set(connection.execute(select(Product.sku_key)).scalars())
        return guess(kind, columns, known)
    found = with_forms(kind, columns, mapping.columns)
    forms = found.mapping
    chosen = ColumnMap(
        kind.name,
        mapping.columns,
        {**forms.dates, **mapping.dates},
        {**forms.numbers, **mapping.numbers},
        mapping.constants,
    )
    return Guess(chosen, found.dates)


def _overridden(table: Table, taken: Mapping[str, str], also: Mapping[str, str]) -> dict[str, str]:
    """A mapping with what somebody says over what was guessed."""
    spelled = {code_key(name): name.strip() for name in table.header}
    for name in also:
        if code_key(name) not in spelled:
            there = ", ".join(filter(None, spelled.values()))
            raise Refusal(Code.COLUMN_NOT_THERE, column=name, found=there)
    said = {spelled[code_key(name)]: ours for name, ours in also.items()}
    kept = {
        name: ours for name, ours in taken.items() if name not in said and ours not in said.values()
    }
    return kept | {name: ours for name, ours in said.items() if ours}


def _look(
    kind: TableKind[Any, Any],
    table: Table,
    rows: Sequence[tuple[int, list[str]]],
    found: Guess,
    kept_as: str | None,
    suppliers: list[str],
) -> MappingLook:
    mapping = found.mapping
    said = {*mapping.columns.values(), *mapping.constants}
    missing = [name for name in kind.required if name not in said]
    others = [name for name in kind.columns if name not in kind.required]
    columns = [
        ColumnLook(
            one.header,
            header_of(mapping.columns.get(one.header, "")),
            _value(mapping.dates.get(one.header)),
            _value(mapping.numbers.get(one.header)),
            _samples(kind, mapping, one),
        )
        for one in _columns(table, rows)
    ]
    return MappingLook(
        mapping,
        table.header,
        columns,
        [header_of(name) for name in (*kind.required, *others)],
        len(kind.required),
        list(map(header_of, missing)),
        [*table.notes, *_date_notes(mapping, found.dates)],
        kept_as,
        suppliers,
    )


def _value(word: Any) -> str | None:
    return None if word is None else str(word.value)


def _samples(kind: TableKind[Any, Any], mapping: ColumnMap, column: SeenColumn) -> list[Sample]:
    """Some values of a column, each different, with what becomes of them."""
    texts = list(dict.fromkeys(column.texts))[:_SAMPLES]
    ours = mapping.columns.get(column.header)
    if ours is None:
        return [Sample(shown(text)) for text in texts]
    alone = ColumnMap(kind.name, {column.header: ours}, mapping.dates, mapping.numbers)
    return [_sample(kind, alone, column.header, text) for text in texts]


def _sample(kind: TableKind[Any, Any], alone: ColumnMap, header: str, text: str) -> Sample:
    profile = preview_profile(alone)
    section = profile.kinds[kind.name]
    cells = [text]
    Translation(profile, section, (header,), {code_key(header): 0}).apply(1, cells)
    adapter = TypeAdapter(kind.value_type(alone.columns[header]))
    try:
        return Sample(shown(text), _told(adapter.validate_python(cells[0])))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return Sample(shown(text), fault=first["type"], params=dict(first.get("ctx", {})))


def _told(value: Any) -> str:
    """A value as a person is told it; of a moment at midnight its day."""
    if isinstance(value, dt.datetime):
        there = as_written(value) or value
        return f"{there:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    if isinstance(value, tuple):
        return shown("; ".join(map(str, value)))
    return shown(value_text(value))


def _date_notes(mapping: ColumnMap, dates: Mapping[str, DatesFound]) -> list[Note]:
    """What is told of the dates of columns that are used."""
    told = []
    for column, found in dates.items():
        form = EXAMPLES[mapping.dates.get(column, found.form)]
        if found.mixed:
            told.append(note(Said.DATES_MIXED, column=column, form=form, row=found.unread))
        elif found.unread is not None:
            told.append(note(Said.DATES_UNREAD, column=column, row=found.unread))
        elif found.doubtful:
            told.append(note(Said.DATES_DOUBTFUL, column=column, form=form))
    return told
