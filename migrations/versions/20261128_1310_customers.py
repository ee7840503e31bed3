"""Orders of a customer are looked up, and how many a returning customer has is kept."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_1310_customers"
down_revision = "20261127_1290_list_pages"
branch_labels = None
depends_on = None

_KEY = (
    "(CASE WHEN (lower(trim(coalesce({0}customer_email, ''))) != '')"
    " THEN lower(trim(coalesce({0}customer_email, '')))"
    " ELSE lower(coalesce({0}customer_name, {0}company, '') || ', '"
    " || coalesce({0}postal_code, '')) END)"
)
_COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KNOWN_BY = "customer_email, customer_name, company, postal_code"
_NAMES = ("add", "change", "take")


def _key(row: str = "") -> str:
    return _KEY.format(f"{row}." if row else "")


def upgrade() -> None:
    op.create_index("ix_orders_customer", "orders", [sa.text(_key())])
    called = sa.text("(coalesce(customer_name, company, ''))")
    op.create_index("ix_orders_called", "orders", [called, "id"])
    op.drop_index("ix_orders_customer_name", "orders")
    op.create_table(
        "returning_customer",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("orders", _COUNT, nullable=False),
        sa.CheckConstraint("orders > 1", name=op.f("ck_returning_customer_orders_several")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_returning_customer")),
        sqlite_with_rowid=False,  # its key is all that it is looked up by
    )
    there = (
        f"INSERT INTO returning_customer (key, orders) SELECT {_key()}, count(*)"
        f" FROM orders GROUP BY {_key()} HAVING count(*) > 1"
    )
    bind = op.get_bind()
    bind.exec_driver_sql(there)
    on_file = bind.dialect.name == "sqlite"
    for statement in _sqlite() if on_file else _postgres():
        bind.exec_driver_sql(statement)


def _sqlite() -> list[str]:
    """One order more of a customer who had one already, or one order less."""
    more = (
        f"INSERT INTO returning_customer (key, orders) SELECT {_key('NEW')}, 2 FROM orders o"
        f" WHERE {_key('o')} = {_key('NEW')} AND o.id <> NEW.id LIMIT 1"
        " ON CONFLICT (key) DO UPDATE SET orders = orders + 1;"
    )
    less = (
        f"DELETE FROM returning_customer WHERE key = {_key('OLD')} AND orders = 2;"
        f" UPDATE returning_customer SET orders = orders - 1 WHERE key = {_key('OLD')};"
    )
    return [
        f"CREATE TRIGGER orders_add_to_their_customer AFTER INSERT ON orders BEGIN {more} END",
        f"CREATE TRIGGER orders_change_to_their_customer AFTER UPDATE OF {_KNOWN_BY} ON orders"
        f" WHEN {_key('OLD')} <> {_key('NEW')} BEGIN {less} {more} END",
        f"CREATE TRIGGER orders_take_to_their_customer AFTER DELETE ON orders BEGIN {less} END",
    ]


def _postgres() -> list[str]:
    """The same, of all rows of a statement at once."""
    add = (
        "INSERT INTO returning_customer AS r (key, orders)"
        " SELECT f.key, f.rows + f.before FROM (SELECT g.key, g.rows, CASE WHEN EXISTS"
        f" (SELECT FROM orders o WHERE {_key('o')} = g.key OFFSET g.rows) THEN 1 ELSE 0 END"
        f" AS before FROM (SELECT {_key('n')} AS key, count(*) AS rows FROM fresh n"
        " GROUP BY 1 ORDER BY 1) g) f WHERE f.rows + f.before > 1"
        " ON CONFLICT (key) DO UPDATE SET orders = r.orders + excluded.orders - 1"
    )
    gone = f"(SELECT {_key('o')} AS key, count(*) AS rows FROM gone o GROUP BY 1 ORDER BY 1) g"
    take = (
        f"DELETE FROM returning_customer r USING {gone}"
        " WHERE r.key = g.key AND r.orders - g.rows < 2;"
        f" UPDATE returning_customer r SET orders = r.orders - g.rows FROM {gone}"
        " WHERE r.key = g.key"
    )
    less = (
        f"DELETE FROM returning_customer WHERE key = {_key('OLD')} AND orders = 2;"
        f" UPDATE returning_customer SET orders = orders - 1 WHERE key = {_key('OLD')}"
    )
    more = (
        f"INSERT INTO returning_customer AS r (key, orders) SELECT {_key('NEW')}, 2 FROM orders o"
        f" WHERE {_key('o')} = {_key('NEW')} AND o.id <> NEW.id LIMIT 1"
        " ON CONFLICT (key) DO UPDATE SET orders = r.orders + 1"
    )
    bodies = {"add": add, "change": f"{less}; {more}", "take": take}
    events = {
        "add": "AFTER INSERT ON orders REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT",
        # A statement that names none of these columns, as an allocation's, pays nothing. Before
        # each row only those are changed that came before it; after it all of the statement are.
        "change": f"BEFORE UPDATE OF {_KNOWN_BY} ON orders FOR EACH ROW"
        f" WHEN ({_key('OLD')} <> {_key('NEW')})",
        "take": "AFTER DELETE ON orders REFERENCING OLD TABLE AS gone FOR EACH STATEMENT",
    }
    made = ["ANALYZE orders"]  # how many have the same key is not known of an index of yesterday
    for name, body in bodies.items():
        made += [
            f"CREATE FUNCTION orders_{name}_to_their_customer() RETURNS trigger LANGUAGE plpgsql"
            " SET enable_seqscan = off"  # a key is one of very many, whatever is known of it
            f" AS $$ BEGIN {body}; RETURN NEW; END $$",
            f"CREATE TRIGGER orders_{name}_to_their_customer {events[name]}"
            f" EXECUTE FUNCTION orders_{name}_to_their_customer()",
        ]
    return made


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in _NAMES:
            op.execute(f"DROP TRIGGER orders_{name}_to_their_customer")
    else:
        for name in _NAMES:
            op.execute(f"DROP TRIGGER orders_{name}_to_their_customer ON orders")
            op.execute(f"DROP FUNCTION orders_{name}_to_their_customer()")
    op.drop_table("returning_customer")
    op.create_index("ix_orders_customer_name", "orders", ["customer_name", "id"])
    op.drop_index("ix_orders_called", "orders")
    op.drop_index("ix_orders_customer", "orders")
