"""What programs of channels are known by, and what they were told of shipments."""

from sqlalchemy import CheckConstraint, ForeignKey, Index

from packbench.db.schema.base import Base, Id, SortText, not_negative
from packbench.db.schema.mapped import Mapped, mapped_column


class ChannelToken(Base):
    """A token of a channel's programs: its first signs, and a salted digest of all of it.

    One that is revoked stays, and opens nothing any more.
    """

    __tablename__ = "channel_token"
    __table_args__ = (
        CheckConstraint("length(hint) = 8", name="hint_whole"),
        CheckConstraint("length(salt) = 32", name="salted"),
        CheckConstraint("length(digest) = 64", name="digest_whole"),
    )

    id: Mapped[Id]
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), index=True)
    hint: Mapped[str] = mapped_column(SortText, unique=True)
    salt: Mapped[str]
    digest: Mapped[str]
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"))
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("command.id"))


class ShipmentNews(Base):
    """A shipment that left, and the last command after which its channel is to be told of it.

    It is known by its number: a shipment that is gone is news as well. Only commands under the
    lock of stock write here, so their ids come into view in their order. The row without a number
    tells the last command before all this was written down.
    """

    __tablename__ = "shipment_news"
    __table_args__ = (*not_negative("command_id"), Index(None, "channel", "command_id"))

    number: Mapped[str] = mapped_column(SortText, primary_key=True)
    channel: Mapped[str]
    command_id: Mapped[int]


class ShipmentMark(Base):
    """Up to which command a channel has said that it knows of its shipments."""

    __tablename__ = "shipment_mark"
    __table_args__ = (*not_negative("told_up_to"),)

    channel_id: Mapped[int] = mapped_column(
        ForeignKey("channel.id"), primary_key=True, autoincrement=False
    )
    told_up_to: Mapped[int]
