"""The dialog of what this station checks when it packs, for all channels or for one."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from packbench.domain.bench_settings import CHOICES, OF_THE_STATION, BenchSetting
from packbench.services.packing.checks_made import Checked, CheckView
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.words.bench_checks import check_words, value_words
from packbench.words.language import tr

_SIZE = QSize(660, 380)
_TOLERANCES = (BenchSetting.WEIGHT_TOLERANCE_G, BenchSetting.WEIGHT_TOLERANCE_PERCENT)


class ChecksDialog(KeyDialog):
    """Shows the checks of a channel at a time; all that was chosen is saved together.

    Args:
        station: its name.
        checks: the settings that are made.
        channels: the channels that orders have.
        theme: colours and fonts.
        parent: the window.

    Signals:
        submitted: a mapping of what was changed; `refuse` or `accept` answers it.
    """

    submitted = Signal(object)

    def __init__(
        self,
        station: str,
        checks: Sequence[CheckView],
        channels: Sequence[str],
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("checks_dialog")
        self.setWindowTitle(tr("What {station} checks").format(station=station))
        self._before: dict[Checked, str] = {(one.name, one.channel): one.value for one in checks}
        self._chosen: dict[Checked, str | None] = {}
        self._channel = ChoiceBox(tr("Channel"), theme, self)
        self._channel.addItem(tr("all channels"), "")
        for channel in channels:
            self._channel.addItem(channel, channel)
        self._fields = {name: QLineEdit(self) for name in _TOLERANCES}
        self._boxes = {name: ChoiceBox(check_words(name), theme, self) for name in CHOICES}
        self._refusal = PlainLabel(parent=self)
        self._refusal.setWordWrap(True)
        self._save = QPushButton(tr("&Save"), self)
        self._lay_out()
        self._show_channel()
        self._channel.currentIndexChanged.connect(self._show_channel)
        for name, field in self._fields.items():
            field.textEdited.connect(lambda text, which=name: self._type(which, text))
        for name, box in self._boxes.items():
            box.activated.connect(lambda place, which=name: self._choose(which, place))
        self.resize_within_screen(_SIZE)

    @property
    def changes(self) -> Mapping[Checked, str | None]:
        """What is other than it was."""
        return {
            checked: value
            for checked, value in self._chosen.items()
            if self._before.get(checked) != value
        }

    def refuse(self, words: str) -> None:
        """Says why nothing was saved; what was chosen stays."""
        self._refusal.setText(words)
        self._save.setEnabled(True)

    def _submit(self) -> None:
        if self.changes:
            self._save.setEnabled(False)  # until the answer
            self.submitted.emit(self.changes)
        else:
            self.reject()

    def _type(self, name: BenchSetting, text: str) -> None:
        self._chosen[name, str(self._channel.currentData())] = text.strip() or None

    def _choose(self, name: BenchSetting, place: int) -> None:
        value = (None, *CHOICES[name])[place]
        self._chosen[name, str(self._channel.currentData())] = value
        self._show_channel()

    def _value(self, name: BenchSetting, channel: str) -> str | None:
        checked = (name, channel)
        return self._chosen[checked] if checked in self._chosen else self._before.get(checked)

    def _otherwise(self, name: BenchSetting, channel: str) -> str:
        """What holds where nothing is said, in words."""
        of_all = self._value(name, "") if channel else None
        value = of_all or (CHOICES[name][0] if name in CHOICES else "none")
        words = tr("as for all channels: {value}") if channel else tr("by default: {value}")
        known = name in CHOICES or value == "none" or value.replace(".", "", 1).isdecimal()
        return words.format(value=value_words(name, value) if known else value)

    def _show_channel(self) -> None:
        """The settings of the channel in hand, each with what holds where nothing is said."""
        channel = str(self._channel.currentData())
        for name, field in self._fields.items():
            field.setText(self._value(name, channel) or "")
            field.setPlaceholderText(self._otherwise(name, channel))
        for name, box in self._boxes.items():
            box.clear()
            told = [value_words(name, one) for one in CHOICES[name]]
            box.addItems([self._otherwise(name, channel), *told])
            box.setCurrentIndex((None, *CHOICES[name]).index(self._value(name, channel)))
            box.setEnabled(not channel or name not in OF_THE_STATION)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(SPACE_INSIDE)
        form.addRow(tr("&Channel"), self._channel)
        for name in BenchSetting:
            field = self._fields.get(name) or self._boxes[name]
            field.setAccessibleName(check_words(name))
            form.addRow(PlainLabel(check_words(name), self), field)
        self._save.clicked.connect(self._submit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addLayout(form)
        layout.addStretch()
        layout.addWidget(self._refusal)
        layout.addLayout(self.button_row(self._save))
        self._channel.setFocus()
