"""The dialog of an import: what the file holds, and what would come of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from packbench.domain.outcomes import Said, note
from packbench.exchange.mapping import ColumnMap
from packbench.services.importing.files import (
    IMPORTABLE,
    ImportRequest,
    ImportResult,
    RejectedCell,
)
from packbench.services.importing.looking import FileLook, Fit, ProfileName
from packbench.services.importing.mapping import MappingLook
from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE, SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.ui.parts.widgets.painted_rows import TextRow, TextRows
from packbench.ui.screens.importing.words import (
    cause_words,
    kind_words,
    rows_words,
    tried_words,
)
from packbench.words.language import tr, tr_count
from packbench.words.refusals import told

_SIZE = QSize(680, 520)
_REJECTS_SHOWN = 500
_OTHER_PROFILE = "\0"
"""The choice of a profile that lies in a file; no profile has this name."""
_MAPPED = "\1"
"""The choice of columns that somebody maps."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A file, and the profiles and encodings by which it may be read.

    `warnings` are sentences on profiles of one's own that can't be used; `mapped` is how its
    columns are mapped where nothing else fits.
    """

    look: FileLook
    profiles: Sequence[ProfileName]
    encodings: Sequence[str] = ()
    warnings: Sequence[str] = ()
    mapped: MappingLook | None = None


class ImportDialog(KeyDialog):
    """Asks how a file is to be read and shows what would come of it. Escape leaves all as it is.

    Args:
        offered: the file.
        theme: colours and fonts.
        parent: the window.

    Signals:
        tried: an ImportRequest that is only to be tried; `show_result` or `show_fault` answers it.
        wanted: the ImportRequest that a person wants carried out; the dialog is closed then.
        profile_wanted: a profile in a file is to be chosen; `add_profile` answers it.
        columns_wanted: the columns are to be mapped by eye; `take_mapping` answers it.
    """

    profile_wanted = Signal()
    columns_wanted = Signal()
    tried = Signal(object)
    wanted = Signal(object)

    def __init__(self, offered: Offered, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_dialog")
        self.setWindowTitle(tr("Import a file"))
        self.resize_within_screen(_SIZE)
        self._offered, self._theme = offered, theme
        self._profiles = list(offered.profiles)
        self._mapped = offered.mapped
        self._remember = False
        self._kind = self._make_kinds()
        self._profile = ChoiceBox(tr("Columns"), theme, self)
        self._map = QPushButton(tr("&Map columns…"), self)
        self._map.setAutoDefault(False)
        self._encoding = self._make_encodings()
        self._update = QCheckBox(tr("&Change records that are known already"), self)
        self._verdict = PlainLabel(parent=self)
        self._verdict.setWordWrap(True)
        self._notes = PlainLabel(parent=self)
        self._notes.setWordWrap(True)
        self._notes.setProperty("role", "muted")
        self._rejects = QScrollArea(self)
        self._import = QPushButton(tr("Import"), self)
        self._lay_out()
        self._offer_profiles()
        self._connect()
        self._has_failed = False
        (self._import if self._kind.currentData() else self._kind).setFocus()

    @property
    def request(self) -> ImportRequest | None:
        """What is chosen; None while it isn't known what the file holds."""
        kind = self._kind.currentData()
        if not kind:
            return None
        chosen = self._profile.currentData() or None
        mapping = self._mapped.mapping if self._mapped and chosen == _MAPPED else None
        return ImportRequest(
            kind,
            self._offered.look.path,
            profile=None if mapping else chosen,
            update=self._update.isChecked(),
            encoding=self._encoding.currentData() or None,
            mapping=mapping,
            remember=self._remember and mapping is not None,
        )

    @property
    def file(self) -> Path:
        """The file that it asks about."""
        return self._offered.look.path

    @property
    def verdict(self) -> str:
        """What would come of it, in words."""
        return self._verdict.text()

    def try_it(self) -> None:
        """Asks for a trial of what is chosen."""
        request = self.request
        self._import.setEnabled(request is not None)
        self._map.setEnabled(request is not None)
        self._show_rejects([])
        self._notes.hide()
        if request is None:
            self._say(tr("Choose what the file holds."), Tone.ATTENTION)
            return
        self._say(tr("Trying it; nothing is changed yet…"), Tone.NEUTRAL)
        self.tried.emit(request)

    def show_result(self, result: ImportResult) -> None:
        """Shows what a trial came to."""
        words = tried_words(result)
        self._say(words, Tone.ATTENTION if result.rejected else Tone.READY)
        notes = [*self._looks_like(), rows_words(result.rows)]
        notes += [*map(told, result.told), *self._offered.warnings]
        if result.unknown_columns:
            columns = ", ".join(result.unknown_columns)
            notes.append(tr("Columns that are not used: {columns}").format(columns=columns))
        notes += [f"{rows_words(left.rows)}: {left.says}" for left in result.left_out]
        self._notes.setText(" · ".join(notes))
        self._notes.show()
        self._show_rejects(result.rejects)
        new = result.imported + result.updated
        words = tr_count("Import {count} record", "Import {count} records", new)
        self._import.setText(words.format(count=QLocale().toString(new)))
        self._import.setEnabled(bool(new or result.rejected))

    def take_mapping(self, look: MappingLook, *, remember: bool) -> None:
        """Takes the columns as somebody mapped them, and tries the file so."""
        self._mapped, self._remember = look, remember
        self._profile.blockSignals(True)
        self._profile.setCurrentIndex(self._profile.findData(_MAPPED))
        self._profile.blockSignals(False)
        self.try_it()
        self._import.setFocus()

    def _looks_like(self) -> list[str]:
        """What tells that the file is one of a shop, or how its columns were mapped."""
        chosen = self._profile.currentData()
        title = next((one.title for one in self._profiles if one.name == chosen), "")
        if chosen == _MAPPED and self._mapped and self._mapped.kept_as:
            return [told(note(Said.MAPPED_AS_BEFORE, title=self._mapped.kept_as))]
        if chosen == _MAPPED:
            return [tr("The columns are mapped by name and contents; look at them before.")]
        if title and Fit(self._kind.currentData(), chosen) in self._offered.look.fits[:1]:
            return [told(note(Said.MAPPED_BY_PROFILE, title=title))]
        return []

    def show_fault(self, words: str) -> None:
        """Shows why the file can't be imported so."""
        self._say(words, Tone.WRONG)
        self._has_failed = True
        if self._import.hasFocus():
            self._profile.setFocus()  # what is disabled would leave the keyboard to Cancel
        self._import.setEnabled(False)

    def _say(self, words: str, tone: Tone) -> None:
        self._has_failed = False
        set_look(self._verdict, "word", tone.value)
        self._verdict.setText(words)
        self._import.setText(tr("Import"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a box goes on: to the columns where the file can't be read as it is."""
        goes_on = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if goes_on and self._has_failed and isinstance(self.focusWidget(), ChoiceBox):
            self.columns_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _submit(self) -> None:
        request = self.request
        if request is not None:
            self.wanted.emit(request)  # before the next file's trial, which closing begins
            self.accept()

    def _make_kinds(self) -> ChoiceBox:
        made = ChoiceBox(tr("The file holds"), self._theme, self)
        best = [fit.kind for fit in self._offered.look.fits[:1]]
        if not best and self._mapped:
            best = [self._mapped.mapping.kind]
        if not best:
            made.addItem(tr("choose…"), "")
        for kind in IMPORTABLE:
            made.addItem(kind_words(kind), kind)
        if best:
            made.setCurrentIndex(made.findData(best[0]))
        return made

    def _offer_profiles(self) -> None:
        """The profiles that know the chosen kind; the likeliest is chosen."""
        kind = self._kind.currentData()
        self._profile.blockSignals(True)
        self._profile.clear()
        self._profile.addItem(tr("as in our own files"), "")
        for profile in self._profiles:
            if kind in profile.kinds:
                self._profile.addItem(profile.title, profile.name)
        self._profile.addItem(tr("mapped by eye…"), _MAPPED)
        self._profile.addItem(tr("by a profile in a file…"), _OTHER_PROFILE)
        likeliest = next((fit for fit in self._offered.look.fits if fit.kind == kind), Fit(kind))
        is_mapped = self._mapped is not None and self._mapped.mapping.kind == kind
        chosen = _MAPPED if is_mapped else likeliest.profile or ""
        self._profile.setCurrentIndex(max(0, self._profile.findData(chosen)))
        self._profile.blockSignals(False)

    def _make_encodings(self) -> ChoiceBox:
        made = ChoiceBox(tr("Encoding"), self._theme, self)
        made.addItem(tr("found out"), "")
        for name in self._offered.encodings:
            made.addItem(name, name)
        made.setEnabled(self._offered.look.is_text)
        return made

    def add_profile(self, profile: ProfileName) -> None:
        """Offers a profile that a person chose, and takes it where it knows the kind."""
        self._profiles = [one for one in self._profiles if one.name != profile.name] + [profile]
        kind = self._kind.currentData()
        if kind not in profile.kinds and profile.kinds:
            self._kind.setCurrentIndex(self._kind.findData(profile.kinds[0]))
        self._offer_profiles()
        self._profile.setCurrentIndex(max(0, self._profile.findData(profile.name)))

    def _take_profile(self) -> None:
        chosen = self._profile.currentData()
        if chosen == _MAPPED and self._has_mapping():
            self.try_it()
            return
        if chosen not in {_OTHER_PROFILE, _MAPPED}:
            self.try_it()
            return
        self._profile.blockSignals(True)
        self._profile.setCurrentIndex(0)
        self._profile.blockSignals(False)
        self.try_it()
        (self.columns_wanted if chosen == _MAPPED else self.profile_wanted).emit()

    def _has_mapping(self) -> bool:
        kind = self._kind.currentData()
        return self._mapped is not None and self._mapped.mapping.kind == kind

    @property
    def mapping(self) -> ColumnMap | None:
        """How the columns are mapped now, where they are mapped for the chosen kind."""
        return self._mapped.mapping if self._mapped and self._has_mapping() else None

    def _connect(self) -> None:
        self._kind.currentIndexChanged.connect(self._take_kind)
        self._profile.currentIndexChanged.connect(self._take_profile)
        self._encoding.currentIndexChanged.connect(self.try_it)
        self._update.toggled.connect(self.try_it)
        self._import.clicked.connect(self._submit)
        self._map.clicked.connect(self.columns_wanted)

    def _take_kind(self) -> None:
        self._offer_profiles()
        self.try_it()

    def _show_rejects(self, rejects: Sequence[RejectedCell]) -> None:
        rows = [
            TextRow(
                Cell(cause_words(one)),
                Cell(tr("row {row}").format(row=QLocale().toString(one.row)), muted=True),
            )
            for one in rejects[:_REJECTS_SHOWN]
        ]
        self._rejects.setWidget(TextRows(rows, tr("Rejected rows"), self._theme))
        self._rejects.setVisible(bool(rows))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        heading = PlainLabel(self._offered.look.path.name, self)
        heading.setFont(self._theme.font(SCALE_HEADING, bold=True))
        layout.addWidget(heading)
        layout.addLayout(self._make_form())
        layout.addSpacing(SPACE)
        layout.addWidget(self._verdict)
        layout.addWidget(self._notes)
        self._rejects.setWidgetResizable(True)
        self._rejects.setAccessibleName(tr("Rejected rows"))
        self._rejects.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout.addWidget(self._rejects, 1)
        layout.addStretch()
        layout.addLayout(self._make_buttons())

    def _make_form(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(SPACE_GROUPS)
        form.setVerticalSpacing(SPACE_INSIDE)
        form.addRow(tr("&The file holds"), self._kind)
        columns = QHBoxLayout()
        columns.setSpacing(SPACE_INSIDE)
        columns.addWidget(self._profile, 1)
        columns.addWidget(self._map)
        form.addRow(tr("C&olumns"), columns)
        label = form.labelForField(columns)
        if isinstance(label, QLabel):
            label.setBuddy(self._profile)
        form.addRow(tr("&Encoding"), self._encoding)
        form.addRow("", self._update)
        return form

    def _make_buttons(self) -> QHBoxLayout:
        self._import.setObjectName("import_button")
        return self.button_row(self._import)
