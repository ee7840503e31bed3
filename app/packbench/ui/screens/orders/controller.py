"""What the commands of the Orders tab do."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QLocale

from packbench.domain.printers import PrintKind
from packbench.engine.command.context import Context
from packbench.services.documents.printing import packing_slips_of_orders
from packbench.services.office.lists import order_list
from packbench.services.picking.releasing import ReleasedOrders, release_orders
from packbench.ui.allocating import Allocating
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.sending import SentCommand, send_once, tell_failure
from packbench.ui.showing import Showing
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count
from packbench.words.refusals import told


class OrdersController:
    """Runs the commands on the selected orders and says what came of them."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._allocating = Allocating(place)
        self._showing = Showing(place)
        self._undoing = Undoing(place)

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
        self._showing.make(
            PrintKind.PACKING_SLIP,
            tr("Making the packing slips"),
            lambda force: [packing_slips_of_orders(context, _numbers(context, ids), force=force)],
        )

    def _show_pick_lists(self, released: ReleasedOrders, key: str) -> None:
        level = Level.PART if released.left_out else Level.DONE
        self._undoing.offer(_words(released), key, level=level)
        self._showing.show_new_lists([wave.number for wave in released.waves])


def _numbers(context: Context, order_ids: Sequence[int]) -> list[str]:
    return [row.number for row in order_list(context).rows(order_ids)]


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
