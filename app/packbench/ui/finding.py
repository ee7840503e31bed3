"""From a scanned or typed code to the thing itself, on whatever tab it stands."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QApplication, QLineEdit

from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.engine.command.context import Context
from packbench.services.office.finding import Suggestion, is_in_orders, sent_with, suggest
from packbench.services.scanning import resolve
from packbench.services.shipping.looking import order_of_shipment
from packbench.ui.choosing import choose
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level, MessageAction
from packbench.ui.parts.widgets.states import capital
from packbench.ui.parts.widgets.suggestion_list import Suggested
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
            # The keyboard goes to what is found; for nothing it leaves no field that is filled in.
            if meaning.kind not in self._ways and not _is_filled_in():
                self._to_rows()

        self._look_up(scan.text, self._to_sent, note)

    def find(self, typed: str) -> None:
        """Goes to what was typed into the search field; what is no code goes to its orders."""
        self._look_up(typed, self._to_orders_of)

    def suggest(self, typed: str) -> None:
        """Offers below the field what may be meant by what was typed so far."""
        context, desk = self._place.context, self._place.desk
        field = desk.window.top_bar.search

        def offer(found: list[Suggestion]) -> None:
            field.offer(typed, [suggested(one) for one in found])

        desk.runner.read("suggest", lambda: suggest(context, typed), offer, owner=desk.window)

    def go_to(self, chosen: object) -> None:
        """Goes to what was chosen among the suggestions."""
        if isinstance(chosen, Suggestion):
            self._place.desk.window.messages.settle()
            self._ways[chosen.kind](_meaning(chosen))

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

        desk.runner.answer("find", lambda: resolve(context, text), ask, owner=desk.window)

    def _to_order(self, meaning: Meaning) -> None:
        if meaning.record_id is not None:
            self._open("orders", meaning.record_id)

    def _to_shipment(self, meaning: Meaning) -> None:
        context, desk = self._place.context, self._place.desk
        shipment_id = meaning.record_id
        if shipment_id is None:
            return

        def go(order_id: int | None) -> None:
            if order_id is not None:
                self._open("orders", order_id)

        desk.runner.answer(
            "find", lambda: order_of_shipment(context, shipment_id), go, owner=desk.window
        )

    def _to_product(self, meaning: Meaning) -> None:
        self._open_filtered("inventory", _only("sku", meaning.name))

    def _to_purchase_order(self, meaning: Meaning) -> None:
        if meaning.record_id is not None:
            self._open("purchase_orders", meaning.record_id)

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

    def _to_sent(self, meaning: Meaning) -> None:
        """A carrier's label goes to the order that was sent with it; all else is unknown."""
        self._to_fitting(sent_with, self._say_unknown, meaning)

    def _to_orders_of(self, meaning: Meaning) -> None:
        """All orders that have this telephone, e-mail, name or tracking number."""
        self._to_fitting(is_in_orders, self._offer_search, meaning)

    def _to_fitting(
        self,
        fits: Callable[[Context, str], bool],
        otherwise: Callable[[Meaning], None],
        meaning: Meaning,
    ) -> None:
        context, desk = self._place.context, self._place.desk

        def go(found: bool) -> None:
            if found:
                desk.window.messages.settle()
                self._open_filtered("orders", FilterState(meaning.text))
            else:
                otherwise(meaning)

        desk.runner.answer("find", lambda: fits(context, meaning.text), go, owner=desk.window)

    def _open(self, tab: str, record_id: int) -> None:
        self._place.open_record(tab, record_id)
        self._to_rows()

    def _open_filtered(self, tab: str, state: FilterState) -> None:
        self._place.open_filtered(tab, state)
        self._to_rows()

    def _to_rows(self) -> None:
        """The keyboard goes to what was found, so that it can be worked on at once."""
        page = self._place.desk.window.tabs.page
        if isinstance(page, RecordPage):
            page.pane.focus_rows()

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


_ICONS: Mapping[ScanKind, str] = {
    ScanKind.ORDER: "clipboard-list",
    ScanKind.PRODUCT: "package",
    ScanKind.PURCHASE_ORDER: "truck",
    ScanKind.LOCATION: "warehouse",
    ScanKind.WAVE: "boxes",
}


def suggested(one: Suggestion) -> Suggested:
    """A suggestion as a row: what it is, its name, what tells it from others."""
    words = capital(meaning_words(_meaning(one)))
    if one.about and one.kind is not ScanKind.LOCATION:  # a bin is told with its warehouse
        words = f"{words} · {one.about}"
    return Suggested(_ICONS[one.kind], words, one)


def _meaning(one: Suggestion) -> Meaning:
    return Meaning(one.kind, one.record_id, one.name, one.name, warehouse=one.about or None)


def _only(group: str, value: str) -> FilterState:
    return FilterState("", {group: frozenset({value})})


def _is_filled_in() -> bool:
    """Whether the keyboard is in a field of one line in which something stands."""
    field = QApplication.focusWidget()
    return isinstance(field, QLineEdit) and bool(field.text())
