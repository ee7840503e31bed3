"""What the commands of the Orders tab do."""

from collections.abc import Sequence

from packbench.domain.printers import PrintKind
from packbench.engine.command.context import Context
from packbench.services.documents.printing import packing_slips_of_orders
from packbench.services.office.customers import CustomerRow, customer_list, customer_of_order
from packbench.services.office.lists import order_list
from packbench.ui.allocating import Allocating
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.widgets.filter_groups import FilterState
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

    def show_view(self, view: str) -> None:
        """Brings orders or customers to the front."""
        self._place.show_view("orders", view)

    def switch_view(self) -> None:
        """Brings customers to the front, or orders where customers are."""
        page = self._place.desk.window.tabs.page
        self.show_view("orders" if page is not None and page.view == "customers" else "customers")

    def show_customer(self) -> None:
        """Goes to the customer of the selected order."""
        context, desk = self._place.context, self._place.desk
        [order_id] = self._place.selected_ids()[:1]

        def go(customer_id: int | None) -> None:
            self._place.show_view("orders", "customers")
            page = desk.window.tabs.page
            if customer_id is not None and isinstance(page, RecordPage):
                page.open_record(customer_id)

        desk.runner.read(
            "find", lambda: customer_of_order(context, order_id), go, owner=desk.window
        )

    def show_customer_orders(self) -> None:
        """Shows the orders of the selected customer."""
        context, desk = self._place.context, self._place.desk
        ids = self._place.selected_ids()[:1]

        def go(rows: list[CustomerRow]) -> None:
            for row in rows:
                known = FilterState("", {"customer": frozenset({row.key})})
                self._place.open_filtered("orders", known if row.key else FilterState(row.name))

        desk.runner.read("find", lambda: customer_list(context).rows(ids), go, owner=desk.window)

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
