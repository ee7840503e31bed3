"""Receipts at the dock: what was counted in, and what is to be put away of it."""

import sqlalchemy as sa
from alembic import op

from packbench.db.schema.base import SortText

revision = "20261127_1080_receiving"
down_revision = "20261127_1070_purchase_editing"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _reference(table, column, target):
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name)


def _text(name):
    return sa.Column(name, sa.String(), server_default=sa.text("''"), nullable=False)


def upgrade() -> None:
    _create_receipts()
    _create_lines()
    _create_tasks()


def _create_receipts() -> None:
    table = "receipt"
    op.create_table(
        table,
        sa.Column("id", _ID, nullable=False),
        sa.Column("purchase_order_id", _ID, nullable=True),
        sa.Column("supplier_id", _ID, nullable=True),
        sa.Column("warehouse_id", _ID, nullable=False),
        _text("delivery_note"),
        sa.Column("note_key", SortText, nullable=True),
        sa.Column("status", sa.String(), server_default="open", nullable=False),
        sa.Column("operator_id", _ID, nullable=False),
        sa.Column("station_id", _ID, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("command_id", _ID, nullable=True),
        sa.Column("approved_by", _ID, nullable=True),
        sa.CheckConstraint(
            "status IN ('open', 'booked', 'left', 'taken_back')",
            name=op.f("ck_receipt_status_known"),
        ),
        sa.CheckConstraint(
            "status <> 'booked' OR command_id IS NOT NULL", name=op.f("ck_receipt_booked_by")
        ),
        _reference(table, "purchase_order_id", "purchase_order"),
        _reference(table, "supplier_id", "supplier"),
        _reference(table, "warehouse_id", "warehouse"),
        _reference(table, "operator_id", "operator"),
        _reference(table, "station_id", "station"),
        _reference(table, "command_id", "command"),
        _reference(table, "approved_by", "operator"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("note_key", name=op.f("uq_receipt_note_key")),
    )
    op.create_index("ix_receipt_at_station", table, ["station_id", "status"])
    op.create_index("ix_receipt_of_order", table, ["purchase_order_id", "status"])
    for column in ("supplier_id", "warehouse_id", "operator_id", "command_id", "approved_by"):
        op.create_index(op.f(f"ix_receipt_{column}"), table, [column])


def _create_lines() -> None:
    table = "receipt_line"
    op.create_table(
        table,
        sa.Column("id", _ID, nullable=False),
        sa.Column("receipt_id", _ID, nullable=False),
        sa.Column("product_id", _ID, nullable=False),
        _text("lot"),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("quantity", _ID, nullable=False),
        sa.Column("outcome", sa.String(), server_default="good", nullable=False),
        *map(_text, ("reason", "photo", "code")),
        sa.Column("corrected", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("approved_by", _ID, nullable=True),
        sa.Column("command_id", _ID, nullable=False),
        sa.Column("taken_back_by", _ID, nullable=True),
        sa.CheckConstraint(
            "outcome IN ('good', 'damaged', 'rejected')", name=op.f("ck_receipt_line_outcome_known")
        ),
        sa.CheckConstraint(
            "quantity > 0 OR (corrected AND quantity < 0)",
            name=op.f("ck_receipt_line_quantity_counts"),
        ),
        sa.CheckConstraint(
            "outcome = 'good' OR reason <> ''", name=op.f("ck_receipt_line_reason_is_told")
        ),
        _reference(table, "receipt_id", "receipt"),
        _reference(table, "product_id", "product"),
        _reference(table, "approved_by", "operator"),
        _reference(table, "command_id", "command"),
        _reference(table, "taken_back_by", "command"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_line")),
    )
    op.create_index(
        op.f("ix_receipt_line_receipt_id_product_id"), table, ["receipt_id", "product_id"]
    )
    for column in ("product_id", "approved_by", "command_id", "taken_back_by"):
        op.create_index(op.f(f"ix_receipt_line_{column}"), table, [column])


def _create_tasks() -> None:
    table = "put_away_task"
    op.create_table(
        table,
        sa.Column("id", _ID, nullable=False),
        sa.Column("receipt_id", _ID, nullable=False),
        sa.Column("warehouse_id", _ID, nullable=False),
        sa.Column("product_id", _ID, nullable=False),
        _text("lot"),
        sa.Column("quantity", _ID, nullable=False),
        sa.Column("done", _ID, server_default="0", nullable=False),
        sa.Column("gone", _ID, server_default="0", nullable=False),
        sa.Column("location_id", _ID, nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_put_away_task_quantity_positive")),
        sa.CheckConstraint(
            "done >= 0 AND gone >= 0 AND done + gone <= quantity",
            name=op.f("ck_put_away_task_not_more_than_came"),
        ),
        _reference(table, "receipt_id", "receipt"),
        _reference(table, "warehouse_id", "warehouse"),
        _reference(table, "product_id", "product"),
        _reference(table, "location_id", "location"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_put_away_task")),
    )
    is_open = sa.text("quantity - done - gone > 0")
    op.create_index(
        "ix_put_away_task_open",
        table,
        ["warehouse_id", "product_id"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    for column in ("receipt_id", "product_id", "location_id"):
        op.create_index(op.f(f"ix_put_away_task_{column}"), table, [column])


def downgrade() -> None:
    for table in ("put_away_task", "receipt_line", "receipt"):
        op.drop_table(table)
