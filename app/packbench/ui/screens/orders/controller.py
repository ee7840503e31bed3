"""What the commands of the Orders tab do."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QLocale

from packbench.documents.shaping import REPLACEMENT
from packbench.domain.printers import PrintKind
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.documents.printing import (
    RenderedDocument,
    packing_slips_of_orders,
    pick_lists,
)
from packbench.services.office.lists import order_list
from packbench.services.picking.releasing import ReleasedOrders, release_orders
from packbench.services.printers.choosing import list_choices
from packbench.ui.allocating import Allocating
from packbench.ui.parts.widgets.document_preview import DocumentPreview, ShownDocument, put_together
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.printing import Printing, printer_name
from packbench.ui.sending import SentCommand, send_once, tell_failure
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count
from packbench.words.refusals import sentence, told
from packbench.words.unprintable import printed_words

_NAMES_TOLD = 5


class OrdersController:
    """Runs the commands on the selected orders and says what came of them."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._allocating = Allocating(place)
        self._undoing = Undoing(place)
        self._printing = Printing(place)

    def allocate(self) -> None:
        """Allocates the selected orders, or all new ones."""
        self._allocating.run(self._place.selected_ids())

    def print_pick_list(self) -> None:
        """Releases the selected orders to picking, then shows their pick lists."""
        ids, context = self._place.selected_ids(), self._place.context
        sent = SentCommand(
            tr("Making the waves"),
            tuple(ids),
            lambda key, _: release_orders(context, _numbers(context, ids), key=key),
            self._show_pick_lists,
            partial(tell_failure, self._place),
        )
        send_once(self._place, sent)

    def print_packing_slips(self) -> None:
        """Shows the packing slips of the selected orders."""
        ids, context = list(self._place.selected_ids()), self._place.context
        self._make(
            PrintKind.PACKING_SLIP,
            tr("Making the packing slips"),
            lambda force: [packing_slips_of_orders(context, _numbers(context, ids), force=force)],
        )

    def _show_pick_lists(self, released: ReleasedOrders, key: str) -> None:
        context = self._place.context
        level = Level.PART if released.left_out else Level.DONE
        self._undoing.offer(_words(released), key, level=level)
        numbers = [wave.number for wave in released.waves]

        def look() -> bool:
            choice = list_choices(context).get(PrintKind.PICK_LIST)
            return choice is not None and choice.automatic

        def show(by_itself: bool) -> None:
            if not by_itself:
                self._make(
                    PrintKind.PICK_LIST,
                    tr("Making the pick lists"),
                    lambda force: pick_lists(context, numbers, force=force),
                )

        desk = self._place.desk
        desk.runner.read("prints_by_itself", look, show, owner=desk.window)

    def _make(
        self,
        kind: PrintKind,
        words: str,
        make: Callable[[bool], list[RenderedDocument]],
        *,
        force: bool = False,
    ) -> None:
        """Makes documents and shows them; where letters have no font, asks before that."""
        desk, context = self._place.desk, self._place.context

        def ask(error: BaseException) -> None:
            if not (isinstance(error, Refusal) and error.code is Code.LETTERS_WITHOUT_FONT):
                desk.window.errors.show(error)
                return
            again = partial(self._make, kind, words, make, force=True)
            action = MessageAction(tr("Print all the same"), again)
            desk.window.messages.post(Level.REFUSED, sentence(error), action)

        desk.runner.render(
            words,
            lambda _: (_together(make(force)), printer_name(context, kind)),
            lambda made: self._show(kind, *made),
            on_error=ask,
            owner=desk.window,
        )

    def _show(self, kind: PrintKind, document: RenderedDocument, printer: str) -> None:
        desk = self._place.desk
        if document.unprintable:
            desk.window.messages.post(Level.INFO, printed_words(document.unprintable, REPLACEMENT))

        def tell(words: str) -> None:
            desk.window.messages.post(Level.DONE, words)

        left_out = [one.order_number for one in document.left_out]
        if left_out:
            words = tr("These have no shipment and no packing slip yet: {orders}.")
            desk.window.messages.post(Level.PART, words.format(orders=_names(left_out)))
        title = _title(document.name)
        send = partial(self._printing.print_here, kind, document) if printer else None
        own = self._place.context.database.path
        shown = ShownDocument(title, document.pdf, own, printer, send)
        DocumentPreview(shown, desk.runner, desk.theme, tell, desk.window).show()


def _names(numbers: Sequence[str]) -> str:
    """The first few of them, and how many more there are."""
    shown, more = ", ".join(numbers[:_NAMES_TOLD]), len(numbers) - _NAMES_TOLD
    words = tr("{orders} and {count} more")
    return words.format(orders=shown, count=QLocale().toString(more)) if more > 0 else shown


def _numbers(context: Context, order_ids: Sequence[int]) -> list[str]:
    return [row.number for row in order_list(context).rows(order_ids)]


def _together(documents: list[RenderedDocument]) -> RenderedDocument:
    """Several pick lists as one, or one document as it is; for the render lane."""
    first = documents[0]
    if len(documents) == 1:
        return first
    pdf = put_together([one.pdf for one in documents])
    stems = [one.name.removesuffix(".pdf") for one in documents]
    others = [stem.removeprefix("pick-list-") for stem in stems[1:]]
    name = "-".join([stems[0], *others])
    unprintable = [one for document in documents for one in document.unprintable]
    return RenderedDocument(f"{name}.pdf", pdf, sum(one.pages for one in documents), unprintable)


def _words(released: ReleasedOrders) -> str:
    """Which waves are in picking, and how many orders are not, with the first reason."""
    made = ", ".join(
        tr("{wave} at {warehouse}").format(wave=wave.number, warehouse=wave.warehouse)
        for wave in released.waves
    )
    count = len(released.waves)
    words = tr_count("Wave {waves} is in picking.", "Waves {waves} are in picking.", count)
    parts = [words.format(waves=made)]
    orders = {one.order_number for one in released.left_out}
    if orders:
        left = tr_count("{count} order is left out.", "{count} orders are left out.", len(orders))
        parts += [left.format(count=QLocale().toString(len(orders)))]
        parts += [told(released.left_out[0].note)]
    return " ".join(parts)


def _title(file_name: str) -> str:
    """A document's name for people: without the ending, and without what only tells files apart."""
    return file_name.removesuffix(".pdf").partition("~")[0]
