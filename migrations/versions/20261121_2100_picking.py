"""Waves and pick tasks."""

import sqlalchemy as sa
from alembic import op

revision = "20261121_2100_picking"
down_revision = "20261121_2100_orders"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _create_wave()
    _create_wave_shipment()
    _create_pick_task()


def downgrade() -> None:
    op.drop_table("pick_task")
    op.drop_table("wave_shipment")
    op.drop_table("wave")


def _create_wave() -> None:
    op.create_table(
        "wave",
        sa.Column("id", BigId, nullable=False),
        sa.Column("number", SortText, nullable=False),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("status", sa.String(), server_default="open", nullable=False),
        sa.Column("revision", BigId, server_default="1", nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("distance_m", BigId, nullable=True),
        sa.CheckConstraint(
            "mode IN ('single', 'batch', 'cluster')", name=op.f("ck_wave_mode_known")
        ),
        sa.CheckConstraint(
            "status IN ('open', 'picked', 'cancelled')", name=op.f("ck_wave_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_wave_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("number", name=op.f("uq_wave_number")),
    )


def _create_wave_shipment() -> None:
    op.create_table(
        "wave_shipment",
        sa.Column("wave_id", BigId, nullable=False),
        sa.Column("shipment_id", BigId, nullable=False),
        sa.Column("slot", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["shipment_id"], ["shipment.id"], name=op.f("fk_wave_shipment_shipment_id")
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_wave_shipment_wave_id")),
        sa.PrimaryKeyConstraint("wave_id", "shipment_id", name=op.f("pk_wave_shipment")),
        sa.UniqueConstraint("wave_id", "slot", name=op.f("uq_wave_shipment_wave_id_slot")),
    )
    op.create_index(
        op.f("ix_wave_shipment_shipment_id"), "wave_shipment", ["shipment_id"], unique=False
    )


def _create_pick_task() -> None:
    op.create_table(
        "pick_task",
        sa.Column("id", BigId, nullable=False),
        sa.Column("wave_id", BigId, nullable=False),
        sa.Column("task", BigId, nullable=False),
        sa.Column("sequence", BigId, nullable=False),
        sa.Column("shipment_id", BigId, nullable=False),
        sa.Column("allocation_id", BigId, nullable=False),
        sa.Column("stock_bin_id", BigId, nullable=True),
        sa.Column("quantity", BigId, nullable=False),
        sa.Column("picked", BigId, server_default="0", nullable=False),
        sa.Column("short", BigId, server_default="0", nullable=False),
        sa.CheckConstraint(
            "picked + short <= quantity", name=op.f("ck_pick_task_not_more_than_asked")
        ),
        sa.CheckConstraint("picked >= 0", name=op.f("ck_pick_task_picked_not_negative")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_pick_task_quantity_positive")),
        sa.CheckConstraint("short >= 0", name=op.f("ck_pick_task_short_not_negative")),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocation.id"], name=op.f("fk_pick_task_allocation_id")
        ),
        sa.ForeignKeyConstraint(
            ["shipment_id"], ["shipment.id"], name=op.f("fk_pick_task_shipment_id")
        ),
        sa.ForeignKeyConstraint(
            ["stock_bin_id"], ["stock_bin.id"], name=op.f("fk_pick_task_stock_bin_id")
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_pick_task_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pick_task")),
        sa.UniqueConstraint("wave_id", "task", name=op.f("uq_pick_task_wave_id_task")),
    )
    op.create_index(
        op.f("ix_pick_task_allocation_id"), "pick_task", ["allocation_id"], unique=False
    )
    op.create_index(op.f("ix_pick_task_shipment_id"), "pick_task", ["shipment_id"], unique=False)
    op.create_index(op.f("ix_pick_task_stock_bin_id"), "pick_task", ["stock_bin_id"], unique=False)
