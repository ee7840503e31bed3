"""What the commands of the Back Orders tab do."""

from packbench.services.lists import WantedProductRow, wanted_product_list
from packbench.ui.back_orders.commands import TAB
from packbench.ui.orders.allocating import Allocating
from packbench.ui.shell.record_page import RecordPage
from packbench.ui.widgets.filter_bar import FilterState
from packbench.ui.workplace import Workplace


class BackOrdersController:
    """Runs the commands on the selected back orders; their ids are those of the orders."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._allocating = Allocating(place)

    def allocate_again(self) -> None:
        """Tries the selected orders again."""
        self._allocating.run(self._place.selected_ids())

    def show_order(self) -> None:
        """Opens the selected order in the Orders tab."""
        for order_id in self._place.selected_ids()[:1]:
            self._place.open_record("orders", order_id)

    def show_view(self, view: str) -> None:
        """Shows the tab by order or by product."""
        self._place.show_view(TAB, view)

    def show_waiting_orders(self) -> None:
        """Shows the back orders that wait for the selected products."""
        ids, context, desk = self._place.selected_ids(), self._place.context, self._place.desk

        def show(rows: list[WantedProductRow]) -> None:
            skus = frozenset(row.sku for row in rows)
            if skus:
                self._place.open_filtered(TAB, FilterState("", {"sku": skus}))

        source = wanted_product_list(context)
        desk.runner.read("back_orders.of_products", lambda: source.rows(ids), show)

    def choose_all(self) -> None:
        """Ticks every row of the filter."""
        page = self._place.desk.window.tabs.page
        if isinstance(page, RecordPage) and page.pane.boxes is not None:
            page.pane.boxes.tick_all()

    def choose_none(self) -> None:
        """Takes all ticks away."""
        page = self._place.desk.window.tabs.page
        if isinstance(page, RecordPage):
            page.pane.ticks.clear()
