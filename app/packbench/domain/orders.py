"""The words of orders: status, payment, holds, buckets of a line, reasons, problems."""

import enum


class OrderStatus(enum.StrEnum):
    """One word for a whole order; it follows from its lines and shipments (`docs/domain.md`)."""

    NEW = "new"
    ATTENTION = "attention"
    BACK_ORDER = "back_order"
    READY = "ready"
    PICKING = "picking"
    PICKED = "picked"
    PACKED = "packed"
    PART_SHIPPED = "part_shipped"
    SHIPPED = "shipped"
    ON_HOLD = "on_hold"
    CANCELLED = "cancelled"


class ShipmentStatus(enum.StrEnum):
    """How far one shipment has come, from the back to the front of the queue of work."""

    READY = "ready"
    PICKING = "picking"
    PICKED = "picked"
    PACKED = "packed"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"
    AT_SUPPLIER = "at_supplier"


OPEN_SHIPMENTS = (
    ShipmentStatus.READY,
    ShipmentStatus.PICKING,
    ShipmentStatus.PICKED,
    ShipmentStatus.PACKED,
)
"""Open shipments of our own warehouses, furthest behind first."""

BEGUN_SHIPMENTS = (*OPEN_SHIPMENTS[1:], ShipmentStatus.AT_SUPPLIER)
"""Shipments that somebody works on: here, or the supplier who sends them to the customer."""


UNPACKED = (ShipmentStatus.PICKING, ShipmentStatus.PICKED)
"""Shipments whose goods can still be laid back into their bins."""


class Stuck(enum.StrEnum):
    """What keeps an order from being sent, of which it is known since when."""

    HOLD = "hold"
    UNPAID = "unpaid"
    ADDRESS = "address"


class Payment(enum.StrEnum):
    """Whether an order may be picked."""

    PAID = "paid"
    AWAITING = "awaiting"


class Verify(enum.StrEnum):
    """Whether somebody looked at an order whose channel asks for that before it goes on."""

    ASKED = "asked"
    DONE = "done"


class Hold(enum.StrEnum):
    """The two kinds of hold: one keeps the promised stock, one gives it back."""

    PARK = "park"
    RELEASE = "release"


class Reason(enum.StrEnum):
    """Why a quantity waits; the routing reasons stand in order of hope, most hopeful first."""

    AT_CAPACITY = "at_capacity"
    OUT_OF_STOCK = "out_of_stock"
    NOT_STOCKED = "not_stocked"
    EXCLUDED = "excluded"
    COUNTRY_NOT_SERVED = "country_not_served"
    WAREHOUSE_INACTIVE = "warehouse_inactive"
    PREORDER = "preorder"
    PREORDER_LIMIT = "preorder_limit"
    MANUAL = "manual"
    STOCK_LOST = "stock_lost"
    WAITING_FOR_REST = "waiting_for_rest"


class Problem(enum.StrEnum):
    """What somebody has to mend on an order."""

    UNKNOWN_SKU = "unknown_sku"
    COUNTRY_MISSING = "country_missing"
    NOT_BACKORDERABLE = "not_backorderable"
    ADDRESS_INCOMPLETE = "address_incomplete"
    TO_BE_VERIFIED = "to_be_verified"
    HS_CODE_MISSING = "hs_code_missing"
    ORIGIN_MISSING = "origin_missing"
    WEIGHT_MISSING = "weight_missing"
    VALUE_MISSING = "value_missing"
    PHONE_MISSING = "phone_missing"


CUSTOMS_PROBLEMS = frozenset(
    {
        *(Problem.HS_CODE_MISSING, Problem.ORIGIN_MISSING, Problem.WEIGHT_MISSING),
        *(Problem.VALUE_MISSING, Problem.PHONE_MISSING),
    }
)
"""What the destination of an order asks for at the bench; they follow from orders and products."""
WARNINGS = frozenset({Problem.ADDRESS_INCOMPLETE}) | CUSTOMS_PROBLEMS
"""Problems that are listed and stop nothing."""
NOT_BLOCKING = WARNINGS | {Problem.TO_BE_VERIFIED}
"""Problems that leave the status as it is: an order that is still to be verified is `new`."""

BUCKETS = (
    "unrouted",
    "allocated",
    "waiting",
    "unavailable",
    "picked",
    "packed",
    "shipped",
    "cancelled",
)
"""Where a unit of an order line can be; each unit is in exactly one (invariant 4)."""
