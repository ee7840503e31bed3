"""Carrying by scan: the reserve bin, the item, and the pick bin that fills the screen."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QLocale, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from packbench.domain.scanning.assembler import Scan
from packbench.services.replenishing.views import ReplenishView
from packbench.ui.parts.station.task_screen import TaskScreen, TaskWords
from packbench.ui.parts.theme.theme import Theme
from packbench.words.language import tr, tr_count

_MOST_ROWS = 6


class CarryScreen(TaskScreen):
    """Shows what is to be carried, and where what was scanned goes. Escape leaves.

    Args:
        on_scan: called with a scan. By it the screen holds who runs it.
        theme: colours and fonts.
        parent: over which it lies.

    Signals:
        missed: the rest of the task in hand was not found (F4).
    """

    missed = Signal()

    def __init__(self, on_scan: Callable[[Scan], None], theme: Theme, parent: QWidget) -> None:
        keys = tr("Scan bin, item, bin   F3 Undo   F4 The rest is not there   Esc Leave")
        first = tr("Scan the reserve bin.")
        words = TaskWords("carry_screen", tr("Fill pick bins"), keys, first)
        super().__init__(words, on_scan, theme, parent)

    def own_keys(self) -> Mapping[int, SignalInstance]:
        """F4 says that the rest is missing."""
        return {Qt.Key.Key_F4: self.missed}

    def show_tasks(
        self, tasks: Sequence[ReplenishView], source: str | None, chosen: ReplenishView | None
    ) -> None:
        """What is to be carried; the bin that the next step is at."""
        number = QLocale().toString
        units = sum(one.units for one in tasks)
        words = tr_count("{count} unit to carry", "{count} units to carry", units)
        left = words.format(count=number(units))
        first = chosen or next((one for one in tasks if source in {None, one.source}), None)
        if first is None:
            self.show_next("", tr("All is carried."), left)
        else:
            goods = tr("{units} of {sku}, lot {lot}") if first.lot else tr("{units} of {sku}")
            told = goods.format(units=number(first.units), sku=first.sku, lot=first.lot)
            self.show_next(first.target if chosen else first.source, told, left)
        way = tr("{source} to {target}")
        self.rows.show(
            (way.format(source=one.source, target=one.target), number(one.units), one.sku, one.name)
            for one in tasks[:_MOST_ROWS]
        )
