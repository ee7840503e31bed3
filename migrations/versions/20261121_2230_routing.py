"""Exclusions from warehouses, coordinates of postal codes, who was passed over while waiting."""

import sqlalchemy as sa
from alembic import op

revision = "20261121_2230_routing"
down_revision = "20261121_2200_command_undo"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "channel_exclusion",
        sa.Column("id", BigId, nullable=False),
        sa.Column("channel", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("product_id", BigId, nullable=True),
        sa.Column("warehouse_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_channel_exclusion_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_channel_exclusion_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_exclusion")),
    )
    op.create_table(
        "postal_code",
        sa.Column("country", SortText, nullable=False),
        sa.Column("code_key", SortText, nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.CheckConstraint(
            "latitude BETWEEN -90 AND 90", name=op.f("ck_postal_code_latitude_range")
        ),
        sa.CheckConstraint(
            "longitude BETWEEN -180 AND 180", name=op.f("ck_postal_code_longitude_range")
        ),
        sa.PrimaryKeyConstraint("country", "code_key", name=op.f("pk_postal_code")),
    )
    op.add_column("waiting", sa.Column("passed_over", BigId, server_default="0", nullable=False))
    op.add_column("waiting", sa.Column("passed_by", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("waiting", "passed_by")
    op.drop_column("waiting", "passed_over")
    op.drop_table("postal_code")
    op.drop_table("channel_exclusion")
