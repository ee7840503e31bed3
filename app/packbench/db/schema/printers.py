"""Which printer a station prints what on, and the queue of what was sent."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, false

from packbench.db.schema.base import Base, Id, one_of
from packbench.db.schema.mapped import Mapped, mapped_column
from packbench.domain.printers import JobState, PrintForm, PrintKind


class StationPrinter(Base):
    """Where a station prints one kind of document; see `domain.printers.PrinterChoice`."""

    __tablename__ = "station_printer"
    __table_args__ = (
        one_of("kind", PrintKind),
        one_of("form", PrintForm),
        CheckConstraint("copies > 0", name="copies_positive"),
    )

    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    printer: Mapped[str]
    paper: Mapped[str | None]
    tray: Mapped[str | None]
    copies: Mapped[int] = mapped_column(server_default="1")
    form: Mapped[str] = mapped_column(server_default=PrintForm.PDF.value)
    automatic: Mapped[bool] = mapped_column(server_default=false())


class PrintJob(Base):
    """A document that was sent to a printer, or waits because there is none.

    Its command tells when, by whom and from which station. `spooled_as` is the spooler's number;
    `trouble` a code of `FaultCode` with `detail`, what it says. `data` is dropped some time after
    the document was printed.
    """

    __tablename__ = "print_job"
    __table_args__ = (
        one_of("kind", PrintKind),
        one_of("form", PrintForm),
        one_of("state", JobState),
        CheckConstraint("copies > 0", name="copies_positive"),
        Index(None, "command_id"),
    )

    id: Mapped[Id]
    command_id: Mapped[int] = mapped_column(ForeignKey("command.id"))
    kind: Mapped[str]
    title: Mapped[str]
    printer: Mapped[str]
    paper: Mapped[str | None]
    tray: Mapped[str | None]
    copies: Mapped[int]
    form: Mapped[str]
    state: Mapped[str]
    spooled_as: Mapped[str | None]
    trouble: Mapped[str | None]
    detail: Mapped[str | None]
    changed_at: Mapped[datetime]
    data: Mapped[bytes | None]
