"""Rules for orders: what they are, what they did to which order, and what they keep orders from."""

import sqlalchemy as sa
from alembic import op

from packbench.db.schema.base import SortText

revision = "20261127_1000_order_rules"
down_revision = "20261127_1010_custom_fields"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_EVENTS = ("import", "paid", "allocated", "daily")


def upgrade() -> None:
    op.create_table(
        "order_rule",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", SortText, nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("position", _ID, nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("stop", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("conditions", sa.String(), nullable=False),
        sa.Column("actions", sa.String(), nullable=False),
        sa.CheckConstraint(
            f"event IN ({', '.join(repr(one) for one in _EVENTS)})",
            name=op.f("ck_order_rule_event_known"),
        ),
        sa.CheckConstraint("name_key <> ''", name=op.f("ck_order_rule_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_rule")),
        sa.UniqueConstraint("name_key", name=op.f("uq_order_rule_name_key")),
        sa.UniqueConstraint("position", name=op.f("uq_order_rule_position")),
    )
    _create_deeds()
    _create_effects()


def _create_deeds() -> None:
    op.create_table(
        "rule_command",
        sa.Column("command_id", _ID, autoincrement=False, nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("rule_id", _ID, nullable=False),
        sa.Column("rule_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["command_id"], ["command.id"], name=op.f("fk_rule_command_command_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["command.id"], name=op.f("fk_rule_command_event_id")
        ),
        sa.PrimaryKeyConstraint("command_id", name=op.f("pk_rule_command")),
    )
    op.create_index(op.f("ix_rule_command_event_id"), "rule_command", ["event_id"])
    op.create_table(
        "rule_act",
        sa.Column("order_id", _ID, autoincrement=False, nullable=False),
        sa.Column("rule_id", _ID, autoincrement=False, nullable=False),
        sa.Column("rule_name", sa.String(), nullable=False),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_rule_act_order_id")),
        sa.ForeignKeyConstraint(["event_id"], ["command.id"], name=op.f("fk_rule_act_event_id")),
        sa.PrimaryKeyConstraint("order_id", "rule_id", name=op.f("pk_rule_act")),
    )
    op.create_index(op.f("ix_rule_act_event_id"), "rule_act", ["event_id"])


def _create_effects() -> None:
    op.create_table(
        "order_exclusion",
        sa.Column("order_id", _ID, autoincrement=False, nullable=False),
        sa.Column("warehouse_id", _ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_order_exclusion_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_order_exclusion_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("order_id", "warehouse_id", name=op.f("pk_order_exclusion")),
    )
    op.create_index(op.f("ix_order_exclusion_warehouse_id"), "order_exclusion", ["warehouse_id"])
    op.create_table(
        "order_hold_until",
        sa.Column("order_id", _ID, autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("command_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_order_hold_until_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["command_id"], ["command.id"], name=op.f("fk_order_hold_until_command_id")
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_hold_until")),
    )
    op.create_index(op.f("ix_order_hold_until_day"), "order_hold_until", ["day"])
    op.create_index(op.f("ix_order_hold_until_command_id"), "order_hold_until", ["command_id"])


def downgrade() -> None:
    for table in ("order_hold_until", "order_exclusion", "rule_act", "rule_command", "order_rule"):
        op.drop_table(table)
