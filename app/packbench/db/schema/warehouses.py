"""Warehouses, the countries they serve, and the locations inside them."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, true

from packbench.db.schema.base import Base, Id, SortText, not_negative, one_of
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.warehousing import LocationKind, WarehouseKind


class Warehouse(Base):
    """A place that ships, or a pool of promised pre-order units.

    `daily_orders`: it takes so many orders a day; None: no limit.
    """

    __tablename__ = "warehouse"
    __table_args__ = (
        one_of("kind", WarehouseKind),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_range"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_range"),
        *not_negative("daily_orders"),
    )

    id: Mapped[Id]
    code: Mapped[str]
    code_key: Mapped[str] = mapped_column(SortText, unique=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default=WarehouseKind.PHYSICAL.value)
    active: Mapped[bool] = mapped_column(server_default=true())
    rank: Mapped[int] = mapped_column(server_default="1")
    daily_orders: Mapped[int | None]
    street: Mapped[str | None]
    city: Mapped[str | None]
    postal_code: Mapped[str | None]
    country: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]


class WarehouseCountry(Base):
    """A country that a warehouse serves; `*` for all."""

    __tablename__ = "warehouse_country"

    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"), primary_key=True)
    country: Mapped[str] = mapped_column(primary_key=True)


class WarehouseLayoutRow(Base):
    """The ways of a warehouse as somebody drew or imported them, as JSON; else bins tell them."""

    __tablename__ = "warehouse_layout"

    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"), primary_key=True)
    body: Mapped[str]


class Location(Base):
    """A place inside a warehouse with a code that can be scanned; `sequence`, x, y: the walk."""

    __tablename__ = "location"
    __table_args__ = (
        one_of("kind", LocationKind),
        UniqueConstraint("warehouse_id", "code_key"),
        UniqueConstraint("id", "warehouse_id"),
    )

    id: Mapped[Id]
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    code: Mapped[str]
    code_key: Mapped[str] = mapped_column(SortText)
    kind: Mapped[str] = mapped_column(server_default=LocationKind.BIN.value)
    barcode: Mapped[str | None] = mapped_column(SortText, index=True)
    barcode_key: Mapped[str | None] = mapped_column(SortText, index=True)
    zone: Mapped[str | None]
    aisle: Mapped[str | None]
    bay: Mapped[str | None]
    level: Mapped[str | None]
    pickable: Mapped[bool] = mapped_column(server_default=true())
    x: Mapped[float | None]
    y: Mapped[float | None]
    sequence: Mapped[int | None]
