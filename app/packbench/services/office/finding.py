"""What the one field for searching offers while somebody types, and finds beside codes."""

from sqlalchemy import select

from packbench.db.queries.lists.found_by import has_tracking
from packbench.db.queries.lists.orders import OrderQuery, select_ids
from packbench.db.queries.records.suggestions import Suggestion, suggestions
from packbench.db.schema import Order
from packbench.engine.command.context import Context
from packbench.services.privacy import hides_private

__all__ = ["LEAST_TYPED", "Suggestion", "is_in_orders", "sent_with", "suggest"]

LEAST_TYPED = 2
"""So many characters, before anything is looked for."""


def suggest(context: Context, text: str) -> list[Suggestion]:
    """A few records of each kind that may be meant; none for less than two characters."""
    wanted = text.strip()
    if len(wanted) < LEAST_TYPED:
        return []
    private = not hides_private(context)
    with context.database.read.connect() as connection:
        return suggestions(connection, wanted, private=private)


def is_in_orders(context: Context, text: str) -> bool:
    """Whether an order has this telephone, e-mail, name or tracking number."""
    with context.database.read.connect() as connection:
        query = select_ids(OrderQuery(text=text.strip())).limit(1)
        return connection.execute(query).first() is not None


def sent_with(context: Context, code: str) -> bool:
    """Whether an order was sent under this number, of its shipment or of a parcel."""
    sent = has_tracking(code)
    if sent is None:
        return False
    with context.database.read.connect() as connection:
        return connection.execute(select(Order.id).where(sent).limit(1)).first() is not None
