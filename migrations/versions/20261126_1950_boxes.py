"""Box types, and the packaging that parcels used up."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1950_boxes"
down_revision = "20261126_1930_shipping"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_WORDS = (
    # table, column, words before, words that are new
    (
        "movement",
        "cause",
        (
            *("opening", "count", "receipt", "adjustment", "damage", "expiry", "move"),
            *("transfer", "pick", "short_pick", "unpick", "ship", "void", "undo"),
        ),
        ("packaging",),
    ),
    (
        "station_rule",
        "rule",
        ("closes_itself", "asks_weight", "ships_at_once", "starts_here"),
        ("needs_box",),
    ),
    (
        "pack_refusal",
        "verdict",
        (
            *("ok", "line_done", "order_done", "this_order", "ask_lot", "ask_serial", "command"),
            *("several", "wrong_item", "too_many", "wrong_order", "other_order", "wrong_lot"),
            *("serial_used", "unknown", "changed"),
        ),
        ("box", "wrong_box"),
    ),
)


def upgrade() -> None:
    _add_box_types()
    op.create_table(
        "parcel_material",
        sa.Column("parcel_id", BigId, autoincrement=False, nullable=False),
        sa.Column("product_id", BigId, nullable=False),
        sa.Column("location_id", BigId, nullable=True),
        sa.Column("lot", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("parcel_id", name=op.f("pk_parcel_material")),
        *_references(
            "parcel_material", parcel_id="parcel", product_id="product", location_id="location"
        ),
    )
    for table, column, before, new in _WORDS:
        _know_words(table, column, before, (*before, *new))
    _free_wave(free=True)


def _add_box_types() -> None:
    sides = ("length_mm", "width_mm", "height_mm")
    op.create_table(
        "box_type",
        sa.Column("id", BigId, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("code_key", SortText, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        *(sa.Column(side, BigId, nullable=False) for side in sides),
        *(sa.Column(f"outer_{side}", BigId, nullable=True) for side in sides),
        sa.Column("weight_g", BigId, nullable=True),
        sa.Column("max_weight_g", BigId, nullable=True),
        sa.Column("barcode", sa.String(), nullable=True),
        sa.Column("barcode_key", SortText, nullable=True),
        sa.Column("material_id", BigId, nullable=True),
        sa.Column("warehouse_id", BigId, nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.CheckConstraint(
            "length_mm > 0 AND width_mm > 0 AND height_mm > 0",
            name=op.f("ck_box_type_inside_positive"),
        ),
        sa.CheckConstraint("weight_g >= 0", name=op.f("ck_box_type_weight_g_not_negative")),
        sa.CheckConstraint("max_weight_g > 0", name=op.f("ck_box_type_max_weight_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box_type")),
        sa.UniqueConstraint("code_key", name=op.f("uq_box_type_code_key")),
        sa.UniqueConstraint("barcode_key", name=op.f("uq_box_type_barcode_key")),
        *_references("box_type", material_id="product", warehouse_id="warehouse"),
    )
    op.create_index(op.f("ix_box_type_material_id"), "box_type", ["material_id"])
    op.create_index(op.f("ix_box_type_warehouse_id"), "box_type", ["warehouse_id"])


def _references(table: str, **tables: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in tables.items()
    ]


def _know_words(table: str, column: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Which words a column may hold: on PostgreSQL a constraint is replaced, on SQLite its text."""
    was, now = (", ".join(f"'{word}'" for word in words) for words in (before, after))
    if op.get_bind().dialect.name == "sqlite":
        _replace_in_schema(table, f"{column} IN ({was})", f"{column} IN ({now})")
        return
    name = op.f(f"ck_{table}_{column}_known")
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"{column} IN ({now})")


def _free_wave(*, free: bool) -> None:
    """A bin that is counted because of packaging is of no wave."""
    if op.get_bind().dialect.name == "sqlite":
        plain = "wave_id INTEGER"
        strict = f"{plain} NOT NULL"
        _replace_in_schema("bin_to_count", *((strict, plain) if free else (plain, strict)))
        return
    op.alter_column("bin_to_count", "wave_id", nullable=free)


def _replace_in_schema(table: str, was: str, now: str) -> None:
    """Changes a constraint that no stored row depends on, without copying the table.

    The ledger may have millions of rows. Source: https://www.sqlite.org/lang_altertable.html, the
    second procedure of section 7, for changes that leave the content as it is.
    """
    connection = op.get_bind()
    version = connection.execute(sa.text("PRAGMA schema_version")).scalar_one()
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :was, :now)"
            " WHERE type = 'table' AND name = :table AND instr(sql, :was) > 0"
        ),
        {"was": was, "now": now, "table": table},
    )
    if changed.rowcount != 1:
        raise RuntimeError(table, was)
    connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))


def downgrade() -> None:
    op.execute("DELETE FROM bin_to_count WHERE wave_id IS NULL")
    _free_wave(free=False)
    for table, column, before, new in _WORDS[1:]:
        words = ", ".join(f"'{word}'" for word in new)
        op.execute(f"DELETE FROM {table} WHERE {column} IN ({words})")
        _know_words(table, column, (*before, *new), before)
    table, column, before, new = _WORDS[0]
    _know_words(table, column, (*before, *new), before)
    op.drop_table("parcel_material")
    op.drop_table("box_type")
