"""Templates of packing slips and gift slips, and which channel uses which."""

from sqlalchemy import ForeignKey, Index, text, true

from packbench.db.schema.base import Base, Id, SortText
from packbench.db.schema.mapped import Mapped, mapped_column


class SlipTemplateRow(Base):
    """A template as it was at a time: a row is never changed, what replaces it is another row.

    `body` is a `domain.slips.SlipTemplate` as JSON, without its logo. `current` is the one that is
    used now; the others are those of slips that were printed before.
    """

    __tablename__ = "slip_template"
    __table_args__ = (
        Index(
            "ix_slip_template_current",
            "name_key",
            unique=True,
            sqlite_where=text("current = 1"),
            postgresql_where=text("current"),
        ),
    )

    id: Mapped[Id]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(SortText)
    body: Mapped[str]
    logo: Mapped[bytes | None]
    current: Mapped[bool] = mapped_column(server_default=true())


class ChannelSlip(Base):
    """The template of a channel; "" is all that have none of their own."""

    __tablename__ = "channel_slip"

    channel_key: Mapped[str] = mapped_column(SortText, primary_key=True)
    channel: Mapped[str]
    template_key: Mapped[str] = mapped_column(SortText)


class PrintedSlip(Base):
    """The template, as it was then, by which a slip was printed."""

    __tablename__ = "printed_slip"

    document_id: Mapped[int] = mapped_column(ForeignKey("printed_document.id"), primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("slip_template.id"), index=True)
