"""All that a plain receipt asks, read by one statement, where nobody and nothing hangs on it.

Most goods that come in are as plain as that: of a product that nobody waits for, into a bin from
which may be picked, of a lot that has the same last day wherever it lies. Of any other receipt
nothing is given here.
"""

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from packbench.db.daily import SWEPT
from packbench.db.queries.records.inventory import StockRow
from packbench.db.queries.records.settings import SettingValues
from packbench.db.queries.records.stock_places import PlaceChange
from packbench.db.today import ClockFacts, ClockReading, clock_reading
from packbench.domain.catalog import Tracking
from packbench.domain.orders import ShipmentStatus
from packbench.domain.purchasing import INCOMING
from packbench.domain.warehousing import LocationKind
from packbench.settings import AUTO_MOVE, TIME_ZONE


class ReceiptAsked(NamedTuple):
    """What comes in where, by whom and under which key.

    Attributes:
        location_key: None for the warehouse's floor.
        lot: NO_LOT for goods of no lot.
        expires_on: the last day that is told of the lot.
    """

    warehouse_key: str
    sku_key: str
    location_key: str | None
    lot: str
    expires_on: date | None
    command_key: str
    operator: str
    station: str


class PlainReceipt(NamedTuple):
    """Where goods come to lie that nobody waits for, and what lies there.

    Attributes:
        who: the ids of the operator and the station.
        command_id: put aside for its command; None on SQLite, which gives it as it is written.
        link: the last one of the warehouse's ledger.
        has_bin: whether the product, of the lot, lay there ever.
        lay: units in the bin, and of these unavailable ones.
    """

    clock: ClockReading
    who: tuple[int, int]
    command_id: int | None
    warehouse_id: int
    product_id: int
    location_id: int
    location: str
    lot: str
    expires_on: date | None
    link: str
    has_bin: bool
    lay: tuple[int, int]
    stock: StockRow
    free: int

    def stock_after(self, units: int) -> StockRow:
        """The stock row when so many units have come in."""
        old = self.stock
        return StockRow(
            *(old.warehouse, old.sku, old.on_hand + units, old.unavailable, old.allocated),
            *(max(0, self.free + units), old.incoming, old.waiting),
        )

    def place_change(self, units: int) -> PlaceChange:
        """The bin before and after."""
        units_there, blocked = self.lay
        return PlaceChange(
            *(self.stock.warehouse, self.location, self.lot),
            *(units_there, units_there + units, blocked, blocked),
        )


def read_plain_receipt(connection: Connection, asked: ReceiptAsked) -> PlainReceipt | None:
    """Under the mutex: what a receipt needs; None where anything of it is not plain."""
    on_floor = asked.location_key is None
    statement = _STATEMENTS[connection.dialect.name, on_floor]
    day = asked.expires_on
    told = day.isoformat() if day is not None and connection.dialect.name == "sqlite" else day
    values = {**asked._asdict(), "expires_on": told}
    row = connection.exec_driver_sql(statement, values).one_or_none()
    if row is None:
        return None
    found = _ReceiptFound._make(row)
    settings = SettingValues({AUTO_MOVE.key: found.auto_move} if found.auto_move else {})
    if found.operator_id is None or found.station_id is None or settings.of(AUTO_MOVE):
        return None
    at = found.at
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC) if isinstance(at, str) else at
    clock = clock_reading(connection, ClockFacts(moment, found.zone, found.swept, found.revision))
    if day is not None and day < clock.day:
        return None
    return PlainReceipt(
        clock,
        (found.operator_id, found.station_id),
        found.command_id,
        *(found.warehouse_id, found.product_id, found.location_id, found.location),
        *(asked.lot, day, found.link),
        found.lay is not None,
        (found.lay or 0, found.blocked or 0),
        StockRow(
            *(found.warehouse, found.sku, found.on_hand, found.unavailable, found.allocated),
            *(max(0, found.free), int(found.incoming), 0),
        ),
        found.free,
    )


class _ReceiptFound(NamedTuple):
    at: Any
    zone: str | None
    swept: str | None
    revision: str
    auto_move: str | None
    operator_id: int | None
    station_id: int | None
    command_id: int | None
    warehouse_id: int
    warehouse: str
    product_id: int
    sku: str
    location_id: int
    location: str
    link: str
    lay: int | None
    blocked: int | None
    on_hand: int
    unavailable: int
    allocated: int
    free: int
    incoming: Any


def _none(found: str) -> str:
    # Not as NOT EXISTS: PostgreSQL would join it, and may read a whole table for one receipt.
    return f"(SELECT 1 FROM {found} LIMIT 1) IS NULL"  # noqa: S608 - own clauses


_PICKING = (  # promised goods in a wave that no task asks for: a task is made of what comes in
    "allocation a JOIN shipment x ON x.id = a.shipment_id"  # noqa: S608 - own clauses
    " WHERE a.stock_id IN (SELECT y.id FROM stock y WHERE y.product_id = p.id)"
    " AND a.allocated + a.picked + a.packed > 0 AND a.allocated > coalesce("
    "(SELECT sum(t.quantity - t.picked - t.short) FROM pick_task t WHERE t.allocation_id = a.id), 0"
    f") AND x.status = '{ShipmentStatus.PICKING.value}'"
)
_NOTHING_HANGS_ON_IT = " AND ".join(
    _none(found)
    for found in (
        "waiting x WHERE x.product_id = p.id",
        "kit_component x WHERE x.component_id = p.id",
        "product x WHERE x.preorder_limit IS NOT NULL AND x.backorder = 'preorder'",
        _PICKING,
    )
)
_STATUSES = ", ".join(f"'{status.value}'" for status in INCOMING)
_BOUGHT = (
    "SELECT sum(n.ordered - n.received - n.rejected) FROM purchase_order_line n"  # noqa: S608 - own clauses
    " JOIN purchase_order x ON x.id = n.purchase_order_id"
    " WHERE n.product_id = p.id AND x.warehouse_id = w.id"
    f" AND n.ordered > n.received + n.rejected AND x.status IN ({_STATUSES})"
    " AND x.id NOT IN (SELECT d.purchase_order_id FROM drop_ship d)"
)
_MOVED = (
    "SELECT sum(n.sent - n.received - n.lost - n.returned) FROM transfer_line n"
    " JOIN transfer x ON x.id = n.transfer_id"
    " WHERE n.product_id = p.id AND x.target_id = w.id"
    " AND n.sent > n.received + n.lost + n.returned"
)


def _setting(key: str) -> str:
    return f"(SELECT x.value FROM setting x WHERE x.key = '{key}')"  # noqa: S608 - own clauses


def _statement(*, server: bool, on_floor: bool) -> str:
    mark = "%({})s" if server else ":{}"
    names = {name: mark.format(name) for name in ReceiptAsked._fields}
    if server:
        names |= {"lot": f"{names['lot']}::varchar", "expires_on": f"{names['expires_on']}::date"}
    lot = names["lot"]
    other_day = f"{'IS DISTINCT FROM' if server else 'IS NOT'} {names['expires_on']}"
    # By its product: SQLite would look through all that has a lot of that name, a date maybe.
    same_lot = f"{'' if server else '+'}x.lot = {lot} AND {lot} <> ''"
    of_lot = f"x.product_id = p.id AND {same_lot} AND x.expires_on {other_day}"
    on_way = "x.sent > x.received + x.lost + x.returned"
    last = "(SELECT at FROM command ORDER BY id DESC LIMIT 1)"
    kind = f"l.kind = '{LocationKind.FLOOR.value}'"
    place = kind if on_floor else f"l.code_key = {names['location_key']}"
    columns = (
        "clock_timestamp()" if server else last,
        *(_setting(TIME_ZONE.key), _setting(SWEPT)),
        "(SELECT version_num FROM alembic_version)",
        _setting(AUTO_MOVE.key),
        f"(SELECT id FROM operator WHERE name = {names['operator']})",  # noqa: S608 - own clauses
        f"(SELECT id FROM station WHERE name = {names['station']})",  # noqa: S608 - own clauses
        "nextval('command_id_seq')" if server else "NULL",
        *("w.id", "w.code", "p.id", "p.sku", "l.id", "l.code", "h.link"),
        *("b.on_hand", "b.unavailable", "s.on_hand", "s.unavailable", "s.allocated"),
        "s.on_hand - s.unavailable - s.safety - s.allocated",
        f"coalesce(({_BOUGHT}), 0) + coalesce(({_MOVED}), 0)",
    )
    return (
        f"SELECT {', '.join(columns)} FROM product p"  # noqa: S608 - own clauses
        f" JOIN warehouse w ON w.code_key = {names['warehouse_key']}"
        f" JOIN location l ON l.warehouse_id = w.id AND {place}"
        " JOIN stock s ON s.warehouse_id = w.id AND s.product_id = p.id"
        " JOIN ledger_head h ON h.warehouse_id = w.id"
        f" LEFT JOIN stock_bin b ON b.location_id = l.id AND b.product_id = p.id AND b.lot = {lot}"
        f" WHERE p.sku_key = {names['sku_key']} AND p.manage_stock AND NOT p.is_kit"
        f" AND (p.tracking <> '{Tracking.LOT.value}' OR {lot} <> '')"
        f" AND {_none(f'stock_bin x WHERE {of_lot}')}"
        f" AND {_none(f'transfer_line x WHERE {of_lot} AND {on_way}')}"
        f" AND l.pickable AND l.kind <> '{LocationKind.STAGING.value}'"
        f" AND {_none(f'''command x WHERE x.key = {names['command_key']}''')}"
        f" AND {_NOTHING_HANGS_ON_IT}{' FOR UPDATE OF h' if server else ''}"
    )


_STATEMENTS = {
    (name, on_floor): _statement(server=name == "postgresql", on_floor=on_floor)
    for name in ("postgresql", "sqlite")
    for on_floor in (True, False)
}
