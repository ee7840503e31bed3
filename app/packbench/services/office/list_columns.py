"""What each column of the lists of the window holds, by its key."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from packbench.domain.orders import Payment
from packbench.exchange.writer import Value
from packbench.services.office.customers import CustomerRow
from packbench.services.office.lists import (
    BackOrderRow,
    InventoryRow,
    OrderRow,
    PurchaseOrderRow,
    StockBinRow,
    StockProductRow,
    WantedProductRow,
)
from packbench.services.office.pick_work import (
    ListedWave,
    ShipmentRow,
)
from packbench.services.office.sent_work import SentRow


def stock_state(row: InventoryRow) -> str:
    """How a product stands at a warehouse, in a word that does not change."""
    if row.available:
        return "below_minimum" if row.available < row.minimum else "in_stock"
    if row.waiting:
        return "short"
    if row.incoming:
        return "on_order"
    return "all_promised" if row.on_hand else "none_here"


def _problems(row: OrderRow) -> tuple[str, ...]:
    unpaid = (UNPAID,) if row.payment == Payment.AWAITING else ()
    return (*row.problems, *unpaid)


UNPAID = "unpaid"


def _amounts(row: CustomerRow) -> tuple[str, ...]:
    return tuple(f"{one.amount:.2f} {one.currency}".strip() for one in row.values)


ORDERS_COLUMNS: Mapping[str, Callable[[OrderRow], Value]] = {
    "number": lambda row: row.number,
    "date": lambda row: row.ordered_at,
    "status": lambda row: row.status,
    "waiting": lambda row: row.waiting,
    "problems": _problems,
    "customer": lambda row: row.customer,
    "country": lambda row: row.country,
    "lines": lambda row: row.lines,
    "units": lambda row: row.units,
    "ship_by": lambda row: row.ship_by,
    "warehouses": lambda row: row.warehouses,
    "channel": lambda row: row.channel,
    "tags": lambda row: row.tags,
    "priority": lambda row: row.priority,
    "ship_method": lambda row: row.ship_method,
}

CUSTOMERS_COLUMNS: Mapping[str, Callable[[CustomerRow], Value]] = {
    "name": lambda row: row.name,
    "email": lambda row: row.email,
    "city": lambda row: row.city,
    "orders": lambda row: row.orders,
    "open": lambda row: row.open,
    "waiting": lambda row: row.waiting,
    "value": _amounts,
    "last": lambda row: row.last_at,
}

BACK_ORDERS_COLUMNS: Mapping[str, Callable[[BackOrderRow], Value]] = {
    "number": lambda row: row.number,
    "queue": lambda row: row.queue_position,
    "reason": lambda row: row.reason,
    "waiting": lambda row: row.waiting,
    "skus": lambda row: row.skus,
    "age": lambda row: row.since,
    "expected": lambda row: row.expected_on,
    "email": lambda row: row.email,
    "country": lambda row: row.country,
    "status": lambda row: row.status,
    "since": lambda row: row.since,
    "channel": lambda row: row.channel,
}

PRODUCTS_COLUMNS: Mapping[str, Callable[[WantedProductRow], Value]] = {
    "sku": lambda row: row.sku,
    "name": lambda row: row.name,
    "waiting": lambda row: row.waiting,
    "missing": lambda row: row.missing,
    "available": lambda row: row.available,
    "incoming": lambda row: row.incoming,
    "orders": lambda row: row.orders,
    "oldest": lambda row: row.oldest,
    "on_hand": lambda row: row.on_hand,
}


def _worth(row: InventoryRow) -> Decimal | None:
    """Of units whose cost is known; None where it is known of none, or nobody asked."""
    worth = row.worth
    return None if worth is None or 0 < worth.units == worth.unknown else worth.value


INVENTORY_COLUMNS: Mapping[str, Callable[[InventoryRow], Value]] = {
    "sku": lambda row: row.sku,
    "name": lambda row: row.name,
    "warehouse": lambda row: row.warehouse,
    "state": stock_state,
    "available": lambda row: row.available,
    "on_hand": lambda row: row.on_hand,
    "allocated": lambda row: row.allocated,
    "waiting": lambda row: row.waiting,
    "incoming": lambda row: row.incoming,
    "safety": lambda row: row.safety,
    "unavailable": lambda row: row.unavailable,
    "minimum": lambda row: row.minimum,
    "reorder_point": lambda row: row.reorder_point,
    "value": _worth,
}

STOCK_PRODUCTS_COLUMNS: Mapping[str, Callable[[StockProductRow], Value]] = {
    "sku": lambda row: row.sku,
    "name": lambda row: row.name,
    "available": lambda row: row.available,
    "on_hand": lambda row: row.on_hand,
    "allocated": lambda row: row.allocated,
    "waiting": lambda row: row.waiting,
    "incoming": lambda row: row.incoming,
    "unavailable": lambda row: row.unavailable,
    "warehouses": lambda row: row.warehouses,
}

_PLACE: Mapping[str, Callable[[StockBinRow], Value]] = {
    "bin": lambda row: row.location,
    "zone": lambda row: row.zone,
    "warehouse": lambda row: row.warehouse,
}
_SKU: Mapping[str, Callable[[StockBinRow], Value]] = {"sku": lambda row: row.sku}
_LOT: Mapping[str, Callable[[StockBinRow], Value]] = {
    "lot": lambda row: row.lot,
    "expires": lambda row: row.expires_on,
}
_UNITS: Mapping[str, Callable[[StockBinRow], Value]] = {
    "on_hand": lambda row: row.on_hand,
    "free": lambda row: row.free,
}
_REST: Mapping[str, Callable[[StockBinRow], Value]] = {
    "held": lambda row: row.held,
    "unavailable": lambda row: row.unavailable,
    "counted": lambda row: row.counted_at,
    "name": lambda row: row.name,
}
STOCK_BINS_COLUMNS = {**_PLACE, **_SKU, **_UNITS, **_LOT, **_REST}
STOCK_LOTS_COLUMNS = {**_LOT, **_SKU, **_UNITS, **_PLACE, **_REST}

PURCHASE_ORDERS_COLUMNS: Mapping[str, Callable[[PurchaseOrderRow], Value]] = {
    "number": lambda row: row.number,
    "status": lambda row: row.status,
    "supplier": lambda row: row.supplier_name or row.supplier,
    "warehouse": lambda row: row.warehouse,
    "created": lambda row: row.created_at,
    "expected": lambda row: row.expected_on,
    "lines": lambda row: row.lines,
    "ordered": lambda row: row.ordered,
    "received": lambda row: row.received,
    "open": lambda row: row.open,
    "milestone": lambda row: row.milestone,
    "milestone_on": lambda row: row.milestone_on,
    "currency": lambda row: row.currency,
    "terms": lambda row: row.terms,
    "note": lambda row: row.note,
}

WAVES_COLUMNS: Mapping[str, Callable[[ListedWave], Value]] = {
    "number": lambda row: row.number,
    "status": lambda row: row.status,
    "warehouse": lambda row: row.warehouse,
    "mode": lambda row: row.mode,
    "orders": lambda row: row.orders,
    "lines": lambda row: row.lines,
    "units": lambda row: row.units,
    "progress": lambda row: row.picked,
    "picker": lambda row: row.picker,
    "since": lambda row: row.picked_at or row.started_at or row.created_at,
    "printed": lambda row: row.printed_at,
}

STEPS_COLUMNS: Mapping[str, Callable[[ShipmentRow], Value]] = {
    "number": lambda row: row.number,
    "step": lambda row: row.step,
    "since": lambda row: row.since or row.made_on,
    "warehouse": lambda row: row.warehouse,
    "ship_by": lambda row: row.ship_by,
    "customer": lambda row: row.customer,
    "units": lambda row: row.units,
    "wave": lambda row: row.wave,
    "address": lambda row: "incomplete" if row.lacks_address else None,
    "method": lambda row: row.ship_method,
}

SENT_COLUMNS: Mapping[str, Callable[[SentRow], Value]] = {
    "number": lambda row: row.number,
    "status": lambda row: row.status,
    "method": lambda row: row.ship_method,
    "carrier": lambda row: row.carrier,
    "tracking": lambda row: row.tracking,
    "shipped": lambda row: row.shipped_at,
    "customer": lambda row: row.customer,
    "parcels": lambda row: row.parcels,
    "label": lambda row: "unprinted" if row.unprinted else None,
    "manifest": lambda row: None if row.manifest is None else f"M{row.manifest}",
    "warehouse": lambda row: row.warehouse,
}
