"""Printers of stations, and print jobs."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, select

from packbench.db.schema import Command, Operator, PrintJob, Station, StationPrinter
from packbench.domain.printers import JobState, JobView, PrinterChoice, PrintForm, PrintKind
from packbench.domain.refusals import Code, Refusal


def printers_of(connection: Connection, station: str) -> dict[PrintKind, PrinterChoice]:
    """What a station prints on, by the kind of document."""
    table = StationPrinter
    rows = connection.execute(
        select(
            *(table.kind, table.printer, table.paper, table.copies, table.tray, table.form),
            table.automatic,
        )
        .join(Station, Station.id == table.station_id)
        .where(Station.name == station)
    )
    return {
        PrintKind(kind): PrinterChoice(printer, paper, copies, tray, PrintForm(form), automatic)
        for kind, printer, paper, copies, tray, form, automatic in rows
    }


def newest_jobs(connection: Connection, limit: int) -> list[JobView]:
    """The print jobs of all stations, the newest first."""
    rows = connection.execute(_jobs().order_by(PrintJob.id.desc()).limit(limit))
    return [_view(row) for row in rows]


def find_job(connection: Connection, job: int) -> JobView:
    """One print job; refuses `not_found`."""
    row = connection.execute(_jobs().where(PrintJob.id == job)).one_or_none()
    if row is None:
        raise Refusal(Code.NOT_FOUND, kind="print job", name=str(job))
    return _view(row)


def document_of(connection: Connection, job: int) -> bytes:
    """What a job prints; refuses `document_not_kept`."""
    data = connection.execute(select(PrintJob.data).where(PrintJob.id == job)).scalar_one()
    if data is None:
        raise Refusal(Code.DOCUMENT_NOT_KEPT, name=str(job))
    return bytes(data)


def sent_jobs(connection: Connection, station: str) -> Sequence[tuple[int, str]]:
    """The jobs of a station that its spooler has, with the spooler's numbers."""
    rows = connection.execute(
        select(PrintJob.id, PrintJob.spooled_as)
        .join(Command, Command.id == PrintJob.command_id)
        .join(Station, Station.id == Command.station_id)
        .where(
            Station.name == station,
            PrintJob.state == JobState.SENT,
            PrintJob.spooled_as.is_not(None),
        )
    )
    return [(job, number) for job, number in rows if number]


def _jobs() -> Select[Any]:
    job = PrintJob
    columns: tuple[Any, ...] = (
        *(job.id, job.kind, job.title, job.printer, job.paper, job.tray, job.copies, job.form),
        *(job.state, job.trouble, job.detail, Command.at, Operator.name, Station.name),
        *(job.spooled_as, job.data.is_not(None)),
    )
    return (
        select(*columns)
        .join(Command, Command.id == job.command_id)
        .join(Operator, Operator.id == Command.operator_id)
        .join(Station, Station.id == Command.station_id)
    )


def _view(row: Any) -> JobView:
    job, kind, title, printer, paper, tray, copies, form, state, *told, is_kept = row
    head = (job, PrintKind(kind), title, printer, paper, tray, copies)
    whole: list[Any] = [*head, PrintForm(form), JobState(state), *told, bool(is_kept)]
    return JobView(*whole)
