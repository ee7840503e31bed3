"""What a bench prints: the slip of what it packed, by itself or when it is asked for."""

from packbench.db.queries.records.printers import printers_of
from packbench.domain.printers import JobView, PrintKind
from packbench.domain.refusals import EnvironmentFault
from packbench.engine.command.context import Context
from packbench.services.documents.printing import packing_slips
from packbench.services.printers.printing import print_document
from packbench.services.printers.sending import printer_for


def print_slip(
    context: Context, shipment: str, *, asked: bool
) -> JobView | EnvironmentFault | None:
    """Prints a shipment's packing slip on this station's printer.

    What fails is given back, never raised: the parcel is packed, and the slip is in the queue.

    Args:
        context: the station's.
        shipment: its number.
        asked: somebody asked for it; else it is printed only where that happens by itself.
    """
    kind = PrintKind.PACKING_SLIP
    try:
        with context.database.read.connect() as connection:
            choice = printers_of(connection, context.station).get(kind)
        if not asked and (choice is None or not choice.automatic):
            return None
        used = choice or printer_for(context, kind)
        return print_document(context, kind, packing_slips(context, [shipment], force=True), used)
    except EnvironmentFault as fault:
        return fault
