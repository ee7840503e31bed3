"""The runner: gives work to the lanes and brings the outcome to the UI thread.

Every piece of work has one done-callback. It posts the finished job by a queued signal and never
raises, so that no worker thread ever touches a widget.
"""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from packbench.jobs.lanes import Lane, Lanes
from packbench.jobs.progress import JobCancelled, Progress

T = TypeVar("T")
OnError = Callable[[BaseException], None]
GIVE_UP_MS = 1_000


def _nothing_waits(_reads: bool) -> None:
    """There is no database yet."""


def _nothing_is_read(_thread: int) -> None:
    """There is no database yet."""


class Job:
    """A piece of work that was given to the runner.

    Attributes:
        title: what a person reads while it runs; empty for what is not worth telling.
        progress: how far it is.
        writes: whether it is a command.
        on_cancel: called when it is asked to stop.
    """

    def __init__(
        self,
        title: str,
        on_ok: Callable[[Any], None],
        on_error: OnError | None,
        owner: QObject | None,
    ) -> None:
        self.title = title
        self.progress = Progress()
        self.on_ok = on_ok
        self.on_error = on_error
        self._owner = owner
        self.writes = False
        self.on_cancel: Callable[[Job], None] | None = None
        self._dropped = False
        self._future: Future[Any] | None = None
        self._lane: Lane | None = None

    @property
    def wanted(self) -> bool:
        """Whether somebody still waits for the outcome."""
        return not self._dropped and (self._owner is None or shiboken6.isValid(self._owner))

    def drop(self) -> None:
        """Nobody wants the outcome any more: work that waits is not begun."""
        self._dropped = True
        if self._future is not None:
            self._future.cancel()

    def stop(self, end: Callable[[int], None]) -> None:
        """Drops it; `end` ends what its thread asks the database for."""
        self._dropped = True
        if self._future is not None and self._lane is not None:
            self._lane.stop(self._future, end)

    def cancel(self) -> None:
        """Asks the work to stop; `on_error` gets JobCancelled, or `on_ok` when it was too late."""
        self.progress.cancel()
        if self.on_cancel is not None:
            self.on_cancel(self)

    @property
    def running(self) -> bool:
        """Whether it waits or runs."""
        return self._future is not None and not self._future.done()

    def follow(self, lane: Lane, future: "Future[Any]", finished: Callable[["Job"], None]) -> None:
        """Remembers where the outcome comes from and who is told."""
        self._lane, self._future = lane, future
        future.add_done_callback(lambda _: finished(self))

    def outcome(self) -> "Future[Any] | None":
        """The finished Future, given once; None when the work was cancelled before it began.

        Job and Future hold each other, and a Future what was read: a million ids, which would stay
        until Python looks for garbage.
        """
        future, self._future, self._lane = self._future, None, None
        return None if future is None or future.cancelled() else future


class Runner(QObject):
    """Runs work on the lanes; callbacks come on the runner's own thread.

    Signals:
        started: a Job with a title was given to a lane.
        finished: that Job ended, in whatever way.
        failed: the exception of a job that has no `on_error` of its own.
        idle: a job ended, and no command waits or runs.
        saved: a command was done.

    Attributes:
        give_up: ends what waits for a database, with True reads too; who connects to one sets it.
        stop_reading: ends what a thread is just reading of a database; set likewise.
    """

    started = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    idle = Signal()
    saved = Signal()
    _arrived = Signal(object)

    def __init__(self, lanes: Lanes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = lanes
        self._writing: list[Job] = []
        self._stopping: list[Job] = []
        self._hurry = QTimer(self)
        self._hurry.setSingleShot(True)
        self._hurry.setInterval(GIVE_UP_MS)
        self._hurry.timeout.connect(self._hurry_up)
        self.give_up: Callable[[bool], None] = _nothing_waits
        self.stop_reading: Callable[[int], None] = _nothing_is_read
        self._arrived.connect(self._deliver)

    @property
    def unsaved(self) -> int:
        """How many commands wait or run."""
        return self._lanes.write.unfinished

    @property
    def writing(self) -> Job | None:
        """The command that runs, or is the next to run."""
        return self._writing[0] if self._writing else None

    @property
    def unread(self) -> int:
        """How many reads wait or run."""
        return sum(lane.unfinished for lane in self._lanes.reading)

    @property
    def reads_behind(self) -> bool:
        """Whether something is read that nobody's answer waits for."""
        return self._lanes.behind.unfinished > 0

    def write(
        self,
        title: str,
        work: Callable[[Progress], T],
        on_ok: Callable[[T], None],
        *,
        on_error: OnError | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Runs a command, in the order given; it may report progress and be cancelled."""
        job = Job(title, on_ok, on_error, owner)
        job.writes = True
        self._writing.append(job)
        return self._start(self._lanes.write, job, work)

    def read(
        self,
        slot: str,
        work: Callable[[], T],
        on_ok: Callable[[T], None],
        *,
        on_error: OnError | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Reads for a consumer; a newer request in the same slot replaces one that waits."""
        job = Job("", on_ok, on_error, owner)
        return self._start(self._lanes.read, job, lambda _: work(), slot)

    def answer(
        self,
        slot: str,
        work: Callable[[], T],
        on_ok: Callable[[T], None],
        *,
        on_error: OnError | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Like `read`, for what somebody scanned or has in hand: it waits for no list."""
        job = Job("", on_ok, on_error, owner)
        return self._start(self._lanes.answer, job, lambda _: work(), slot)

    def read_behind(
        self,
        slot: str,
        work: Callable[[], T],
        on_ok: Callable[[T], None],
        *,
        on_error: OnError | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Like `read`, for what may take its time beside the rows: nobody's answer waits for it."""
        job = Job("", on_ok, on_error, owner)
        return self._start(self._lanes.behind, job, lambda _: work(), slot)

    def stop(self, job: Job) -> None:
        """Drops a read; the database does not go on with it."""
        job.stop(self.stop_reading)

    def render(
        self,
        title: str,
        work: Callable[[Progress], T],
        on_ok: Callable[[T], None],
        *,
        on_error: OnError | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Makes or shows a document, or exports."""
        job = Job(title, on_ok, on_error, owner)
        self._writing.append(job)  # what is printed is kept as printed
        return self._start(self._lanes.render, job, work)

    def shut_down(self, *, leave_writes: bool = False) -> None:
        """Finishes the commands, drops the rest, ends the threads; waits for no silent server.

        With `leave_writes` commands are not waited for either.
        """
        self._lanes.shut_down(lambda: self.give_up(True), leave_writes=leave_writes)

    def _start(self, lane: Lane, job: Job, work: Callable[[Progress], T], slot: str = "") -> Job:
        if job.title:
            self.started.emit(job)
        job.on_cancel = self._cancel
        job.follow(lane, lane.submit(lambda: work(job.progress), slot), self._arrived.emit)
        return job

    def _cancel(self, job: Job) -> None:
        """What does not stop by itself waits for the database, which is then given up."""
        if job.running:
            self._stopping.append(job)
            self._hurry.start()

    def _hurry_up(self) -> None:
        if self._stopping:
            self.give_up(False)
            self._hurry.start()

    def _forget(self, job: Job) -> None:
        for jobs in (self._writing, self._stopping):
            if job in jobs:
                jobs.remove(job)
        if not self._stopping:
            self._hurry.stop()

    @Slot(object)
    def _deliver(self, job: Job) -> None:
        self._forget(job)
        if job.title:
            self.finished.emit(job)
        if not self.unsaved:
            self.idle.emit()
        future = job.outcome()
        if future is None or not job.wanted:
            return
        error = future.exception()
        if error is None and job.writes:
            self.saved.emit()
        if error is None:
            result = future.result()
            del future
            job.on_ok(result)
        elif job.on_error is not None:
            job.on_error(error)
        elif not isinstance(error, JobCancelled):
            self.failed.emit(error)
