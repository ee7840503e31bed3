"""The dialog of what this station does by itself when it packs, for all channels or for one."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFormLayout, QPushButton, QVBoxLayout, QWidget

from packbench.domain.packing import BenchRule
from packbench.services.packing.rules import BenchRules, Ruled, RuleView
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.words.language import tr
from packbench.words.packing import RULES

_SIZE = QSize(620, 360)
_VALUES = (None, True, False)
_OF_THE_STATION = (BenchRule.STARTS_HERE,)
"""Rules that no channel has of its own."""


class RulesDialog(KeyDialog):
    """Shows the rules of a channel at a time; all that was chosen is saved together.

    Args:
        station: its name.
        rules: those that are set.
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
        rules: Sequence[RuleView],
        channels: Sequence[str],
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("rules_dialog")
        self.setWindowTitle(tr("What {station} does by itself").format(station=station))
        self._before: dict[Ruled, bool] = {(one.rule, one.channel): one.value for one in rules}
        self._chosen: dict[Ruled, bool | None] = {}
        self._channel = ChoiceBox(tr("Channel"), theme, self)
        self._channel.addItem(tr("all channels"), "")
        for channel in channels:
            self._channel.addItem(channel, channel)
        self._boxes = {rule: ChoiceBox(tr(words), theme, self) for rule, words in RULES.items()}
        self._refusal = PlainLabel(parent=self)
        self._refusal.setWordWrap(True)
        self._save = QPushButton(tr("&Save"), self)
        self._lay_out()
        self._show_channel()
        self._channel.currentIndexChanged.connect(self._show_channel)
        for rule, box in self._boxes.items():
            box.activated.connect(lambda place, which=rule: self._choose(which, place))
        self.resize_within_screen(_SIZE)

    @property
    def changes(self) -> Mapping[Ruled, bool | None]:
        """What is other than it was."""
        return {
            ruled: value
            for ruled, value in self._chosen.items()
            if self._before.get(ruled) is not value
        }

    @property
    def refusal(self) -> str:
        """Why nothing was saved; empty when nothing was refused."""
        return self._refusal.text()

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

    def _choose(self, rule: BenchRule, place: int) -> None:
        self._chosen[rule, str(self._channel.currentData())] = _VALUES[place]
        self._show_channel()

    def _value(self, rule: BenchRule, channel: str) -> bool | None:
        ruled = (rule, channel)
        return self._chosen[ruled] if ruled in self._chosen else self._before.get(ruled)

    def _show_channel(self) -> None:
        """The rules of the channel in hand, each with what holds where nothing is said."""
        channel = str(self._channel.currentData())
        for rule, box in self._boxes.items():
            default = bool(getattr(BenchRules(), rule.value))
            of_all = self._value(rule, "") if channel else None
            otherwise = default if of_all is None else of_all
            words = tr("as for all channels: {value}") if channel else tr("by default: {value}")
            box.clear()
            told = words.format(value=tr("yes") if otherwise else tr("no"))
            box.addItems([told, tr("yes"), tr("no")])
            box.setCurrentIndex(_VALUES.index(self._value(rule, channel)))
            box.setEnabled(not channel or rule not in _OF_THE_STATION)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(SPACE_INSIDE)
        form.addRow(tr("&Channel"), self._channel)
        for rule, box in self._boxes.items():
            form.addRow(PlainLabel(tr(RULES[rule]), self), box)
        self._save.clicked.connect(self._submit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addLayout(form)
        layout.addStretch()
        layout.addWidget(self._refusal)
        layout.addLayout(self.button_row(self._save))
        self._channel.setFocus()
