"""What channels show: rules, their past, what each was told (decisions 0234, 0235, 0260)."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text, true

from packbench.db.schema.base import Base, Id, SortText, not_negative
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.channels import ALL_OF_IT

_WORDS = "('percent', 'max')"


class ChannelRule(Base):
    """What a channel shows of a product (none: of all that have no rule of their own)."""

    __tablename__ = "channel_rule"
    __table_args__ = (
        CheckConstraint(f"rule IN {_WORDS}", name="rule_known"),
        CheckConstraint(f"min_rule IN {_WORDS}", name="min_rule_known"),
        CheckConstraint("(min_rule IS NULL) = (min_value IS NULL)", name="minimum_is_whole"),
        *not_negative("value", "min_value"),
        CheckConstraint(f"rule <> 'percent' OR value <= {ALL_OF_IT}", name="percent_of_all"),
        CheckConstraint(
            f"min_rule <> 'percent' OR min_value <= {ALL_OF_IT}", name="minimum_percent_of_all"
        ),
        UniqueConstraint("channel_id", "product_id"),
        Index(
            "ux_channel_rule_of_all",
            "channel_id",
            unique=True,
            sqlite_where=text("product_id IS NULL"),
            postgresql_where=text("product_id IS NULL"),
        ),
    )

    id: Mapped[Id]
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"), index=True)
    rule: Mapped[str] = mapped_column(server_default=text("'percent'"))
    value: Mapped[int] = mapped_column(server_default=str(ALL_OF_IT))
    min_rule: Mapped[str | None]
    min_value: Mapped[int | None]
    push: Mapped[bool] = mapped_column(server_default=true())


class ChannelFeed(Base):
    """A channel that asks for its numbers.

    `seq` counts the times that any of them changed; `mark` is up to where it acknowledged.
    `day` is the day for which its pre-orders were looked at.
    """

    __tablename__ = "channel_feed"
    __table_args__ = (CheckConstraint("mark >= 0 AND mark <= seq", name="mark_in_bounds"),)

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(server_default="0")
    mark: Mapped[int] = mapped_column(server_default="0")
    day: Mapped[date]


class ChannelItem(Base):
    """What a channel sees of a SKU now, since which `seq`.

    `told` is the number that it surely has; none while another may have reached it. `gone`: it has
    nothing of that name any more and is told 0 once. `product_id` may be of one that is deleted.
    """

    __tablename__ = "channel_item"
    __table_args__ = (
        *not_negative("available", "told"),
        Index(None, "channel_id", "seq"),
    )

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel_feed.channel_id"), primary_key=True)
    sku_key: Mapped[str] = mapped_column(SortText, primary_key=True)
    sku: Mapped[str]
    product_id: Mapped[int] = mapped_column(index=True)
    available: Mapped[int]
    told: Mapped[int | None]
    seq: Mapped[int]
    gone: Mapped[bool] = mapped_column(server_default=false())


class ChannelRuleChange(Base):
    """What became of a rule or an exclusion: its values before and after, as JSON.

    The channel, SKU and warehouse are named as they were, since they may be deleted later. A row
    without a command tells what stood when this was begun to be written down; one with a warehouse
    is of an exclusion. Empty: any channel, all products.
    """

    __tablename__ = "rule_change"
    __table_args__ = (
        CheckConstraint("before IS NOT NULL OR after IS NOT NULL", name="changed"),
        CheckConstraint("(warehouse_id IS NULL) = (warehouse = '')", name="whole"),
        Index(None, "channel_key", "id"),
        Index(None, "sku_key", "id"),
    )

    id: Mapped[Id]
    command_id: Mapped[int | None] = mapped_column(ForeignKey("command.id"), index=True)
    channel_key: Mapped[str] = mapped_column(SortText)
    channel: Mapped[str]
    product_id: Mapped[int | None] = mapped_column(index=True)
    sku_key: Mapped[str] = mapped_column(SortText)
    sku: Mapped[str]
    warehouse_id: Mapped[int | None]
    warehouse: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]


class StockTouched(Base):
    """A product (0: any) of which channels may see another number; kept by triggers."""

    __tablename__ = "stock_touched"

    product_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    times: Mapped[int] = mapped_column(server_default="1")
