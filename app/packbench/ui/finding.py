"""From a scanned or typed code to the thing itself, on whatever tab it stands."""

from collections.abc import Callable, Mapping
from functools import partial

from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.services.office.lists import OrderQuery, OrderRow, order_list
from packbench.services.scanning import resolve
from packbench.services.shipping.looking import order_of_shipment
from packbench.ui.choosing import choose
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.teaching import TeachCode
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.scanning import meaning_words

_BY_CODE = {
    ("pick_pack", "DONE"): CommandId.ALL_PICKED,
    ("pick_pack", "UNDO"): CommandId.UNDO,
    ("pick_pack", "SHORT"): CommandId.ONE_TASK,
    ("pick_pack", "PRINT"): CommandId.PRINT_WAVES,
    ("pick_pack", "REPRINT"): CommandId.PRINT_WAVES,
}
"""What command codes do on a tab that is not the packing bench."""


def _tell_nobody(_: Meaning) -> None:
    """What was typed stands in no flight recorder."""


class Finder:
    """Looks codes up in the read lane and goes where they lead; the latest one wins.

    Args:
        place: the window at work.
        to_wave: opens a wave, and tells what of a scanned list is not so any more.
    """

    def __init__(self, place: Workplace, to_wave: Callable[[Meaning], None]) -> None:
        self._place = place
        self._teaching = TeachCode(place)
        self._unknown = ""  # the code that nobody knew last
        self._ways: Mapping[ScanKind, Callable[[Meaning], None]] = {
            ScanKind.ORDER: self._to_order,
            ScanKind.SHIPMENT: self._to_shipment,
            ScanKind.PRODUCT: self._to_product,
            ScanKind.PURCHASE_ORDER: self._to_purchase_order,
            ScanKind.WAVE: to_wave,
            ScanKind.LOCATION: self._to_location,
            ScanKind.COMMAND: self._to_command,
        }

    def take_scan(self, scan: Scan) -> None:
        """Goes to what was scanned."""
        hub = self._place.desk.window.hub

        def note(meaning: Meaning) -> None:
            hub.judge(scan, meaning_words(meaning))

        self._look_up(scan.text, self._say_unknown, note)

    def find(self, typed: str) -> None:
        """Goes to what was typed into the search field; an e-mail goes to its orders."""
        self._look_up(typed, self._to_orders_of if "@" in typed else self._offer_search)

    def teach(self) -> None:
        """Teaches the code that nobody knew last to a product."""
        self._teaching.open(self._unknown)

    def _look_up(
        self,
        text: str,
        otherwise: Callable[[Meaning], None],
        found: Callable[[Meaning], None] = _tell_nobody,
    ) -> None:
        context, desk = self._place.context, self._place.desk

        def go(meaning: Meaning) -> None:
            if meaning.kind in self._ways:
                desk.window.messages.settle()
            self._ways.get(meaning.kind, otherwise)(meaning)

        def ask(meaning: Meaning) -> None:
            found(meaning)
            choose(meaning, self._ways, go, desk.window)

        desk.runner.read("find", lambda: resolve(context, text), ask, owner=desk.window)

    def _to_order(self, meaning: Meaning) -> None:
        if meaning.record_id is not None:
            self._place.open_record("orders", meaning.record_id)

    def _to_shipment(self, meaning: Meaning) -> None:
        context, desk = self._place.context, self._place.desk
        shipment_id = meaning.record_id
        if shipment_id is None:
            return

        def go(order_id: int | None) -> None:
            if order_id is not None:
                self._place.open_record("orders", order_id)

        desk.runner.read(
            "find", lambda: order_of_shipment(context, shipment_id), go, owner=desk.window
        )

    def _to_product(self, meaning: Meaning) -> None:
        self._place.open_filtered("inventory", _only("sku", meaning.name))

    def _to_purchase_order(self, meaning: Meaning) -> None:
        if meaning.record_id is not None:
            self._place.open_record("purchase_orders", meaning.record_id)

    def _to_location(self, meaning: Meaning) -> None:
        self._say(tr("{code} is a bin. Scan a product to see its stock.").format(code=meaning.name))

    def _to_command(self, meaning: Meaning) -> None:
        """Does on a tab what the code is for there; elsewhere it is told."""
        window = self._place.desk.window
        command = _BY_CODE.get((window.tabs.key, meaning.name))
        if command is not None:
            action = window.registry.action(command)
            if action.isEnabled():
                action.trigger()
            else:
                self._say(action.toolTip())
            return
        words = tr("{code} is a command of the packing bench; it does nothing here.")
        self._say(words.format(code=meaning.text))

    def _to_orders_of(self, email: Meaning) -> None:
        """All orders that have the e-mail, or a part of one."""
        context, desk = self._place.context, self._place.desk
        query = OrderQuery(text=email.text)

        def go(orders: list[OrderRow]) -> None:
            if orders:
                desk.window.messages.settle()
                self._place.open_filtered("orders", FilterState(email.text))
            else:
                self._offer_search(email)

        desk.runner.read(
            "find", lambda: order_list(context).first_page(query), go, owner=desk.window
        )

    def _say(self, words: str) -> None:
        self._place.desk.window.messages.post(Level.INFO, words)

    def _say_unknown(self, meaning: Meaning) -> None:
        words = tr("Nobody knows {code}: it is no order, shipment, product, bin or purchase order.")
        self._place.desk.window.messages.post(
            Level.REFUSED, words.format(code=meaning.text), self._teach_action(meaning)
        )

    def _offer_search(self, meaning: Meaning) -> None:
        """An e-mail and the like: a part of what orders or products say."""
        text = FilterState(meaning.text)
        words = tr("Nothing is called {code}. It may be a part of a name or an e-mail.")
        offers = [(tr("Search orders"), "orders"), (tr("Search products"), "inventory")]
        self._place.desk.window.messages.post(
            Level.REFUSED,
            words.format(code=meaning.text),
            *(
                MessageAction(name, partial(self._place.open_filtered, tab, text))
                for name, tab in offers
            ),
            self._teach_action(meaning),
        )

    def _teach_action(self, meaning: Meaning) -> MessageAction:
        """Offers to teach a code; its keys teach the one that nobody knew last."""
        self._unknown = meaning.name
        return MessageAction(tr("Teach it…"), partial(self._teaching.open, meaning.name))


def _only(group: str, value: str) -> FilterState:
    return FilterState("", {group: frozenset({value})})
