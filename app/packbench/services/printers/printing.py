"""Documents of Packbench on printers: pick lists, slips, labels, the test page."""

from collections.abc import Collection
from dataclasses import replace

from packbench.db.queries.records.documents import lists_never_printed
from packbench.db.queries.records.printers import printers_of
from packbench.documents.printer_test import PrinterTest, render_printer_test
from packbench.domain.printers import (
    KINDS_ON_SHEETS,
    JobView,
    PrinterChoice,
    PrintForm,
    PrintKind,
    size_of_paper,
)
from packbench.domain.refusals import EnvironmentFault
from packbench.engine.command.context import Context
from packbench.services.documents.labels import trial_label
from packbench.services.documents.printing import (
    RenderedDocument,
    page_size_mm,
    pick_lists,
    printed_at,
)
from packbench.services.printers.choosing import as_it_is
from packbench.services.printers.sending import Printable, printer_for, send
from packbench.spooler.spooler import system_spooler

_A4_MM = (210.0, 297.0)


def printer_of(context: Context, kind: PrintKind, printer: str | None = None) -> PrinterChoice:
    """What this station prints a kind of document on, or a printer that was named instead.

    A fault where that one is not there (`printer_gone`), or none was chosen: known before a
    document counts as printed.
    """
    if printer is None:
        return printer_for(context, kind)
    with context.database.read.connect() as connection:
        chosen = printers_of(connection, context.station).get(kind)
    found = as_it_is(system_spooler(), PrinterChoice(printer))
    if chosen is not None and chosen.printer == found.printer:
        return chosen
    return found


def print_document(
    context: Context,
    kind: PrintKind,
    made: RenderedDocument,
    choice: PrinterChoice,
    *,
    key: str | None = None,
) -> JobView:
    """Prints a document that counts as printed; whatever happens it is in the queue."""
    title = made.name.removesuffix(".pdf")
    printable = Printable(
        kind,
        title,
        made.pdf,
        PrintForm.PDF,
        page_size_mm(context, on_a_sheet=kind in KINDS_ON_SHEETS),
    )
    return send(context, printable, choice, key=key)


def print_test(context: Context, choice: PrinterChoice) -> JobView:
    """Prints a test page (a test label for ZPL); faults as `send` has them."""
    known = as_it_is(system_spooler(), choice)
    if known.form is not PrintForm.PDF:
        return send(context, trial_label(context, known.form), known)
    width_mm, height_mm = size_of_paper(known.paper or "") or _A4_MM
    page = PrinterTest(known.printer, width_mm, height_mm, printed_at(context))
    pdf = render_printer_test(page)
    printable = Printable(PrintKind.TEST_PAGE, "test-page", pdf, page_mm=(width_mm, height_mm))
    return send(context, printable, replace(known, copies=1))


def print_new_lists(context: Context, waves: Collection[int]) -> list[JobView | EnvironmentFault]:
    """Prints the lists of waves that this station made, where it does so by itself.

    Waves that were printed once, or are over, are left alone. What fails is given back, never
    raised: the wave is made, and its list is in the queue.

    Args:
        context: the station's.
        waves: the ids of waves that a command changed.
    """
    kind = PrintKind.PICK_LIST
    with context.database.read.connect() as connection:
        choice = printers_of(connection, context.station).get(kind)
        if choice is None or not choice.automatic:
            return []
        fresh = lists_never_printed(connection, waves)
    return [_printed(context, wave, choice) for wave in fresh]


def _printed(context: Context, wave: str, choice: PrinterChoice) -> JobView | EnvironmentFault:
    try:
        [made] = pick_lists(context, [wave], force=True)
        return print_document(context, PrintKind.PICK_LIST, made, choice)
    except EnvironmentFault as fault:
        return fault
