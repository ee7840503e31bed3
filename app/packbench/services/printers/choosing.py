"""The printers of this computer, and which of them this station prints what on."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from sqlalchemy import Connection, delete, insert, select

from packbench.db.queries.records.printers import printers_of
from packbench.db.schema import Station, StationPrinter
from packbench.domain.changes import Kind
from packbench.domain.printers import (
    KINDS_OF_LABELS,
    KINDS_ON_SHEETS,
    KINDS_WITH_EVENT,
    KINDS_WITH_PRINTER,
    JobView,
    Printer,
    PrinterChoice,
    PrintForm,
    PrintKind,
    find_choice,
    find_paper,
    find_printer,
    holds_a_sheet,
    is_size,
)
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.spooler.spooler import Spooler, system_spooler

MOST_COPIES = 99


def list_printers() -> list[Printer]:
    """The printers of this computer, with the papers and trays that they tell."""
    spooler = system_spooler()
    return [spooler.equipped(printer) for printer in spooler.printers()]


def other_printers(context: Context, job: JobView) -> list[str]:
    """Where a job could be printed instead: what works, and takes what the job sends.

    ZPL on an office printer would print its commands: it is offered to printers without papers
    alone, and pages to none that this station sends ZPL to. None where no printer can be asked.
    """
    choices = list_choices(context).values()
    for_labels = {one.printer for one in choices if one.form is not PrintForm.PDF}
    try:
        found = list_printers()
    except EnvironmentFault:
        return []
    working = [one for one in found if one.name != job.printer and not one.trouble]
    if job.form is PrintForm.PDF:
        return [one.name for one in working if one.name not in for_labels]
    return [one.name for one in working if not one.papers]


def list_choices(context: Context) -> Mapping[PrintKind, PrinterChoice]:
    """What this station prints on, by the kind of document."""
    with context.database.read.connect() as connection:
        return printers_of(connection, context.station)


def choose_printers(
    context: Context, choices: Mapping[PrintKind, PrinterChoice | None], *, key: str | None = None
) -> Mapping[PrintKind, PrinterChoice]:
    """Remembers what this station prints on, all or nothing; None leaves a kind without a printer.

    Refuses copies out of range, ZPL for what is no label, paper too small for a sheet, and (as a
    fault) a printer, a paper or a tray that is not there.
    """
    known = {kind: one and _checked(kind, one) for kind, one in choices.items()}

    def work(transaction: Transaction) -> int:
        for kind, choice in known.items():
            _write(transaction.connection, context.station, kind, choice)
        transaction.changed_many(Kind.SETTING)
        return len(known)

    content = {kind.value: one and asdict(one) for kind, one in known.items()}
    call = Call("printers.use", {"printers": content}, key, moves_stock=False)
    run_command(context, call, int, work)
    return list_choices(context)


def _checked(kind: PrintKind, choice: PrinterChoice) -> PrinterChoice:
    """The choice in the spelling of the printer."""
    if kind not in KINDS_WITH_PRINTER:
        raise Refusal(Code.INVALID, field="kind", value=kind)
    if not 1 <= choice.copies <= MOST_COPIES:
        raise Refusal(Code.INVALID, field="copies", value=choice.copies)
    if choice.form is not PrintForm.PDF and kind not in KINDS_OF_LABELS:
        raise Refusal(Code.NOT_A_LABEL, kind=kind)
    if kind in KINDS_ON_SHEETS and choice.paper and not holds_a_sheet(choice.paper):
        raise Refusal(Code.PAPER_TOO_SMALL, kind=kind, paper=choice.paper)
    automatic = choice.automatic and kind in KINDS_WITH_EVENT
    return replace(as_it_is(system_spooler(), choice), automatic=automatic)


def as_it_is(spooler: Spooler, choice: PrinterChoice) -> PrinterChoice:
    """A choice in the spelling of the printer; a fault where printer, paper or tray is missing."""
    found = find_printer(spooler.printers(), choice.printer)
    if found is None:
        raise EnvironmentFault(FaultCode.PRINTER_GONE, printer=choice.printer)
    if not (choice.paper or choice.tray):
        return replace(choice, printer=found.name)
    printer = spooler.equipped(found)
    name = printer.name
    paper = choice.paper and _paper(printer.papers, choice.paper)
    if choice.paper and printer.papers and not paper:
        raise EnvironmentFault(
            FaultCode.PAPER_MISSING,
            printer=name,
            paper=choice.paper,
            cause=_listed(printer.papers),
        )
    tray = _one_of(printer.trays, choice.tray)
    if choice.tray and not tray:
        raise EnvironmentFault(
            FaultCode.TRAY_MISSING, printer=name, tray=choice.tray, cause=_listed(printer.trays)
        )
    return replace(choice, printer=name, paper=paper, tray=tray)


def _paper(papers: Sequence[str], wanted: str) -> str | None:
    """One of the printer's papers; where it tells none, a name as it was given, but no size."""
    if papers:
        return find_paper(papers, wanted)
    return None if is_size(wanted) else wanted


def _one_of(names: Sequence[str], wanted: str | None) -> str | None:
    """One of the printer's names; what a printer does not tell is taken as it was given."""
    if wanted is None or not names:
        return wanted
    return find_choice(names, wanted)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)


def _write(
    connection: Connection, station: str, kind: PrintKind, choice: PrinterChoice | None
) -> None:
    own = select(Station.id).where(Station.name == station).scalar_subquery()
    table = StationPrinter
    connection.execute(delete(table).where(table.station_id == own, table.kind == kind))
    if choice is not None:
        values = {**asdict(choice), "form": choice.form.value, "kind": kind.value}
        connection.execute(insert(table).values(station_id=own, **values))
