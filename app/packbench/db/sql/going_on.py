"""Orders that may be given stock and be sent: neither on hold nor still to be verified."""

from sqlalchemy import ColumnElement, and_, case, literal_column, or_

from packbench.db.schema import Order
from packbench.domain.orders import Hold, Verify

TO_VERIFY: ColumnElement[bool] = Order.verify == literal_column(f"'{Verify.ASKED.value}'")
"""Orders that stand still until somebody verifies them; literal, so that its index serves it."""


def goes_on() -> ColumnElement[bool]:
    """A condition that an order is not kept back by anybody."""
    verified = or_(Order.verify.is_(None), Order.verify != Verify.ASKED)
    return and_(Order.hold.is_(None), verified)


def kept_back() -> ColumnElement[str | None]:
    """The hold of an order; one that is still to be verified is planned as one without stock."""
    return case((TO_VERIFY, Hold.RELEASE.value), else_=Order.hold)
