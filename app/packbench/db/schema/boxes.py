"""Boxes that parcels are packed in, and the packaging that they used up."""

from sqlalchemy import CheckConstraint, ForeignKey, text, true

from packbench.db.schema.base import Base, Id, SortText, not_negative
from packbench.db.schema.mapped import Mapped, mapped_column


class BoxType(Base):
    """A box that parcels are packed in; see `domain.boxes.Box`.

    `barcode_key` is its code as `domain.catalog.code_key` compares it; a product may have the same.
    `material_id` is the product of which a parcel uses up one unit.
    """

    __tablename__ = "box_type"
    __table_args__ = (
        CheckConstraint("length_mm > 0 AND width_mm > 0 AND height_mm > 0", name="inside_positive"),
        *not_negative("weight_g"),
        CheckConstraint("max_weight_g > 0", name="max_weight_positive"),
    )

    id: Mapped[Id]
    code: Mapped[str]
    code_key: Mapped[str] = mapped_column(SortText, unique=True)
    name: Mapped[str]
    length_mm: Mapped[int]
    width_mm: Mapped[int]
    height_mm: Mapped[int]
    outer_length_mm: Mapped[int | None]
    outer_width_mm: Mapped[int | None]
    outer_height_mm: Mapped[int | None]
    weight_g: Mapped[int | None]
    max_weight_g: Mapped[int | None]
    barcode: Mapped[str | None]
    barcode_key: Mapped[str | None] = mapped_column(SortText, unique=True)
    material_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"), index=True)
    warehouse_id: Mapped[int | None] = mapped_column(ForeignKey("warehouse.id"), index=True)
    active: Mapped[bool] = mapped_column(server_default=true())


class ParcelMaterial(Base):
    """The packaging that a packed parcel used up, one unit; gone again once it is opened.

    It was booked out of a location and lot; `location_id` is empty where the books had none.
    """

    __tablename__ = "parcel_material"

    parcel_id: Mapped[int] = mapped_column(
        ForeignKey("parcel.id"), primary_key=True, autoincrement=False
    )
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    lot: Mapped[str] = mapped_column(server_default=text("''"))
