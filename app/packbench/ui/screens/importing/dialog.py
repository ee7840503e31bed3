"""The dialog of an import: what the file holds, and what would come of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from packbench.services.importing.files import (
    IMPORTABLE,
    ImportRequest,
    ImportResult,
    RejectedCell,
)
from packbench.services.importing.looking import FileLook, Fit, ProfileName
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


@dataclass(frozen=True, slots=True)
class Offered:
    """A file, and the profiles and encodings by which it may be read.

    `warnings` are sentences on profiles of one's own that can't be used.
    """

    look: FileLook
    profiles: Sequence[ProfileName]
    encodings: Sequence[str] = ()
    warnings: Sequence[str] = ()


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
    """

    profile_wanted = Signal()
    tried = Signal(object)
    wanted = Signal(object)

    def __init__(self, offered: Offered, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_dialog")
        self.setWindowTitle(tr("Import a file"))
        self.resize_within_screen(_SIZE)
        self._offered, self._theme = offered, theme
        self._profiles = list(offered.profiles)
        self._kind = self._make_kinds()
        self._profile = ChoiceBox(tr("Columns"), theme, self)
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
        self._import.setFocus()

    @property
    def request(self) -> ImportRequest | None:
        """What is chosen; None while it isn't known what the file holds."""
        kind = self._kind.currentData()
        if not kind:
            return None
        profile = self._profile.currentData() or None
        return ImportRequest(
            kind,
            self._offered.look.path,
            profile=profile,
            update=self._update.isChecked(),
            encoding=self._encoding.currentData() or None,
        )

    @property
    def verdict(self) -> str:
        """What would come of it, in words."""
        return self._verdict.text()

    def try_it(self) -> None:
        """Asks for a trial of what is chosen."""
        request = self.request
        self._import.setEnabled(request is not None)
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
        notes = [rows_words(result.rows), *map(told, result.told), *self._offered.warnings]
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

    def show_fault(self, words: str) -> None:
        """Shows why the file can't be imported so."""
        self._say(words, Tone.WRONG)
        self._import.setEnabled(False)

    def _say(self, words: str, tone: Tone) -> None:
        set_look(self._verdict, "word", tone.value)
        self._verdict.setText(words)
        self._import.setText(tr("Import"))

    def _submit(self) -> None:
        request = self.request
        if request is not None:
            self.wanted.emit(request)  # before the next file's trial, which closing begins
            self.accept()

    def _make_kinds(self) -> ChoiceBox:
        made = ChoiceBox(tr("The file holds"), self._theme, self)
        best = self._offered.look.fits[:1]
        if not best:
            made.addItem(tr("choose…"), "")
        for kind in IMPORTABLE:
            made.addItem(kind_words(kind), kind)
        if best:
            made.setCurrentIndex(made.findData(best[0].kind))
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
        self._profile.addItem(tr("by a profile in a file…"), _OTHER_PROFILE)
        likeliest = next((fit for fit in self._offered.look.fits if fit.kind == kind), Fit(kind))
        self._profile.setCurrentIndex(max(0, self._profile.findData(likeliest.profile or "")))
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
        if self._profile.currentData() != _OTHER_PROFILE:
            self.try_it()
            return
        self._profile.blockSignals(True)
        self._profile.setCurrentIndex(0)
        self._profile.blockSignals(False)
        self.try_it()
        self.profile_wanted.emit()

    def _connect(self) -> None:
        self._kind.currentIndexChanged.connect(self._take_kind)
        self._profile.currentIndexChanged.connect(self._take_profile)
        self._encoding.currentIndexChanged.connect(self.try_it)
        self._update.toggled.connect(self.try_it)
        self._import.clicked.connect(self._submit)

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
        form.addRow(tr("C&olumns"), self._profile)
        form.addRow(tr("&Encoding"), self._encoding)
        form.addRow("", self._update)
        return form

    def _make_buttons(self) -> QHBoxLayout:
        leave = QPushButton(tr("Cancel"), self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self._import.setObjectName("import_button")
        self._import.setProperty("look", "main")
        self._import.setDefault(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addStretch()
        buttons.addWidget(leave)
        buttons.addWidget(self._import)
        return buttons
