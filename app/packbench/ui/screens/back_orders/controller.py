"""What the commands of the Back Orders tab do."""

from array import array
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication

from packbench.domain.letters import CustomerNews
from packbench.engine.command.context import Context
from packbench.jobs.progress import Progress
from packbench.services.back_orders.customer_letters import letters
from packbench.services.back_orders.export import export_back_orders
from packbench.services.back_orders.preorders import PreorderDay, calendar
from packbench.services.office.lists import (
    WantedProductRow,
    chosen_orders,
    order_list,
    places,
    wanted_product_list,
)
from packbench.services.orders.merging import mergeable
from packbench.ui.allocating import Allocating
from packbench.ui.bulk_running import BulkRunner
from packbench.ui.parts.bulk.declared import Shows, Target, bulk_of, read_target
from packbench.ui.parts.bulk.spec import Bulk
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.widgets.file_dialogs import ask_where_to_save
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.back_orders import purchasing
from packbench.ui.screens.back_orders.calendar import PreorderCalendar
from packbench.ui.screens.back_orders.declared import DECLARED
from packbench.ui.screens.back_orders.table import TAB
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count
from packbench.words.letters import as_text, letter


class BackOrdersController:
    """Runs the commands on the chosen back orders; their ids are those of the orders."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._allocating = Allocating(place)
        self._bulk = BulkRunner(place)

    def allocate_again(self) -> None:
        """Tries the chosen orders again."""
        self._allocating.run(self._place.selected_ids())

    def show_order(self) -> None:
        """Opens the chosen order in the Orders tab."""
        for order_id in self._place.selected_ids()[:1]:
            self._place.open_record("orders", order_id)

    def change(self, command: CommandId, chosen: "array[int] | None" = None) -> None:
        """Opens the dialog of a command on these orders, or on those that are chosen."""
        ids = self._place.selected_ids() if chosen is None else chosen
        desk, context = self._place.desk, self._place.context
        page = desk.window.tabs.page
        skus = page.pane.filter_bar.state.of("sku") if isinstance(page, RecordPage) else frozenset()
        sku = next(iter(skus)) if len(skus) == 1 else ""
        filled = desk.window.registry.filled

        def read() -> Target:
            shows = Shows(self._show_orders, self._show_purchase_orders)
            merges = command is CommandId.MERGE_ORDERS and len(ids) == 1
            meant = _with_partners(context, ids) if merges else ids
            return read_target(context, meant, sku, shows)

        def ask(target: Target) -> None:
            if target.chosen.numbers:
                self._bulk.ask(bulk_of(DECLARED[command], target).filled(filled))
            else:
                desk.window.messages.post(
                    Level.INFO, tr("These orders are there no more. F5 reads the list again.")
                )

        desk.runner.read("back_orders.ask", read, ask, owner=desk.window)

    def purchase_products(self) -> None:
        """Opens the dialog that puts the selected products onto draft purchase orders."""
        ids, context, desk = self._place.selected_ids(), self._place.context, self._place.desk

        def read() -> Bulk:
            rows = wanted_product_list(context).rows(ids)
            show = self._show_purchase_orders
            return purchasing.purchase_products(context, rows, places(context), show)

        desk.runner.read("back_orders.ask", read, self._bulk.ask, owner=desk.window)

    def export(self) -> None:
        """Writes the chosen back orders, or all of the filter, to a file."""
        page = self._place.desk.window.tabs.page
        if not isinstance(page, RecordPage):
            return
        ids = page.chosen_ids or array("q", page.pane.model.all_ids())
        window, patterns = self._place.desk.window, tr("Excel (*.xlsx);;CSV (*.csv)")
        path = ask_where_to_save(window, tr("Export back orders"), "back-orders.xlsx", patterns)
        if path:
            self.export_to(path, ids)

    def export_to(self, path: Path, ids: "array[int]") -> None:
        """Writes these orders to a file, with progress."""
        context, desk = self._place.context, self._place.desk

        def work(progress: Progress) -> int:
            return export_back_orders(context, ids, path, progress.report)

        def tell(rows: int) -> None:
            words = tr_count(
                "{count} row written to {file}.", "{count} rows written to {file}.", rows
            )
            told = words.format(count=QLocale().toString(rows), file=path.name)
            desk.window.messages.post(Level.DONE, told)

        desk.runner.render(
            tr("Exporting back orders"),
            work,
            tell,
            on_error=desk.window.errors.show,
            owner=desk.window,
        )

    def copy_letters(self) -> None:
        """Puts an e-mail for each chosen order on the clipboard."""
        ids, context, desk = self._place.selected_ids(), self._place.context, self._place.desk

        def tell(news: list[CustomerNews]) -> None:
            QGuiApplication.clipboard().setText(as_text(list(map(letter, news))))
            words = tr_count(
                "{count} e-mail is on the clipboard. Paste it into your mail program.",
                "{count} e-mails are on the clipboard. Paste them into your mail program.",
                len(news),
            )
            told = words.format(count=QLocale().toString(len(news)))
            without = len(ids) - len(news)
            if without > 0:
                words = tr_count(
                    "{count} order waits no more and has none.",
                    "{count} orders wait no more and have none.",
                    without,
                )
                told = f"{told} {words.format(count=QLocale().toString(without))}"
            desk.window.messages.post(Level.PART if without > 0 else Level.DONE, told)

        desk.runner.read(
            "back_orders.letters",
            lambda: letters(context, chosen_orders(context, ids).numbers),
            tell,
            owner=desk.window,
        )

    def show_calendar(self) -> None:
        """Opens the calendar of pre-orders."""
        context, desk = self._place.context, self._place.desk

        def show(days: list[PreorderDay]) -> None:
            PreorderCalendar(days, self._show_waiting, desk.theme, desk.window).open()

        desk.runner.read("back_orders.calendar", lambda: calendar(context), show, owner=desk.window)

    def show_view(self, view: str) -> None:
        """Shows the tab by order or by product."""
        self._place.show_view(TAB, view)

    def show_waiting_orders(self) -> None:
        """Shows the back orders that wait for the selected products."""
        ids, context, desk = self._place.selected_ids(), self._place.context, self._place.desk

        def show(rows: list[WantedProductRow]) -> None:
            self._show_waiting(frozenset(row.sku for row in rows))

        read = partial(wanted_product_list(context).rows, ids)
        desk.runner.read("back_orders.of_products", read, show, owner=desk.window)

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

    def _show_waiting(self, skus: frozenset[str]) -> None:
        if skus:
            self._place.open_filtered(TAB, FilterState("", {"sku": skus}))

    def _show_orders(self, numbers: frozenset[str]) -> None:
        self._place.open_filtered("orders", FilterState("", {"number": numbers}))

    def _show_purchase_orders(self, numbers: frozenset[str]) -> None:
        self._place.open_filtered("purchase_orders", FilterState("", {"number": numbers}))


def _with_partners(context: Context, ids: "array[int]") -> "array[int]":
    """An order, and those that can be merged with it: a single one can't be meant alone."""
    numbers = [row.number for row in order_list(context).rows(ids)]
    return array("q", [*ids, *(id_ for one in numbers for id_ in mergeable(context, one))])
