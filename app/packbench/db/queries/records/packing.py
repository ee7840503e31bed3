"""Reads of what is packed: a shipment at its bench, what belongs in it, what is in its parcels."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, Select, bindparam, func, select

from packbench.db.queries.records.boxes import boxes_by_key, used_up
from packbench.db.queries.records.pick_tasks import kit_of_line
from packbench.db.schema import (
    Allocation,
    Command,
    Operator,
    Order,
    OrderLine,
    Packing,
    PackScan,
    Parcel,
    PickTask,
    Product,
    Shipment,
    Station,
    StockBin,
    Warehouse,
    Wave,
    WaveShipment,
)
from packbench.db.sql.among import among, among_named
from packbench.db.sql.rows import AnyRow
from packbench.db.sql.sums import total
from packbench.domain.boxes import Box
from packbench.domain.catalog import code_key
from packbench.domain.orders import ShipmentStatus
from packbench.domain.picking import WaveStatus


class PackLine(NamedTuple):
    """Units of one promise that belong into the parcels of its shipment.

    `there` of the `expected` ones are picked; others are still to be picked in place of some that
    were damaged. `kit` names the kit that was ordered where this is a part of one, `original_sku`
    what was ordered where it is a substitute.
    """

    allocation_id: int
    order_line_id: int
    product_id: int
    sku: str
    name: str
    kit: str | None
    original_sku: str | None
    tracking: str
    weight_g: int | None
    stock_id: int | None
    expected: int
    there: int
    scanned: int

    @property
    def left(self) -> int:
        """Units that are there and still to be scanned."""
        return self.there - self.scanned


def pack_lines(connection: Connection, shipment_id: int) -> list[PackLine]:
    """What belongs into a shipment, in the order of its lines, and how much of it is scanned."""
    rows = connection.execute(_LINES, {"shipment": shipment_id}).all()
    return [PackLine._make(row) for row in rows]


# Built once: at the bench building a statement takes longer than running it.
_OF_SHIPMENT: BindParameter[int] = bindparam("shipment")
_SCANNED = (
    select(func.coalesce(total(PackScan.quantity), 0))
    .where(PackScan.allocation_id == Allocation.id, PackScan.taken_back_by.is_(None))
    .scalar_subquery()
)
_THERE = Allocation.picked + Allocation.packed + Allocation.shipped
_LINES: Select[*tuple[Any, ...]] = (
    select(
        *(Allocation.id, Allocation.order_line_id, Allocation.product_id),
        *(Product.sku, Product.name, kit_of_line(), OrderLine.original_sku, Product.tracking),
        *(Product.weight_g, Allocation.stock_id, Allocation.allocated + _THERE, _THERE, _SCANNED),
    )
    .join(OrderLine, OrderLine.id == Allocation.order_line_id)
    .join(Product, Product.id == Allocation.product_id)
    .where(Allocation.shipment_id == _OF_SHIPMENT, Allocation.allocated + _THERE > 0)
    .order_by(OrderLine.line, Product.sku)
)


class PickedLot(NamedTuple):
    """Units of a promise that were picked of one lot; "" for goods without."""

    allocation_id: int
    lot: str
    expires_on: date | None
    units: int


def picked_lots(connection: Connection, allocation_ids: Collection[int]) -> list[PickedLot]:
    """Of which lots the units of promises were picked, the first to expire first."""
    rows = connection.execute(_LOTS, {"allocations": allocation_ids}).all()
    found = [PickedLot(*row[:3], int(row[3])) for row in rows]
    return sorted(found, key=lambda one: (one.expires_on or date.max, one.lot))


_LOTS = (
    select(PickTask.allocation_id, StockBin.lot, StockBin.expires_on, total(PickTask.picked))
    .join(StockBin, StockBin.id == PickTask.stock_bin_id)
    .where(among_named(PickTask.allocation_id, "allocations"), PickTask.picked > 0)
    .group_by(PickTask.allocation_id, StockBin.lot, StockBin.expires_on)
)


class BenchRow(NamedTuple):
    """A shipment with its order, and who packs it (`operator` None: nobody yet)."""

    shipment_id: int
    number: str
    status: str
    order_id: int
    order_number: str
    warehouse_id: int
    warehouse: str
    payment: str
    hold: str | None
    carrier: str | None
    tracking: str | None
    shipped_at: datetime | None
    operator: str | None
    station: str | None
    opened_at: datetime | None
    closed_at: datetime | None
    stopped_by: int | None
    seen: str | None
    asked: str | None
    put_back: str | None

    @property
    def is_open(self) -> bool:
        """Whether somebody packs it now."""
        return self.operator is not None and self.closed_at is None and self.stopped_by is None


def bench_row(connection: Connection, shipment_id: int, *, locked: bool = False) -> BenchRow:
    """A shipment as its bench needs it; `locked`: no other command changes it meanwhile."""
    if locked:
        connection.execute(_LOCKED, {"shipment": shipment_id})
    return BenchRow._make(connection.execute(_BENCH, {"shipment": shipment_id}).one())


_LOCKED = select(Shipment.id).where(Shipment.id == _OF_SHIPMENT).with_for_update(key_share=True)
_BENCH: Select[*tuple[Any, ...]] = (
    select(
        *(Shipment.id, Shipment.number, Shipment.status, Order.id, Order.number),
        *(Shipment.warehouse_id, Warehouse.code, Order.payment, Order.hold),
        *(Shipment.carrier, Shipment.tracking, Shipment.shipped_at),
        *(Operator.name, Station.name, Packing.opened_at, Packing.closed_at),
        *(Packing.stopped_by, Packing.seen, Packing.asked, Packing.put_back),
    )
    .join(Order, Order.id == Shipment.order_id)
    .join(Warehouse, Warehouse.id == Shipment.warehouse_id)
    .outerjoin(Packing, Packing.shipment_id == Shipment.id)
    .outerjoin(Operator, Operator.id == Packing.operator_id)
    .outerjoin(Station, Station.id == Packing.station_id)
    .where(Shipment.id == _OF_SHIPMENT)
)


class WaveOfShipment(NamedTuple):
    """The wave in which a shipment was picked last, who picked it, and its slot there."""

    number: str
    slot: int
    status: str
    picker: str | None


def wave_of_shipment(connection: Connection, shipment_id: int) -> WaveOfShipment | None:
    """The wave of a shipment; None where it is in none."""
    row = connection.execute(_WAVE, {"shipment": shipment_id}).one_or_none()
    return None if row is None else WaveOfShipment._make(row)


_WAVE = (
    select(Wave.number, WaveShipment.slot, Wave.status, Operator.name)
    .join(WaveShipment, WaveShipment.wave_id == Wave.id)
    .outerjoin(Operator, Operator.id == Wave.picker_id)
    .where(WaveShipment.shipment_id == _OF_SHIPMENT, Wave.status != WaveStatus.CANCELLED)
    .order_by(Wave.id.desc())
    .limit(1)
)


class Belongs(NamedTuple):
    """The shipment of the same wave that an item belongs to, and its slot on the cart."""

    shipment: str
    slot: int


def needed_beside(connection: Connection, shipment_id: int, product_id: int) -> Belongs | None:
    """The first other shipment of the same wave that still needs a product; None for none."""
    waves = (
        select(WaveShipment.wave_id)
        .join(Wave, Wave.id == WaveShipment.wave_id)
        .where(WaveShipment.shipment_id == shipment_id, Wave.status != WaveStatus.CANCELLED)
    )
    query = (
        select(Shipment.number, WaveShipment.slot)
        .join(Allocation, Allocation.shipment_id == Shipment.id)
        .join(WaveShipment, WaveShipment.shipment_id == Shipment.id)
        .where(WaveShipment.wave_id.in_(waves), Shipment.id != shipment_id)
        .where(Shipment.status.in_([ShipmentStatus.PICKING.value, ShipmentStatus.PICKED.value]))
        .where(Allocation.product_id == product_id)
        .where(Allocation.allocated + Allocation.picked > _SCANNED)
        .order_by(WaveShipment.slot)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Belongs._make(row)


def parcels_of(connection: Connection, shipment_id: int) -> list[AnyRow]:
    """The parcel rows of a shipment, the first one first."""
    return list(connection.execute(_PARCELS, {"shipment": shipment_id}).all())


def scans_of(connection: Connection, shipment_id: int) -> list[AnyRow]:
    """The scans of a shipment that count, in the order in which they were made."""
    return list(connection.execute(_SCANS, {"shipment": shipment_id}).all())


_PARCELS = (
    select(Parcel.__table__).where(Parcel.shipment_id == _OF_SHIPMENT).order_by(Parcel.sequence)
)
_SCANS = (
    select(PackScan.__table__, Product.sku, Product.name, Product.weight_g)
    .join(Product, Product.id == PackScan.product_id)
    .where(PackScan.shipment_id == _OF_SHIPMENT, PackScan.taken_back_by.is_(None))
    .order_by(PackScan.sequence, PackScan.id)
)


class Doer(NamedTuple):
    """A command by its name, and who sent it from where."""

    name: str
    operator: str
    station: str


def who_did(connection: Connection, command_id: int) -> Doer:
    """Who sent a command."""
    query = (
        select(Command.name, Operator.name, Station.name)
        .join(Operator, Operator.id == Command.operator_id)
        .join(Station, Station.id == Command.station_id)
        .where(Command.id == command_id)
    )
    return Doer._make(connection.execute(query).one())


@dataclass(frozen=True, slots=True)
class LotUnits:
    """Units of a line that were picked of one lot."""

    lot: str
    expires_on: date | None
    units: int


@dataclass(frozen=True, slots=True)
class PackLineView:
    """A line as the packer sees it: how many belong in, how many were scanned.

    `tracking` is `none`, `lot` or `serial`; `lots` are those that were picked. `there` of them are
    picked; the rest is picked anew in place of what was damaged.
    """

    allocation_id: int
    product_id: int
    sku: str
    name: str
    kit: str | None
    original_sku: str | None
    tracking: str
    expected: int
    there: int
    scanned: int
    lots: list[LotUnits]

    @property
    def left(self) -> int:
        """Units that are there and still to be scanned."""
        return self.there - self.scanned


@dataclass(frozen=True, slots=True)
class ParcelItem:
    """Units of a product in a parcel, with the lots and serials that were captured."""

    sku: str
    name: str
    units: int
    lots: list[str]
    serials: list[str]


@dataclass(frozen=True, slots=True)
class ParcelView:
    """A parcel, counted from 1 among those with something in them.

    `expected_weight_g` is that of its products and its box; None where one is not known, the
    products' alone where no box was told. `material` is the SKU of the packaging that it used up
    when it was packed; `material_missing` where the books had none. `max_weight_g` is the most that
    its box may weigh when it is packed; None where nobody said so.
    """

    sequence: int
    box: str | None
    weight_g: int | None
    expected_weight_g: int | None
    sscc: str | None
    closed_at: datetime | None
    items: list[ParcelItem]
    material: str | None = None
    material_missing: bool = False
    max_weight_g: int | None = None

    @property
    def is_too_heavy(self) -> bool:
        """Whether it weighs more than its box may."""
        return self.max_weight_g is not None and (self.weight_g or 0) > self.max_weight_g

    @property
    def units(self) -> int:
        """All units in it."""
        return sum(item.units for item in self.items)


@dataclass(frozen=True, slots=True)
class LastScan:
    """The last scan that counts."""

    code: str
    sku: str
    units: int


@dataclass(frozen=True, slots=True)
class PackedOrder:
    """What a packer has to know of the order."""

    number: str
    channel: str
    country: str | None
    customer: str | None
    method: str | None
    note: str | None
    gift_message: str | None


@dataclass(frozen=True, slots=True)
class PackView:
    """A shipment at its bench.

    `is_open` while somebody packs it: `operator` at `station`, since `opened_at`. `wave` and
    `slot` tell in which wave it was picked, and where on the cart it lies.
    """

    shipment_id: int
    shipment: str
    status: str
    warehouse: str
    order: PackedOrder
    lines: list[PackLineView]
    parcels: list[ParcelView]
    last_scan: LastScan | None
    operator: str | None
    station: str | None
    opened_at: datetime | None
    closed_at: datetime | None
    is_open: bool
    wave: str | None
    slot: int | None
    carrier: str | None
    tracking: str | None
    shipped_at: datetime | None

    @property
    def wanted(self) -> PackLineView | None:
        """The line that is scanned next: the one begun last, else the first; None: all is in."""
        begun = None if self.last_scan is None else self.last_scan.sku
        left = [line for line in self.lines if line.left]
        return next((line for line in left if line.sku == begun), left[0] if left else None)

    @property
    def expected(self) -> int:
        """Units that belong in, all together."""
        return sum(line.expected for line in self.lines)

    @property
    def scanned(self) -> int:
        """Units that were scanned."""
        return sum(line.scanned for line in self.lines)


def show_packing(connection: Connection, shipment_id: int) -> PackView:
    """A shipment as the bench shows it."""
    row = bench_row(connection, shipment_id)
    wave = wave_of_shipment(connection, shipment_id)
    scans = scans_of(connection, shipment_id)
    last = scans[-1] if scans else None
    return PackView(
        row.shipment_id,
        row.number,
        row.status,
        row.warehouse,
        _head(connection, row.order_id),
        _line_views(connection, shipment_id),
        _parcel_views(connection, parcels_of(connection, shipment_id), scans),
        None if last is None else LastScan(last.code, last.sku, last.quantity),
        row.operator,
        row.station,
        row.opened_at,
        row.closed_at,
        row.is_open,
        None if wave is None else wave.number,
        None if wave is None else wave.slot,
        row.carrier,
        row.tracking,
        row.shipped_at,
    )


def _head(connection: Connection, order_id: int) -> PackedOrder:
    return PackedOrder(*connection.execute(_HEAD, {"order": order_id}).one())


_HEAD = select(
    *(Order.number, Order.channel, Order.country, Order.customer_name),
    *(Order.ship_method, Order.note, Order.gift_message),
).where(Order.id == bindparam("order"))


def _line_views(connection: Connection, shipment_id: int) -> list[PackLineView]:
    lines = pack_lines(connection, shipment_id)
    lots: dict[int, list[LotUnits]] = defaultdict(list)
    for one in picked_lots(connection, [line.allocation_id for line in lines]):
        if one.lot:
            lots[one.allocation_id].append(LotUnits(one.lot, one.expires_on, one.units))
    return [
        PackLineView(
            *(line.allocation_id, line.product_id, line.sku, line.name, line.kit),
            *(line.original_sku, line.tracking, line.expected, line.there, line.scanned),
            lots[line.allocation_id],
        )
        for line in lines
    ]


def _parcel_views(
    connection: Connection, parcels: Sequence[AnyRow], scans: Sequence[AnyRow]
) -> list[ParcelView]:
    """Parcels with something in them, and the one that is being filled."""
    by_parcel: dict[int, list[AnyRow]] = defaultdict(list)
    for scan in scans:
        by_parcel[scan.parcel_id].append(scan)
    shown = [row for row in parcels if row.id in by_parcel or row.closed_at is None]
    boxes = boxes_by_key(connection, [row.box for row in shown])
    closed = [row.id for row in shown if row.box and row.closed_at is not None]
    used = {one.parcel_id: one for one in used_up(connection, closed)} if closed else {}
    return [
        ParcelView(
            *(
                place,
                row.box,
                row.weight_g,
                expected_weight_g(row, by_parcel[row.id], boxes),
                row.sscc,
            ),
            *(row.closed_at, _items(by_parcel[row.id])),
            used[row.id].sku if row.id in used else None,
            row.id in used and used[row.id].location_id is None,
            _most_g(boxes.get(code_key(row.box or ""))),
        )
        for place, row in enumerate(shown, 1)
    ]


def _most_g(box: Box | None) -> int | None:
    return None if box is None else box.max_weight_g


def expected_weight_g(
    parcel: AnyRow, scans: Sequence[AnyRow], boxes: Mapping[str, Box]
) -> int | None:
    """What a parcel should weigh: its products, by their scans, and its box where one was told.

    None where the weight of one of them is not known.
    """
    box = boxes.get(code_key(parcel.box or ""))
    box_g = None if box is None else box.weight_g
    if any(scan.weight_g is None for scan in scans) or (parcel.box and box_g is None):
        return None
    return (box_g or 0) + sum(int(scan.weight_g) * int(scan.quantity) for scan in scans)


def _items(scans: Sequence[AnyRow]) -> list[ParcelItem]:
    by_product: dict[int, list[AnyRow]] = defaultdict(list)
    for scan in scans:
        by_product[scan.product_id].append(scan)
    return [
        ParcelItem(
            some[0].sku,
            some[0].name,
            sum(scan.quantity for scan in some),
            sorted({scan.lot for scan in some if scan.lot}),
            [scan.serial for scan in some if scan.serial],
        )
        for some in by_product.values()
    ]


@dataclass(frozen=True, slots=True)
class PackedUnits:
    """Units of a product in a parcel."""

    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ParcelBrief:
    """A parcel as an order tells it: its place among those of the shipment, and units by SKU."""

    sequence: int
    box: str | None
    weight_g: int | None
    sscc: str | None
    lines: list[PackedUnits]


def parcels_of_orders(
    connection: Connection, order_ids: Collection[int]
) -> dict[int, list[ParcelBrief]]:
    """By shipment id: the parcels of orders that have something in them."""
    query = (
        select(
            *(Parcel.shipment_id, Parcel.id, Parcel.box, Parcel.weight_g, Parcel.sscc),
            *(Product.sku, total(PackScan.quantity)),
        )
        .join(Shipment, Shipment.id == Parcel.shipment_id)
        .join(PackScan, PackScan.parcel_id == Parcel.id)
        .join(Product, Product.id == PackScan.product_id)
        .where(among(Shipment.order_id, order_ids), PackScan.taken_back_by.is_(None))
        .group_by(Parcel.shipment_id, Parcel.id, Parcel.sequence, Product.sku)
        .order_by(Parcel.shipment_id, Parcel.sequence, Product.sku)
    )
    found: dict[int, list[ParcelBrief]] = defaultdict(list)
    for (shipment_id, _), rows in groupby(connection.execute(query), key=lambda row: row[:2]):
        lines = list(rows)
        about, place = lines[0], len(found[shipment_id]) + 1
        units = [PackedUnits(row.sku, int(row[-1])) for row in lines]
        found[shipment_id].append(ParcelBrief(place, *about[2:5], units))
    return found
