"""What the commands of the Pick & Pack tab do."""

from array import array
from collections.abc import Callable

from packbench.services.office.pick_work import (
    WaveContent,
    shipment_list,
    wave_content,
    wave_list,
)
from packbench.ui.bulk_running import BulkRunner
from packbench.ui.parts.bulk.declared import Shows, Target, bulk_of, read_target
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.printing import Printing
from packbench.ui.screens.picking.mending import mend_of
from packbench.ui.screens.picking.table import TAB
from packbench.ui.screens.picking.taking_out import cancelling, taking_one_out
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


class PickingController:
    """Runs the commands on the selected waves and says what came of them."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._printing = Printing(place)
        self._bulk = BulkRunner(place)

    def print_waves(self) -> None:
        """Shows the pick lists of the selected waves that have anything to pick."""
        ids, context, desk = self._place.selected_ids(), self._place.context, self._place.desk

        def read() -> list[str]:
            rows = sorted(wave_list(context).rows(ids), key=lambda row: row.id)
            return [row.number for row in rows if row.status != "cancelled"]

        def show(numbers: list[str]) -> None:
            if numbers:
                self._printing.show_pick_lists(numbers)
            else:
                desk.window.messages.post(Level.REFUSED, tr("These waves are cancelled."))

        desk.runner.read("picking.print", read, show, owner=desk.window)

    def cancel_wave(self) -> None:
        """Opens the dialog that takes the selected wave back."""
        context = self._place.context
        self._with_wave(lambda wave: self._bulk.ask(cancelling(context, wave, self._show_orders)))

    def take_order_out(self) -> None:
        """Opens the dialog that takes one order out of the selected wave."""
        context = self._place.context
        self._with_wave(
            lambda wave: self._bulk.ask(taking_one_out(context, wave, self._show_orders))
        )

    def mend(self) -> None:
        """Opens the dialog of the command that lets the selected shipments go on."""
        ids, context, desk = self._place.selected_ids(), self._place.context, self._place.desk
        page = desk.window.tabs.page
        declared = mend_of(page.selected().states) if page is not None else None
        if declared is None:
            return

        def read() -> Target:
            rows = shipment_list(context).rows(ids)
            order_ids = array(
                "q", {row.order_id for row in rows if mend_of({row.step}) is declared}
            )
            return read_target(context, order_ids, "", Shows(self._show_orders, self._show_orders))

        def ask(target: Target) -> None:
            if target.chosen.numbers:
                self._bulk.ask(bulk_of(declared, target))
            else:
                words = tr("These shipments went on meanwhile. F5 reads the list again.")
                desk.window.messages.post(Level.INFO, words)

        desk.runner.read("picking.mend", read, ask, owner=desk.window)

    def show_view(self, view: str) -> None:
        """Shows the waves or the steps."""
        self._place.show_view(TAB, view)

    def _with_wave(self, then: Callable[[WaveContent], None]) -> None:
        """Reads the selected wave as it is now."""
        context, desk = self._place.context, self._place.desk
        ids = self._place.selected_ids()[:1]

        def take(wave: WaveContent | None) -> None:
            if wave is not None and wave.shipments:
                then(wave)
            else:
                desk.window.messages.post(Level.INFO, tr("Nothing is left in this wave."))

        if ids:
            desk.runner.read(
                "picking.wave", lambda: wave_content(context, ids[0]), take, owner=desk.window
            )

    def _show_orders(self, numbers: frozenset[str]) -> None:
        self._place.open_filtered("orders", FilterState("", {"number": numbers}))
