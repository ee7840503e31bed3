"""What channels show: rules, what each was told, and which products may show another number.

Triggers note the products. Nothing is noted while no channel asks for its numbers.
"""

from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

from packbench.db.schema.base import SortText

revision = "20261127_1140_channel_feed"
down_revision = "20261127_1120_drop_ship"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class _Watched(NamedTuple):
    """A table whose rows decide what channels see of the product in a column of theirs."""

    table: str
    product: str
    columns: tuple[str, ...] = ()
    """Those whose change counts; none: any."""
    events: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE")


_WATCHED = (
    _Watched("stock", "product_id", ("on_hand", "unavailable", "allocated", "safety", "minimum")),
    _Watched(
        "product",
        "id",
        ("sku", "manage_stock", "is_kit", "backorder", "available_from", "preorder_limit"),
    ),
    _Watched("kit_component", "kit_id"),
    _Watched("channel_exclusion", "product_id"),
    _Watched("channel_rule", "product_id"),
    _Watched("channel_listing", "product_id"),
    _Watched("warehouse", "NULL", ("active", "kind"), events=("UPDATE",)),
)
_PAST = {"INSERT": "inserted", "UPDATE": "updated", "DELETE": "deleted"}
_SEEN = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def upgrade() -> None:
    _make_rules()
    _make_feed()
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _sqlite() if on_sqlite else _postgres():
        op.execute(statement)


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for one in _WATCHED:
        for event in one.events:
            on_table = "" if on_sqlite else f" ON {one.table}"
            op.execute(f"DROP TRIGGER {one.table}_touches_{_PAST[event]}{on_table}")
    if not on_sqlite:
        for event in _PAST.values():
            op.execute(f"DROP FUNCTION touch_{event}()")
    for table in ("stock_touched", "channel_item", "channel_feed", "channel_rule"):
        op.drop_table(table)


def _make_rules() -> None:
    op.create_table(
        "channel_rule",
        sa.Column("id", _ID, nullable=False),
        sa.Column("channel_id", _ID, nullable=False),
        sa.Column("product_id", _ID, nullable=True),
        sa.Column("rule", sa.String(), server_default=sa.text("'percent'"), nullable=False),
        sa.Column("value", _ID, server_default="100", nullable=False),
        sa.Column("min_rule", sa.String(), nullable=True),
        sa.Column("min_value", _ID, nullable=True),
        sa.Column("push", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.CheckConstraint("rule IN ('percent', 'max')", name=op.f("ck_channel_rule_rule_known")),
        sa.CheckConstraint(
            "min_rule IN ('percent', 'max')", name=op.f("ck_channel_rule_min_rule_known")
        ),
        sa.CheckConstraint(
            "(min_rule IS NULL) = (min_value IS NULL)",
            name=op.f("ck_channel_rule_minimum_is_whole"),
        ),
        sa.CheckConstraint("value >= 0", name=op.f("ck_channel_rule_value_not_negative")),
        sa.CheckConstraint("min_value >= 0", name=op.f("ck_channel_rule_min_value_not_negative")),
        sa.CheckConstraint(
            "rule <> 'percent' OR value <= 100", name=op.f("ck_channel_rule_percent_of_all")
        ),
        sa.CheckConstraint(
            "min_rule <> 'percent' OR min_value <= 100",
            name=op.f("ck_channel_rule_minimum_percent_of_all"),
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_channel_rule_channel_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_channel_rule_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_rule")),
        sa.UniqueConstraint(
            "channel_id", "product_id", name=op.f("uq_channel_rule_channel_id_product_id")
        ),
    )
    op.create_index(op.f("ix_channel_rule_product_id"), "channel_rule", ["product_id"])
    of_all = sa.text("product_id IS NULL")
    op.create_index(
        "ux_channel_rule_of_all",
        "channel_rule",
        ["channel_id"],
        unique=True,
        sqlite_where=of_all,
        postgresql_where=of_all,
    )


def _make_feed() -> None:
    op.create_table(
        "channel_feed",
        sa.Column("channel_id", _ID, autoincrement=False, nullable=False),
        sa.Column("seq", _ID, server_default="0", nullable=False),
        sa.Column("mark", _ID, server_default="0", nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "mark >= 0 AND mark <= seq", name=op.f("ck_channel_feed_mark_in_bounds")
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_channel_feed_channel_id")
        ),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_channel_feed")),
    )
    op.create_table(
        "channel_item",
        sa.Column("channel_id", _ID, autoincrement=False, nullable=False),
        sa.Column("sku_key", SortText, nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("product_id", _ID, nullable=False),
        sa.Column("available", _ID, nullable=False),
        sa.Column("told", _ID, nullable=True),
        sa.Column("seq", _ID, nullable=False),
        sa.Column("gone", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("available >= 0", name=op.f("ck_channel_item_available_not_negative")),
        sa.CheckConstraint("told >= 0", name=op.f("ck_channel_item_told_not_negative")),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel_feed.channel_id"], name=op.f("fk_channel_item_channel_id")
        ),
        sa.PrimaryKeyConstraint("channel_id", "sku_key", name=op.f("pk_channel_item")),
    )
    op.create_index(op.f("ix_channel_item_channel_id_seq"), "channel_item", ["channel_id", "seq"])
    op.create_index(op.f("ix_channel_item_product_id"), "channel_item", ["product_id"])
    op.create_table(
        "stock_touched",
        sa.Column("product_id", _ID, autoincrement=False, nullable=False),
        sa.Column("times", _ID, server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_stock_touched")),
    )


def _sqlite() -> list[str]:
    """A row each, once a product: one station writes at a time."""
    statements = []
    for one in _WATCHED:
        for event in one.events:
            of = f" OF {', '.join(one.columns)}" if event == "UPDATE" and one.columns else ""
            notes = " ".join(_noted(one, row) for row in _SEEN[event])
            statements.append(
                f"CREATE TRIGGER {one.table}_touches_{_PAST[event]}"
                f" AFTER {event}{of} ON {one.table} WHEN EXISTS (SELECT 1 FROM channel_feed)"
                f" BEGIN {notes} END"
            )
    return statements


def _noted(watched: _Watched, row: str) -> str:
    product = "0" if watched.product == "NULL" else f"coalesce({row}.{watched.product}, 0)"
    return (
        f"INSERT INTO stock_touched (product_id) SELECT {product} WHERE NOT EXISTS"
        f" (SELECT 1 FROM stock_touched WHERE product_id = {product});"
    )


def _postgres() -> list[str]:
    """A statement each; who notes a product that is noted already holds its row until the commit.

    So whoever takes the row away has seen what was changed, or leaves the row for the next time.
    """
    statements = []
    for event, past in _PAST.items():
        tables = [{"OLD": "gone", "NEW": "fresh"}[row] for row in _SEEN[event]]
        union = " UNION ALL ".join(f"SELECT %1$s AS product_id FROM {name}" for name in tables)
        statements.append(
            f"CREATE FUNCTION touch_{past}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF EXISTS (SELECT 1 FROM channel_feed) THEN EXECUTE format("
            "'INSERT INTO stock_touched (product_id) SELECT DISTINCT coalesce(u.product_id, 0)"
            f" FROM ({union}) u ORDER BY 1"
            " ON CONFLICT (product_id) DO UPDATE SET times = stock_touched.times + 1',"
            " TG_ARGV[0]); END IF; RETURN NULL; END $$"
        )
    for one in _WATCHED:
        for event in one.events:
            rows = {"OLD": "OLD TABLE AS gone", "NEW": "NEW TABLE AS fresh"}
            named = " ".join(rows[row] for row in _SEEN[event])
            product = "NULL::bigint" if one.product == "NULL" else one.product
            statements.append(
                f"CREATE TRIGGER {one.table}_touches_{_PAST[event]} AFTER {event} ON {one.table}"
                f" REFERENCING {named} FOR EACH STATEMENT"
                f" EXECUTE FUNCTION touch_{_PAST[event]}('{product}')"
            )
    return statements
