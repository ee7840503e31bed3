"""What the commands of the Orders tab do."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Released:
    """The waves that were made, and the refusal that stopped more of them."""

    waves: list[WaveView]
    stopped: Refusal | None = None


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
            lambda document: self._preview(document.name.removesuffix(".pdf"), document.pdf),
            owner=desk.window,
        )

    def _show_pick_lists(self, released: Released) -> None:
        context, desk = self._place.context, self._place.desk
        level = Level.PART if released.stopped else Level.DONE
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
    return Released(waves, None if done else stopped)


def slips_of_orders(context: Context, order_ids: list[int]) -> Document:
    """The packing slips of all shipments of these orders; refuses when there is none."""
    numbers = shipment_numbers(context, order_ids)
    if not numbers:
        why = tr("no shipment of these orders is there yet; allocate them first")
        raise Refusal(Code.NOTHING_TO_DO, why=why)
    return packing_slips(context, numbers)


def _words(released: Released) -> str:
    made = ", ".join(
        tr("{wave} at {warehouse}").format(wave=wave.number, warehouse=wave.warehouse)
        for wave in released.waves
    )
    words = tr_count(
        "Wave {waves} is in picking.", "Waves {waves} are in picking.", len(released.waves)
    )
    told = words.format(waves=made)
    return f"{told} {sentence(released.stopped)}" if released.stopped else told
