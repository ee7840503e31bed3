"""Putting away: scan an item, its bin fills the screen; scan the bin, and it lies there."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QLocale, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from packbench.domain.scanning.assembler import Scan
from packbench.services.receiving.put_away import PutAwayView
from packbench.ui.parts.station.task_screen import TaskScreen, TaskWords
from packbench.ui.parts.theme.theme import Theme
from packbench.words.language import tr, tr_count

_MOST_ROWS = 8


class PutAwayScreen(TaskScreen):
    """Shows what is to be put away, and where what was scanned goes. Escape leaves.

    Args:
        on_scan: called with a scan. By it the screen holds who runs it.
        theme: colours and fonts.
        parent: the window.

    Signals:
        printed: the list is wanted on paper (F9).
    """

    printed = Signal()

    def __init__(self, on_scan: Callable[[Scan], None], theme: Theme, parent: QWidget) -> None:
        keys = tr("Scan the item, then its bin   F3 Undo   F9 List on paper   Esc Leave")
        first = tr("Scan what you carry.")
        words = TaskWords("put_away_screen", tr("Put away"), keys, first)
        super().__init__(words, on_scan, theme, parent)

    def own_keys(self) -> Mapping[int, SignalInstance]:
        """F9 prints the list."""
        return {Qt.Key.Key_F9: self.printed}

    def show_tasks(self, tasks: Sequence[PutAwayView], chosen: PutAwayView | None) -> None:
        """What is to be put away, and what is carried now."""
        number = QLocale().toString
        units = sum(one.units for one in tasks)
        words = tr_count("{count} unit to put away", "{count} units to put away", units)
        left = words.format(count=number(units))
        if chosen is None:
            self.show_next("", "" if tasks else tr("All is put away."), left)
        else:
            goods = tr("{units} of {sku}, lot {lot}") if chosen.lot else tr("{units} of {sku}")
            told = goods.format(units=number(chosen.units), sku=chosen.sku, lot=chosen.lot)
            self.show_next(chosen.location or tr("any empty bin"), told, left)
        self.rows.show(
            (one.location or "—", number(one.units), one.sku, one.name)
            for one in tasks[:_MOST_ROWS]
        )
