"""The print queue: what was sent, when, by whom, what became of it; again, save, take back."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from packbench.domain.printers import JobState, JobView
from packbench.ui.parts.tables import formats
from packbench.ui.parts.theme.plain_text import PlainLabel, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import ICON_SMALL, SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look, set_words_beside_icon
from packbench.words.language import tr
from packbench.words.print_jobs import job_trouble
from packbench.words.printers import job_state_word

_SIZE = QSize(820, 560)
_JOB = Qt.ItemDataRole.UserRole
_ICONS = {
    JobState.WAITING: ("clock", Tone.NEUTRAL),
    JobState.SENT: ("send", Tone.MOVING),
    JobState.PRINTED: ("circle-check", Tone.READY),
    JobState.KEPT: ("triangle-alert", Tone.ATTENTION),
    JobState.CANCELLED: ("ban", Tone.NEUTRAL),
}


class QueueDialog(KeyDialog):
    """Shows the print jobs. Alt+A prints the chosen one again, Alt+S saves it, Alt+T takes it back.

    Args:
        theme: fonts and icons.
        parent: the window.

    Signals:
        again_wanted: a JobView and a printer's name, empty for its own.
        save_wanted: a JobView.
        cancel_wanted: a JobView.
        refresh_wanted: the jobs are to be read again.
    """

    again_wanted = Signal(object, str)
    save_wanted = Signal(object)
    cancel_wanted = Signal(object)
    refresh_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("print_queue_dialog")
        self.setWindowTitle(tr("Print queue"))
        self._theme = theme
        self._jobs = QListWidget(self)
        self._jobs.setAccessibleName(tr("Print jobs, the newest first"))
        self._told = PlainLabel(parent=self)
        self._told.setWordWrap(True)
        self._printer = ChoiceBox(tr("Printer"), theme, self)
        self._again, self._save, self._cancel, self._refresh = (QPushButton(self) for _ in range(4))
        self._lay_out()
        self._draw_icons()
        theme.changed.connect(self._draw_icons)
        self._jobs.currentRowChanged.connect(lambda _: self._show_chosen())
        self._show_chosen()
        self.resize_within_screen(_SIZE)

    @property
    def words(self) -> list[str]:
        """The rows as they are shown."""
        return [self._jobs.item(row).text() for row in range(self._jobs.count())]

    @property
    def told(self) -> str:
        """What is told of the chosen job."""
        return self._told.text()

    def show_jobs(self, jobs: Sequence[JobView], printers: Sequence[str]) -> None:
        """Shows the jobs that there are; the chosen one stays so."""
        chosen = self._chosen
        self._jobs.clear()
        for job in jobs:
            item = QListWidgetItem(_words(job))
            item.setData(_JOB, job)
            self._jobs.addItem(item)
        self._draw_icons()
        numbers = [job.job for job in jobs]
        row = numbers.index(chosen.job) if chosen and chosen.job in numbers else 0
        self._jobs.setCurrentRow(row)
        self._offer(printers)
        self._show_chosen()

    def refuse(self, words: str) -> None:
        """Says what went wrong."""
        set_look(self._told, "word", Tone.WRONG.value)
        self._told.setText(words)
        self.make_room()

    @property
    def _chosen(self) -> JobView | None:
        item = self._jobs.currentItem()
        found: JobView | None = item.data(_JOB) if item else None
        return found

    def _offer(self, printers: Sequence[str]) -> None:
        before = self._printer.currentData() or ""
        self._printer.clear()
        self._printer.addItem(tr("on its own printer"), "")
        for name in printers:
            self._printer.addItem(tr("on {printer}").format(printer=name), name)
        self._printer.setCurrentIndex(max(0, self._printer.findData(before)))

    def _show_chosen(self) -> None:
        job = self._chosen
        set_look(self._told, "word", "")
        self._told.setText(_details(job) if job else tr("Nothing was sent to a printer yet."))
        kept = job is not None and job.is_kept
        over = {JobState.PRINTED, JobState.CANCELLED}
        self._again.setEnabled(kept)
        self._printer.setEnabled(kept)
        self._save.setEnabled(kept)
        self._cancel.setEnabled(job is not None and job.state not in over)

    def _draw_icons(self) -> None:
        for row in range(self._jobs.count()):
            item = self._jobs.item(row)
            name, tone = _ICONS[item.data(_JOB).state]
            colour, ratio = self._theme.tokens.on_surface(tone), self.devicePixelRatioF()
            item.setIcon(QIcon(self._theme.pixmap(name, colour, ICON_SMALL, ratio)))
        self._again.setIcon(self._theme.icon("printer"))
        self._save.setIcon(self._theme.icon("download"))
        self._cancel.setIcon(self._theme.icon("x"))
        self._refresh.setIcon(self._theme.icon("refresh-cw"))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(self._jobs, 1)
        layout.addWidget(self._told)
        layout.addLayout(self._make_buttons())
        self._jobs.setFocus()

    def _make_buttons(self) -> QHBoxLayout:
        close = QPushButton(tr("Close"), self)
        parts = (
            (self._again, tr("Again"), "Alt+A", tr("Print it once more, on the printer beside")),
            (self._save, tr("Save as PDF…"), "Alt+S", tr("Write the document to a file")),
            (self._cancel, tr("Take back"), "Alt+T", tr("Do not print it any more")),
            (self._refresh, tr("Look again"), "F5", tr("Ask the printers what became of it")),
        )
        for button, words, keys, tip in parts:
            set_words_beside_icon(button, words)
            button.setShortcut(keys)
            set_tip(button, f"{tip} ({keys})")
        self._again.clicked.connect(lambda _: self._ask_again())
        self._save.clicked.connect(lambda _: self.save_wanted.emit(self._chosen))
        self._cancel.clicked.connect(lambda _: self.cancel_wanted.emit(self._chosen))
        self._refresh.clicked.connect(lambda _: self.refresh_wanted.emit())
        close.clicked.connect(lambda _: self.accept())
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        for widget in (self._again, self._printer, self._save, self._cancel, self._refresh):
            buttons.addWidget(widget)
        buttons.addStretch()
        buttons.addWidget(close)
        for button in (self._again, self._save, self._cancel, self._refresh, close):
            button.setAutoDefault(False)
        close.setDefault(True)
        return buttons

    def _ask_again(self) -> None:
        self.again_wanted.emit(self._chosen, self._printer.currentData() or "")


def _words(job: JobView) -> str:
    words = tr("{document} on {printer}: {state}, {moment}")
    return words.format(
        document=job.title,
        printer=job.printer,
        state=job_state_word(job.state),
        moment=formats.exact(job.at),
    )


def _details(job: JobView) -> str:
    """What is known of one job, in sentences."""
    words = tr("Print job {job}, sent by {who} at {station}; copies: {copies}.")
    told = words.format(job=job.job, who=job.operator, station=job.station, copies=job.copies)
    return f"{told} {job_trouble(job)}".strip()
