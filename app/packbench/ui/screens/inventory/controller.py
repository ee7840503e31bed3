"""What the commands of the Inventory tab do."""

from collections.abc import Callable
from functools import partial

import shiboken6
from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication

from packbench.domain.refusals import Refusal
from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.domain.stock_attention import Attention
from packbench.services.office.lists import filter_values
from packbench.services.products.customs import ProductCustoms, customs_facts
from packbench.services.scanning import resolve
from packbench.services.stock.acts import ActKind
from packbench.services.stock.changes import Receipt, StockChange, receive
from packbench.services.stock.known_packs import PacksView, show_packs
from packbench.services.stock.levels import read_levels
from packbench.services.stock.packs import set_packs
from packbench.services.stock.sheets import StockSheet, sheet_of_file, sheet_of_text
from packbench.services.transfers.sending import usual_way
from packbench.ui.bulk_running import BulkRunner
from packbench.ui.choosing import choose
from packbench.ui.masters.opening import show_product
from packbench.ui.parts.bulk.spec import Bulk
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.widgets.file_dialogs import ask_for_files
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.screens.inventory.acts import Begin, act_of, transfer_of
from packbench.ui.screens.inventory.chosen import ChosenStock, SelectedStock
from packbench.ui.screens.inventory.customs import customs_of
from packbench.ui.screens.inventory.dialogs.packs import PacksDialog
from packbench.ui.screens.inventory.dialogs.receive import Prefilled, ReceiveDialog
from packbench.ui.screens.inventory.levels import levels_of
from packbench.ui.screens.inventory.sets import sets_of
from packbench.ui.screens.inventory.sheet import sheet_of
from packbench.ui.sending import Sending, SentCommand, failure_words
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr, tr_count


class InventoryController:
    """Runs the commands and says what came of them."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._undoing = Undoing(place)
        self._bulk = BulkRunner(place)

    def receive(self) -> None:
        """Asks what came, beginning with the selected product."""
        desk = self._place.desk
        chosen, filled = desk.window.top_bar.warehouse, desk.window.registry.filled
        selected = self._selected()

        def read() -> Prefilled:
            warehouses = filter_values(self._place.context).warehouses
            if "sku" in filled:
                return Prefilled(
                    warehouses, str(filled.get("warehouse", chosen)), str(filled["sku"])
                )
            one = selected.read()
            return Prefilled(warehouses, one.warehouse or chosen, one.sku)

        desk.runner.read("receive", read, self._ask, owner=desk.window)

    def show_view(self, view: str) -> None:
        """Brings a view of stock to the front, at the product that is selected now."""
        selected, place = self._selected(), self._place

        def show(one: ChosenStock) -> None:
            place.show_view("inventory", view)
            page = place.desk.window.tabs.page
            if one.sku and isinstance(page, RecordPage):
                page.open_filtered(FilterState("", {"sku": frozenset({one.sku})}))

        place.desk.runner.read("stock.view", selected.read, show, owner=place.desk.window)

    def drill(self, view: str, *, warehouse: bool) -> None:
        """Shows the rows behind the selected one in another view."""
        selected, place = self._selected(), self._place

        def show(one: ChosenStock) -> None:
            if not one.sku:
                return
            values = {"sku": frozenset({one.sku})}
            if warehouse and one.warehouse:
                values["warehouse"] = frozenset({one.warehouse})
            place.show_view("inventory", view)
            page = place.desk.window.tabs.page
            if isinstance(page, RecordPage):
                page.open_filtered(FilterState("", values))

        place.desk.runner.read("stock.view", selected.read, show, owner=place.desk.window)

    def show_attention(self) -> None:
        """Shows the stock that somebody has to look at."""
        state = FilterState("", {"attention": frozenset({Attention.ANY.value})})
        self._place.open_filtered("inventory", state)

    def _selected(self) -> "SelectedStock":
        """What is selected in the view of stock in front."""
        tabs = self._place.desk.window.tabs
        if tabs.key != "inventory":
            return SelectedStock(self._place.context, "", None)
        page = tabs.page
        view = page.view if isinstance(page, RecordPage) else ""
        ids = self._place.selected_ids()[:1]
        return SelectedStock(self._place.context, view, ids[0] if ids else None)

    def show_product(self) -> None:
        """Opens the form of the selected product."""
        desk = self._place.desk

        def show(one: ChosenStock) -> None:
            if one.sku:
                show_product(self._place, one.sku)

        desk.runner.read("show_product", self._selected().read, show, owner=desk.window)

    def say_levels(self) -> None:
        """Asks what is kept back of the selected product, or of the one that is filled in."""
        context, desk = self._place.context, self._place.desk
        filled = desk.window.registry.filled
        selected = self._selected()

        def read() -> Bulk | None:
            one = ChosenStock() if filled else selected.read()
            sku = one.sku or str(filled.get("sku", ""))
            warehouse = one.warehouse or str(filled.get("warehouse", ""))
            if not sku or not warehouse:
                return None
            return levels_of(context, warehouse, sku, read_levels(context, warehouse, sku))

        def ask(bulk: Bulk | None) -> None:
            if bulk is not None:
                self._bulk.ask(bulk)

        desk.runner.read("levels", read, ask, owner=desk.window)

    def act(self, kind: ActKind) -> None:
        """Asks for one act on the selected product, or on any."""
        self._ask_begun(partial(self._act_of, kind))

    def transfer(self) -> None:
        """Asks what goes to another warehouse."""
        context = self._place.context
        self._ask_begun(lambda begin: transfer_of(context, begin))

    def make_sets(self) -> None:
        """Asks which sets are put together or taken apart."""
        self._ask_begun(partial(sets_of, self._place.context))

    def from_sheet(self) -> None:
        """Changes stock by the rows that were copied, else by those of a file."""
        desk, context = self._place.desk, self._place.context
        copied = QGuiApplication.clipboard().text()
        path = None
        if not _is_sheet(copied):
            title = tr("Change stock from a spreadsheet")
            files = ask_for_files(desk.window, title, tr("Tables (*.csv *.xlsx);;All files (*)"))
            if not files:
                return
            path = files[0]

        def read() -> StockSheet:
            return sheet_of_text(copied) if path is None else sheet_of_file(path)

        def refuse(error: BaseException) -> None:
            words = failure_words(desk.window.errors, error, tr("Nothing was changed."))
            desk.window.messages.post(Level.REFUSED, words)

        desk.runner.read(
            "stock.sheet",
            read,
            lambda sheet: self._bulk.ask(sheet_of(context, sheet)),
            on_error=refuse,
            owner=desk.window,
        )

    def _act_of(self, kind: ActKind, begin: Begin) -> Bulk:
        return act_of(self._place.context, kind, begin)

    def _ask_begun(self, make: Callable[[Begin], Bulk]) -> None:
        context, desk = self._place.context, self._place.desk
        chosen, selected = desk.window.top_bar.warehouse, self._selected()

        def read() -> Begin:
            warehouses = filter_values(context).warehouses
            only = warehouses[0] if len(warehouses) == 1 else ""
            one = selected.read()
            where = one.warehouse or chosen or only
            way = usual_way(context)
            return Begin(warehouses, where, one.sku, one.location, one.lot, way)

        desk.runner.read(
            "stock_act", read, lambda begin: self._bulk.ask(make(begin)), owner=desk.window
        )

    def say_packs(self) -> None:
        """Asks which packs the selected product has."""
        context, desk = self._place.context, self._place.desk
        selected = self._selected()

        def read() -> PacksView | None:
            sku = selected.read().sku
            return show_packs(context, sku) if sku else None

        def ask(begin: PacksView | None) -> None:
            if begin is not None:
                self._ask_packs(begin)

        desk.runner.read("packs", read, ask, owner=desk.window)

    def say_customs(self) -> None:
        """Asks what customs are told of the selected product."""
        context, desk = self._place.context, self._place.desk
        selected = self._selected()

        def read() -> ProductCustoms | None:
            sku = selected.read().sku
            return customs_facts(context, sku) if sku else None

        def ask(product: ProductCustoms | None) -> None:
            if product is not None:
                self._bulk.ask(customs_of(context, product))

        desk.runner.read("customs", read, ask, owner=desk.window)

    def _ask_packs(self, begin: PacksView) -> None:
        dialog = PacksDialog(begin, self._place.desk.window)
        sending = Sending(self._place)
        dialog.submitted.connect(partial(self._keep_packs, dialog, sending, begin.sku))
        dialog.finished.connect(sending.retire)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _keep_packs(
        self, dialog: PacksDialog, sending: Sending, sku: str, packs: str, multiple: int
    ) -> None:
        desk, context = self._place.desk, self._place.context

        def kept(_: PacksView, key: str) -> None:
            if shiboken6.isValid(dialog):
                dialog.accept()
            self._undoing.offer(tr("The packs of {sku} are kept.").format(sku=sku), key)

        def refused(error: BaseException) -> None:
            words = failure_words(desk.window.errors, error, tr("Nothing was changed."))
            if shiboken6.isValid(dialog) and dialog.isVisible():
                dialog.refuse(words)
            else:
                desk.window.messages.post(Level.REFUSED, words)

        sending.send(
            SentCommand(
                tr("Keeping the packs"),
                (sku, packs, multiple),
                lambda key, _: set_packs(context, sku, packs, multiple, key=key),
                kept,
                refused,
            )
        )

    def _ask(self, begin: Prefilled) -> None:
        desk = self._place.desk
        dialog = ReceiveDialog(
            begin, lambda scan: self._look_up(dialog, scan), desk.theme, desk.window
        )
        sending = Sending(self._place)  # one receipt a dialog, however often Enter arrives
        dialog.submitted.connect(partial(self._book, dialog, sending))
        dialog.finished.connect(sending.retire)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _book(self, dialog: ReceiveDialog, sending: Sending, receipt: Receipt) -> None:
        desk, context = self._place.desk, self._place.context

        def booked(change: StockChange, key: str) -> None:
            if shiboken6.isValid(dialog):
                dialog.accept()
            self._tell(receipt, change, key)

        def refused(error: BaseException) -> None:
            words = failure_words(desk.window.errors, error, tr("Nothing was received."))
            if shiboken6.isValid(dialog) and dialog.isVisible():
                dialog.refuse(words)
            else:
                desk.window.messages.post(Level.REFUSED, words)

        sending.send(
            SentCommand(
                tr("Receiving stock"),
                receipt,
                lambda key, _: receive(context, receipt, key=key),
                booked,
                refused,
            )
        )

    def _tell(self, receipt: Receipt, change: StockChange, key: str) -> None:
        number = QLocale().toString
        words = tr_count(
            "{count} of {sku} received at {warehouse}.",
            "{count} of {sku} received at {warehouse}.",
            receipt.quantity,
        ).format(count=number(receipt.quantity), sku=receipt.sku, warehouse=receipt.warehouse)
        served = sorted({released.order_number for released in change.released})
        if not served:
            self._undoing.offer(words, key)
            return
        ready = tr_count(
            "{count} back order is ready.", "{count} back orders are ready.", len(served)
        )
        told = f"{words} {ready.format(count=number(len(served)))}"
        state = FilterState("", {"number": frozenset(served)})
        show = partial(self._place.open_filtered, "orders", state)
        # No Undo: what is promised now can't be taken away again.
        messages = self._place.desk.window.messages
        messages.post(Level.DONE, told, MessageAction(tr("Show"), show, shows=True))

    def _look_up(self, dialog: ReceiveDialog, scan: Scan) -> None:
        context = self._place.context
        self._place.desk.runner.read(
            "receive.scan",
            lambda: resolve(context, scan.text),
            lambda meaning: choose(meaning, _FILLS, partial(_fill, dialog), dialog),
            owner=dialog,
        )


def _is_sheet(text: str) -> bool:
    """Whether rows with headings that are known here were copied."""
    try:
        sheet_of_text(text)
    except Refusal:
        return False
    return True


_FILLS = (ScanKind.PRODUCT, ScanKind.LOCATION)


def _fill(dialog: ReceiveDialog, meaning: Meaning) -> None:
    if meaning.kind is ScanKind.PRODUCT:
        dialog.fill_product(meaning.name, meaning.count, meaning.lot, meaning.expires_on)
    elif meaning.kind is ScanKind.LOCATION:
        dialog.fill_bin(meaning.name)
    else:
        words = tr("{code} is neither a product nor a bin that is known here.")
        dialog.refuse(words.format(code=meaning.text))
