"""The dialog of the check: how far it is, what it found, what to do, and what can be saved."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from packbench.engine.check.result import Check
from packbench.jobs.progress import Progress
from packbench.services.office.checking import CheckResult
from packbench.services.office.rescuing import RescueResult
from packbench.ui.parts.shell.progress_strip import standing_words
from packbench.ui.parts.theme.plain_text import PlainLabel, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look, set_words_beside_icon
from packbench.ui.screens.checking.rows import (
    Kept,
    checks_table,
    readable,
    saved,
    tables_table,
    worst_first,
)
from packbench.ui.screens.checking.words import row_advice, saved_words, verdict_words
from packbench.words.language import tr

_SIZE = QSize(920, 640)
_LOOK_MS = 100


class CheckDialog(KeyDialog):
    """Shows a check. Escape stops what runs, and leaves when nothing does.

    Args:
        theme: fonts and icons.
        parent: the window.

    Signals:
        wanted: the database is to be checked; `follow` and then an answer comes.
        save_wanted: what can be read is to be saved; the same.
        folder_wanted: what was saved is to be shown.
    """

    wanted = Signal()
    save_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("check_dialog")
        self.setWindowTitle(tr("Check the database"))
        self._running: Progress | None = None
        self._damaged = False
        self._verdict, self._advice, self._count = (PlainLabel(parent=self) for _ in range(3))
        self._bar = QProgressBar(self)
        self.checks = checks_table(theme, self)
        self.tables = tables_table(theme, self)
        self._theme = theme
        self._again, self._save = QPushButton(self), QPushButton(self)
        self._show_folder = QPushButton(tr("Show the folder"), self)
        self._leave = QPushButton(self)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._lay_out()
        self._draw_icons()
        self._connect()
        self.resize_within_screen(_SIZE)

    @property
    def verdict(self) -> str:
        """What is being done, what was found, or why it can't be told."""
        return self._verdict.text()

    @property
    def advice(self) -> str:
        """What to do about the row in hand."""
        return self._advice.text()

    def follow(self, words: str, progress: Progress) -> None:
        """Shows how far something is, until an answer comes; Escape stops it."""
        self._running = progress
        self._say(words, None)
        self._bar.setAccessibleName(words)
        self._leave.setText(tr("Cancel"))
        self._leave.setFocus()
        self._enable()
        self._look.start()
        self._show_progress()

    def show_result(self, result: CheckResult, seconds: float) -> None:
        """Shows what was found, the worst first, with the first row in hand."""
        self._end(verdict_words(result, seconds), Tone.READY if result.ok else Tone.WRONG)
        self._damaged = not result.ok
        self.checks.rows.show(worst_first(result))
        self._show_tables(readable(result))
        self._enable()
        self.checks.selectRow(0)
        self.checks.setFocus()

    def show_saved(self, result: RescueResult, folder: str) -> None:
        """Shows what was saved, and where."""
        self._end(saved_words(result, folder), Tone.READY if result.whole else Tone.ATTENTION)
        self._show_tables(saved(result))
        self._show_folder.show()
        self._enable()
        self._show_folder.setFocus()

    def refuse(self, words: str, tone: Tone = Tone.WRONG) -> None:
        """Says why it could not be done, or that it was stopped; what was found before stays."""
        self._end(words, tone)
        self._enable()
        self._leave.setFocus()

    def reject(self) -> None:
        """Leaves; while something runs, stops that instead."""
        if self._running is None:
            super().reject()
        else:
            self._running.cancel()
            self._show_progress()

    def _end(self, words: str, tone: Tone) -> None:
        self._running = None
        self._look.stop()
        self._say(words, tone)
        self._leave.setText(tr("Close"))

    def _say(self, words: str, tone: Tone | None) -> None:
        set_look(self._verdict, "word", tone.value if tone else "")
        self._verdict.setText(words)

    def _show_tables(self, rows: Sequence[Kept]) -> None:
        self.tables.rows.show(rows)
        self.tables.setVisible(bool(rows))

    def _show_progress(self) -> None:
        if self._running is None:
            return
        if self._running.cancelled:
            self._running.cancel()  # once more: a step may have begun since
            self._count.setText(tr("stopping…"))
            return
        standing = self._running.standing()
        self._bar.setRange(0, standing.total)
        self._bar.setValue(standing.done)
        self._count.setText(standing_words(standing))

    def _show_advice(self) -> None:
        row = self.checks.currentIndex().row()
        rows: Sequence[Check] = self.checks.rows.shown
        self._advice.setText(row_advice(rows[row]) if 0 <= row < len(rows) else "")

    def _enable(self) -> None:
        idle = self._running is None
        for widget in (self._bar, self._count):
            widget.setVisible(not idle)
        for button in (self._again, self._save, self._show_folder):
            button.setEnabled(idle)
        self._save.setVisible(self._damaged)

    def _draw_icons(self) -> None:
        self._again.setIcon(self._theme.icon("refresh-cw"))
        self._save.setIcon(self._theme.icon("download"))

    def _connect(self) -> None:
        self._theme.changed.connect(self._draw_icons)
        self._look.timeout.connect(self._show_progress)
        self.finished.connect(self._look.stop)
        self.checks.selectionModel().currentRowChanged.connect(lambda *_: self._show_advice())
        self.checks.rows.modelReset.connect(self._show_advice)
        self._again.clicked.connect(lambda _: self.wanted.emit())
        self._save.clicked.connect(lambda _: self.save_wanted.emit())
        self._show_folder.clicked.connect(lambda _: self.folder_wanted.emit())
        self._leave.clicked.connect(lambda _: self.reject())

    def _lay_out(self) -> None:
        for label in (self._verdict, self._advice):
            label.setWordWrap(True)
        self._advice.setProperty("role", "muted")
        self._count.setProperty("role", "muted")
        self._bar.setTextVisible(False)
        progress = QHBoxLayout()
        progress.addWidget(self._bar, 1)
        progress.addWidget(self._count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(self._verdict)
        layout.addLayout(progress)
        layout.addWidget(self.checks, 1)
        layout.addWidget(self._advice)
        layout.addWidget(self.tables, 2)
        layout.addLayout(self._make_buttons())
        self.tables.hide()
        self._show_folder.hide()

    def _make_buttons(self) -> QHBoxLayout:
        set_words_beside_icon(self._again, tr("Check again"))
        set_words_beside_icon(self._save, tr("Save what can be read…"))
        for button, keys, tip in (
            (self._again, "Alt+A", tr("Look at everything once more")),
            (self._save, "Alt+S", tr("Write it as files that a new database can be filled from")),
            (self._show_folder, "Alt+O", tr("Open the folder with the files")),
        ):
            button.setShortcut(keys)
            set_tip(button, f"{tip} ({keys})")
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        for button in (self._again, self._save, self._show_folder):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self._leave)
        for button in (self._again, self._save, self._show_folder, self._leave):
            button.setAutoDefault(False)
        self._leave.setDefault(True)
        return buttons
