"""Types of rows that reads and writes share."""

from typing import Any

from sqlalchemy import Row

AnyRow = Row[*tuple[Any, ...]]
"""A query's row whose columns are told by their names."""

Promised = tuple[int, int]
"""(shipment id, order line id): what one shipment holds for one line."""
