"""Sums of units that promises of one line in one shipment hold, as SQL."""

from sqlalchemy import BigInteger, ColumnElement, cast, func, literal_column

from packbench.db.schema import Allocation

GONE = Allocation.picked + Allocation.packed + Allocation.shipped
"""Units of a promise that are picked, or further."""

HOLDS_STOCK = Allocation.allocated + Allocation.picked + Allocation.packed > literal_column("0")
"""Not shipped yet; worded as `ix_allocation_stock_id` is, an index without shipped ones."""


def unpicked_units() -> ColumnElement[int]:
    """Line units of which a part is unpicked, for rows grouped by shipment and order line."""
    held = func.max((Allocation.allocated + GONE) // Allocation.per_unit)
    return cast(held - func.min(GONE // Allocation.per_unit), BigInteger)
