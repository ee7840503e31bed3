"""The calendar of pre-orders: what is promised for which day, and what will be there by then."""

from packbench.db.queries.planning.preorders import PreorderDay, preorder_days
from packbench.engine.command.context import Context

__all__ = ["PreorderDay", "calendar"]


def calendar(context: Context) -> list[PreorderDay]:
    """All pre-order products, the earliest day first, those without a day last."""
    with context.database.read.connect() as connection:
        return preorder_days(connection)
