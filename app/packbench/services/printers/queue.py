"""The queue: what was sent to printers, what became of it, and the way out as a file."""

from pathlib import Path

from sqlalchemy import Connection

from packbench.db.queries.records.printers import (
    document_of,
    find_job,
    newest_jobs,
    sent_jobs,
)
from packbench.db.transactions import write_transaction
from packbench.domain.file_names import file_name_for
from packbench.domain.printers import JobState, JobView, PrintForm
from packbench.domain.refusals import FaultCode
from packbench.engine.command.context import Context
from packbench.services.documents.writing import Writing
from packbench.services.printers.sending import note_job
from packbench.spooler.spooler import system_spooler

SHOWN = 200
"""So many of the newest jobs are listed."""


def list_jobs(context: Context, limit: int = SHOWN, *, look: bool = True) -> list[JobView]:
    """The print jobs of all stations, the newest first.

    With `look` the spooler is asked what became of this station's.
    """
    if look:
        _look_after_own(context)
    with context.database.read.connect() as connection:
        return newest_jobs(connection, limit)


def look_at(context: Context, job: int) -> JobView:
    """What became of one job; refuses `not_found`."""
    _look_after_own(context)
    with context.database.read.connect() as connection:
        return find_job(connection, job)


def save_job(context: Context, job: int, target: Path, *, force: bool = False) -> Path:
    """Writes the document of a job to a file, or into a folder under its title.

    Refuses `not_found`, `document_not_kept` and what `Output` does.
    """
    with context.database.read.connect() as connection:
        view, data = find_job(connection, job), document_of(connection, job)
    ending = ".pdf" if view.form is PrintForm.PDF else ".zpl"
    name = f"{file_name_for(view.title)}{ending}"
    return Writing(context, target, force).write(name, data)


def _look_after_own(context: Context) -> None:
    """Asks this computer's spooler what became of the jobs that it has, and writes it down."""
    with context.database.read.connect() as connection:
        sent = sent_jobs(connection, context.station)
    if not sent:
        return
    told = system_spooler().states([number for _, number in sent])
    news = {job: told[number] for job, number in sent if number in told}

    def work(connection: Connection) -> None:
        for job, state in news.items():
            kept = state.state is JobState.KEPT
            values: dict[str, object] = {
                "state": state.state,
                "detail": state.trouble or None,
                "trouble": FaultCode.PRINT_FAILED.value if kept else None,
            }
            note_job(connection, job, values)

    if news:
        write_transaction(context.database, work, moves_stock=False)
