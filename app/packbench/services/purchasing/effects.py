"""What it means for who waits when purchase orders come, come not, or come on another day."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, select

from packbench.db.queries.planning.expected import Awaiting, awaiting
from packbench.db.schema import Order, PurchaseOrderLine
from packbench.db.sql.among import among
from packbench.domain.outcomes import Note, Said, note

_NAMED = 5  # orders; of the others there is a number


class Waiters:
    """Who waits for the products of some purchase orders, before these are changed."""

    def __init__(self, connection: Connection, purchase_ids: Collection[int]) -> None:
        self._connection, self._ids = connection, list(purchase_ids)
        line = PurchaseOrderLine
        query = select(line.purchase_order_id, line.product_id)
        rows = connection.execute(query.where(among(line.purchase_order_id, self._ids))).all()
        self._products: dict[int, set[int]] = defaultdict(set)
        for purchase_id, product_id in rows:
            self._products[purchase_id].add(product_id)
        self._before = self._read()

    def told(self) -> dict[int, list[Note]]:
        """By purchase order: who waits for it, and whose expected date is another one now."""
        before, after = self._before, self._read(self._products_now())
        owners: dict[int, dict[int, list[tuple[date | None, date | None]]]] = {}
        for line_id in {**before, **after}:
            old, new = before.get(line_id), after.get(line_id)
            one = old or new
            assert one is not None  # noqa: S101 - it is of one of them
            for purchase_id in self._owners(one, old, new):
                days = (old.day if old else None, new.day if new else None)
                owners.setdefault(purchase_id, {}).setdefault(one.order_id, []).append(days)
        names = self._names({order_id for one in owners.values() for order_id in one})
        return {id_: _notes(by_order, names) for id_, by_order in owners.items()}

    def _owners(self, one: Awaiting, old: Awaiting | None, new: Awaiting | None) -> list[int]:
        """The purchase orders of the chosen ones that a line looks to, or is changed by."""
        bring = (old.purchase_ids if old else frozenset()) | (
            new.purchase_ids if new else frozenset()
        )
        looked_to = [id_ for id_ in self._ids if id_ in bring]
        if looked_to or (old and old.day) == (new and new.day):
            return looked_to
        return [id_ for id_ in self._ids if one.product_id in self._products[id_]][:1]

    def _products_now(self) -> set[int]:
        line = PurchaseOrderLine
        query = select(line.product_id).where(among(line.purchase_order_id, self._ids))
        now = set(self._connection.execute(query).scalars())
        return now.union(*self._products.values())

    def _read(self, product_ids: Collection[int] | None = None) -> dict[int, Awaiting]:
        ids = set().union(*self._products.values()) if product_ids is None else product_ids
        return {one.line_id: one for one in awaiting(self._connection, list(ids))} if ids else {}

    def _names(self, order_ids: Collection[int]) -> dict[int, str]:
        query = select(Order.id, Order.number).where(among(Order.id, list(order_ids)))
        if not order_ids:
            return {}
        return {row.id: row.number for row in self._connection.execute(query)}


Days = Sequence[tuple[date | None, date | None]]
"""The expected days of the lines of an order, before and after."""


def _notes(by_order: Mapping[int, Days], names: Mapping[int, str]) -> list[Note]:
    """What is told of one purchase order."""
    told: dict[Said, list[str]] = {Said.WAITED_FOR_BY: []}
    for order_id in sorted(by_order, key=lambda id_: names[id_]):
        told[Said.WAITED_FOR_BY].append(names[order_id])
        said = _said(by_order[order_id])
        if said is not None:
            told.setdefault(said, []).append(names[order_id])
    return [note(said, count=len(some), orders=_some(some)) for said, some in told.items()]


def _said(days: Days) -> Said | None:
    """What becomes of the expected date of an order; the worst of its lines counts."""
    if any(before and not after for before, after in days):
        return Said.LOSES_ITS_DATE
    if any(before and after and after > before for before, after in days):
        return Said.COMES_LATER
    if any(before and after and after < before for before, after in days):
        return Said.COMES_EARLIER
    if any(after and not before for before, after in days):
        return Said.GETS_A_DATE
    return None


def _some(numbers: Sequence[str]) -> list[str]:
    more = ["…"] if len(numbers) > _NAMED else []
    return [*numbers[:_NAMED], *more]
