"""What the planner is asked for: orders, their lines, and the parts that a line unit needs."""

from typing import NamedTuple

from packbench.domain.catalog import BackorderPolicy


class Coordinates(NamedTuple):
    """A place on earth in degrees."""

    latitude: float
    longitude: float


class Part(NamedTuple):
    """`per_unit` units of a product in one unit of a line: one part, or the components of a kit."""

    product_id: int
    per_unit: int
    managed: bool


class DemandLine(NamedTuple):
    """A quantity of one order line that wants stock.

    Attributes:
        line_id: the line.
        product_id: the product or kit on the line.
        quantity: units of the line (kit units for a kit), at least 1.
        parts: what one unit takes from one warehouse; never split within a unit.
        backorder: what becomes of a quantity that is short.
        virtual_only: a pre-order before its date, to which real stock is not given.
        real_only: a virtual warehouse promises it already; only real goods can come for it.
    """

    line_id: int
    product_id: int
    quantity: int
    parts: tuple[Part, ...]
    backorder: BackorderPolicy = BackorderPolicy.BACKORDER
    virtual_only: bool = False
    real_only: bool = False


class DemandOrder(NamedTuple):
    """An order with the lines that want stock, in line order.

    Attributes:
        country: ISO 3166 alpha-2.
        max_warehouses: at most so many in this routing, None for no limit.
        ship_partial: False when it ships only complete.
        kept_out: the warehouses that may not serve this order.
        incomplete: some of it can't be routed at all (an unknown SKU), so it can't be complete.
    """

    order_id: int
    country: str
    channel: str
    lines: tuple[DemandLine, ...]
    max_warehouses: int | None = None
    ship_partial: bool = True
    incomplete: bool = False
    coordinates: Coordinates | None = None
    kept_out: frozenset[int] = frozenset()
