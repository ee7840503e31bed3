"""The dialog of the settings: each with meaning and default, saved together or not at all."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from packbench.services.office.settings import SettingView
from packbench.setting_kinds import BadValueError, Setting
from packbench.settings import SHARED
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE, SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.ui.screens.settings.fields import SettingField, make_field
from packbench.ui.screens.settings.words import AREAS, choice_words
from packbench.words.language import tr, tr_count

_SIZE = QSize(760, 720)
_KNOWN = {setting.key: setting for setting in SHARED}


class SettingsDialog(KeyDialog):
    """Shows every shared setting. Enter saves what was changed, Escape leaves all as it was.

    Args:
        settings: as they are now.
        theme: fonts and icons.
        parent: the window.

    Signals:
        submitted: a mapping of keys to texts, those that were changed; `refuse` or `accept`
            answers it.
    """

    submitted = Signal(object)

    def __init__(
        self, settings: Sequence[SettingView], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settings_dialog")
        self.setWindowTitle(tr("Settings of all stations"))
        self._theme = theme
        self._refusal = _hidden_label(self)
        self._save = QPushButton(self)
        content = QWidget(self)
        self._rows = [SettingRow(view, theme, content) for view in settings]
        self._lay_out(content)
        for row in self._rows:
            row.changed.connect(self._look)
        self._look()
        self._rows[0].field.setFocus()
        self.resize_within_screen(_SIZE)

    @property
    def changes(self) -> Mapping[str, str]:
        """The texts of the settings that are other than they were, by key."""
        return {row.key: row.field.text for row in self._rows if row.is_changed}

    @property
    def refusal(self) -> str:
        """The sentence that says why nothing was saved; empty when there is none."""
        return self._refusal.text() if not self._refusal.isHidden() else ""

    def row(self, key: str) -> "SettingRow":
        """The row of a setting."""
        return next(row for row in self._rows if row.key == key)

    def refuse(self, words: str) -> None:
        """Says why nothing was saved; what was chosen stays."""
        _tell(self._refusal, words)
        self.make_room()
        self._save.setEnabled(True)

    def _submit(self) -> None:
        self._refusal.hide()
        wrong = next((row for row in self._rows if row.fault), None)
        if wrong is not None:
            wrong.field.setFocus()
        elif self.changes:
            self._save.setEnabled(False)  # until the answer
            self.submitted.emit(self.changes)
        else:
            self.reject()

    def _look(self) -> None:
        count = len(self.changes)
        words = tr_count("Save {count} change", "Save {count} changes", count)
        number = QLocale().toString(count)
        self._save.setText(words.format(count=number) if count else tr("Nothing to save"))
        self._save.setEnabled(bool(count) and not any(row.fault for row in self._rows))

    def _lay_out(self, content: QWidget) -> None:
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, SPACE_GROUPS, 0)
        inside.setSpacing(SPACE_GROUPS)
        area = ""
        for row in self._rows:
            if row.area != area:
                area = row.area
                inside.addWidget(self._heading(area))
            inside.addWidget(row)
        inside.addStretch()
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addWidget(scroll, 1)
        layout.addWidget(self._refusal)
        layout.addLayout(self._make_buttons())

    def _heading(self, area: str) -> PlainLabel:
        heading = PlainLabel(tr(AREAS[area]), self)
        heading.setFont(self._theme.font(SCALE_HEADING, bold=True))
        return heading

    def _make_buttons(self) -> QHBoxLayout:
        self._save.setObjectName("save_settings")
        self._save.clicked.connect(self._submit)
        return self.button_row(self._save)


class SettingRow(QWidget):
    """One setting: its name, its field, the way back to its default, its meaning.

    Signals:
        changed: its field holds another value.
    """

    changed = Signal()

    def __init__(self, view: SettingView, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self._setting: Setting[object] = _KNOWN[view.key]
        self.field: SettingField = make_field(self._setting, tr(view.title), theme, self)
        self._fault = _hidden_label(self)
        self._back = QPushButton(tr("Back to default"), self)
        self._lay_out(theme)
        self.field.set_text(view.value)
        self.field.changed.connect(self._look)
        self._back.clicked.connect(partial(self._go_back))
        self._look()

    @property
    def key(self) -> str:
        """Which setting."""
        return self._view.key

    @property
    def area(self) -> str:
        """Under which heading it stands."""
        return self._view.key.partition(".")[0]

    @property
    def fault(self) -> str:
        """What is wrong with its value; empty when nothing is."""
        return self._fault.text() if not self._fault.isHidden() else ""

    @property
    def is_changed(self) -> bool:
        """Whether its value is another than it was."""
        return self._normal() != self._view.value

    def _normal(self) -> str | None:
        """The value as it would be kept; None when it can't be."""
        try:
            return self._setting.show(self._setting.read(self.field.text))
        except BadValueError:
            return None

    def _look(self) -> None:
        normal = self._normal()
        self._fault.hide()
        if normal is None:
            words = tr("This can't be. It may be: {allowed}.")
            _tell(self._fault, words.format(allowed=tr(self._view.allowed)))
        self._back.setEnabled(normal != self._view.default)
        self.changed.emit()

    def _go_back(self) -> None:
        self.field.set_text(self._view.default)
        self.field.setFocus()

    def _default_words(self) -> str:
        if self._setting.choices and not self._setting.ordered:
            return choice_words(self.key, self._view.default)
        return self._view.default

    def _lay_out(self, theme: Theme) -> None:
        name = PlainLabel(tr(self._view.title), self)
        name.setFont(theme.font(bold=True))
        name.setBuddy(self.field)
        default = tr("Default: {value}.").format(value=self._default_words())
        meaning = PlainLabel(f"{tr(self._view.meaning)} {default}", self)
        meaning.setProperty("role", "muted")
        meaning.setWordWrap(True)
        self._back.setAutoDefault(False)
        back = tr("{setting}: back to default").format(setting=tr(self._view.title))
        self._back.setAccessibleName(back)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(SPACE_INSIDE)
        layout.setVerticalSpacing(SPACE)
        layout.addWidget(name, 0, 0, 1, 2)
        layout.addWidget(self.field, 1, 0)
        layout.addWidget(self._back, 1, 1, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._fault, 2, 0, 1, 2)
        layout.addWidget(meaning, 3, 0, 1, 2)
        layout.setColumnStretch(0, 1)


def _hidden_label(parent: QWidget) -> PlainLabel:
    label = PlainLabel(parent=parent)
    label.setWordWrap(True)
    label.hide()
    return label


def _tell(label: PlainLabel, words: str) -> None:
    set_look(label, "word", Tone.WRONG.value)
    label.setText(words)
    label.show()
