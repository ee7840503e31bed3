"""What routing needs beside warehouses: channels, exclusions, and where postal codes lie."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false, text, true

from packbench.db.schema.base import Base, Id, SortText
from packbench.db.schema.mapped import Mapped, mapped_column


class Channel(Base):
    """Where orders come from, as it was first spelled; orders and rules hold that spelling.

    `verify`: somebody has to look at each of its orders before it goes on.
    `ship_partial` and `max_warehouses` hold for new orders that do not say so themselves.
    `number_prefix` stands before a number that another channel has; empty: its code and a hyphen.
    """

    __tablename__ = "channel"
    __table_args__ = (
        CheckConstraint("max_warehouses > 0", name="max_warehouses_above_zero"),
        UniqueConstraint("code_key"),
    )

    id: Mapped[Id]
    code_key: Mapped[str] = mapped_column(SortText)
    code: Mapped[str]
    name: Mapped[str] = mapped_column(server_default=text("''"))
    verify: Mapped[bool] = mapped_column(server_default=false())
    ship_partial: Mapped[bool] = mapped_column(server_default=true())
    max_warehouses: Mapped[int | None]
    number_prefix: Mapped[str] = mapped_column(server_default=text("''"))
    active: Mapped[bool] = mapped_column(server_default=true())


class ChannelListing(Base):
    """What a channel calls a product where that is not its SKU."""

    __tablename__ = "channel_listing"
    __table_args__ = (UniqueConstraint("channel_id", "sku_key"),)

    id: Mapped[Id]
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    sku_key: Mapped[str] = mapped_column(SortText)
    sku: Mapped[str]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)


class ChannelExclusion(Base):
    """Keeps a channel (empty: any) and a product (none: all) out of a warehouse."""

    __tablename__ = "channel_exclusion"

    id: Mapped[Id]
    channel: Mapped[str] = mapped_column(server_default=text("''"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))


class PostalCode(Base):
    """The middle of a postal code's area; `code_key` as `domain.places.postal_key` writes it."""

    __tablename__ = "postal_code"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_range"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_range"),
    )

    country: Mapped[str] = mapped_column(SortText, primary_key=True)
    code_key: Mapped[str] = mapped_column(SortText, primary_key=True)
    latitude: Mapped[float]
    longitude: Mapped[float]
