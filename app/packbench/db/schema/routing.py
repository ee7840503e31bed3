"""What routing needs beside warehouses: channels, exclusions, and where postal codes lie."""

from sqlalchemy import CheckConstraint, ForeignKey, false, text
from sqlalchemy.orm import Mapped, mapped_column

from packbench.db.schema.base import Base, Id, SortText


class Channel(Base):
    """Where orders come from, as it was first spelled; orders and rules hold that spelling.

    `verify`: somebody has to look at each of its orders before it goes on.
    """

    __tablename__ = "channel"

    code_key: Mapped[str] = mapped_column(SortText, primary_key=True)
    code: Mapped[str]
    verify: Mapped[bool] = mapped_column(server_default=false())


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
