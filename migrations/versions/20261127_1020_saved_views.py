"""Views of lists that people keep under a name."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1020_saved_views"
down_revision = "20261127_0140_order_amounts"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_TABS = (
    *("orders", "customers", "back_orders", "back_order_products", "inventory"),
    *("purchase_orders", "pick_pack", "pick_steps", "sent_shipments"),
)


def upgrade() -> None:
    tabs = ", ".join(f"'{tab}'" for tab in _TABS)
    op.create_table(
        "saved_view",
        sa.Column("id", BigId, nullable=False),
        sa.Column("tab", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", SortText, nullable=False),
        sa.Column("operator_id", BigId, nullable=False),
        sa.Column("shared", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("version", BigId, server_default="1", nullable=False),
        sa.Column("made_by", BigId, nullable=False),
        sa.Column("deleted_by", BigId, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], name=op.f("fk_saved_view_operator_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["command.id"], name=op.f("fk_saved_view_made_by")),
        sa.ForeignKeyConstraint(
            ["deleted_by"], ["command.id"], name=op.f("fk_saved_view_deleted_by")
        ),
        sa.CheckConstraint(f"tab IN ({tabs})", name=op.f("ck_saved_view_tab_known")),
        sa.CheckConstraint("version > 0", name=op.f("ck_saved_view_version_positive")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_view_named")),
    )
    op.create_index(
        "ix_saved_view_name",
        "saved_view",
        ["operator_id", "tab", "name_key"],
        unique=True,
        sqlite_where=sa.text("deleted_by IS NULL"),
        postgresql_where=sa.text("deleted_by IS NULL"),
    )
    op.create_index(op.f("ix_saved_view_made_by"), "saved_view", ["made_by"])


def downgrade() -> None:
    op.drop_table("saved_view")
