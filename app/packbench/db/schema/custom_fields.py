"""Fields that a shop defines for itself, and the places that orders and products have for them."""

from collections.abc import Iterable

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false, text, true

from packbench.db.schema.base import Base, Id, SortText, one_of
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.custom_fields import CustomKind, FieldOf


class CustomFieldRow(Base):
    """A field that a shop defined; see `domain.custom_fields.CustomField`.

    Twenty places a record and no two in one keep it at twenty fields. `choices` are parted
    by lines.
    """

    __tablename__ = "custom_field"
    __table_args__ = (
        one_of("record", FieldOf),
        one_of("kind", CustomKind),
        CheckConstraint("place BETWEEN 1 AND 20", name="place_there"),
        CheckConstraint("(kind = 'choice') = (choices IS NOT NULL)", name="choices_of_a_choice"),
        UniqueConstraint("record", "place"),
        UniqueConstraint("record", "name_key"),
    )

    id: Mapped[Id]
    record: Mapped[str]
    place: Mapped[int]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(SortText)
    label: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default=CustomKind.TEXT.value)
    choices: Mapped[str | None]
    required: Mapped[bool] = mapped_column(server_default=false())
    listed: Mapped[bool] = mapped_column(server_default=false())
    on_slip: Mapped[bool] = mapped_column(server_default=false())
    on_pick_list: Mapped[bool] = mapped_column(server_default=false())
    active: Mapped[bool] = mapped_column(server_default=true())


def field_indexes(table: str, columns: Iterable[str], *behind: str) -> list[Index]:
    """An index of the values in each of the columns, where there is one; `behind` sorts them."""
    return [
        Index(
            f"ix_{table}_{column}",
            *(column, *behind),
            sqlite_where=text(f"{column} IS NOT NULL"),
            postgresql_where=text(f"{column} IS NOT NULL"),
        )
        for column in columns
    ]


class OrderPlaces:
    """The places of an order for the fields that a shop defines."""

    order_field_1: Mapped[str | None]
    order_field_2: Mapped[str | None]
    order_field_3: Mapped[str | None]
    order_field_4: Mapped[str | None]
    order_field_5: Mapped[str | None]
    order_field_6: Mapped[str | None]
    order_field_7: Mapped[str | None]
    order_field_8: Mapped[str | None]
    order_field_9: Mapped[str | None]
    order_field_10: Mapped[str | None]
    order_field_11: Mapped[str | None]
    order_field_12: Mapped[str | None]
    order_field_13: Mapped[str | None]
    order_field_14: Mapped[str | None]
    order_field_15: Mapped[str | None]
    order_field_16: Mapped[str | None]
    order_field_17: Mapped[str | None]
    order_field_18: Mapped[str | None]
    order_field_19: Mapped[str | None]
    order_field_20: Mapped[str | None]


class ProductPlaces:
    """The places of a product for the fields that a shop defines."""

    product_field_1: Mapped[str | None]
    product_field_2: Mapped[str | None]
    product_field_3: Mapped[str | None]
    product_field_4: Mapped[str | None]
    product_field_5: Mapped[str | None]
    product_field_6: Mapped[str | None]
    product_field_7: Mapped[str | None]
    product_field_8: Mapped[str | None]
    product_field_9: Mapped[str | None]
    product_field_10: Mapped[str | None]
    product_field_11: Mapped[str | None]
    product_field_12: Mapped[str | None]
    product_field_13: Mapped[str | None]
    product_field_14: Mapped[str | None]
    product_field_15: Mapped[str | None]
    product_field_16: Mapped[str | None]
    product_field_17: Mapped[str | None]
    product_field_18: Mapped[str | None]
    product_field_19: Mapped[str | None]
    product_field_20: Mapped[str | None]
