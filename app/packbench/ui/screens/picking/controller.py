"""What the commands of the Pick & Pack tab do."""

from array import array
from collections.abc import Callable, Sequence
from typing import Any

from packbench.domain.picking import WaveStatus
from packbench.services.documents.floor_plans import PlanRequest, floor_plan
from packbench.services.documents.printing import RenderedDocument
from packbench.services.office.lists import order_list
from packbench.services.office.pick_work import (
    WaveContent,
    shipment_list,
    wave_content,
    wave_list,
)
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.looking import BinCount, count_list
from packbench.services.picking.walking import start_wave
from packbench.services.picking.waves import WaveView
from packbench.ui.bulk_running import BulkRunner
from packbench.ui.parts.bulk.spec import Bulk
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.picking import steps
from packbench.ui.screens.picking.adding import adding
from packbench.ui.screens.picking.bins_to_count import bins_to_count
from packbench.ui.screens.picking.exceptions import OneTask
from packbench.ui.screens.picking.handing_over import handing_over
from packbench.ui.screens.picking.mending import Mender
from packbench.ui.screens.picking.releasing import Offer, Releasing, read_offers
from packbench.ui.screens.picking.sorting import sort_to_slots
from packbench.ui.screens.picking.stuck import mend_of
from packbench.ui.screens.picking.table import TAB
from packbench.ui.screens.picking.taking_out import cancelling, taking_one_out
from packbench.ui.screens.picking.walking import WalkOnScreen
from packbench.ui.sending import SentCommand, send_once, tell_failure
from packbench.ui.showing import Showing
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

_MOST_OF_A_FILTER = 5_000


class PickingController:
    """Runs the commands on the selected waves and shipments and says what came of them."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._showing = Showing(place)
        self._bulk = BulkRunner(place)
        self._mender = Mender(place)
        self._undoing = Undoing(place)

    def release(self, *, printing: bool = False) -> None:
        """Opens the dialog of a release: of the selection, the filter, or a proposal.

        `printing`: the lists of the new waves are shown when it is done.
        """
        context, desk = self._place.context, self._place.desk
        page, warehouse = desk.window.tabs.page, desk.window.top_bar.warehouse or None
        chosen = self._place.selected_ids()
        filtered = _ids_of_the_filter(page) if isinstance(page, RecordPage) else array("q")
        numbers = self._numbers_of(page.view if page is not None else "")

        def read() -> list[Offer]:
            return read_offers(context, numbers(chosen), numbers(filtered), warehouse)

        def ask(offers: list[Offer]) -> None:
            if offers:
                shows = self._showing.show_new_lists if printing else None
                offered = Releasing(context, offers, self._show_waves, self._mender.of_order)
                self._bulk.ask(offered.bulk(shows))
            else:
                words = tr("Nothing is ready to be released. Allocate orders first (F9 in Orders).")
                desk.window.messages.post(Level.INFO, words)

        desk.runner.read("picking.release", read, ask, owner=desk.window)

    def all_picked(self) -> None:
        """Books all that is left of the selected wave as it stands on the list."""
        self._with_wave(self._book_all)

    def one_task(self) -> None:
        """Opens the dialog about one task of the selected wave."""
        context = self._place.context
        self._ask_of_wave(lambda wave: OneTask(context, wave, self._show_waves).bulk())

    def begin_walk(self) -> None:
        """Takes the selected wave on for whoever sits here."""
        self._with_wave(self._begin)

    def walk_on_screen(self) -> None:
        """Opens the screen that leads from bin to bin."""
        self._with_wave(lambda wave: WalkOnScreen(self._place, wave.row))

    def hand_over(self) -> None:
        """Opens the dialog that gives the selected wave to another picker."""
        context = self._place.context
        self._ask_of_wave(lambda wave: handing_over(context, wave, self._show_waves))

    def show_bins_to_count(self) -> None:
        """Shows the bins that pickers found short, of the warehouse at hand or of all."""
        context, desk = self._place.context, self._place.desk
        warehouse = desk.window.top_bar.warehouse or None

        def show(bins: list[BinCount]) -> None:
            if bins:
                bins_to_count(bins, self._show_stock, desk.theme, desk.window).open()
            else:
                desk.window.messages.post(Level.INFO, tr("No bin is to be counted."))

        desk.runner.read(
            "picking.count", lambda: count_list(context, warehouse), show, owner=desk.window
        )

    def add_orders(self) -> None:
        """Opens the dialog that puts orders into the selected wave."""
        context = self._place.context
        self._ask_of_wave(lambda wave: adding(context, wave, self._show_waves))

    def print_waves(self) -> None:
        """Shows the pick lists of the selected waves that have anything to pick."""
        ids, context, desk = self._place.selected_ids(), self._place.context, self._place.desk

        def read() -> list[str]:
            rows = sorted(wave_list(context).rows(ids), key=lambda row: row.id)
            return [row.number for row in rows if row.status != WaveStatus.CANCELLED]

        def show(numbers: list[str]) -> None:
            if numbers:
                self._showing.show_pick_lists(numbers)
            else:
                desk.window.messages.post(Level.REFUSED, tr("These waves are cancelled."))

        desk.runner.read("picking.print", read, show, owner=desk.window)

    def sort_to_slots(self) -> None:
        """Opens the screen that tells where picked goods go, for waves of several orders."""
        self._with_wave(lambda wave: sort_to_slots(self._place, wave))

    def show_floor_plan(self) -> None:
        """Shows the selected wave's walk through its warehouse."""
        context = self._place.context

        def show(wave: WaveContent) -> None:
            def make(force: bool) -> list[RenderedDocument]:
                request = PlanRequest(wave=wave.row.number, force=force)
                return [floor_plan(context, request)]

            self._showing.make(None, tr("Drawing the floor plan"), make)

        self._with_wave(show)

    def cancel_wave(self) -> None:
        """Opens the dialog that takes the selected wave back."""
        context = self._place.context
        self._ask_of_wave(lambda wave: cancelling(context, wave, self._show_orders))

    def take_order_out(self) -> None:
        """Opens the dialog that takes one order out of the selected wave."""
        context = self._place.context
        self._ask_of_wave(lambda wave: taking_one_out(context, wave, self._show_orders))

    def mend(self) -> None:
        """Opens the dialog of the command that lets the selected shipments go on."""
        ids, context = self._place.selected_ids(), self._place.context
        page = self._place.desk.window.tabs.page
        declared = mend_of(page.selected().states) if page is not None else None
        if declared is None:
            return

        def order_ids() -> "array[int]":
            rows = shipment_list(context).rows(ids)
            return array("q", {row.order_id for row in rows if mend_of({row.step}) is declared})

        self._mender.ask(declared, order_ids)

    def export_numbers(self) -> None:
        """Writes the rows behind the chart in hand to a file."""
        from packbench.ui.screens.picking.numbers_page import NumbersPage  # noqa: PLC0415 - plots are slow to load

        page = self._place.desk.window.tabs.page
        if isinstance(page, NumbersPage):
            page.export()

    def show_view(self, view: str) -> None:
        """Shows the waves, the steps, what was sent, or the numbers."""
        self._place.show_view(TAB, view)

    def _numbers_of(self, view: str) -> "Callable[[Sequence[int]], list[str]]":
        """Reads the numbers of the orders that rows of a view stand for; none of waves."""
        context = self._place.context
        if view == steps.NAME:
            return lambda ids: list(
                dict.fromkeys(row.order_number for row in shipment_list(context).rows(ids))
            )
        if view == "orders":
            return lambda ids: [row.number for row in order_list(context).rows(ids)]
        return lambda _: []

    def _begin(self, wave: WaveContent) -> None:
        context, number = self._place.context, wave.row.number

        def tell(begun: WaveView, _key: str) -> None:
            words = tr("Wave {wave} is in picking. Its picker is {picker}.")
            told = words.format(wave=number, picker=begun.picker or context.operator)
            self._place.desk.window.messages.post(Level.DONE, told)

        sent = SentCommand(
            tr("Beginning the walk"),
            ("pick.start", number),
            lambda key, _: start_wave(context, number, key=key),
            tell,
            lambda error: tell_failure(self._place, error),
        )
        send_once(self._place, sent)

    def _book_all(self, wave: WaveContent) -> None:
        context, number = self._place.context, wave.row.number

        def tell(_: WaveView, key: str) -> None:
            self._undoing.offer(tr("All of wave {wave} is picked.").format(wave=number), key)

        sent = SentCommand(
            tr("Booking what was taken"),
            ("pick.confirm", number),
            lambda key, _: confirm_picks(context, number, rest=True, key=key),
            tell,
            lambda error: tell_failure(self._place, error),
        )
        send_once(self._place, sent)

    def _ask_of_wave(self, make: Callable[[WaveContent], Bulk]) -> None:
        """Opens a dialog about the selected wave."""
        self._with_wave(lambda wave: self._bulk.ask(make(wave)))

    def _with_wave(self, then: Callable[[WaveContent], object]) -> None:
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

    def _show_waves(self, numbers: frozenset[str]) -> None:
        self._place.open_filtered(TAB, FilterState("", {"number": numbers}))

    def _show_stock(self, sku: str) -> None:
        self._place.open_filtered("inventory", FilterState("", {"sku": frozenset({sku})}))

    def _show_orders(self, numbers: frozenset[str]) -> None:
        self._place.open_filtered("orders", FilterState("", {"number": numbers}))


def _ids_of_the_filter(page: "RecordPage[Any, Any, Any]") -> "array[int]":
    """All rows of a filter; none where there is no filter, or where they are too many."""
    if not page.pane.filter_bar.state:
        return array("q")
    ids = array("q", page.pane.model.all_ids())
    return ids if len(ids) <= _MOST_OF_A_FILTER else array("q")
