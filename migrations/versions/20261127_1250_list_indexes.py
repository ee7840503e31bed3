"""What a list is asked for is looked up, however many orders there are: words, filters, sorts."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1250_list_indexes"
down_revision = "20261127_1230_stock_lists"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INDEXES: tuple[tuple[str, str, list[str], str | None], ...] = (
    ("ix_orders_customer_name", "orders", ["customer_name", "id"], None),
    ("ix_orders_channel_ordered_at", "orders", ["channel", "ordered_at", "id"], None),
    ("ix_orders_ship_by", "orders", ["ship_by", "id"], "ship_by IS NOT NULL"),
    ("ix_orders_unpaid", "orders", ["ordered_at", "id"], "payment = 'awaiting'"),
    ("ix_orders_on_hold", "orders", ["ordered_at", "id"], "hold IS NOT NULL"),
    ("ix_orders_ship_method", "orders", ["ship_method", "id"], None),
    ("ix_shipment_carrier", "shipment", ["carrier", "id"], "carrier IS NOT NULL"),
    (
        "ix_shipment_label_unprinted",
        "shipment_label",
        ["shipment_id"],
        "printed_at IS NULL AND voided_by IS NULL",
    ),
    ("ix_purchase_order_created_at", "purchase_order", ["created_at", "id"], None),
)
# Kept as it was when this was written, whatever the product does later.
_WORDS_OF = ("number", "customer_name", "company", "customer_email", "phone")
_SIGNS = ("(0)", " ", "(", ")", "+", ".", "/", "-", "\u00a0", "\u2010", "\u2011", "\u2013")


def _words(row: str, line_break: str) -> str:
    """All that an order is found by a part of, a line each; of a telephone the digits."""
    phone = f"coalesce({row}.phone, '')"
    for sign in _SIGNS:
        phone = f"replace({phone}, '{sign}', '')"
    parts = [f"{row}.number", *(f"coalesce({row}.{one}, '')" for one in _WORDS_OF[1:-1]), phone]
    return f" || {line_break} || ".join(parts)


def upgrade() -> None:
    for name, table, columns, where in _INDEXES:
        clause = None if where is None else sa.text(where)
        op.create_index(name, table, columns, sqlite_where=clause, postgresql_where=clause)
    # Nobody asks for an e-mail as it is written; a part of it is looked up in the words.
    op.drop_index("ix_orders_customer_email", "orders")
    op.create_table(
        "order_search",
        sa.Column("order_id", _ID, autoincrement=False, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_search")),
    )
    statements = _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgres()
    for statement in statements:
        op.get_bind().exec_driver_sql(statement)


def _sqlite() -> list[str]:
    """New orders are added by whoever wrote them, all at once: one by one costs ten times more."""
    taken = (
        "INSERT INTO order_words (order_words, rowid, words)"
        " SELECT 'delete', order_id, words FROM order_search WHERE order_id = OLD.id;"
    )
    put = (
        "INSERT INTO order_words (rowid, words)"
        " SELECT order_id, words FROM order_search WHERE order_id = NEW.id;"
    )
    changed = " OR ".join(f"OLD.{one} IS NOT NEW.{one}" for one in _WORDS_OF)
    return [
        "CREATE VIRTUAL TABLE order_words USING fts5"
        " (words, tokenize = 'trigram', detail = none, content = '', columnsize = 0)",
        f"INSERT INTO order_search SELECT o.id, {_words('o', 'char(10)')} FROM orders o",
        "INSERT INTO order_words (rowid, words) SELECT order_id, words FROM order_search",
        "CREATE TRIGGER orders_change_their_words"
        f" AFTER UPDATE OF {', '.join(_WORDS_OF)} ON orders WHEN {changed} BEGIN {taken}"
        f" UPDATE order_search SET words = {_words('NEW', 'char(10)')} WHERE order_id = NEW.id;"
        f" {put} END",
        "CREATE TRIGGER orders_take_their_words AFTER DELETE ON orders BEGIN"
        f" {taken} DELETE FROM order_search WHERE order_id = OLD.id; END",
    ]


def _postgres() -> list[str]:
    """Where the server has no `pg_trgm`, or does not give it to us, words are read one by one."""
    words = _words("o", "chr(10)")
    changed = " OR ".join(f"OLD.{one} IS DISTINCT FROM NEW.{one}" for one in _WORDS_OF)
    bodies = {
        "add": f"INSERT INTO order_search SELECT o.id, {words} FROM fresh o",
        "change": f"UPDATE order_search SET words = {_words('NEW', 'chr(10)')}"
        " WHERE order_id = NEW.id",
        "take": "DELETE FROM order_search s USING gone g WHERE s.order_id = g.id",
    }
    events = {
        "add": "INSERT ON orders REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT",
        # A statement that names none of these columns, as an allocation's, pays nothing.
        "change": f"UPDATE OF {', '.join(_WORDS_OF)} ON orders FOR EACH ROW WHEN ({changed})",
        "take": "DELETE ON orders REFERENCING OLD TABLE AS gone FOR EACH STATEMENT",
    }
    made = [
        f"INSERT INTO order_search SELECT o.id, {words} FROM orders o",
        # In a schema of its own: a back-up holds `public`, which a restore makes anew.
        "DO $$ BEGIN CREATE SCHEMA IF NOT EXISTS packbench_search;"
        " CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA packbench_search;"
        " EXCEPTION WHEN OTHERS THEN NULL; END $$",
        "DO $$ BEGIN IF EXISTS (SELECT FROM pg_extension e JOIN pg_namespace n"
        " ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm'"
        " AND n.nspname = 'packbench_search') THEN CREATE INDEX ix_order_search_words"
        " ON order_search USING gin (words packbench_search.gin_trgm_ops); END IF; END $$",
    ]
    for name, body in bodies.items():
        made += [
            f"CREATE FUNCTION orders_{name}_their_words() RETURNS trigger LANGUAGE plpgsql"
            f" AS $$ BEGIN {body}; RETURN NULL; END $$",
            f"CREATE TRIGGER orders_{name}_their_words AFTER {events[name]}"
            f" EXECUTE FUNCTION orders_{name}_their_words()",
        ]
    return made


def downgrade() -> None:
    names = ("add", "change", "take")
    if op.get_bind().dialect.name == "sqlite":
        for name in names[1:]:
            op.execute(f"DROP TRIGGER orders_{name}_their_words")
        op.execute("DROP TABLE order_words")
    else:
        for name in names:
            op.execute(f"DROP TRIGGER orders_{name}_their_words ON orders")
            op.execute(f"DROP FUNCTION orders_{name}_their_words()")
    op.drop_table("order_search")
    op.create_index("ix_orders_customer_email", "orders", ["customer_email"])
    for name, table, _columns, _where in reversed(_INDEXES):
        op.drop_index(name, table)
