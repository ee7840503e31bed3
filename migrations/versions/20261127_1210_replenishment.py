"""Pick bins with their minimum and maximum, and what is to be carried to them."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1210_replenishment"
down_revision = "20261127_1200_transfers"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pick_bin",
        sa.Column("id", _ID, nullable=False),
        sa.Column("location_id", _ID, nullable=False),
        sa.Column("product_id", _ID, nullable=False),
        sa.Column("minimum", _ID, nullable=False),
        sa.Column("maximum", _ID, nullable=False),
        sa.CheckConstraint("minimum > 0", name=op.f("ck_pick_bin_minimum_positive")),
        sa.CheckConstraint("maximum > minimum", name=op.f("ck_pick_bin_maximum_above_minimum")),
        *_foreign("pick_bin", location_id="location", product_id="product"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pick_bin")),
        sa.UniqueConstraint("location_id", name=op.f("uq_pick_bin_location_id")),
    )
    op.create_index(op.f("ix_pick_bin_product_id"), "pick_bin", ["product_id"])
    _tasks()


def _tasks() -> None:
    op.create_table(
        "replenish_task",
        sa.Column("id", _ID, nullable=False),
        sa.Column("warehouse_id", _ID, nullable=False),
        sa.Column("product_id", _ID, nullable=False),
        sa.Column("lot", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("source_id", _ID, nullable=False),
        sa.Column("target_id", _ID, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("quantity", _ID, nullable=False),
        sa.Column("done", _ID, server_default="0", nullable=False),
        sa.Column("short", _ID, server_default="0", nullable=False),
        sa.Column("cancelled", _ID, server_default="0", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("command_id", _ID, nullable=False),
        sa.CheckConstraint(
            "reason IN ('minimum', 'orders', 'slotting')",
            name=op.f("ck_replenish_task_reason_known"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_replenish_task_quantity_positive")),
        *(
            sa.CheckConstraint(f"{name} >= 0", name=op.f(f"ck_replenish_task_{name}_not_negative"))
            for name in ("done", "short", "cancelled")
        ),
        sa.CheckConstraint(
            "done + short + cancelled <= quantity",
            name=op.f("ck_replenish_task_not_more_than_asked"),
        ),
        sa.CheckConstraint("source_id <> target_id", name=op.f("ck_replenish_task_goes_somewhere")),
        sa.ForeignKeyConstraint(
            ["source_id", "warehouse_id"],
            ["location.id", "location.warehouse_id"],
            name=op.f("fk_replenish_task_source_id_warehouse_id"),
        ),
        sa.ForeignKeyConstraint(
            ["target_id", "warehouse_id"],
            ["location.id", "location.warehouse_id"],
            name=op.f("fk_replenish_task_target_id_warehouse_id"),
        ),
        *_foreign("replenish_task", product_id="product", command_id="command"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replenish_task")),
    )
    for column in ("product_id", "command_id", "source_id", "target_id"):
        op.create_index(op.f(f"ix_replenish_task_{column}"), "replenish_task", [column])
    still_open = sa.text("quantity - done - short - cancelled > 0")
    op.create_index(
        "ix_replenish_task_open",
        "replenish_task",
        ["warehouse_id", "product_id"],
        sqlite_where=still_open,
        postgresql_where=still_open,
    )


def _foreign(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in columns.items()
    ]


def downgrade() -> None:
    for table in ("replenish_task", "pick_bin"):
        op.drop_table(table)
