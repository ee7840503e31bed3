"""What a customer is known by, and called, of an order: as two indexes of orders have it.

`ix_orders_customer` and `ix_orders_called`: only migrations tell of indexes of expressions, which
the engines spell in different ways.
"""

from sqlalchemy import ColumnElement, String, case, func, literal_column

from packbench.db.schema import Order

# Written out: PostgreSQL groups by an expression, and looks into an index of one, only where it is
# the same to the letter.
NOTHING, _COMMA = literal_column("''", String()), literal_column("', '", String())
_EMAIL = func.lower(func.trim(func.coalesce(Order.customer_email, NOTHING)))
NAME = func.coalesce(Order.customer_name, Order.company, NOTHING)
"""What a customer is called."""
_POSTAL_CODE = func.coalesce(Order.postal_code, NOTHING)
KEY: ColumnElement[str] = case(
    (_EMAIL != NOTHING, _EMAIL),
    else_=func.lower(NAME.concat(_COMMA).concat(_POSTAL_CODE)),
)
"""Who has an e-mail is known by it, everybody else by name and postal code."""
