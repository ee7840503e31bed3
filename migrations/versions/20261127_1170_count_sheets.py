"""Count sheets: places to be counted, every count of them, what was posted."""

import sqlalchemy as sa
from alembic import op

from packbench.db.schema.base import SortText

revision = "20261127_1170_count_sheets"
down_revision = "20261127_1160_stockroom"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _sheets()
    _lines()
    _entries()


def _sheets() -> None:
    op.create_table(
        "count_sheet",
        sa.Column("id", _ID, nullable=False),
        sa.Column("warehouse_id", _ID, nullable=False),
        sa.Column("chosen", sa.String(), nullable=False),
        sa.Column("value", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("blind", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("status", sa.String(), server_default="open", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operator_id", _ID, nullable=False),
        sa.Column("command_id", _ID, nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_by", _ID, nullable=True),
        sa.CheckConstraint(
            "chosen IN ('zone', 'abc', 'age', 'short', 'random', 'bins')",
            name=op.f("ck_count_sheet_chosen_known"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'posted', 'cancelled')", name=op.f("ck_count_sheet_status_known")
        ),
        sa.CheckConstraint(
            "(status = 'posted') = (posted_by IS NOT NULL)",
            name=op.f("ck_count_sheet_posted_by_command"),
        ),
        *_foreign("count_sheet", warehouse_id="warehouse", operator_id="operator"),
        *_foreign("count_sheet", command_id="command", posted_by="command"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_sheet")),
    )
    for column in ("warehouse_id", "operator_id", "command_id", "posted_by"):
        op.create_index(op.f(f"ix_count_sheet_{column}"), "count_sheet", [column])
    op.create_index("ix_count_sheet_status", "count_sheet", ["status", "id"])


def _lines() -> None:
    op.create_table(
        "count_line",
        sa.Column("id", _ID, nullable=False),
        sa.Column("sheet_id", _ID, nullable=False),
        sa.Column("location_id", _ID, nullable=False),
        sa.Column("product_id", _ID, nullable=False),
        sa.Column("lot", SortText, server_default=sa.text("''"), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("added", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_open", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("rounds", _ID, server_default="1", nullable=False),
        sa.Column("posted", _ID, nullable=True),
        sa.CheckConstraint("rounds > 0", name=op.f("ck_count_line_rounds_positive")),
        *_foreign("count_line", sheet_id="count_sheet", location_id="location"),
        *_foreign("count_line", product_id="product"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_line")),
        sa.UniqueConstraint(
            *("sheet_id", "location_id", "product_id", "lot"),
            name=op.f("uq_count_line_sheet_id_location_id_product_id_lot"),
        ),
    )
    op.create_index(op.f("ix_count_line_product_id"), "count_line", ["product_id"])
    op.create_index("ix_count_line_place", "count_line", ["location_id", "product_id"])
    op.create_index(
        "ix_count_line_open_once",
        "count_line",
        ["location_id", "product_id", "lot"],
        unique=True,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )


def _entries() -> None:
    op.create_table(
        "count_entry",
        sa.Column("id", _ID, nullable=False),
        sa.Column("line_id", _ID, nullable=False),
        sa.Column("round", _ID, nullable=False),
        sa.Column("quantity", _ID, nullable=False),
        sa.Column("expected", _ID, nullable=False),
        sa.Column("held", _ID, server_default="0", nullable=False),
        sa.Column("taken", _ID, nullable=True),
        sa.Column("counted_to", _ID, server_default="0", nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operator_id", _ID, nullable=False),
        sa.Column("command_id", _ID, nullable=False),
        sa.Column("gone_by", _ID, nullable=True),
        *(
            sa.CheckConstraint(f"{name} >= 0", name=op.f(f"ck_count_entry_{name}_not_negative"))
            for name in ("quantity", "expected", "held")
        ),
        sa.CheckConstraint(
            "taken >= 0 AND taken <= held", name=op.f("ck_count_entry_taken_of_held")
        ),
        sa.CheckConstraint("round > 0", name=op.f("ck_count_entry_round_positive")),
        *_foreign("count_entry", line_id="count_line", operator_id="operator"),
        *_foreign("count_entry", command_id="command", gone_by="command"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_entry")),
    )
    for column in ("operator_id", "command_id", "gone_by"):
        op.create_index(op.f(f"ix_count_entry_{column}"), "count_entry", [column])
    op.create_index("ix_count_entry_line", "count_entry", ["line_id"])
    op.create_index(
        "ix_count_entry_counts",
        "count_entry",
        ["line_id"],
        unique=True,
        sqlite_where=sa.text("gone_by IS NULL"),
        postgresql_where=sa.text("gone_by IS NULL"),
    )


def _foreign(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in columns.items()
    ]


def downgrade() -> None:
    for table in ("count_entry", "count_line", "count_sheet"):
        op.drop_table(table)
