"""How many orders a returning customer has, as it follows from the orders."""

from sqlalchemy import Connection, text

from packbench.db.schema.orders import CUSTOMER_KEY


def returning_customers(connection: Connection) -> tuple[int, str | None]:
    """Whoever has several orders is told with their number, and nobody else."""
    rows = int(connection.execute(text("SELECT COUNT(*) FROM returning_customer")).scalar_one())
    bad = connection.execute(text(_FIRST_WRONG)).scalar()
    return rows, None if bad is None else f"returning_customer {bad}"


_COUNTED = (
    f"SELECT {CUSTOMER_KEY} AS key, COUNT(*) AS orders FROM orders GROUP BY 1"  # noqa: S608 - own names
    " HAVING COUNT(*) > 1"
)
_FIRST_WRONG = (
    f"WITH counted AS ({_COUNTED})"  # noqa: S608 - own names
    " SELECT MIN(wrong.key) FROM (SELECT c.key FROM counted c LEFT JOIN returning_customer r"
    " ON r.key = c.key WHERE r.key IS NULL OR r.orders <> c.orders"
    " UNION ALL SELECT r.key FROM returning_customer r LEFT JOIN counted c ON c.key = r.key"
    " WHERE c.key IS NULL) wrong"
)
