"""Texts of an editor as typed values, with the forms, limits and sentences of the import."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from packbench.db.queries.records.lookups import find_product
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.kinds import OrderHead, OrderLineFields
from packbench.exchange.typed import WrongCellsError, typed_row
from packbench.services.importing.said import FileLineChange, SaidLine, plain
from packbench.services.orders.edited import (
    LineEdit,
    LineSeen,
    OrderEdit,
    TypedEdit,
    line_here,
    line_seen,
)

Fault = dict[str, Any]
"""A text that can't be taken: line (0: the order), column, value, code, params."""


def typed_edit(connection: Connection, edit: OrderEdit, lines: Mapping[int, AnyRow]) -> TypedEdit:
    """What an edit means for an order with these lines, by their numbers.

    Refuses `bad_fields` with every wrong text, and an unknown or inactive SKU.
    """
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    try:
        head = typed_row(OrderHead, {"order_number": "-", **edit.fields})
        values = {name: getattr(head, name) for name in edit.fields}
    except WrongCellsError as wrong:
        faults += faults_of(wrong, 0)
    changes = list(_line_changes(connection, edit, lines, faults))
    if faults:
        raise Refusal(Code.BAD_FIELDS, faults=faults)
    return TypedEdit(values, changes)


def faults_of(wrong: WrongCellsError, line: int) -> Iterator[Fault]:
    """The faults of one row."""
    for one in wrong.rejects:
        yield {
            "line": line,
            "column": one.column,
            "value": one.value,
            "code": one.code.value,
            "params": dict(one.params),
        }


def _line_changes(
    connection: Connection, edit: OrderEdit, lines: Mapping[int, AnyRow], faults: list[Fault]
) -> Iterator[FileLineChange]:
    seen = edit.seen.lines if edit.seen is not None else {}
    new = max([*lines, *seen], default=0)
    for one in edit.lines:
        before = _line_before(one, lines, seen)
        if one.line is None:
            new += 1
        number = one.line or new
        if one.remove:
            yield FileLineChange(before, None)
            continue
        try:
            theirs = _line_wanted(connection, one, before, number)
        except WrongCellsError as wrong:
            faults += faults_of(wrong, number)
            continue
        if before != theirs:
            yield FileLineChange(before, theirs)


def _line_before(
    one: LineEdit, lines: Mapping[int, AnyRow], seen: Mapping[int, LineSeen]
) -> SaidLine | None:
    """The line as it is; as it was seen where it is gone, which is told later."""
    if one.line is None:
        return None
    if one.line in lines:
        return line_here(lines[one.line])
    if one.line in seen:
        was = seen[one.line]
        return SaidLine(one.line, was.sku, was.quantity, (was.price or None,))
    raise Refusal(Code.NOT_FOUND, kind="line", name=one.line)


def _line_wanted(
    connection: Connection, one: LineEdit, before: SaidLine | None, number: int
) -> SaidLine:
    """The line as it is to be; raises WrongCellsError, refuses an unknown SKU."""
    here = line_seen(before) if before is not None else LineSeen("", 0, "")
    texts = {
        "sku": here.sku if one.sku is None else one.sku,
        "quantity": str(here.quantity or "") if one.quantity is None else one.quantity,
        "unit_price": here.price if one.price is None else one.price,
    }
    row = typed_row(OrderLineFields, texts)
    sku = here.sku
    if code_key(row.sku) != code_key(here.sku):
        sku = sold_sku(connection, row.sku)
    return SaidLine(
        number if before is not None else 0, sku, row.quantity, (plain(row.unit_price),)
    )


def sold_sku(connection: Connection, sku: str) -> str:
    """A SKU as it is spelled; refuses one that nobody knows or that is not sold any more."""
    product = find_product(connection, sku)
    if not product.active:
        raise Refusal(Code.INACTIVE, sku=product.sku)
    return product.sku
