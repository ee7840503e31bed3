"""How orders are shipped: methods, labels that were made, what was handed over at a day's end."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text, true

from packbench.db.schema.base import Base, Id, SortText, one_of
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.shipping import LabelKind


class ShippingMethod(Base):
    """A way in which orders are shipped; see `domain.shipping.Method`.

    `cut_off_min` counts minutes from midnight in the company's time zone. One that is not `active`
    is no longer found by what an order says.
    """

    __tablename__ = "shipping_method"
    __table_args__ = (
        one_of("label", LabelKind),
        CheckConstraint("cut_off_min BETWEEN 0 AND 1439", name="cut_off_in_a_day"),
        UniqueConstraint("code_key"),
    )

    id: Mapped[Id]
    code_key: Mapped[str] = mapped_column(SortText)
    code: Mapped[str]
    name: Mapped[str]
    plugin: Mapped[str]
    carrier: Mapped[str] = mapped_column(server_default=text("''"))
    service: Mapped[str] = mapped_column(server_default=text("''"))
    cut_off_min: Mapped[int | None]
    label: Mapped[str] = mapped_column(server_default=LabelKind.FOUR_BY_SIX.value)
    profile: Mapped[str] = mapped_column(server_default=text("''"))
    active: Mapped[bool] = mapped_column(server_default=true())


class ShippingWord(Base):
    """What a channel calls a method, as it is compared and as it was written."""

    __tablename__ = "shipping_word"
    __table_args__ = (Index(None, "method_key"),)

    word_key: Mapped[str] = mapped_column(SortText, primary_key=True)
    word: Mapped[str]
    method_key: Mapped[str] = mapped_column(SortText, ForeignKey("shipping_method.code_key"))


class ShipmentLabel(Base):
    """That a shipment got its label, from which carrier, and how it left.

    `reference` is what the carrier knows it by, so that it is made once however often it is asked
    for. `pdf` is the carrier's own label; ours is drawn anew whenever it is printed. `printed_at`
    is empty until a printer has it. `voided_by` is the command that took it back.
    """

    __tablename__ = "shipment_label"
    __table_args__ = (
        Index(None, "shipment_id"),
        Index(
            "ix_shipment_label_unprinted",
            "shipment_id",
            sqlite_where=text("printed_at IS NULL AND voided_by IS NULL"),
            postgresql_where=text("printed_at IS NULL AND voided_by IS NULL"),
        ),
        one_of("label", LabelKind),
    )

    id: Mapped[Id]
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipment.id"))
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"))
    reference: Mapped[str] = mapped_column(SortText, unique=True)
    method: Mapped[str]
    plugin: Mapped[str]
    leaves_house: Mapped[bool]
    label: Mapped[str]
    pdf: Mapped[bytes | None]
    printed_at: Mapped[datetime | None]
    voided_by: Mapped[int | None] = mapped_column(ForeignKey("command.id"))


class Manifest(Base):
    """What was handed over to a carrier at the end of a day; its command tells when and by whom."""

    __tablename__ = "manifest"

    # Given out of a range before the carrier is told, so that two papers never have one number.
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    carrier: Mapped[str]
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"))


class ManifestedShipment(Base):
    """A shipment on a manifest; one that is on one is closed: it is not voided any more."""

    __tablename__ = "manifested_shipment"
    __table_args__ = (Index(None, "manifest_id"),)

    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipment.id"), primary_key=True)
    manifest_id: Mapped[int] = mapped_column(ForeignKey("manifest.id"))


class NumberRange(Base):
    """The last number that was given out of a range; it never goes back, so none comes twice."""

    __tablename__ = "number_range"
    __table_args__ = (CheckConstraint("last >= 0", name="last_not_negative"),)

    name: Mapped[str] = mapped_column(SortText, primary_key=True)
    last: Mapped[int]
