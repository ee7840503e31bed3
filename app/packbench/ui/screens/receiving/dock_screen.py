"""The receiving dock over the whole screen: a verdict, a delivery, nothing that needs a mouse."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from packbench.domain.scanning.assembler import Scan
from packbench.services.receiving.at_dock import ExpectedOrder, ReceiptView
from packbench.ui.parts.station.screen import StationBase, StationKey
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.screens.receiving.dock_parts import DockOrder, IdleDock
from packbench.words.language import tr


class DockScreen(StationBase):
    """Shows the dock. Scans, typed codes and keys reach whoever runs it; Escape leaves.

    Args:
        where: the station and the operator, in words.
        on_scan: called with a scan. By it the screen holds who runs it.
        theme: colours and fonts.
        parent: the window.
    """

    def __init__(
        self, where: str, on_scan: Callable[[Scan], None], theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(where, on_scan, _keys(), theme, parent)
        self.setObjectName("dock_screen")
        self.setWindowTitle(tr("Receiving dock"))
        self.idle, self.order = IdleDock(theme, self), DockOrder(theme, self)
        self.lay_out(self.idle, self.order)

    def show_idle(self, expected: Sequence[ExpectedOrder]) -> None:
        """No delivery is counted; this is expected."""
        self.idle.show_expected(expected)
        self.show_view(self.idle)

    def show_receipt(self, view: ReceiptView) -> None:
        """The delivery that is counted, as it is now."""
        self.order.show_receipt(view)
        self.show_view(self.order)

    def leaving(self) -> str:
        """What Escape does."""
        return tr("What was counted stays; the dock goes on with it")


def _keys() -> list[StationKey]:
    """The commands of the dock; those of the control sheet can be scanned too."""
    key = Qt.Key
    return [
        StationKey(key.Key_F1, "HELP", tr("Help"), tr("The keys and codes of the dock")),
        StationKey(
            *(key.Key_F2, "DONE", tr("Book")),
            tr("All is counted: book it, and serve who waits"),
        ),
        StationKey(
            *(key.Key_F3, "UNDO", tr("Undo")),
            tr("Take the last scan back, as often as asked"),
        ),
        StationKey(
            *(key.Key_F4, "NOTE", tr("Delivery note")),
            tr("Type or scan the number of the delivery note"),
        ),
        StationKey(
            *(key.Key_F5, "CANCEL", tr("Give up")),
            tr("Give this count up (twice): nothing of it is booked"),
        ),
        StationKey(
            *(key.Key_F6, "BLIND", tr("No order")),
            tr("Count a delivery in that has no purchase order, by a badge"),
        ),
        StationKey(
            *(key.Key_F7, "DAMAGED", tr("Damaged")),
            tr("Type why or its number, then scan the item; a picture's path behind photo:"),
        ),
        StationKey(
            *(key.Key_F8, "REJECT", tr("Rejected")),
            tr("Type why or its number, then scan what is not taken"),
        ),
        StationKey(
            *(key.Key_F12, "ONE", tr("Count one")),
            tr("One more of the item that is shown, for goods without a code"),
        ),
    ]
