"""What the commands on shipments do that are packed or have left."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale

from packbench.domain.orders import ShipmentStatus
from packbench.domain.printers import JobView, PrintKind
from packbench.engine.command.context import Context
from packbench.jobs.progress import Progress
from packbench.services.documents.customs import customs_forms
from packbench.services.documents.printing import gift_slips, packing_slips
from packbench.services.office.sent_work import (
    SentRow,
    export_sent,
    sent_list,
    sent_of_orders,
    sent_values,
)
from packbench.services.printers.parcels import print_parcel_labels
from packbench.services.printers.printing import print_document
from packbench.services.printers.sending import printer_for, send
from packbench.services.shipping.manifests import manifest_paper
from packbench.ui.bulk_running import BulkRunner
from packbench.ui.parts.bulk.spec import Bulk
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.widgets.file_dialogs import ask_where_to_save
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.printing import Printing
from packbench.ui.screens.picking.packing_record import show_record
from packbench.ui.screens.picking.shipping import manifesting, shipping, tracking, voiding
from packbench.ui.showing import Showing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count


def _one_label(context: Context, shipment: str) -> JobView:
    return print_parcel_labels(context, [shipment])[0]


class SentController:
    """Runs the commands on the selected shipments and says what came of them."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._bulk = BulkRunner(place)
        self._printing = Printing(place)
        self._showing = Showing(place)

    def ship(self) -> None:
        """Opens the dialog that ships the selected packed shipments."""
        self._of_rows(ShipmentStatus.PACKED, partial(shipping, self._place.context))

    def void(self) -> None:
        """Opens the dialog that voids the selected shipped shipments."""
        self._of_rows(ShipmentStatus.SHIPPED, partial(voiding, self._place.context))

    def track(self) -> None:
        """Opens the dialog that gives the selected shipment its tracking number."""
        context = self._place.context
        self._of_rows(ShipmentStatus.SHIPPED, lambda numbers: tracking(context, numbers[0]))

    def manifest(self) -> None:
        """Opens the dialog that closes the day of a carrier, and prints its manifest."""
        context, desk = self._place.context, self._place.desk

        def ask(carriers: list[str]) -> None:
            if carriers:
                self._bulk.ask(manifesting(context, carriers, self._print_manifest))
            else:
                words = tr("Nothing was shipped with a carrier yet.")
                desk.window.messages.post(Level.INFO, words)

        desk.runner.read(
            "shipping.carriers", lambda: sent_values(context).carriers, ask, owner=desk.window
        )

    def show_packing(self) -> None:
        """Shows what was said at the bench of the selected shipment, and its pictures."""
        context, desk = self._place.context, self._place.desk
        ids = self._place.selected_ids()

        def show(numbers: list[str]) -> None:
            for number in numbers[:1]:
                show_record(self._place, number)

        desk.runner.read(
            "shipment.packing",
            lambda: [row.number for row in sent_list(context).rows(ids)],
            show,
            owner=desk.window,
        )

    def print_labels(self) -> None:
        """Prints the labels of the selected shipments once more."""
        context = self._place.context

        def print_all(numbers: list[str]) -> None:
            for number in numbers:
                title = tr("Printing the labels of {shipment}").format(shipment=number)
                self._printing.run(title, partial(_one_label, context, number))

        self._with_rows(lambda rows: print_all([row.number for row in rows]))

    def print_slips(self) -> None:
        """Prints the packing slips of the selected shipments once more."""
        context = self._place.context

        def print_all(rows: list[SentRow]) -> None:
            kind, numbers = PrintKind.PACKING_SLIP, [row.number for row in rows]

            def work() -> JobView:
                made = packing_slips(context, numbers, force=True)
                return print_document(context, kind, made, printer_for(context, kind))

            self._printing.run(tr("Printing packing slips"), work)

        self._with_rows(print_all)

    def show_customs(self) -> None:
        """Shows the customs forms of the selected shipments, before they are printed."""
        context = self._place.context

        def show(rows: list[SentRow]) -> None:
            numbers = [row.number for row in rows]
            self._showing.make(
                PrintKind.CUSTOMS_FORMS,
                tr("Making the customs forms"),
                lambda force: [customs_forms(context, numbers, force=force)],
            )

        self._with_rows(show)

    def show_gift_slips(self) -> None:
        """Shows the gift slips of the selected shipments, before they are printed."""
        context = self._place.context

        def show(rows: list[SentRow]) -> None:
            numbers = [row.number for row in rows]
            self._showing.make(
                PrintKind.PACKING_SLIP,
                tr("Making the gift slips"),
                lambda force: [gift_slips(context, numbers, force=force)],
            )

        self._with_rows(show)

    def export(self) -> None:
        """Writes the chosen shipments, or all of the filter, to a file."""
        page, window = self._place.desk.window.tabs.page, self._place.desk.window
        if not isinstance(page, RecordPage):
            return
        ids = list(page.chosen_ids or page.pane.model.all_ids())
        patterns = tr("Excel (*.xlsx);;CSV (*.csv)")
        path = ask_where_to_save(window, tr("Export shipments"), "shipments.xlsx", patterns)
        if path:
            self._export_to(path, ids)

    def _export_to(self, path: Path, ids: list[int]) -> None:
        context, desk = self._place.context, self._place.desk

        def work(_progress: Progress) -> int:
            return export_sent(context, ids, path)

        def tell(rows: int) -> None:
            words = tr_count(
                "{count} row written to {file}.", "{count} rows written to {file}.", rows
            )
            told = words.format(count=QLocale().toString(rows), file=path.name)
            desk.window.messages.post(Level.DONE, told)

        desk.runner.render(tr("Exporting shipments"), work, tell, owner=desk.window)

    def _print_manifest(self, number: str) -> None:
        context = self._place.context

        def work() -> JobView:
            return send(context, manifest_paper(context, number)[1])

        self._printing.run(tr("Printing manifest {number}").format(number=number), work)

    def _of_rows(self, status: ShipmentStatus, make: Callable[[list[str]], Bulk]) -> None:
        """Opens a dialog on those of the selected shipments that are in a state."""

        def ask(rows: list[SentRow]) -> None:
            numbers = [row.number for row in rows if row.status == status]
            if numbers:
                self._bulk.ask(make(numbers))
            else:
                words = tr("These went on meanwhile. F5 reads the list again.")
                self._place.desk.window.messages.post(Level.INFO, words)

        self._with_rows(ask)

    def _with_rows(self, then: Callable[[list[SentRow]], None]) -> None:
        """Reads the selected shipments, or those of the selected orders, as they are now."""
        context, desk = self._place.context, self._place.desk
        ids = self._place.selected_ids()

        page = desk.window.tabs.page
        of_orders = page is not None and page.view == "orders"

        def read() -> list[SentRow]:
            chosen = sent_of_orders(context, ids) if of_orders else ids
            return sorted(sent_list(context).rows(chosen), key=lambda row: row.id)

        desk.runner.read("shipping.rows", read, then, owner=desk.window)
