"""What stock is worth: rates of currencies, and what a receipt cost beside its prices."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey

from packbench.db.schema.base import Base, SortText, not_negative, one_of
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.valuation.spreading import SpreadBy


class CurrencyRate(Base):
    """What one unit of a currency is worth in another one, in millionths, from a day on."""

    __tablename__ = "currency_rate"
    __table_args__ = (
        CheckConstraint("rate_millionths > 0", name="rate_positive"),
        CheckConstraint("currency <> into_currency", name="of_another"),
    )

    currency: Mapped[str] = mapped_column(SortText, primary_key=True)
    into_currency: Mapped[str] = mapped_column(SortText, primary_key=True)
    from_day: Mapped[date] = mapped_column(primary_key=True)
    rate_millionths: Mapped[int]


class PastReceipt(Base):
    """Units of a purchase order's line that came before all this was kept here: never stock."""

    __tablename__ = "past_receipt"
    __table_args__ = (
        *not_negative("units", "rejected"),
        CheckConstraint("units + rejected > 0", name="something_came"),
    )

    line_id: Mapped[int] = mapped_column(
        ForeignKey("purchase_order_line.id"), primary_key=True, autoincrement=False
    )
    on_day: Mapped[date]
    units: Mapped[int]
    rejected: Mapped[int]


class ReceiptCost(Base):
    """The share of a product in the freight and duty of a receipt, in the company's currency."""

    __tablename__ = "receipt_cost"
    __table_args__ = (one_of("spread_by", SpreadBy), *not_negative("freight", "duty"))

    receipt_id: Mapped[int] = mapped_column(
        ForeignKey("receipt.id"), primary_key=True, autoincrement=False
    )
    product_id: Mapped[int] = mapped_column(
        ForeignKey("product.id"), primary_key=True, autoincrement=False, index=True
    )
    freight: Mapped[Decimal]
    duty: Mapped[Decimal]
    spread_by: Mapped[str]
    currency: Mapped[str]
