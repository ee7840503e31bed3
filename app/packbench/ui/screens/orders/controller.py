"""What the commands of the Orders tab do."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.documents.printing import Document, packing_slips, pick_lists
from packbench.services.office.lists import order_list
from packbench.services.picking.waves import WaveRequest, WaveView, create_wave
from packbench.services.shipping.looking import shipment_numbers
from packbench.services.unprintable import words_for_printed
from packbench.ui.parts.widgets.document_preview import DocumentPreview, put_together
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.screens.orders.allocating import Allocating
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
        ids, context = list(self._place.selected_ids()), self._place.context
        self._make(
            tr("Making the packing slips"),
            lambda force: [slips_of_orders(context, ids, force=force)],
        )

    def _show_pick_lists(self, released: Released) -> None:
        context, desk = self._place.context, self._place.desk
        desk.window.messages.post(Level.DONE, _words(released))
        numbers = [wave.number for wave in released.waves]
        self._make(
            tr("Making the pick lists"), lambda force: pick_lists(context, numbers, force=force)
        )

    def _make(
        self, words: str, make: Callable[[bool], list[Document]], *, force: bool = False
    ) -> None:
        """Makes documents and shows them; where letters have no font, asks before that."""
        desk = self._place.desk

        def ask(error: BaseException) -> None:
            if not (isinstance(error, Refusal) and error.code is Code.LETTERS_WITHOUT_FONT):
                desk.window.errors.show(error)
                return
            again = partial(self._make, words, make, force=True)
            action = MessageAction(tr("Print all the same"), again)
            desk.window.messages.post(Level.REFUSED, sentence(error), action)

        desk.runner.render(
            words,
            lambda _: _together(make(force)),
            self._show,
            on_error=ask,
            owner=desk.window,
        )

    def _show(self, document: Document) -> None:
        desk = self._place.desk
        if document.unprintable:
            desk.window.messages.post(Level.INFO, words_for_printed(document.unprintable))

        def tell(words: str) -> None:
            desk.window.messages.post(Level.DONE, words)

        title = _title(document.name)
        DocumentPreview(title, document.pdf, desk.runner, desk.theme, tell, desk.window).show()


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


def _together(documents: list[Document]) -> Document:
    """Several pick lists as one, or one document as it is; for the render lane."""
    first = documents[0]
    if len(documents) == 1:
        return first
    pdf = put_together([one.pdf for one in documents])
    stems = [one.name.removesuffix(".pdf") for one in documents]
    others = [stem.removeprefix("pick-list-") for stem in stems[1:]]
    name = "-".join([stems[0], *others])
    unprintable = [one for document in documents for one in document.unprintable]
    return Document(f"{name}.pdf", pdf, sum(one.pages for one in documents), unprintable)


def slips_of_orders(context: Context, order_ids: list[int], *, force: bool = False) -> Document:
    """The packing slips of all shipments of these orders; refuses when there is none."""
    numbers = shipment_numbers(context, order_ids)
    if not numbers:
        why = tr("no shipment of these orders is there yet; allocate them first")
        raise Refusal(Code.NOTHING_TO_DO, why=why)
    return packing_slips(context, numbers, force=force)


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


def _title(file_name: str) -> str:
    """A document's name for people: without the ending, and without what only tells files apart."""
    return file_name.removesuffix(".pdf").partition("~")[0]
