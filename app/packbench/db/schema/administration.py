"""Who did what: operators, stations, commands; settings; what was printed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, true

from packbench.db.schema.base import Base, Id, SortText, one_of
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.history import RecordKind
from packbench.domain.purchasing import OperatorRole


class Operator(Base):
    """A person at a station; `role` says how much he may authorize, empty as a clerk."""

    __tablename__ = "operator"
    __table_args__ = (one_of("role", OperatorRole),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(SortText, unique=True)
    active: Mapped[bool] = mapped_column(server_default=true())
    role: Mapped[str | None]


class Station(Base):
    """One packing bench or office computer; a bench stands in a warehouse, whose bins it means."""

    __tablename__ = "station"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(SortText, unique=True)
    warehouse_id: Mapped[int | None] = mapped_column(ForeignKey("warehouse.id"))


class Command(Base):
    """One thing that somebody did; its key runs once, `content_hash` tells a reused key.

    `undo` is what taking it back needs, as JSON; None where it can't be taken back. `notice` is
    what other windows on an SQLite file are told of who was served (`db.notices`).
    """

    __tablename__ = "command"
    __table_args__ = (Index(None, "station_id", "id"), Index("ix_command_at", "at"))

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(SortText, unique=True)
    name: Mapped[str]
    content_hash: Mapped[str]
    content: Mapped[str]
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"))
    at: Mapped[datetime]
    result: Mapped[str | None]
    undo: Mapped[str | None]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("command.id"), unique=True)
    notice: Mapped[str | None]


class CommandRecord(Base):
    """A record that a command touched: its history is found by it.

    A negative `record_id` tells up to which record of the kind that is not written down, since
    the table is younger than they are.
    """

    __tablename__ = "command_record"
    __table_args__ = (one_of("kind", RecordKind),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    command_id: Mapped[int] = mapped_column(
        ForeignKey("command.id"), primary_key=True, autoincrement=False
    )


class StoredSetting(Base):
    """A shared setting; the value is JSON."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(SortText, primary_key=True)
    value: Mapped[str]


class PrintedDocument(Base):
    """A document that was printed or saved: its hash, and which print of it this was."""

    __tablename__ = "printed_document"
    __table_args__ = (UniqueConstraint("kind", "subject", "print_number"),)

    id: Mapped[Id]
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(SortText)
    print_number: Mapped[int]
    revision: Mapped[int] = mapped_column(server_default="1")
    sha256: Mapped[str]
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"))
