"""Sends documents to printers; what no printer takes is kept in the queue.

A job is written down before the spooler is asked, and what it answered afterwards: however it ends,
the document is there.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, update

from packbench.db.disk_wait import wait_for_disk
from packbench.db.queries.records.printers import document_of, find_job, printers_of
from packbench.db.schema import PrintJob
from packbench.db.today import now
from packbench.db.transactions import write_transaction
from packbench.domain.printers import (
    JobState,
    JobView,
    PrinterChoice,
    PrintForm,
    PrintKind,
    PrintOrder,
    paper_named,
)
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.services.printers.choosing import as_it_is
from packbench.spooler.spooler import system_spooler

KEPT_DAYS = 7
"""So long a document that was printed can be printed again."""


@dataclass(frozen=True, slots=True)
class Printable:
    """A document that is to be printed.

    Attributes:
        kind: which printer of the station it goes to.
        title: what the queue calls it.
        data: its PDF or ZPL.
        form: which of them.
        page_mm: width and height of its pages; None where the printer need not know.
    """

    kind: PrintKind
    title: str
    data: bytes
    form: PrintForm = PrintForm.PDF
    page_mm: tuple[float, float] | None = None


def printer_for(context: Context, kind: PrintKind) -> PrinterChoice:
    """What this station prints a kind of document on.

    Where nobody chose, the computer's default printer; a fault (`printer_not_chosen`) without one.
    """
    with context.database.read.connect() as connection:
        chosen = printers_of(connection, context.station).get(kind)
    if chosen is not None:
        return chosen
    default = next((one for one in system_spooler().printers() if one.is_default), None)
    if default is None:
        raise EnvironmentFault(FaultCode.PRINTER_NOT_CHOSEN, kind=kind)
    return PrinterChoice(default.name)


def send(
    context: Context,
    printable: Printable,
    choice: PrinterChoice | None = None,
    *,
    key: str | None = None,
) -> JobView:
    """Prints a document on this station's printer for it, or on another one that was chosen.

    What keeps it from the printer is a fault that tells the `job` under which it is kept. Sent
    again with the same key it comes out once.
    """
    chosen = choice or printer_for(context, printable.kind)
    if chosen.paper is None and printable.page_mm is not None:
        chosen = replace(chosen, paper=paper_named(*printable.page_mm))
    job = _write_down(context, printable, chosen, key or _own_key(context))
    with context.database.read.connect() as connection:
        written = find_job(connection, job)
    if written.state not in {JobState.WAITING, JobState.KEPT}:
        return written  # it was sent before, by the same key
    return _hand_over(context, job, chosen, printable.data)


def _own_key(context: Context) -> str | None:
    """A key beside the one of the command that made the document."""
    return context.key and f"{context.key}/job"


def send_again(
    context: Context, job: int, printer: str | None = None, *, key: str | None = None
) -> JobView:
    """Prints the document of a job once more, on its own printer or on another one.

    One that is not printed yet is taken back from its printer first, so that it comes out once; of
    a printed one there is a new job. Refuses `not_found`, `document_not_kept`, and as `send` does.
    """
    with context.database.read.connect() as connection:
        old, data = find_job(connection, job), document_of(connection, job)
    choice = PrinterChoice(old.printer, old.paper, old.copies, old.tray, old.form)
    if printer is not None and printer != old.printer:
        choice = as_it_is(system_spooler(), replace(choice, printer=printer, tray=None))
    if _take_back(context, old):
        return _hand_over(context, job, choice, data)
    return send(context, Printable(old.kind, old.title, data, old.form), choice, key=key)


def cancel_job(context: Context, job: int) -> JobView:
    """Takes a job back that is not printed yet; refuses `not_found`."""
    with context.database.read.connect() as connection:
        old = find_job(connection, job)
    if _take_back(context, old):
        _note(context, job, {"state": JobState.CANCELLED, "trouble": None, "detail": None})
    with context.database.read.connect() as connection:
        return find_job(connection, job)


def _take_back(context: Context, old: JobView) -> bool:
    """Whether a job was not printed yet; the spooler forgets it."""
    if old.state in {JobState.PRINTED, JobState.CANCELLED}:
        return False
    if old.state is JobState.SENT:
        if old.station != context.station or not old.spooled_as:
            return False  # another computer's spooler has it, or it can't be told
        return system_spooler().take_back(old.spooled_as)
    return True


def _write_down(
    context: Context, printable: Printable, choice: PrinterChoice, key: str | None
) -> int:
    """A new job, before anybody is asked to print it."""

    def work(transaction: Transaction) -> int:
        values = {
            "command_id": transaction.command_id,
            "kind": printable.kind.value,
            "title": printable.title,
            "printer": choice.printer,
            "paper": choice.paper,
            "tray": choice.tray,
            "copies": choice.copies,
            "form": printable.form.value,
            "state": JobState.WAITING.value,
            "changed_at": transaction.at,
            "data": printable.data,
        }
        statement = insert(PrintJob).values(values).returning(PrintJob.id)
        _forget_old(transaction.connection, transaction.at)
        return transaction.connection.execute(statement).scalar_one()

    content = {"kind": printable.kind, "title": printable.title, "printer": choice.printer}
    call = Call("printers.send", content, key, moves_stock=False)
    quiet = replace(context, on_done=_not_yet)  # it is done once a printer has it
    return run_command(quiet, call, int, work)


def _not_yet(_name: str) -> None:
    """Nobody is told that a job was written down."""


def _forget_old(connection: Connection, at: datetime) -> None:
    """Drops the documents that were printed long ago; the jobs stay."""
    over = (JobState.PRINTED, JobState.CANCELLED, JobState.SENT)
    connection.execute(
        update(PrintJob)
        .where(
            PrintJob.data.is_not(None),
            PrintJob.state.in_(over),
            PrintJob.changed_at < at - timedelta(days=KEPT_DAYS),
        )
        .values(data=None)
    )


def _hand_over(context: Context, job: int, choice: PrinterChoice, data: bytes) -> JobView:
    """Asks the spooler to print a job that is written down; notes and raises what fails."""
    with context.database.read.connect() as connection:
        view = find_job(connection, job)
    spooler = system_spooler()
    wait_for_disk(context.database)  # no paper tells of what a power cut may still take back
    try:
        known = as_it_is(spooler, choice)
        number = spooler.send(
            PrintOrder(
                *(known.printer, view.title, data, view.form, known.copies),
                *(known.paper, known.tray),
            )
        )
    except EnvironmentFault as fault:
        values = _where(choice) | {"state": JobState.KEPT, "trouble": fault.code.value}
        _note(context, job, values | {"detail": fault.params.get("cause")})
        raise EnvironmentFault(fault.code, **{**fault.params, "job": job}) from fault
    done = {"state": JobState.SENT, "spooled_as": number or None, "trouble": None, "detail": None}
    _note(context, job, _where(known) | done)
    with context.database.read.connect() as connection:
        return find_job(connection, job)


def _where(choice: PrinterChoice) -> dict[str, object]:
    return {"printer": choice.printer, "paper": choice.paper, "tray": choice.tray}


def _note(context: Context, job: int, values: dict[str, object]) -> None:
    """Writes down what became of a job."""

    def work(connection: Connection) -> None:
        note_job(connection, job, values)

    write_transaction(context.database, work, moves_stock=False)


def note_job(connection: Connection, job: int, values: dict[str, object]) -> None:
    """Inside a transaction: what became of a job."""
    changed = update(PrintJob).where(PrintJob.id == job)
    connection.execute(changed.values(**values, changed_at=now(connection)))
