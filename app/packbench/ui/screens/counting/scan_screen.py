"""Counting by scan: the bin, the item, how many; big and plain."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QLocale, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from packbench.domain.scanning.assembler import Scan
from packbench.services.counting.views import CountLineView
from packbench.ui.parts.station.task_screen import TaskScreen, TaskWords
from packbench.ui.parts.theme.theme import Theme
from packbench.words.counting import units_words
from packbench.words.language import tr, tr_count

_MOST_ROWS = 7


class CountScreen(TaskScreen):
    """Shows which bin is counted, the item in hand, and what the sheet has there. Escape leaves.

    Args:
        sheet: its name.
        on_scan: called with a scan. By it the screen holds who runs it.
        theme: colours and fonts.
        parent: the window.

    Signals:
        emptied: all of the bin's places that are not counted are empty (F4).
        timed: what is typed next says when it was counted, on paper (F6).
    """

    emptied = Signal()
    timed = Signal()

    def __init__(
        self, sheet: str, on_scan: Callable[[Scan], None], theme: Theme, parent: QWidget
    ) -> None:
        keys = tr("F3 Undo   F4 Rest of the bin is empty   F6 Counted on paper   Esc Leave")
        title = tr("Counting {sheet}").format(sheet=sheet)
        words = TaskWords("count_screen", title, keys, tr("Scan a bin."))
        super().__init__(words, on_scan, theme, parent)
        self._code.setPlaceholderText(tr("Scan, or type a code or a number and Enter"))
        self.rows.grid.setColumnStretch(3, 0)
        self.rows.grid.setColumnStretch(4, 1)

    def own_keys(self) -> Mapping[int, SignalInstance]:
        """F4 says empty, F6 asks when."""
        return {Qt.Key.Key_F4: self.emptied, Qt.Key.Key_F6: self.timed}

    def confirm(self, text: str) -> None:
        """Enter alone is an answer, too: all that was told, or now."""
        self.typed.emit(text)

    def show_work(
        self, location: str, goods: str, left: int, lines: Sequence[CountLineView]
    ) -> None:
        """What is counted now, how many places are left, and the next ones or the bin's own."""
        words = tr_count("{count} place to count", "{count} places to count", left)
        done = tr("All is counted. Post it from the sheet.")
        number = QLocale().toString
        self.show_next(location, goods, words.format(count=number(left)) if left else done)
        rows = [_cells(one) for one in lines[:_MOST_ROWS]]
        more = len(lines) - _MOST_ROWS
        if more > 0:
            words = tr_count("and {count} more line", "and {count} more lines", more)
            rows.append(("", "", "", "", words.format(count=number(more))))
        self.rows.show(rows)


def _cells(one: CountLineView) -> tuple[str, ...]:
    counted = "–"
    if one.counted is not None and one.expected is None:  # blind, and once more
        counted = tr("count it again")
    elif one.counted is not None:
        counted = units_words(one.counted, one.taken, one.picked)
    elif one.expected is not None:
        told = units_words(one.expected, 0, one.picked)
        counted = tr("{units} expected").format(units=told)
    elif one.picked:
        counted = f"(+{one.picked})"
    return one.location, one.sku, one.lot, counted, one.name
