"""What the lists of waves say under each revision: kept, and compared as each command's last step.

Whatever a command did, a list that says something else than before has another revision after it:
an old sheet is then told apart at the scan. No command has to think of it.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from packbench.db.queries.records.pick_tasks import waves_of_orders
from packbench.db.queries.records.plain_pick import HEAD_FIELDS
from packbench.db.schema import (
    Allocation,
    Location,
    Order,
    PickTask,
    Product,
    Shipment,
    StockBin,
    Wave,
    WaveRevision,
    WaveShipment,
)
from packbench.db.sql.among import among
from packbench.domain.changes import Kind
from packbench.domain.orders import ShipmentStatus
from packbench.domain.warehousing import LocationKind
from packbench.engine.command.transaction import Transaction
from packbench.engine.routing import walk_on
from packbench.engine.writes.wave_events import raise_revisions, touch_waves


class KeptTask(NamedTuple):
    """A stop as a list says it; no location where stock is not counted."""

    task: int
    location: str | None
    sku: str
    lot: str | None
    shipment: str
    units: int


@dataclass(frozen=True, slots=True)
class ListBody:
    """What a list says.

    Attributes:
        tasks: its stops by their numbers.
        orders: by shipment, the order's number, its slot and `HEAD_FIELDS` as texts; None in what
            an older version kept, which told nothing of orders.
    """

    tasks: dict[int, KeptTask]
    orders: dict[str, dict[str, str]] | None

    def differs(self, now: "ListBody") -> bool:
        """Whether a list says something else now."""
        heads = self.orders is not None and self.orders != now.orders
        return heads or self.tasks != now.tasks

    @property
    def slots(self) -> dict[str, int]:
        """The places of shipments on the cart, as far as they were kept."""
        return {one: int(told["slot"]) for one, told in (self.orders or {}).items()}

    def to_json(self) -> str:
        """The text that is kept."""
        return json.dumps({"tasks": list(self.tasks.values()), "orders": self.orders})

    @classmethod
    def from_json(cls, body: str) -> "ListBody":
        """What was kept, by this version or an older one."""
        told: Any = json.loads(body)
        rows, orders = (told, None) if isinstance(told, list) else (told["tasks"], told["orders"])
        tasks = [KeptTask(*row) for row in rows]
        return cls({one.task: one for one in tasks}, orders)


class KeptList(NamedTuple):
    """A revision of a list that was kept."""

    revision: int
    body: ListBody


def kept_list(connection: Connection, wave_id: int, revision: int) -> KeptList | None:
    """The newest list of a wave that was kept up to a revision; None: none was."""
    query = (
        select(WaveRevision.revision, WaveRevision.body)
        .where(WaveRevision.wave_id == wave_id, WaveRevision.revision <= revision)
        .order_by(WaveRevision.revision.desc())
    )
    row = connection.execute(query.limit(1)).one_or_none()
    return None if row is None else KeptList(row.revision, ListBody.from_json(row.body))


def lists_now(connection: Connection, wave_ids: Collection[int]) -> dict[int, ListBody]:
    """What the lists of waves say now."""
    tasks, heads = _tasks(connection, wave_ids), _heads(connection, wave_ids)
    return {id_: ListBody(tasks[id_], heads[id_]) for id_ in wave_ids}


def changed_lists(connection: Connection, wave_ids: Collection[int]) -> set[int]:
    """The waves whose list says something else than the newest that was kept."""
    kept = _newest(connection, wave_ids)
    now = lists_now(connection, wave_ids)
    return {id_ for id_ in wave_ids if id_ not in kept or kept[id_].body.differs(now[id_])}


def keep_list(transaction: Transaction, wave_id: int) -> None:
    """Inside a command: keeps what the list of a wave says now under its revision."""
    _keep(transaction, wave_id, lists_now(transaction.connection, {wave_id})[wave_id])
    touch_waves(transaction, {wave_id})


def renew_lists(transaction: Transaction) -> None:
    """Inside a command, as its last step: lists that say something else have another revision.

    Each is kept under its new one.
    """
    connection = transaction.connection
    at_work = waves_of_orders(connection, transaction.orders)
    wave_ids = {wave.id for waves in at_work.values() for wave in waves}
    wave_ids |= transaction.changes.ids.get(Kind.WAVE, frozenset())
    if not wave_ids:
        return
    kept, now = _newest(connection, wave_ids), lists_now(connection, wave_ids)
    query = select(Wave.id, Wave.revision).where(among(Wave.id, wave_ids))
    for wave_id, revision in connection.execute(query).all():
        known = kept.get(wave_id)
        if known is not None and known.body.tasks != now[wave_id].tasks:
            # What is put back stands where it stood.
            before = known.body.tasks if transaction.undoes is None else now[wave_id].tasks
            walk_on(connection, wave_id, before)
        if known is not None and known.revision == revision:
            if not known.body.differs(now[wave_id]):
                continue
            raise_revisions(transaction, {wave_id})
        _keep(transaction, wave_id, now[wave_id])


def _keep(transaction: Transaction, wave_id: int, body: ListBody) -> None:
    connection = transaction.connection
    revision = select(Wave.revision).where(Wave.id == wave_id)
    values = {
        "wave_id": wave_id,
        "revision": connection.execute(revision).scalar_one(),
        "command_id": transaction.command_id,
        "body": body.to_json(),
    }
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    insert = dialect.insert(WaveRevision).values(values)
    changed = {"body": values["body"], "command_id": transaction.command_id}
    key = ["wave_id", "revision"]
    connection.execute(insert.on_conflict_do_update(index_elements=key, set_=changed))


def _newest(connection: Connection, wave_ids: Collection[int]) -> dict[int, KeptList]:
    newest = (
        select(WaveRevision.wave_id, func.max(WaveRevision.revision).label("revision"))
        .where(among(WaveRevision.wave_id, wave_ids))
        .group_by(WaveRevision.wave_id)
        .subquery()
    )
    query = select(WaveRevision.wave_id, WaveRevision.revision, WaveRevision.body).join(
        newest,
        (newest.c.wave_id == WaveRevision.wave_id) & (newest.c.revision == WaveRevision.revision),
    )
    rows = connection.execute(query).all()
    return {row.wave_id: KeptList(row.revision, ListBody.from_json(row.body)) for row in rows}


def _tasks(connection: Connection, wave_ids: Collection[int]) -> Mapping[int, dict[int, KeptTask]]:
    query = (
        select(
            *(PickTask.wave_id, PickTask.task, Location.code, Location.kind, Product.sku),
            *(StockBin.lot, Shipment.number, PickTask.quantity),
        )
        .join(Allocation, Allocation.id == PickTask.allocation_id)
        .join(Product, Product.id == Allocation.product_id)
        .join(Shipment, Shipment.id == PickTask.shipment_id)
        .outerjoin(StockBin, StockBin.id == PickTask.stock_bin_id)
        .outerjoin(Location, Location.id == StockBin.location_id)
        .where(among(PickTask.wave_id, wave_ids))
        .order_by(PickTask.wave_id, PickTask.task)
    )
    found: dict[int, dict[int, KeptTask]] = defaultdict(dict)
    for row in connection.execute(query).all():
        place = row.code if row.kind == LocationKind.BIN else None
        task = KeptTask(row.task, place, row.sku, row.lot or None, row.number, row.quantity)
        found[row.wave_id][row.task] = task
    return found


def _heads(
    connection: Connection, wave_ids: Collection[int]
) -> Mapping[int, dict[str, dict[str, str]]]:
    fields = [getattr(Order, name) for name in HEAD_FIELDS]
    query = (
        select(
            *(WaveShipment.wave_id, WaveShipment.slot, Shipment.number),
            *(Order.number.label("order_number"), *fields),
        )
        .join(Shipment, Shipment.id == WaveShipment.shipment_id)
        .join(Order, Order.id == Shipment.order_id)
        .where(among(WaveShipment.wave_id, wave_ids), Shipment.status != ShipmentStatus.CANCELLED)
        .order_by(WaveShipment.wave_id, WaveShipment.slot)
    )
    found: dict[int, dict[str, dict[str, str]]] = defaultdict(dict)
    for row in connection.execute(query).all():
        told = {name: getattr(row, name) for name in HEAD_FIELDS}
        texts = {name: str(value) for name, value in told.items() if value is not None}
        own = {"order_number": row.order_number, "slot": str(row.slot)}
        found[row.wave_id][row.number] = {**own, **texts}
    return found
