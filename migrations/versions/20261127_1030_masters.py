"""Channels, shipping methods and suppliers as other master data; what customs ask for, told early.

Channels and shipping methods get a number of their own, by which lists know their rows; both tables
are small, so they are made anew.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "20261127_1030_masters"
down_revision = "20261127_1020_saved_views"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_PROBLEMS = (
    *("hs_code_missing", "origin_missing", "weight_missing", "value_missing", "phone_missing"),
)
_CHANNEL = ("code_key", "code", "verify")
_METHOD = (
    *("code_key", "code", "name", "plugin", "carrier", "service", "cut_off_min", "label"),
    "profile",
)
_FOREIGN = "fk_shipping_word_method_key"


def _text(name, *, default=True):
    return sa.Column(
        name, sa.String(), nullable=False, server_default=sa.text("''") if default else None
    )


def _yes(name, default=sa.true):
    return sa.Column(name, sa.Boolean(), server_default=default(), nullable=False)


def _channels(*, new):
    key = sa.Column("code_key", SortText, nullable=False)
    if not new:
        primary = sa.PrimaryKeyConstraint("code_key", name=op.f("pk_channel"))
        return [key, _text("code", default=False), _yes("verify", sa.false), primary]
    return [
        sa.Column("id", BigId, nullable=False),
        key,
        _text("code", default=False),
        _text("name"),
        _yes("verify", sa.false),
        _yes("ship_partial"),
        sa.Column("max_warehouses", BigId, nullable=True),
        _text("number_prefix"),
        _yes("active"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("code_key", name=op.f("uq_channel_code_key")),
        sa.CheckConstraint("max_warehouses > 0", name=op.f("ck_channel_max_warehouses_above_zero")),
    ]


def _methods(*, new):
    key = sa.Column("code_key", SortText, nullable=False)
    rest = [
        *(_text(name, default=False) for name in ("code", "name", "plugin")),
        _text("carrier"),
        _text("service"),
        sa.Column("cut_off_min", BigId, nullable=True),
        sa.Column("label", sa.String(), server_default="4x6", nullable=False),
        _text("profile"),
        sa.CheckConstraint(
            "label IN ('4x6', 'a6', 'none')", name=op.f("ck_shipping_method_label_known")
        ),
        sa.CheckConstraint(
            "cut_off_min BETWEEN 0 AND 1439", name=op.f("ck_shipping_method_cut_off_in_a_day")
        ),
    ]
    if not new:
        return [key, *rest, sa.PrimaryKeyConstraint("code_key", name=op.f("pk_shipping_method"))]
    return [
        sa.Column("id", BigId, nullable=False),
        key,
        *rest,
        _yes("active"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipping_method")),
        sa.UniqueConstraint("code_key", name=op.f("uq_shipping_method_code_key")),
    ]


def _make_anew(table, columns, kept) -> None:
    """The table with other columns and the same rows."""
    listed = ", ".join(kept)
    op.execute(f"CREATE TEMPORARY TABLE {table}_kept AS SELECT {listed} FROM {table}")
    op.drop_table(table)
    op.create_table(table, *columns)
    op.execute(
        f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {table}_kept ORDER BY code_key"
    )
    op.execute(f"DROP TABLE {table}_kept")


def _make_methods_anew(*, new) -> None:
    """The words of methods refer to them by their codes, before and after."""
    server = op.get_bind().dialect.name == "postgresql"
    if server:
        op.drop_constraint(op.f(_FOREIGN), "shipping_word", type_="foreignkey")
    words = "word_key, word, method_key"
    op.execute(f"CREATE TEMPORARY TABLE words_kept AS SELECT {words} FROM shipping_word")
    op.execute("DELETE FROM shipping_word")  # SQLite drops no table that rows refer to
    _make_anew("shipping_method", _methods(new=new), _METHOD)
    op.execute(f"INSERT INTO shipping_word ({words}) SELECT {words} FROM words_kept")
    op.execute("DROP TABLE words_kept")
    if server:
        op.create_foreign_key(
            op.f(_FOREIGN), "shipping_word", "shipping_method", ["method_key"], ["code_key"]
        )


def upgrade() -> None:
    _make_anew("channel", _channels(new=True), _CHANNEL)
    _make_methods_anew(new=True)
    op.create_table(
        "channel_listing",
        sa.Column("id", BigId, nullable=False),
        sa.Column("channel_id", BigId, nullable=False),
        sa.Column("sku_key", SortText, nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_listing")),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_channel_listing_channel_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_channel_listing_product_id")
        ),
        sa.UniqueConstraint(
            "channel_id", "sku_key", name=op.f("uq_channel_listing_channel_id_sku_key")
        ),
    )
    op.create_index(op.f("ix_channel_listing_product_id"), "channel_listing", ["product_id"])
    op.add_column("supplier", _yes("active"))
    _know_problems(lambda words: [*words, *_PROBLEMS])


def _know_problems(change) -> None:
    """What can be wrong: on PostgreSQL a constraint is replaced, on SQLite the whole table is."""
    table, name = "order_problem", op.f("ck_order_problem_code_known")
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        query = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
        told = connection.execute(query, {"name": name}).scalar_one()
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, f"code IN ({_listed(told, change)})")
        return
    query = "SELECT sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL"
    made = connection.execute(
        sa.text(f"{query} ORDER BY type = 'index'"), {"table": table}
    ).scalars()
    whole, *indexes = made
    head, found, rest = whole.partition("code IN (")
    known, end = rest[: rest.index(")")], rest[rest.index(")") :]
    op.execute(head.replace(table, f"{table}_new", 1) + found + _listed(known, change) + end)
    op.execute(f"INSERT INTO {table}_new SELECT * FROM {table}")
    op.drop_table(table)
    op.rename_table(f"{table}_new", table)
    for index in indexes:
        op.execute(index)


def _listed(told, change) -> str:
    return ", ".join(f"'{word}'" for word in change(re.findall(r"'([^']+)'", told)))


def downgrade() -> None:
    gone = ", ".join(f"'{problem}'" for problem in _PROBLEMS)
    op.execute(f"DELETE FROM order_problem WHERE code IN ({gone})")
    _know_problems(lambda words: [word for word in words if word not in _PROBLEMS])
    op.drop_column("supplier", "active")
    op.drop_table("channel_listing")
    _make_methods_anew(new=False)
    _make_anew("channel", _channels(new=False), _CHANNEL)
