"""Labels of parcels on a station's label printer: each once, and what is not printed is known."""

from collections.abc import Sequence

from packbench.domain.printers import JobView, PrinterChoice, PrintKind
from packbench.engine.command.context import Context
from packbench.services.documents.parcels import ParcelLabels, note_printed, parcel_labels
from packbench.services.printers.printing import printer_of
from packbench.services.printers.sending import send


def print_parcel_labels(
    context: Context,
    shipments: Sequence[str],
    choice: PrinterChoice | None = None,
    *,
    once: bool = False,
) -> list[JobView]:
    """Prints the labels of shipments, a job each.

    Args:
        context: the station's.
        shipments: their numbers.
        choice: where; None: this station's printer for parcel labels.
        once: a label that went to a printer before does not come out again (after a power cut).

    Refuses as `parcel_labels` does; a printer that is not there is a fault, and keeps the labels in
    the queue.
    """
    chosen = choice or printer_of(context, PrintKind.PARCEL_LABELS)
    return [
        print_label(context.without_key(), made, chosen, once=once)
        for made in parcel_labels(context, shipments, chosen.form, force=True)
    ]


def print_label(
    context: Context, made: ParcelLabels, choice: PrinterChoice, *, once: bool = False
) -> JobView:
    """Prints the labels of one shipment; what a printer has is not waited for any more."""
    key = f"label-{made.label_id}" if once and made.label_id is not None else None
    job = send(context, made.printable, choice, key=key)
    note_printed(context, made.label_id)
    return job
