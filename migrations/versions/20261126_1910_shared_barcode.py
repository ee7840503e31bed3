"""Codes that stand for more than one product."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_1910_shared_barcode"
down_revision = "20261126_1900_station_scanner"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "shared_barcode",
        sa.Column("product_id", BigId, autoincrement=False, nullable=False),
        sa.Column("code_key", SortText, nullable=False),
        sa.Column("code", SortText, nullable=False),
        sa.PrimaryKeyConstraint("product_id", "code_key", name=op.f("pk_shared_barcode")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_shared_barcode_product_id")
        ),
    )
    op.create_index(op.f("ix_shared_barcode_code_key"), "shared_barcode", ["code_key"])


def downgrade() -> None:
    op.drop_table("shared_barcode")
