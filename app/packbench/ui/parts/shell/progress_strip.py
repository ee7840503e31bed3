"""The strip for long work: what, how many, how long still, Cancel."""

from PySide6.QtCore import QLocale, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton

from packbench.jobs.progress import Standing
from packbench.ui.parts.bridge.runner import Job, Runner
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.tokens import SPACE_INSIDE
from packbench.words.language import tr

APPEARS_AFTER_MS = 600
PERCENT = 100  # the total of work that can't be counted in anything that a person knows
_LOOK_MS = 100
_MINUTE_S = 60


class ProgressStrip(QFrame):
    """Shows the job that has run longest, once it took 0.6 s; the window stays usable."""

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self.setObjectName("progress_strip")
        self.setProperty("part", "strip")
        self._jobs: list[Job] = []
        self._what = PlainLabel(parent=self)
        self._count = PlainLabel(parent=self)
        self._count.setProperty("role", "muted")
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._cancel = QPushButton(tr("Cancel"), self)
        self._cancel.setAutoDefault(False)
        self._cancel.clicked.connect(self._cancel_job)
        self._look_again = QTimer(self)
        self._look_again.timeout.connect(self._look)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(self._what)
        layout.addWidget(self._bar, 1)
        layout.addWidget(self._count)
        layout.addWidget(self._cancel)
        self.hide()
        runner.started.connect(self._add)
        runner.finished.connect(self._remove)

    @property
    def words(self) -> str:
        """What the strip says."""
        return f"{self._what.text()} {self._count.text()}".strip()

    def _add(self, job: Job) -> None:
        self._jobs.append(job)
        if not self._look_again.isActive():
            self._look_again.start(_LOOK_MS)

    def _remove(self, job: Job) -> None:
        self._jobs.remove(job)
        if not self._jobs:
            self._look_again.stop()
            self.hide()

    def _look(self) -> None:
        job = self._jobs[0]
        standing = job.progress.standing()
        if standing.elapsed_s * 1_000 < APPEARS_AFTER_MS:
            return
        self._what.setText(job.title)
        self._bar.setAccessibleName(job.title)
        self._bar.setRange(0, 1_000 if standing.total else 0)
        if standing.total:
            self._bar.setValue(1_000 * standing.done // standing.total)
        self._count.setText(
            tr("cancelling…") if job.progress.cancelled else standing_words(standing)
        )
        self._cancel.setEnabled(not job.progress.cancelled)
        self.show()

    def _cancel_job(self) -> None:
        if self._jobs:
            self._jobs[0].cancel()


def standing_words(standing: Standing) -> str:
    """How much is done of how much, and how long it still takes; empty when that is not known."""
    if not standing.total:
        return ""
    number = QLocale().toString
    if standing.total == PERCENT:
        words = tr("{done} %").format(done=number(standing.done))
    else:
        done, total = number(standing.done), number(standing.total)
        words = tr("{done} of {total}").format(done=done, total=total)
    if standing.remaining_s is None:
        return words
    return f"{words} · {_time_left(standing.remaining_s)}"


def _time_left(seconds: float) -> str:
    if seconds < _MINUTE_S:
        return tr("{count} s left").format(count=max(1, round(seconds)))
    return tr("{count} min left").format(count=round(seconds / _MINUTE_S))
