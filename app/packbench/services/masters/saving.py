"""Making and changing master data by hand: one record, one command, one transaction.

What is typed is read as a row of the kind's table and written by the importer of that table, so a
rule is told in the same words wherever it is broken. What it frees serves the waiting room, what
it takes away is looked for elsewhere, and the answer tells which orders that touches.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from sqlalchemy import Connection, update

from packbench.domain.custom_fields import FieldOf, column_called, heading_of
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import DO_IT, How, Results, RowResult, run_bulk
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.release import release
from packbench.engine.settling import settle
from packbench.exchange.reading import read_typed
from packbench.services.channels.effects import seen_otherwise
from packbench.services.custom_fields import by_column, known_by_column, missing_fields, with_fields
from packbench.services.importing.outcome import ImportJob
from packbench.services.importing.shared_codes import shared_code_notes
from packbench.services.importing.undoing import keep_for_undo
from packbench.services.masters.channel_fields import write_channel_fields
from packbench.services.masters.checking import (
    check_values,
    import_form,
    product_notes,
    told_of,
    warehouse_notes,
)
from packbench.services.masters.custom_fields import values_in
from packbench.services.masters.declaration import Master
from packbench.services.masters.effects import order_effects
from packbench.services.masters.kinds import (
    CHANNEL_RULES,
    CHANNELS,
    COMPONENTS,
    EXCLUSIONS,
    FIELDS,
    LISTINGS,
    MASTERS,
    PICK_BINS,
    PRODUCTS,
    REORDER_RULES,
    SHIPPING_METHODS,
    SUPPLIERS,
    WAREHOUSES,
)
from packbench.services.masters.kits import write_components
from packbench.services.masters.naming import drop, names_of, refuse_ruled
from packbench.services.masters.out_of_use import (
    channel_notes,
    method_notes,
    supplier_notes,
)
from packbench.services.masters.reading import (
    Named,
    Texts,
    fields_now,
    find_id,
    name_of,
    next_rank,
    read_values,
)

_MOST_ORDERS = 200
"""More orders than these are counted by their rows and not told one by one."""


@dataclass(slots=True)
class _Edit:
    """A record as it was, what it is to be, and what is told of it."""

    master: Master
    id: int
    before: Texts
    wanted: dict[str, str]
    notes: list[Note] = field(default_factory=list)

    @property
    def columns(self) -> set[str]:
        return {name for name, text in self.wanted.items() if text != self.before.get(name, "")}


def create(context: Context, master: Master, values: Texts, *, how: How = DO_IT) -> Results:
    """Makes a record; values that are not given are as in an import without their columns.

    Refuses a code that is there already (`code_exists`), whatever the case of its letters, and
    what the import would reject (`bad_value`), by field.
    """

    def work(transaction: Transaction) -> Results:
        wanted = {one.key: one.first for one in fields_now(master)} | _trimmed(by_column(values))
        if master is WAREHOUSES and not wanted["rank"]:
            wanted["rank"] = next_rank(transaction.connection)
        named = [wanted[name] for name in master.key]
        _refuse_known(transaction.connection, master, named)
        done = _Edit(master, 0, {}, wanted, [note(Said.RECORD_NEW)])
        return _written(context, transaction, [done])

    return run_bulk(context, f"{master.name}.new", {"values": dict(values)}, how, with_fields(work))


def edit(
    context: Context,
    master: Master,
    named: Named,
    values: Texts,
    *,
    seen: Texts | None = None,
    how: How = DO_IT,
) -> Results:
    """Changes some values of a record.

    Args:
        context: the database and who calls.
        master: its kind.
        named: what it is known by.
        values: what is to be changed; others stay.
        seen: its values as they were looked at. One that is to be changed and that somebody else
            has changed since is refused (`value_changed`) and not written over.
        how: how it is run.

    Refuses what `create` refuses, another code for what is named elsewhere (`code_stays`), and
    stock that is counted no more while some is there (`stock_is_there`).
    """

    def work(transaction: Transaction) -> Results:
        told = _trimmed(by_column(values))
        change = _begun(transaction.connection, master, named, told)
        _refuse_changed(change, None if seen is None else known_by_column(seen))
        return _written(context, transaction, [change])

    content = {"named": list(named), "values": dict(values)}
    return run_bulk(context, f"{master.name}.edit", content, how, with_fields(work))


def switch(
    context: Context, master: Master, records: Sequence[Named], *, on: bool, how: How = DO_IT
) -> Results:
    """Takes records out of use, or into use again; each that can't be is refused by itself."""
    if not master.switch:
        raise Refusal(Code.INVALID, field="kind", value=master.name)

    def work(transaction: Transaction) -> Results:
        done, refused = [], []
        for named in records:
            try:
                done.append(_switched(transaction, master, named, on=on))
            except Refusal as refusal:
                refused.append(_refused(named, refusal))
        results = _settled(context, transaction, done) if done else Results([], undoable=False)
        return replace(results, results=[*refused, *results.results])

    name = f"{master.name}.{'activate' if on else 'deactivate'}"
    return run_bulk(
        context, name, {"records": [list(one) for one in records]}, how, with_fields(work)
    )


def remove(
    context: Context, master: Master, records: Sequence[Named], *, how: How = DO_IT
) -> Results:
    """Deletes records that nothing names; others are refused (`record_in_use`) by themselves."""

    def work(transaction: Transaction) -> Results:
        rows, dropped = [], []
        for named in records:
            try:
                dropped.append(_dropped(transaction.connection, master, named))
                told = [note(Said.RECORD_DELETED)]
                rows.append(RowResult(_name(dropped[-1]), RowOutcome.DONE, told))
            except Refusal as refusal:
                rows.append(_refused(named, refusal))
        with context.database.read.connect() as before:
            rows += _seen_otherwise(before, transaction.connection, dropped)
        _keep(context, transaction, dropped)
        transaction.changed_many(master.kind)
        transaction.customs_changed |= master is WAREHOUSES and bool(dropped)
        return Results(rows)

    content = {"records": [list(one) for one in records]}
    return run_bulk(context, f"{master.name}.delete", content, how, with_fields(work))


def _switched(transaction: Transaction, master: Master, named: Named, *, on: bool) -> _Edit:
    values = {master.switch: "yes" if on else "no"}
    change = _begun(transaction.connection, master, named, values)
    if not change.columns:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.RECORD_SAME)
    change.notes.append(note(Said.RECORD_ON if on else Said.RECORD_OFF))
    _write(transaction, change)
    return change


def _dropped(connection: Connection, master: Master, named: Named) -> _Edit:
    change = _begun(connection, master, named, {})
    uses = _uses(connection, change)
    if master is FIELDS and values_in(connection, change.id):
        raise Refusal(Code.FIELD_IN_USE, name=change.before["name"])
    if uses:
        raise Refusal(Code.RECORD_IN_USE, name=name_of(named), uses=uses)
    refuse_ruled(connection, master, _key(change))
    drop(connection, master, change.id)
    return change


def _uses(connection: Connection, change: _Edit) -> list[str]:
    """What names a record; of one that stays written always the history."""
    if change.master.permanent:
        return [_HISTORY]
    return names_of(connection, change.master, change.id)


_HISTORY = "command"


def _trimmed(values: Texts) -> dict[str, str]:
    return {name: text.strip() for name, text in values.items()}


def _refused(named: Named, refusal: Refusal) -> RowResult:
    return RowResult(name_of(named), RowOutcome.REFUSED, [Note.of(refusal)])


def _refuse_known(connection: Connection, master: Master, named: Named) -> None:
    try:
        known = find_id(connection, master, named)
    except Refusal:
        return
    values = read_values(connection, master, [known])
    name = name_of([values[known][one] for one in master.key]) if known in values else named[-1]
    raise Refusal(Code.CODE_EXISTS, name=name)


def _begun(connection: Connection, master: Master, named: Named, values: Texts) -> _Edit:
    record_id = find_id(connection, master, named)
    found = read_values(connection, master, [record_id])
    if record_id not in found:  # floor and staging, which every warehouse has of its own
        raise Refusal(Code.NOT_FOUND, kind=master.record, name=name_of(named))
    return _Edit(master, record_id, found[record_id], {**found[record_id], **values})


def _refuse_changed(change: _Edit, seen: Texts | None) -> None:
    for column in change.columns if seen is not None else ():
        now = change.before.get(column, "")
        if seen is not None and column in seen and now != seen[column]:
            raise Refusal(Code.VALUE_CHANGED, name=_name(change), column=column, value=now or "–")


def _goes_off(change: _Edit) -> bool:
    switch = change.master.switch
    return switch in change.columns and change.wanted[switch] != "yes"


def _key(change: _Edit) -> list[str]:
    return [change.before[one] for one in change.master.key]


def _name(change: _Edit) -> str:
    values = change.before or change.wanted
    return name_of([values[one] for one in change.master.key])


def _written(context: Context, transaction: Transaction, changes: list[_Edit]) -> Results:
    for change in changes:
        if change.before and not change.columns:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.RECORD_SAME)
        _write(transaction, change)
    return _settled(context, transaction, changes)


def _write(transaction: Transaction, change: _Edit) -> None:
    """Checks and writes one record; what it frees is in `transaction.came` afterwards."""
    connection, master = transaction.connection, change.master
    columns = change.columns if change.before else {one.key for one in fields_now(master)}
    _refuse_unfilled(change, columns)
    if master is FIELDS and change.before and _goes_off(change):
        refuse_ruled(connection, master, _key(change))
    check_values(connection, master, change.id, change.before, change.wanted, columns)
    _rename(transaction, change)
    own = set(master.table.columns)
    row = {
        name: import_form(name, change.wanted.get(name, "")) for name in _needed(master, columns)
    }
    job = ImportJob(transaction, read_typed(master.table, [row]), update=bool(change.before))
    told_of(job.parsed.rejected)
    if not change.before or columns & own - set(master.key):
        master.write(job)
    told_of(job.outcome.rejected)
    if not change.before:
        change.id = find_id(connection, master, [change.wanted[name] for name in master.key])
    freed = set(job.outcome.freed)
    if master is PRODUCTS and COMPONENTS in columns:
        freed |= write_components(transaction, change.id, change.wanted)
    if master is CHANNELS:
        freed |= write_channel_fields(transaction, change.id, change.before, change.wanted, columns)
    _tell(change, job, columns)
    release(transaction, freed, opened=freed)
    steering = {one.key for one in master.fields if one.steers}
    transaction.rules_changed |= bool(steering & columns)
    transaction.changed(master.kind, {change.id})


def _refuse_unfilled(change: _Edit, columns: set[str]) -> None:
    """Refuses that a field of a product is left empty that is required."""
    for fault in missing_fields(FieldOf.PRODUCT, change.wanted):
        if change.master is PRODUCTS and column_called(fault["column"]) in columns:
            told = {"column": fault["column"], "value": "", "reject": fault["code"].value}
            raise Refusal(Code.BAD_VALUE, **told)


def _needed(master: Master, columns: set[str]) -> list[str]:
    """The columns of the row that is written: what changes, and what every row must have."""
    wanted = columns | set(master.table.required) | set(master.key)
    if wanted & {"latitude", "longitude"}:
        wanted |= {"latitude", "longitude"}  # half a place is none
    if wanted & _ONE_WAY and master is REORDER_RULES:
        wanted |= _ONE_WAY
    if wanted & _BOTH_ENDS and master is PICK_BINS:
        wanted |= _BOTH_ENDS
    for pair in _SHARES if master is CHANNEL_RULES else ():
        wanted |= pair if wanted & pair else set()
    return [name for name in master.table.columns if name in wanted]


_ONE_WAY = {"point", "quantity", "cover_days"}
"""Of a reorder rule: one of two ways, told as a whole."""
_BOTH_ENDS = {"minimum", "maximum"}
"""Of a pick bin: one is above the other."""
_SHARES = ({"rule", "value"}, {"min_rule", "min_value"})
"""Of a rule of a channel: what belongs together."""


def _rename(transaction: Transaction, change: _Edit) -> None:
    """Another spelling of the code, or another code of what nothing names."""
    if not change.before:
        return
    master, connection = change.master, transaction.connection
    before, after = (
        [values[one] for one in master.key] for values in (change.before, change.wanted)
    )
    if before == after:
        return
    if master.code_stays:
        raise Refusal(
            Code.CODE_STAYS,
            name=name_of(before),
            uses=_uses(connection, change) or [master.model.__tablename__],
        )
    if list(map(master.keyed, before)) != list(map(master.keyed, after)):
        uses = _uses(connection, change)
        if uses or before[:-1] != after[:-1]:
            raise Refusal(Code.CODE_STAYS, name=name_of(before), uses=uses)
        refuse_ruled(connection, master, before)
        _refuse_known(connection, master, after)
    row = import_form(master.key[-1], after[-1])
    typed = read_typed(master.table, [_whole(master, change.wanted)])
    told_of(typed.rejected)
    values = {master.code.key: row, master.code_key.key: master.keyed(row)}
    connection.execute(update(master.model).where(master.id == change.id).values(values))


def _whole(master: Master, values: Texts) -> dict[str, str]:
    return {one: import_form(one, values.get(one, "")) for one in master.table.columns}


def _tell(change: _Edit, job: ImportJob[Any, Any], columns: set[str]) -> None:
    """What became of the record itself, and what follows that nobody may expect."""
    if change.before and change.master.switch not in columns:
        change.notes += [
            note(
                Said.FIELD_CHANGED,
                column=heading_of(one.key),
                before=change.before.get(one.key, ""),
                after=change.wanted[one.key],
            )
            for one in fields_now(change.master)
            if one.key in columns
        ]
    connection = job.transaction.connection
    change.notes += [*job.outcome.notes, *shared_code_notes(connection, job.parsed)]
    tell = _MORE.get(change.master.name)
    if tell is not None:
        change.notes += tell(connection, change.id, columns if change.before else set())


def _settled(context: Context, transaction: Transaction, changes: list[_Edit]) -> Results:
    settle(transaction)
    rows = [RowResult(_name(one), RowOutcome.DONE, one.notes) for one in changes]
    with context.database.read.connect() as before:
        orders = order_effects(before, transaction.connection, transaction.orders)
        rows += [row for row, _ in zip(orders, range(_MOST_ORDERS), strict=False)]
        rows += _seen_otherwise(before, transaction.connection, changes)
    _keep(context, transaction, changes)
    return Results(rows)


def _seen_otherwise(
    before: Connection, after: Connection, changes: Sequence[_Edit]
) -> list[RowResult]:
    """What channels see otherwise than before, where what is said of them changed."""
    asked: dict[str, str | None] = {}
    for one in changes:
        values = one.before or one.wanted
        if one.master is CHANNEL_RULES:
            known = asked.get(values["channel"], values["sku"])
            asked[values["channel"]] = values["sku"] if known == values["sku"] else None
        elif one.master is CHANNELS and one.columns & _SEEN_BY:
            asked[values["channel"]] = None
    found = chain.from_iterable(
        seen_otherwise(before, after, channel, sku) for channel, sku in asked.items()
    )
    return [row for row, _ in zip(found, range(_MOST_ORDERS), strict=False)]


_SEEN_BY = {EXCLUSIONS, LISTINGS}
"""What of a channel decides what it sees."""


def _keep(context: Context, transaction: Transaction, changes: list[_Edit]) -> None:
    """Writes down what taking it back needs."""
    tables: dict[str, Any] = {}
    for one in changes:
        for name, scope in one.master.scope(one.id).items():
            known = tables.get(name)
            ids = [*known[1], *(scope or ("", ()))[1]] if known else list((scope or ("", ()))[1])
            tables[name] = None if scope is None else (scope[0], ids)
    if changes and not (changes[0].master.permanent and not changes[0].before):
        with context.database.read.connect() as before:
            keep_for_undo(transaction, before, tables)


_MORE: Mapping[str, Callable[[Connection, int, set[str]], list[Note]]] = {
    PRODUCTS.name: product_notes,
    WAREHOUSES.name: warehouse_notes,
    SUPPLIERS.name: supplier_notes,
    CHANNELS.name: channel_notes,
    SHIPPING_METHODS.name: method_notes,
}

MASTER_COMMANDS = tuple(
    f"{name}.{verb}"
    for name, one in MASTERS.items()
    for verb in ("new", "edit", "activate", "deactivate", "delete")
    if not (one.permanent and verb in {"new", "delete"})
)
"""The names of these commands, but for those that can't be taken back."""
