"""Open orders that may be of the same customer and address as another one."""

from collections.abc import Sequence

from sqlalchemy import Connection, select, text

from packbench.db.schema import Order
from packbench.db.sql.rows import AnyRow

_OPEN = text("status NOT IN ('shipped', 'cancelled')")
"""As the index has it, which serves this."""
_MOST = 200


def open_orders_at(connection: Connection, postal_code: str) -> Sequence[AnyRow]:
    """Open orders to a postal code, all columns, first in the queue first; not more than 200."""
    query = select(Order.__table__).where(_OPEN, Order.postal_code == postal_code)
    return connection.execute(query.order_by(Order.queue_key).limit(_MOST)).all()
