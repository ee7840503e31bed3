"""What if this stock came in, under other rules? Tried in a transaction that is rolled back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from packbench.db.queries.planning.queue import all_products_waited_for
from packbench.db.queries.records.lookups import find_location, find_product, find_warehouse
from packbench.db.schema import Order
from packbench.domain.quantities import check_units
from packbench.domain.refusals import Code, Refusal
from packbench.domain.warehousing import Cause, Entry
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction
from packbench.engine.command.trials import run_or_try
from packbench.engine.release import Released, release
from packbench.engine.stock_changes import TakenBack, change_stock
from packbench.services.office.settings import write_setting


@dataclass(frozen=True, slots=True)
class Arriving:
    """Units that would come in."""

    warehouse: str
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Flip:
    """An order that would change its state."""

    order_number: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would happen; nothing of it did."""

    flips: list[Flip]
    released: list[Released]
    taken_back: list[TakenBack]


def what_if(
    context: Context, arriving: Sequence[Arriving], rules: Mapping[str, str] | None = None
) -> WhatIf:
    """Which orders would flip if units came in and settings were other; nothing is written.

    Refuses unknown codes and settings, and a quantity below 1, by name.
    """

    def work(transaction: Transaction) -> WhatIf:
        connection = transaction.connection
        before = _statuses(connection)
        for key, value in (rules or {}).items():
            write_setting(connection, key, value)
        released = release(transaction, all_products_waited_for(connection)) if rules else []
        entries = [_entry(connection, one) for one in arriving]
        effects = change_stock(transaction, entries)
        after = _statuses(connection)
        flips = [
            Flip(number, before[number], status)
            for number, status in after.items()
            if status != before[number]
        ]
        return WhatIf(flips, [*released, *effects.released], effects.taken_back)

    return run_or_try(context, Call("whatif", {}), WhatIf, work, keep=lambda _: False)


def _entry(connection: Connection, one: Arriving) -> Entry:
    check_units(one.quantity)
    warehouse = find_warehouse(connection, one.warehouse)
    product = find_product(connection, one.sku)
    if product.is_kit:
        raise Refusal(Code.KIT_HAS_NO_STOCK, sku=product.sku)
    floor = find_location(connection, warehouse.id, None)
    return Entry(warehouse.id, product.id, floor.id, one.quantity, Cause.RECEIPT)


def _statuses(connection: Connection) -> dict[str, str]:
    """States of orders that wait or are not routed yet, by number, in queue order."""
    query = select(Order.number, Order.status).order_by(Order.queue_key, Order.id)
    return {row.number: row.status for row in connection.execute(query)}
