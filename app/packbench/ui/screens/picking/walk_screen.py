"""Walking a wave on screen, one stop after the other: large type, by scans and typed numbers."""

from collections.abc import Callable

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.domain.picking import ShortReason
from packbench.domain.scanning.assembler import Scan
from packbench.domain.scanning.meaning import Meaning, ScanKind
from packbench.domain.scanning.multiplying import Multiplier
from packbench.domain.slots import slot_label
from packbench.services.office.pick_work import TaskView
from packbench.services.picking.screens import ScreenSettings
from packbench.services.picking.walk_plan import WalkPlan
from packbench.ui.parts.bridge.runner import Runner
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import (
    SCALE_HEADING,
    SCALE_STATION,
    SCALE_STATION_WANTED,
    SPACE_GROUPS,
    SPACE_INSIDE,
    Tone,
)
from packbench.ui.parts.widgets.item_picture import ItemPicture
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.ui.parts.widgets.number_field import NumberField
from packbench.ui.parts.widgets.sounds import Sound, SoundPlayer
from packbench.ui.screens.picking.walk_map import WalkMap
from packbench.words.language import tr, tr_count
from packbench.words.packs import packs_words
from packbench.words.places import place_word
from packbench.words.scanning import command_words

_SIZE = QSize(1_240, 660)
_STOP_PARTS, _PLAN_PARTS = 3, 2  # of the width
_PICTURE_PARTS, _MAP_PARTS = 2, 3  # of the height
_MOST_TYPED = 999_999  # a number above what is wanted is told, not made smaller in silence


class WalkScreen(KeyDialog):
    """Shows the stop that is next. Scans count, Enter books what was typed, Escape leaves.

    Args:
        wave: its number.
        on_scan: called with a scan; `take` answers it. By it the screen holds who runs the walk.
        runner: reads pictures.
        theme: colours and fonts.
        parent: the window.

    Attributes:
        found_in: another bin, scanned twice, in which the goods were found; None: the right one.

    Signals:
        booked: units that were taken for the task in hand, and why the rest is not there (None:
            nothing is short); `show_task`, `finish` or `refuse` answers it.
    """

    booked = Signal(int, object)

    def __init__(
        self,
        wave: str,
        on_scan: Callable[[Scan], None],
        runner: Runner,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("walk_screen")
        self.setWindowTitle(tr("Walk of wave {wave}").format(wave=wave))
        self.resize_within_screen(_SIZE.boundedTo(parent.size()))
        self._on_scan, self._theme = on_scan, theme
        self._task: TaskView | None = None
        self._counted: list[int] = []  # what each scan counted, for UNDO
        self._multiplier = Multiplier()
        self._must_scan_bin = self._has_booked = False
        self._here = ""  # the bin that was scanned last and is right
        self._doubted = ""  # another bin that was scanned once
        self.found_in: str | None = None
        self._band, self._verdict = QFrame(self), self._label(SCALE_HEADING, bold=True)
        self._bin = self._label(SCALE_STATION_WANTED, bold=True)
        self._sku = self._label(SCALE_STATION, bold=True)
        self._name = self._label(SCALE_HEADING)
        self._count = self._label(SCALE_STATION_WANTED, bold=True)
        self._packs = self._label(SCALE_HEADING, bold=True)
        self.picture = ItemPicture(runner, theme, self)
        self.map = WalkMap(theme, self)
        self.sounds = SoundPlayer(self)
        self._typed = NumberField(self)
        self._book = QPushButton(tr("&Book"), self)
        self._lay_out()
        self.finished.connect(self.sounds.stop)
        self.finished.connect(self.deleteLater)

    @property
    def verdict(self) -> str:
        """What was told last."""
        return self._verdict.text()

    @property
    def shown(self) -> tuple[str, str, str]:
        """The bin, the product and the count, as they are read from afar."""
        return self._bin.text(), self._sku.text(), self._count.text()

    @property
    def packs(self) -> str:
        """The count in packs, as it is read; empty where no pack is known."""
        return self._packs.text()

    def take_scan(self, scan: Scan) -> None:
        """Has a scan looked up."""
        self._on_scan(scan)

    def set_up(self, settings: ScreenSettings) -> None:
        """How this screen behaves."""
        self._must_scan_bin = settings.scan_bin
        self.picture.set_folder(settings.pictures)
        self.sounds.is_on = settings.sounds

    def show_plan(self, plan: WalkPlan) -> None:
        """The walk as it is now."""
        self.map.show_plan(plan, self._task.task if self._task is not None else None)

    def note_booked(self) -> None:
        """The stop is booked; `show_task` or `finish` follows."""
        self._has_booked = True

    def show_task(self, task: TaskView) -> None:
        """The stop that is next."""
        self._task, self._counted = task, []
        self._doubted, self.found_in = "", None
        self._bin.setText(place_word(task.location))
        self._sku.setText(task.sku)
        self._name.setText(_about(task))
        self._packs.setText(packs_words(self._left, task.packs, QLocale().toString))
        self.picture.show_product(task.sku)
        self._sound_of_booking(Sound.LINE_DONE)
        self._typed.setRange(0, _MOST_TYPED)
        self._typed.setValue(self._left)
        self._typed.setFocus()
        self._typed.selectAll()
        self._tell_count()

    def finish(self, words: str) -> None:
        """Nothing is left for this picker."""
        self._task = None
        self._bin.setText(tr("Done"))
        for label in (self._sku, self._name, self._count, self._packs):
            label.setText("")
        self.picture.show_product("")
        for button in self.findChildren(QPushButton):
            button.setEnabled(button is self._leave)
        self._typed.setEnabled(False)
        self._leave.setDefault(True)
        self._leave.setFocus()
        self.say(words, Tone.READY)
        self._sound_of_booking(Sound.ORDER_DONE)

    def refuse(self, words: str) -> None:
        """Says why nothing was booked; the stop stays."""
        self._has_booked = False
        self.say(words, Tone.WRONG)
        self.sounds.play(Sound.WRONG)

    def say(self, words: str, tone: Tone) -> None:
        """The verdict on the last scan or number, which stays until the next."""
        set_look(self._band, "tone", tone.value)
        self._verdict.setText(words)

    def take(self, meaning: Meaning) -> None:
        """Counts what was scanned; a wrong one is told and changes nothing."""
        if self._task is None:
            return
        told = self._multiplier.take(meaning)
        if told is None:
            self.say(command_words(meaning.name), Tone.NEUTRAL)
        elif told.kind is ScanKind.PRODUCT:
            self._take_product(self._task, told)
        elif told.kind is ScanKind.LOCATION:
            self._take_bin(self._task, told)
        elif told.kind is ScanKind.COMMAND:
            self._take_command(told.name)
        else:
            words = tr("{code} is of no use here. Scan {sku}.")
            self.refuse(words.format(code=meaning.text, sku=self._task.sku))

    def _take_product(self, task: TaskView, meaning: Meaning) -> None:
        if meaning.name != task.sku:
            words = tr("Wrong: that is {found}. Take {sku}.")
            self.refuse(words.format(found=meaning.name, sku=task.sku))
        elif self._lacks_bin(task):
            self.refuse(tr("Scan bin {bin} first.").format(bin=task.location))
        elif self._taken + meaning.count > self._left:
            self.refuse(self._too_many(meaning))
        else:
            self._counted.append(meaning.count)
            self._tell_count()
            self.say(_right(meaning), Tone.READY)
            if self._taken == self._left:
                self.booked.emit(self._taken, None)
            else:
                self.sounds.play(Sound.ACCEPTED)

    def _too_many(self, meaning: Meaning) -> str:
        number = QLocale().toString
        if meaning.pack > 1:
            words = tr_count(
                "Too many: a carton of {size}, and only {count} more is wanted. Scan the pieces.",
                "Too many: a carton of {size}, and only {count} more are wanted. Scan the pieces.",
                self._left - self._taken,
            )
            left = number(self._left - self._taken)
            return words.format(size=number(meaning.pack), count=left)
        return self._only_wanted()

    def _only_wanted(self) -> str:
        words = tr_count(
            "Too many: only {count} is wanted.",
            "Too many: only {count} are wanted.",
            self._left,
        )
        return words.format(count=QLocale().toString(self._left))

    def _lacks_bin(self, task: TaskView) -> bool:
        """Whether goods do not count yet, since nobody scanned where they are taken from."""
        if not self._must_scan_bin or task.location is None or self.found_in is not None:
            return False
        return self._here != task.location

    def _take_bin(self, task: TaskView, meaning: Meaning) -> None:
        if meaning.name == task.location:
            self._doubted, self.found_in, self._here = "", None, meaning.name
            self.say(tr("Right bin."), Tone.READY)
            self.sounds.play(Sound.ACCEPTED)
        elif meaning.name == self._doubted:
            self.found_in = self._here = meaning.name
            words = tr("What you take now comes from {bin}.")
            self.say(words.format(bin=place_word(meaning.name)), Tone.READY)
            self.sounds.play(Sound.ACCEPTED)
        else:
            self._doubted = meaning.name
            words = tr("Wrong: this is {found}. Go to {bin}; scan {found} again if it lies here.")
            found = place_word(meaning.name)
            self.refuse(words.format(found=found, bin=place_word(task.location)))

    def _take_command(self, command: str) -> None:
        if command == "UNDO" and self._counted:
            self._take_back()
        elif command == "DONE" and self._taken:
            self.booked.emit(self._taken, None)
        elif command in {"SHORT", "DAMAGED"}:
            reason = ShortReason.DAMAGED if command == "DAMAGED" else ShortReason.MISSING
            self.booked.emit(self._taken, reason)
        else:
            words = tr(
                "{code} does nothing here. SHORT and DAMAGED tell that the rest is not there."
            )
            self.refuse(words.format(code=command))

    def _take_back(self) -> None:
        """The last scan, whatever it counted."""
        units = self._counted.pop()
        self._tell_count()
        words = tr_count("The last one is taken back.", "The last {count} are taken back.", units)
        self.say(words.format(count=QLocale().toString(units)), Tone.NEUTRAL)

    def _sound_of_booking(self, sound: Sound) -> None:
        if self._has_booked:
            self.sounds.play(sound)
        self._has_booked = False

    @property
    def _taken(self) -> int:
        return sum(self._counted)

    @property
    def _left(self) -> int:
        task = self._task
        return task.quantity - task.picked - task.short if task is not None else 0

    def _tell_count(self) -> None:
        number = QLocale().toString
        words = tr("{taken} / {left}")
        self._count.setText(words.format(taken=number(self._taken), left=number(self._left)))

    def _book_typed(self) -> None:
        if self._task is None or not self._typed.value():
            return
        if self._lacks_bin(self._task):
            self.refuse(tr("Scan bin {bin} first.").format(bin=self._task.location))
        elif self._typed.value() > self._left:
            self.refuse(self._only_wanted())
            self._typed.selectAll()
        else:
            self.booked.emit(self._typed.value(), None)

    def _book_short(self, reason: ShortReason) -> None:
        """What was scanned is there, the rest is not."""
        if self._task is not None:
            self.booked.emit(self._taken, reason)

    def _label(self, scale: float, *, bold: bool = False) -> PlainLabel:
        """Sizes for two metres away stay when a person has chosen larger text for his desk."""
        label = PlainLabel(parent=self)
        far = scale / max(self._theme.text_scale, 1.0) if scale > SCALE_HEADING else scale
        label.setFont(self._theme.font(far, bold=bold, tabular=True))
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return label

    def _lay_out(self) -> None:
        inside = QHBoxLayout(self._band)
        inside.addWidget(self._verdict)
        self.say(tr("Go to the bin, then scan what you take."), Tone.NEUTRAL)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addWidget(self._band)
        beside = QHBoxLayout()
        beside.setSpacing(SPACE_GROUPS)
        beside.addLayout(self._make_stop(), _STOP_PARTS)
        beside.addLayout(self._make_plan(), _PLAN_PARTS)
        layout.addLayout(beside, 1)
        layout.addLayout(self._make_buttons())

    def _make_stop(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.addStretch()
        for part in (self._bin, self._sku, self._name, self._count, self._packs):
            column.addWidget(part)
        column.addStretch()
        return column

    def _make_plan(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.addWidget(self.picture, _PICTURE_PARTS)
        column.addWidget(self.map, _MAP_PARTS)
        return column

    def _make_buttons(self) -> QHBoxLayout:
        self._typed.setAccessibleName(tr("Units taken"))
        self._typed.lineEdit().setAccessibleName(tr("Units taken"))
        self._leave = QPushButton(tr("Leave"), self)
        self._leave.clicked.connect(self.reject)
        self._book.setProperty("look", "main")
        self._book.setDefault(True)
        self._book.clicked.connect(self._book_typed)
        row = QHBoxLayout()
        row.setSpacing(SPACE_INSIDE)
        shorts = (
            (tr("The rest is &missing"), ShortReason.MISSING),
            (tr("The rest is &damaged"), ShortReason.DAMAGED),
        )
        for words, reason in shorts:
            button = QPushButton(words, self)
            button.clicked.connect(lambda _=False, why=reason: self._book_short(why))
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch()
        for part in (self._leave, self._typed, self._book):
            row.addWidget(part)
        for button in (self._leave, self._book):
            button.setAutoDefault(False)
        return row


def _about(task: TaskView) -> str:
    """What it is, and for whom; of a part its kit, of a lot its number."""
    words = tr("{name} · for {slot}").format(name=task.name, slot=slot_label(task.tote))
    if task.kit:
        words = tr("{words} · part of {kit}").format(words=words, kit=task.kit)
    if task.lot:
        words = tr("{words} · lot {lot}").format(words=words, lot=task.lot)
    return words


def _right(meaning: Meaning) -> str:
    if meaning.pack == 1:
        return tr("Right: {sku}").format(sku=meaning.name)
    words = tr("Right: {count} of {sku}")
    return words.format(count=QLocale().toString(meaning.count), sku=meaning.name)
