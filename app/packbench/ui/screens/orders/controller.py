"""What the commands of the Orders tab do."""

from collections.abc import Sequence

from packbench.domain.printers import PrintKind
from packbench.engine.command.context import Context
from packbench.services.documents.printing import packing_slips_of_orders
from packbench.services.office.lists import order_list
from packbench.ui.allocating import Allocating
from packbench.ui.showing import Showing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


class OrdersController:
    """Runs the commands on the selected orders and says what came of them."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._allocating = Allocating(place)
        self._showing = Showing(place)

    def allocate(self) -> None:
        """Allocates the selected orders, or all new ones."""
        self._allocating.run(self._place.selected_ids())

    def print_packing_slips(self) -> None:
        """Shows the packing slips of the selected orders."""
        ids, context = list(self._place.selected_ids()), self._place.context
        self._showing.make(
            PrintKind.PACKING_SLIP,
            tr("Making the packing slips"),
            lambda force: [packing_slips_of_orders(context, _numbers(context, ids), force=force)],
        )


def _numbers(context: Context, order_ids: Sequence[int]) -> list[str]:
    return [row.number for row in order_list(context).rows(order_ids)]
