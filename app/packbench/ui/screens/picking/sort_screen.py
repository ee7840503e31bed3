"""Sorting what was picked together: scan goods, and the letter of their slot fills the screen."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.domain.scanning.sorting import SlotSorting, SortVerdict
from packbench.domain.slots import slot_label
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import (
    SCALE_HEADING,
    SCALE_SLOT,
    SCALE_STATION,
    SPACE_GROUPS,
    Tone,
)
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.language import tr, tr_count

_SIZE = QSize(1_000, 680)


class SlotAsks(NamedTuple):
    """What the screen asks for.

    Attributes:
        look_up: a scan.
        put: so many units of a SKU, into their slot.
        take_back: the last goods, out of their slot again.
    """

    look_up: Callable[[Scan], None]
    put: Callable[[str, int], None]
    take_back: Callable[[], None]


class SortScreen(KeyDialog):
    """Shows where the last goods go. UNDO takes them out again, Escape leaves.

    Args:
        wave: its number.
        sorting: what goes where.
        asked: what the screen asks for: `take` answers a scan, `show_sorted` goods that were put,
            `show_taken_back` an undo.
        theme: colours and fonts.
        parent: the window.
    """

    def __init__(
        self,
        wave: str,
        sorting: SlotSorting,
        asked: SlotAsks,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sort_screen")
        self.setWindowTitle(tr("Sorting of wave {wave}").format(wave=wave))
        self.resize_within_screen(_SIZE.boundedTo(parent.size()))
        self._asked, self._theme, self._sorting = asked, theme, sorting
        self._band, self._verdict = QFrame(self), self._label(SCALE_HEADING, bold=True)
        self._slot = self._label(SCALE_SLOT, bold=True)
        self._about, self._left = self._label(SCALE_STATION), self._label(SCALE_HEADING)
        self._lay_out()
        self._show(self._first_words(), Tone.NEUTRAL)
        self.finished.connect(self.deleteLater)

    @property
    def shown(self) -> tuple[str, str]:
        """The slot's letter, and what was told."""
        return self._slot.text(), self._verdict.text()

    def take_scan(self, scan: Scan) -> None:
        """Has a scan looked up."""
        self._asked.look_up(scan)

    def take(self, meaning: Meaning) -> None:
        """Tells where goods go; a wrong scan changes nothing."""
        if meaning.kind is ScanKind.PRODUCT:
            self._asked.put(meaning.name, meaning.count)
        elif meaning.kind is ScanKind.COMMAND and meaning.name == "UNDO":
            self._asked.take_back()
        else:
            words = tr("{code} is of no use here. Scan goods.")
            self._show(words.format(code=meaning.text), Tone.WRONG)

    def show_taken_back(self, sorting: SlotSorting, *, any_was: bool) -> None:
        """What lies in the slots after the last goods were taken out again, if any were."""
        self._sorting = sorting
        words = tr("The last one is taken back.") if any_was else tr("Nothing was sorted here yet.")
        self._show(words, Tone.NEUTRAL)

    def refuse(self, words: str) -> None:
        """Why goods could not be put anywhere."""
        self._show(words, Tone.WRONG)

    def show_sorted(self, sku: str, sorting: SlotSorting, verdict: SortVerdict) -> None:
        """Where goods go, after they were written down; a wrong scan changed nothing."""
        self._sorting = sorting
        if verdict is SortVerdict.WRONG_ITEM:
            self._show(tr("Wrong: nobody here wants {sku}.").format(sku=sku), Tone.WRONG)
        elif verdict is SortVerdict.TOO_MANY:
            self._show(self._too_many(sku), Tone.WRONG)
        elif self._sorting.left:
            self._show(tr("Right: {sku}").format(sku=sku), Tone.READY)
        else:
            self._show(tr("All is sorted. Bring it to the packing bench."), Tone.READY)

    def _first_words(self) -> str:
        if any(one.put for one in self._sorting.needs):
            if not self._sorting.left:
                return tr("All is sorted. Bring it to the packing bench.")
            return tr("Go on where you were: scan what you have in your hand.")
        return tr("Scan what you have in your hand.")

    def _too_many(self, sku: str) -> str:
        slot = self._sorting.open_slot(sku)
        if slot is None:
            return tr("Too many: {sku} has all slots full.").format(sku=sku)
        words = tr_count(
            "Too many: slot {slot} takes {count} more.",
            "Too many: slot {slot} takes {count} more.",
            slot.left,
        )
        return words.format(slot=slot_label(slot.slot), count=QLocale().toString(slot.left))

    def _show(self, words: str, tone: Tone) -> None:
        number = QLocale().toString
        last = self._sorting.last
        wrong = tone is Tone.WRONG
        self._slot.setText("" if last is None or wrong else slot_label(last.slot))
        if last is None or wrong:
            self._about.setText("")
        else:
            told = tr("{sku} · {put} of {units} for {shipment}")
            counts = {"put": number(last.put), "units": number(last.units)}
            self._about.setText(told.format(sku=last.sku, shipment=last.shipment, **counts))
        left = tr_count("{count} unit to sort", "{count} units to sort", self._sorting.left)
        self._left.setText(left.format(count=number(self._sorting.left)))
        set_look(self._band, "tone", tone.value)
        self._verdict.setText(words)

    def _label(self, scale: float, *, bold: bool = False) -> PlainLabel:
        label = PlainLabel(parent=self)
        label.setFont(self._theme.font(scale, bold=bold, tabular=True))
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return label

    def _lay_out(self) -> None:
        QHBoxLayout(self._band).addWidget(self._verdict)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addWidget(self._band)
        layout.addWidget(self._slot, 1)
        layout.addWidget(self._about)
        layout.addWidget(self._left)
        leave = QPushButton(tr("Leave"), self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(leave)
        layout.addLayout(row)
