"""Which records each command touched: the history of an order is found by it.

Tracking numbers are found by themselves, whoever the carrier is.

What was done before stays known by what else names its command (decisions, movements, prints). A
row with a negative number tells up to which record of a kind that is so.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0120_history"
down_revision = "20261127_0110_order_tags"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KINDS = {"order": "orders", "shipment": "shipment", "product": "product"}
_KINDS |= {"purchase_order": "purchase_order", "wave": "wave"}


def upgrade() -> None:
    op.create_table(
        "command_record",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", _ID, nullable=False, autoincrement=False),
        sa.Column("command_id", _ID, nullable=False, autoincrement=False),
        sa.CheckConstraint(
            f"kind IN ({', '.join(repr(kind) for kind in _KINDS)})",
            name=op.f("ck_command_record_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["command_id"], ["command.id"], name=op.f("fk_command_record_command_id")
        ),
        sa.PrimaryKeyConstraint("kind", "record_id", "command_id", name=op.f("pk_command_record")),
    )
    op.create_index("ix_shipment_by_tracking", "shipment", ["tracking"])
    for kind, table in _KINDS.items():
        op.execute(
            "INSERT INTO command_record (kind, record_id, command_id)"
            f" SELECT '{kind}', -r.last, c.last FROM (SELECT MAX(id) AS last FROM {table}) r,"
            " (SELECT MAX(id) AS last FROM command) c"
            " WHERE r.last IS NOT NULL AND c.last IS NOT NULL"
        )


def downgrade() -> None:
    op.drop_index("ix_shipment_by_tracking", "shipment")
    op.drop_table("command_record")
