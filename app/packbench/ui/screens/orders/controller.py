"""What the commands of the Orders tab do."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale

from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.documents.printing import Document, packing_slips, pick_list
from packbench.services.office.lists import order_list
from packbench.services.picking.waves import WaveRequest, WaveView, create_wave
from packbench.services.shipping.looking import shipment_numbers
from packbench.ui.allocating import Allocating
from packbench.ui.parts.widgets.document_preview import DocumentPreview, put_together
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count
from packbench.words.refusals import sentence

_NAMES_TOLD = 5


@dataclass(frozen=True, slots=True)
class Released:
    """The waves that were made, the refusal that stopped more of them, and who is in none."""

    waves: list[WaveView]
    stopped: Refusal | None = None
    left: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Slips:
    """The packing slips of orders, and the orders that have no shipment yet."""

    document: Document
    left: Sequence[str] = ()


class OrdersController:
    """Runs the commands on the selected orders and says what came of them."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._allocating = Allocating(place)

    def allocate(self) -> None:
        """Allocates the selected orders, or all new ones."""
        self._allocating.run(self._place.selected_ids())

    def print_pick_list(self) -> None:
        """Releases the selected orders to picking, then shows their pick lists."""
        ids, context, desk = self._place.selected_ids(), self._place.context, self._place.desk
        desk.runner.write(
            tr("Making the waves"),
            lambda _: release_to_picking(context, list(ids)),
            self._show_pick_lists,
            owner=desk.window,
        )

    def print_packing_slips(self) -> None:
        """Shows the packing slips of the selected orders."""
        ids, context, desk = self._place.selected_ids(), self._place.context, self._place.desk
        desk.runner.render(
            tr("Making the packing slips"),
            lambda _: slips_of_orders(context, list(ids)),
            self._show_slips,
            owner=desk.window,
        )

    def _show_slips(self, slips: Slips) -> None:
        if slips.left:
            words = tr("These have no shipment and no packing slip yet: {orders}.")
            told = words.format(orders=_names(slips.left))
            self._place.desk.window.messages.post(Level.PART, told)
        self._preview(slips.document.name.removesuffix(".pdf"), slips.document.pdf)

    def _show_pick_lists(self, released: Released) -> None:
        context, desk = self._place.context, self._place.desk
        level = Level.PART if released.stopped or released.left else Level.DONE
        desk.window.messages.post(level, _words(released))
        numbers = [wave.number for wave in released.waves]
        desk.runner.render(
            tr("Making the pick lists"),
            lambda _: put_together([pick_list(context, number).pdf for number in numbers]),
            lambda pdf: self._preview(f"pick-list-{'-'.join(numbers)}", pdf),
            owner=desk.window,
        )

    def _preview(self, title: str, pdf: bytes) -> None:
        desk = self._place.desk

        def tell(words: str) -> None:
            desk.window.messages.post(Level.DONE, words)

        DocumentPreview(title, pdf, desk.runner, desk.theme, tell, desk.window).show()


def release_to_picking(context: Context, order_ids: list[int]) -> Released:
    """Makes waves of all ready shipments of these orders, for each warehouse as many as it takes.

    Raises the refusal when nothing can be picked; one that comes after the first wave is told.
    """
    rows = order_list(context).rows(order_ids)
    numbers = [row.number for row in rows]
    known = sorted({code for row in rows for code in row.warehouses})
    warehouses: list[str | None] = [*known] or [None]  # None: to hear why nothing can be picked
    waves: list[WaveView] = []
    stopped: Refusal | None = None
    for warehouse in warehouses:
        try:
            while True:
                waves.append(create_wave(context, WaveRequest(warehouse, numbers)))
        except Refusal as refusal:
            if stopped is None or refusal.code is not Code.NOTHING_TO_DO:
                stopped = refusal
    if not waves and stopped is not None:
        raise stopped
    done = stopped is None or stopped.code is Code.NOTHING_TO_DO
    picked = {number.rpartition("-")[0] for wave in waves for number in wave.shipments}
    left = [number for number in numbers if number not in picked]
    return Released(waves, None if done else stopped, left)


def slips_of_orders(context: Context, order_ids: list[int]) -> Slips:
    """The packing slips of all shipments of these orders; refuses when there is none."""
    numbers = shipment_numbers(context, order_ids)
    if not numbers:
        why = tr("no shipment of these orders is there yet; allocate them first")
        raise Refusal(Code.NOTHING_TO_DO, why=why)
    having = {number.rpartition("-")[0] for number in numbers}
    chosen = [row.number for row in order_list(context).rows(order_ids)]
    left = [number for number in chosen if number not in having]
    return Slips(packing_slips(context, numbers), left)


def _words(released: Released) -> str:
    made = ", ".join(
        tr("{wave} at {warehouse}").format(wave=wave.number, warehouse=wave.warehouse)
        for wave in released.waves
    )
    words = tr_count(
        "Wave {waves} is in picking.", "Waves {waves} are in picking.", len(released.waves)
    )
    told = [words.format(waves=made)]
    if released.stopped:
        told.append(sentence(released.stopped))
    elif released.left:
        words = tr("Nothing of these can be picked: {orders}.")
        told.append(words.format(orders=_names(released.left)))
    return " ".join(told)


def _names(numbers: Sequence[str]) -> str:
    """The first few of them, and how many more there are."""
    told, more = ", ".join(numbers[:_NAMES_TOLD]), len(numbers) - _NAMES_TOLD
    words = tr("{orders} and {count} more")
    return words.format(orders=told, count=QLocale().toString(more)) if more > 0 else told
