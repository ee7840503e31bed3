"""What stock is worth: rates of currencies, freight and duty of receipts, past receipts."""

import sqlalchemy as sa
from alembic import op

from packbench.db.schema.base import Money, SortText

revision = "20261127_1100_stock_value"
down_revision = "20261127_1090_reordering"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "currency_rate",
        sa.Column("currency", SortText, nullable=False),
        sa.Column("into_currency", SortText, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("rate_millionths", _ID, nullable=False),
        sa.CheckConstraint("rate_millionths > 0", name=op.f("ck_currency_rate_rate_positive")),
        sa.CheckConstraint("currency <> into_currency", name=op.f("ck_currency_rate_of_another")),
        sa.PrimaryKeyConstraint(
            "currency", "into_currency", "from_day", name=op.f("pk_currency_rate")
        ),
    )
    op.create_table(
        "past_receipt",
        sa.Column("line_id", _ID, autoincrement=False, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("units", _ID, nullable=False),
        sa.Column("rejected", _ID, nullable=False),
        sa.CheckConstraint("units >= 0", name=op.f("ck_past_receipt_units_not_negative")),
        sa.CheckConstraint("rejected >= 0", name=op.f("ck_past_receipt_rejected_not_negative")),
        sa.CheckConstraint("units + rejected > 0", name=op.f("ck_past_receipt_something_came")),
        sa.ForeignKeyConstraint(
            ["line_id"], ["purchase_order_line.id"], name=op.f("fk_past_receipt_line_id")
        ),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_past_receipt")),
    )
    op.create_table(
        "receipt_cost",
        sa.Column("receipt_id", _ID, autoincrement=False, nullable=False),
        sa.Column("product_id", _ID, autoincrement=False, nullable=False),
        sa.Column("freight", Money(), nullable=False),
        sa.Column("duty", Money(), nullable=False),
        sa.Column("spread_by", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.CheckConstraint(
            "spread_by IN ('value', 'weight', 'quantity')",
            name=op.f("ck_receipt_cost_spread_by_known"),
        ),
        sa.CheckConstraint("freight >= 0", name=op.f("ck_receipt_cost_freight_not_negative")),
        sa.CheckConstraint("duty >= 0", name=op.f("ck_receipt_cost_duty_not_negative")),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_cost_receipt_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_receipt_cost_product_id")
        ),
        sa.PrimaryKeyConstraint("receipt_id", "product_id", name=op.f("pk_receipt_cost")),
    )
    op.create_index(op.f("ix_receipt_cost_product_id"), "receipt_cost", ["product_id"])


def downgrade() -> None:
    for table in ("receipt_cost", "past_receipt", "currency_rate"):
        op.drop_table(table)
