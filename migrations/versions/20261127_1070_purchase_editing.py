"""Purchase orders that are edited: terms, what the supplier said of their way, and their papers."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1070_purchase_editing"
down_revision = "20261127_1000_order_rules"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MILESTONES = ("ordered", "confirmed", "shipped", "customs", "arriving")


def upgrade() -> None:
    op.add_column("purchase_order", sa.Column("terms", sa.String(), nullable=True))
    known = ", ".join(repr(one) for one in _MILESTONES)
    op.create_table(
        "purchase_milestone",
        sa.Column("purchase_order_id", _ID, autoincrement=False, nullable=False),
        sa.Column("milestone", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.CheckConstraint(
            f"milestone IN ({known})", name=op.f("ck_purchase_milestone_milestone_known")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_order_id"],
            ["purchase_order.id"],
            name=op.f("fk_purchase_milestone_purchase_order_id"),
        ),
        sa.PrimaryKeyConstraint(
            "purchase_order_id", "milestone", name=op.f("pk_purchase_milestone")
        ),
    )
    op.create_table(
        "purchase_attachment",
        sa.Column("purchase_order_id", _ID, autoincrement=False, nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.CheckConstraint("path <> ''", name=op.f("ck_purchase_attachment_path_given")),
        sa.ForeignKeyConstraint(
            ["purchase_order_id"],
            ["purchase_order.id"],
            name=op.f("fk_purchase_attachment_purchase_order_id"),
        ),
        sa.PrimaryKeyConstraint("purchase_order_id", "path", name=op.f("pk_purchase_attachment")),
    )


def downgrade() -> None:
    op.drop_table("purchase_attachment")
    op.drop_table("purchase_milestone")
    op.drop_column("purchase_order", "terms")
