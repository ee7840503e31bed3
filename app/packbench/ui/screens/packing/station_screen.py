"""The packing bench over the whole screen: a verdict, an order, and nothing that needs a mouse."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QWidget

from packbench.domain.scanning.assembler import Scan
from packbench.services.packing.looking import PackView, WaitingToPack
from packbench.ui.parts.bridge.runner import Runner
from packbench.ui.parts.station.lines import station_label
from packbench.ui.parts.station.screen import StationBase, StationKey
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING
from packbench.ui.screens.packing.parts import BenchOrder, IdleBench
from packbench.words.language import tr, tr_count
from packbench.words.scanning import command_word, command_words

KEYS: Mapping[Qt.Key, str] = {
    Qt.Key.Key_F1: "HELP",
    Qt.Key.Key_F2: "DONE",
    Qt.Key.Key_F3: "UNDO",
    Qt.Key.Key_F4: "NEXTBOX",
    Qt.Key.Key_F5: "CANCEL",
    Qt.Key.Key_F6: "SHORT",
    Qt.Key.Key_F7: "DAMAGED",
    Qt.Key.Key_F8: "HOLD",
    Qt.Key.Key_F9: "PRINT",
    Qt.Key.Key_F10: "BOX",
}
"""The keys that do what the codes of the control sheet do."""
SHIFTED: Mapping[Qt.Key, str] = {Qt.Key.Key_F3: "TAKEOUT", Qt.Key.Key_F4: "PARCELS"}
"""The keys that do more of the like with Shift."""
_BY_HAND = "BY_HAND"
"""Counts one of the item that is wanted, for goods without a code; no code does that."""


class StationScreen(StationBase):
    """Shows the bench. Scans, typed codes and keys reach whoever runs it; Escape leaves.

    Args:
        where: the station and the operator, in words.
        on_scan: called with a scan. By it the screen holds who runs it.
        runner: reads pictures.
        theme: colours and fonts.
        parent: the window.

    Signals:
        order_shown: the shipment at the bench, as it is now.
        by_hand: one of the wanted item is counted without a scan.
    """

    by_hand = Signal()
    order_shown = Signal(object)

    def __init__(
        self,
        where: str,
        on_scan: Callable[[Scan], None],
        runner: Runner,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(where, on_scan, _keys(), theme, parent)
        self.setObjectName("station_screen")
        self.setWindowTitle(tr("Packing bench"))
        self._today = station_label(theme, SCALE_HEADING, self)
        self._today.setWordWrap(False)
        self.idle, self.order = IdleBench(theme, self), BenchOrder(runner, theme, self)
        self.lay_out(self.idle, self.order, self._today)

    def show_idle(self, rows: Sequence[WaitingToPack]) -> None:
        """No order is open; this waits."""
        self.idle.show_waiting(rows)
        self.show_view(self.idle)

    def show_order(self, view: PackView, *, asks_weight: bool) -> None:
        """The shipment at the bench as it is now."""
        self.order.show_packing(view, asks_weight=asks_weight)
        self.show_view(self.order)
        self.order_shown.emit(view)

    def show_today(self, parcels: int, errors: int) -> None:
        """How many parcels this station closed today, and how many errors its scans caught."""
        number = QLocale().toString
        words = tr_count("today: {count} parcel", "today: {count} parcels", parcels)
        caught = tr_count("{count} error caught", "{count} errors caught", errors)
        told = [words.format(count=number(parcels)), caught.format(count=number(errors))]
        self._today.setText(" · ".join(told))

    def run_key(self, command: str) -> None:
        """F12 has no code on the control sheet."""
        if command == _BY_HAND:
            self.by_hand.emit()
        else:
            super().run_key(command)

    def leaving(self) -> str:
        """What Escape does, and the code LOGOUT."""
        return command_words("LOGOUT")


def _keys() -> list[StationKey]:
    """Each key, its word and what it does; the codes of the control sheet do the same."""
    by_hand = tr("One of the item that is wanted is in, for goods without a code")
    return [
        *(_key(key, one) for key, one in KEYS.items()),
        *(_key(key, one, shift=True) for key, one in SHIFTED.items()),
        StationKey(Qt.Key.Key_F12, _BY_HAND, tr("Count one by hand"), by_hand),
    ]


def _key(key: Qt.Key, command: str, *, shift: bool = False) -> StationKey:
    return StationKey(key, command, command_word(command), command_words(command), shift)
