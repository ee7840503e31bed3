"""A value in a field of the shop's own, of one order or of hundreds."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from packbench.db.queries.records.custom_fields import field_ids, lock_fields, used_fields
from packbench.db.schema import Order
from packbench.db.sql.among import among
from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import HEADING, CustomField, FieldOf, custom_fields
from packbench.domain.outcomes import Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.domain.rejects import RejectCode
from packbench.engine.bulk import (
    DO_IT,
    How,
    Results,
    Rows,
    Told,
    change_orders,
    done,
    named_orders,
    refused,
    run_bulk,
)
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.undo.remembered import WithOrders
from packbench.engine.undo.taking_back import take_back
from packbench.engine.undo.undoer import Undoer


@dataclass(frozen=True, slots=True)
class OwnValuesChange(WithOrders):
    """In which field values were changed, and of which orders; its id never comes again."""

    field_id: int
    column: str
    name: str


def set_own_value(
    context: Context, orders: Sequence[str], name: str, value: str, *, how: How = DO_IT
) -> Results:
    """Writes a value into a field of orders, whatever state they are in; an empty one takes it out.

    Refuses a field that is not there or not in use (`not_found`) and what can't stand in it
    (`bad_value`). An order is refused alone of which it is so already.
    """
    with context.database.read.connect() as connection:
        kept = _as_kept(_find(connection, name), value)

    def work(transaction: Transaction) -> Results:
        connection = transaction.connection
        lock_fields(connection)
        field = _find(connection, name)
        text = _as_kept(field, value)

        def to_each(rows: Rows) -> Told:
            return _write(connection, field, text, rows, how)

        queue = named_orders(transaction, orders)
        results = change_orders(transaction, queue, to_each, fields=(field.column,))
        id_ = field_ids(connection)[field.column]
        transaction.undo = OwnValuesChange(id_, field.column, field.name)
        return results

    content = {"orders": list(orders), "field": name.strip(), "value": kept}
    return run_bulk(context, "orders.field", content, how, work)


def _write(
    connection: Connection, field: CustomField, text: str | None, rows: Rows, how: How
) -> Told:
    """Writes it where it is not so already; tells each."""
    place = Order.__table__.c[field.column]
    how.on_progress(0, len(rows))
    query = select(Order.id, place).where(among(Order.id, rows))
    before = {row[0]: row[1] for row in connection.execute(query)}
    fit = [id_ for id_ in rows if before[id_] != text]
    connection.execute(update(Order).where(among(Order.id, fit)).values({field.column: text}))
    how.on_progress(len(rows), len(rows))
    says = (
        note(Said.OWN_VALUE_OUT, field=field.label)
        if text is None
        else note(Said.OWN_VALUE_SET, field=field.label, value=text)
    )
    told = dict.fromkeys(fit, done(says))
    for id_ in rows.keys() - told.keys():
        why, number = Said.OWN_VALUE_IS_SO, rows[id_].number
        told[id_] = refused(Refusal(Code.NOTHING_TO_DO, why=why, name=number, field=field.label))
    return told


def _find(connection: Connection, name: str) -> CustomField:
    wanted = code_key(name.strip().removeprefix(HEADING))
    used = used_fields(connection, FieldOf.ORDER)
    found = next((one for one in used if code_key(one.name) == wanted), None)
    if found is None:
        raise Refusal(Code.NOT_FOUND, kind="field", name=name.strip())
    return found


def _as_kept(field: CustomField, value: str) -> str | None:
    """A value as the field keeps it; refuses what can't stand in it, and nothing where it must."""
    # The window knows this command from its start; its first rows do not wait for what reads cells.
    from pydantic_core import PydanticCustomError  # noqa: PLC0415

    from packbench.exchange.custom_cells import custom_cell  # noqa: PLC0415

    text = value.strip()
    bad = {"column": field.heading, "value": text}
    if not text and field.required:
        raise Refusal(Code.BAD_VALUE, **bad, reject=RejectCode.REQUIRED.value)
    try:
        with custom_fields([field]):
            return custom_cell(field.column)(text) if text else None
    except PydanticCustomError as error:
        raise Refusal(Code.BAD_VALUE, **(error.context or {}), **bad, reject=error.type) from error


def _take_back(transaction: Transaction, change: OwnValuesChange) -> None:
    """The values that were there, into that field only."""
    from packbench.exchange.custom_cells import fits  # noqa: PLC0415 - as above

    connection = transaction.connection
    lock_fields(connection)
    known = {one.column: one for one in used_fields(connection, FieldOf.ORDER)}
    field = known.get(change.column)
    same = field is not None and field_ids(connection)[change.column] == change.field_id
    values = (one.before.get(change.column) for one in change.orders.orders.values())
    if field is None or not same or not all(fits(field, str(one)) for one in values if one):
        raise Refusal(Code.CANNOT_UNDO, why=Said.FIELD_UNDO_OTHER, field=change.name)
    take_back(transaction, change.orders)


UNDO_OWN_VALUES = Undoer(OwnValuesChange, _take_back)
