"""Sorting what was picked together: scan goods, and the letter of their slot fills the screen."""

from collections.abc import Callable

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.domain.scanning.multiplying import Multiplier
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
from packbench.ui.parts.widgets.sounds import Sound, SoundPlayer
from packbench.words.language import tr, tr_count
from packbench.words.scanning import command_words

_SIZE = QSize(1_000, 680)


class SortScreen(KeyDialog):
    """Shows where the last goods go. UNDO takes them out again, Escape leaves.

    Args:
        wave: its number.
        sorting: what goes where.
        on_scan: called with a scan; `take` answers it.
        with_sounds: whether scans are heard.
        theme: colours and fonts.
        parent: the window.
    """

    def __init__(
        self,
        wave: str,
        sorting: SlotSorting,
        on_scan: Callable[[Scan], None],
        with_sounds: bool,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sort_screen")
        self.setWindowTitle(tr("Sorting of wave {wave}").format(wave=wave))
        self.resize_within_screen(_SIZE.boundedTo(parent.size()))
        self._on_scan, self._theme, self._sorting = on_scan, theme, sorting
        self._band, self._verdict = QFrame(self), self._label(SCALE_HEADING, bold=True)
        self._slot = self._label(SCALE_SLOT, bold=True)
        self._about, self._left = self._label(SCALE_STATION), self._label(SCALE_HEADING)
        self._multiplier = Multiplier()
        self.sounds = SoundPlayer(self)
        self.sounds.is_on = with_sounds
        self._lay_out()
        self._show(tr("Scan what you have in your hand."), Tone.NEUTRAL)
        self.finished.connect(self.sounds.stop)
        self.finished.connect(self.deleteLater)

    @property
    def shown(self) -> tuple[str, str]:
        """The slot's letter, and what was told."""
        return self._slot.text(), self._verdict.text()

    def take_scan(self, scan: Scan) -> None:
        """Has a scan looked up."""
        self._on_scan(scan)

    def take(self, meaning: Meaning) -> None:
        """Tells where goods go; a wrong scan changes nothing."""
        told = self._multiplier.take(meaning)
        if told is None:
            self._show(command_words(meaning.name), Tone.NEUTRAL)
        elif told.kind is ScanKind.PRODUCT:
            self._take_product(told.name, told.count)
        elif told.kind is ScanKind.COMMAND and told.name == "UNDO":
            self._sorting = self._sorting.take_back()
            self._show(tr("The last one is taken back."), Tone.NEUTRAL)
        else:
            words = tr("{code} is of no use here. Scan goods.")
            self._refuse(words.format(code=meaning.text))

    def _take_product(self, sku: str, units: int) -> None:
        self._sorting, verdict = self._sorting.scan(sku, units)
        if verdict is SortVerdict.WRONG_ITEM:
            self._refuse(tr("Wrong: nobody here wants {sku}.").format(sku=sku))
        elif verdict is SortVerdict.TOO_MANY:
            self._refuse(self._too_many(sku))
        else:
            self._show(self._put_words(sku, units), Tone.READY)
            self.sounds.play(self._sound_of_put())

    def _put_words(self, sku: str, units: int) -> str:
        if not self._sorting.left:
            return tr("All is sorted. Bring it to the packing bench.")
        if units == 1:
            return tr("Right: {sku}").format(sku=sku)
        words = tr("Right: {count} of {sku}")
        return words.format(count=QLocale().toString(units), sku=sku)

    def _sound_of_put(self) -> Sound:
        """The slot has all, or all of this product, or some of it."""
        last = self._sorting.last
        if last is None or last.left:
            return Sound.ACCEPTED
        rest = sum(one.left for one in self._sorting.needs if one.slot == last.slot)
        return Sound.LINE_DONE if rest else Sound.ORDER_DONE

    def _refuse(self, words: str) -> None:
        self._show(words, Tone.WRONG)
        self.sounds.play(Sound.WRONG)

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
