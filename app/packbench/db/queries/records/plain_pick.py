"""All that a pick of one task asks, read by one statement, where nothing is in its way.

Most picks are as plain as that: units of the bin that the list names, of an order that nothing
keeps back. Of any other pick nothing is given here.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from packbench.db.daily import SWEPT
from packbench.db.queries.records.settings import SettingValues
from packbench.db.today import ClockFacts, ClockReading, clock_reading
from packbench.domain.orders import Payment, ShipmentStatus
from packbench.domain.picking import WaveStatus
from packbench.domain.warehousing import LocationKind, WarehouseKind
from packbench.settings import CUSTOMS_AREA, TIME_ZONE

HEAD_FIELDS = (
    *("customer_name", "company", "street", "street2", "postal_code", "city", "region"),
    *("country", "ship_by", "ship_method", "priority", "note"),
)
"""What a list tells of an order, and where it goes: the picker packs it for that country."""


class PickAsked(NamedTuple):
    """Which task of which wave is picked, by whom and under which key."""

    wave: str
    task: int
    command_key: str
    operator: str
    station: str


class PlainTask(NamedTuple):
    """A task with all that is told of it, on screens and on lists."""

    wave_id: int
    task: int
    sequence: int
    location: str | None
    location_kind: str | None
    product_id: int
    sku: str
    name: str
    lot: str | None
    quantity: int
    picked: int
    short: int
    shipment_id: int
    kit: str | None
    pick_multiple: int | None
    coded: Any

    @property
    def bin(self) -> str | None:
        """Where it is; None for goods without a bin."""
        return self.location if self.location_kind == LocationKind.BIN else None

    @property
    def packs(self) -> tuple[int, ...]:
        """How many pieces are in the packs that its codes count, or that it is picked in."""
        sizes = set(_listed(self.coded))
        return tuple(sorted(sizes | {self.pick_multiple} if self.pick_multiple else sizes))


class Slot(NamedTuple):
    """A shipment of a wave, and of its order the fields of `HEAD_FIELDS`."""

    wave_id: int
    slot: int
    shipment_id: int
    shipment: str
    status: str
    order: str
    head: Sequence[Any]


_TOLD_OF_SLOT = len(Slot._fields) - 1


class KeptOfWave(NamedTuple):
    """A wave: its revision, and the newest list of it that was kept."""

    wave_id: int
    revision: int
    kept_revision: int | None
    body: str | None


class _PickFound(NamedTuple):
    at: Any
    zone: str | None
    swept: str | None
    revision: str
    operator_id: int | None
    station_id: int | None
    command_id: int | None
    wave_id: int
    number: str
    code: str
    mode: str
    choice: str | None
    status: str
    wave_revision: int
    distance_m: int | None
    saved_percent: int | None
    walk: str | None
    started_at: Any
    picker_id: int | None
    picker: str | None
    task_id: int
    open: int
    leased_to: int | None
    leased_until: Any
    shipment_id: int
    left: int
    allocation_id: int
    line_id: int
    warehouse_id: int
    product_id: int
    location_id: int
    location_key: str
    lot: str
    expires_on: Any
    staging_id: int
    stood: int | None
    link: str
    order_id: int
    order_status: str
    country: str | None
    postal_code: str | None
    customs_area: str | None
    kept: Any
    ships_from: Any
    tasks: Any
    slots: Any
    beside: Any


class PlainPick(NamedTuple):
    """A task that may be picked, its wave, and all that the audit row needs.

    Attributes:
        row: what was read as it is.
        clock: what the clock showed by the way.
        started_at: since when the wave is picked; None: it begins with this.
        kept: the wave, and others in which something of the order is.
        tasks: all their tasks in the order of the walk.
        slots: their shipments by their slots.
        beside: all shipments of the order, id and status.
        slot_by_place: the slots by wave and shipment.
    """

    row: _PickFound
    clock: ClockReading
    started_at: datetime | None
    leased_until: datetime | None
    expires_on: date | None
    customs_area: frozenset[str]
    kept: list[KeptOfWave]
    ships_from: list[str]
    tasks: list[PlainTask]
    slots: list[Slot]
    beside: list[tuple[int, str]]
    slot_by_place: Mapping[tuple[int, int], Slot]

    def slot_of(self, task: PlainTask) -> Slot:
        """The shipment of a task in its wave."""
        return self.slot_by_place[task.wave_id, task.shipment_id]


def read_plain_pick(connection: Connection, asked: PickAsked) -> PlainPick | None:
    """Under the mutex: what a pick needs; None where anything is in its way."""
    statement = _STATEMENTS[connection.dialect.name]
    found = connection.exec_driver_sql(statement, asked._asdict()).one_or_none()
    if found is None:
        return None
    row = _PickFound._make(found)
    if row.operator_id is None or row.station_id is None:
        return None
    facts = ClockFacts(_moment(row.at), row.zone, row.swept, row.revision)
    area = SettingValues({CUSTOMS_AREA.key: row.customs_area} if row.customs_area else {})
    day = row.expires_on
    slots = sorted(map(_slot, _listed(row.slots)), key=lambda one: (one.wave_id, one.slot))
    return PlainPick(
        row,
        clock_reading(connection, facts),
        _moment(row.started_at),
        _moment(row.leased_until),
        date.fromisoformat(day) if isinstance(day, str) else day,
        area.of(CUSTOMS_AREA),
        [KeptOfWave._make(one) for one in _listed(row.kept)],
        [country for (country,) in _listed(row.ships_from)],
        sorted(map(PlainTask._make, _listed(row.tasks)), key=_in_walk),
        slots,
        [(shipment_id, status) for shipment_id, status in _listed(row.beside)],
        {(one.wave_id, one.shipment_id): one for one in slots},
    )


def _in_walk(task: PlainTask) -> tuple[int, int]:
    return task.sequence, task.task


def _slot(told: Sequence[Any]) -> Slot:
    return Slot._make((*told[:_TOLD_OF_SLOT], told[_TOLD_OF_SLOT:]))


def _moment(told: Any) -> datetime | None:
    if isinstance(told, str):
        return datetime.fromisoformat(told).replace(tzinfo=UTC)
    moment: datetime | None = told
    return None if moment is None else moment.astimezone(UTC)


def _listed(rows: Any) -> list[Any]:
    """Rows that the statement gives as JSON: SQLite's driver leaves them as texts."""
    found: list[Any] = json.loads(rows) if isinstance(rows, str) else rows or []
    return found


def _none(found: str) -> str:
    # Not as NOT EXISTS: PostgreSQL would join it, and may read a whole table for one pick.
    return f"(SELECT 1 FROM {found} LIMIT 1) IS NULL"  # noqa: S608 - own clauses


_PICKING, _PICKED = ShipmentStatus.PICKING.value, ShipmentStatus.PICKED.value
_NOTHING_IN_THE_WAY = " AND ".join(
    _none(found)
    for found in (
        "order_problem x WHERE x.order_id = o.id",
        "order_stuck x WHERE x.order_id = o.id AND x.ended_by IS NULL",
        (
            "order_line x WHERE NOT o.ship_partial AND x.order_id = o.id"
            " AND x.unrouted + x.waiting + x.unavailable > 0"
        ),
        "product x WHERE x.preorder_limit IS NOT NULL AND x.backorder = 'preorder'",
    )
)
_AT_WORK = (  # the wave, and others in which something of the order is
    "SELECT w.id AS id UNION SELECT y.id FROM shipment x"  # noqa: S608 - own clauses
    " JOIN wave_shipment c ON c.shipment_id = x.id"
    f" JOIN wave y ON y.id = c.wave_id AND y.status <> '{WaveStatus.CANCELLED.value}'"
    f" WHERE x.order_id = o.id AND x.status IN ('{_PICKING}', '{_PICKED}')"
)
_JOINED = (  # few tables: what else is told stands in subqueries, so that a plan is found soon
    "wave w JOIN pick_task t ON t.wave_id = w.id JOIN allocation a ON a.id = t.allocation_id"
    " JOIN shipment s ON s.id = t.shipment_id JOIN orders o ON o.id = s.order_id"
    " JOIN stock_bin b ON b.id = t.stock_bin_id"
    " JOIN ledger_head h ON h.warehouse_id = w.warehouse_id"
)
_STAGING = (
    "SELECT x.id FROM location x WHERE x.warehouse_id = w.warehouse_id"  # noqa: S608 - own clauses
    f" AND x.kind = '{LocationKind.STAGING.value}'"
)
_STOOD = (
    "SELECT 1 FROM stock_bin x"  # noqa: S608 - own clauses
    f" WHERE x.location_id = ({_STAGING}) AND x.product_id = a.product_id AND x.lot = b.lot"
)
_PLAIN = (
    f"w.status = '{WaveStatus.OPEN.value}' AND s.status = '{_PICKING}'"
    " AND a.per_unit = 1 AND a.parts = 1"
    f" AND o.hold IS NULL AND o.payment <> '{Payment.AWAITING.value}'"
)
_OF_TASKS = (
    " JOIN allocation a ON a.id = t.allocation_id JOIN product p ON p.id = a.product_id"
    " LEFT JOIN stock_bin b ON b.id = t.stock_bin_id LEFT JOIN location l ON l.id = b.location_id"
)
_KIT = (
    "(SELECT k.sku FROM order_line n JOIN product k ON k.id = n.product_id"
    " WHERE n.id = a.order_line_id AND k.is_kit)"
)
_CODED = "FROM barcode d WHERE d.product_id = p.id AND d.units > 1"
_OF_SLOTS = " JOIN shipment x ON x.id = c.shipment_id JOIN orders y ON y.id = x.order_id"
_SLOT = (
    *("c.wave_id", "c.slot", "x.id", "x.number", "x.status", "y.number"),
    *(f"y.{name}" for name in HEAD_FIELDS),
)
_KEPT = "FROM wave_revision r WHERE r.wave_id = z.id ORDER BY r.revision DESC LIMIT 1"


def _setting(key: str) -> str:
    return f"(SELECT x.value FROM setting x WHERE x.key = '{key}')"  # noqa: S608 - own clauses


def _statement(*, server: bool) -> str:
    mark = "%({})s" if server else ":{}"
    wave, task, key, operator, station = (mark.format(name) for name in PickAsked._fields)
    before, behind = (
        ("json_agg(json_build_array(", "))") if server else ("json_group_array(json_array(", "))")
    )

    def listed(columns: Sequence[str], of: str) -> str:
        return f"(SELECT {before}{', '.join(columns)}{behind} FROM {of})"  # noqa: S608 - own clauses

    task_columns = (
        *("t.wave_id", "t.task", "t.sequence", "l.code", "l.kind", "p.id", "p.sku", "p.name"),
        *("b.lot", "t.quantity", "t.picked", "t.short", "t.shipment_id", _KIT, "p.pick_multiple"),
        f"(SELECT {'json_agg' if server else 'json_group_array'}(d.units) {_CODED})",
    )

    def at_work(table: str, wave_id: str, joined: str = "") -> str:
        # PostgreSQL is to see that these are few waves: else it reads whole tables for one pick.
        if server:
            return f"({_AT_WORK}) f JOIN {table} ON {wave_id} = f.id{joined}"
        return f"{table}{joined} WHERE {wave_id} IN ({_AT_WORK})"

    from_here = f"warehouse x WHERE x.active AND x.kind = '{WarehouseKind.PHYSICAL.value}'"
    columns = (
        "clock_timestamp()" if server else "(SELECT at FROM command ORDER BY id DESC LIMIT 1)",
        *(_setting(TIME_ZONE.key), _setting(SWEPT)),
        "(SELECT version_num FROM alembic_version)",
        f"(SELECT id FROM operator WHERE name = {operator})",  # noqa: S608 - own clauses
        f"(SELECT id FROM station WHERE name = {station})",  # noqa: S608 - own clauses
        "nextval('command_id_seq')" if server else "NULL",
        *("w.id", "w.number", "(SELECT x.code FROM warehouse x WHERE x.id = w.warehouse_id)"),
        *("w.mode", "w.choice", "w.status", "w.revision"),
        *("w.distance_m", "w.saved_percent", "w.walk", "w.started_at", "w.picker_id"),
        "(SELECT x.name FROM operator x WHERE x.id = w.picker_id)",
        *("t.id", "t.quantity - t.picked - t.short", "t.picker_id", "t.leased_until", "s.id"),
        "(SELECT sum(x.allocated) FROM allocation x WHERE x.shipment_id = s.id)",
        *("a.id", "a.order_line_id", "a.warehouse_id", "a.product_id", "b.location_id"),
        "(SELECT x.code_key FROM location x WHERE x.id = b.location_id)",
        *("b.lot", "b.expires_on", f"({_STAGING})", f"({_STOOD})", "h.link"),
        *("o.id", "o.status", "o.country", "o.postal_code", _setting(CUSTOMS_AREA.key)),
        listed(
            ["z.id", "z.revision", f"(SELECT r.revision {_KEPT})", f"(SELECT r.body {_KEPT})"],
            at_work("wave z", "z.id"),
        ),
        listed(["x.country"], f"{from_here} AND x.country IS NOT NULL"),
        listed(task_columns, at_work("pick_task t", "t.wave_id", _OF_TASKS)),
        listed(_SLOT, at_work("wave_shipment c", "c.wave_id", _OF_SLOTS)),
        listed(["x.id", "x.status"], "shipment x WHERE x.order_id = o.id"),
    )
    return (
        f"SELECT {', '.join(columns)} FROM {_JOINED}"  # noqa: S608 - own clauses
        f" WHERE w.number = {wave} AND t.task = {task}{'::bigint' if server else ''} AND {_PLAIN}"
        f" AND {_none(f'command x WHERE x.key = {key}')} AND {_NOTHING_IN_THE_WAY}"
        f"{' FOR UPDATE OF h' if server else ''}"
    )


_STATEMENTS = {name: _statement(server=name == "postgresql") for name in ("postgresql", "sqlite")}
