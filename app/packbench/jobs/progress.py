"""How far a long job is, told across threads, and the wish to cancel it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

Ending = Callable[[Callable[[], None]], AbstractContextManager[None]]
"""Like `Progress.ending`, which see."""


def never_ended(_end: Callable[[], None]) -> AbstractContextManager[None]:
    """The `ending` of work that nobody can cancel."""
    return nullcontext()


class JobCancelled(Exception):  # noqa: N818 - it stops a job that was asked to stop, no error
    """Raised inside a job at its next report after it was cancelled; its transaction rolls back."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a job is: `done` of `total` things (total 0: not known), after `elapsed_s`."""

    done: int
    total: int
    elapsed_s: float

    @property
    def remaining_s(self) -> float | None:
        """The seconds still to go at the speed so far; None while that can't be told."""
        if not self.done or not self.total:
            return None
        return self.elapsed_s * (self.total - self.done) / self.done


class Progress:
    """One job's progress: the job reports, another thread looks or cancels.

    A job calls `report` between steps that may be undone together. After `cancel` the next report
    raises JobCancelled, so that the job's transaction rolls back and nothing is half-done.
    """

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self._counts = (0, 0)  # replaced whole, so that a reader never sees half of it
        self._started_s = time.monotonic()
        self._lock = threading.Lock()
        self._ends: list[Callable[[], None]] = []

    def report(self, done: int, total: int = 0) -> None:
        """Tells that `done` of `total` things are done; raises JobCancelled when cancelled."""
        if self._cancelled.is_set():
            raise JobCancelled
        self._counts = (done, total)

    def cancel(self) -> None:
        """Asks the job to stop at its next report; ends a long step, which may be asked again."""
        self._cancelled.set()
        with self._lock:
            for end in self._ends:
                end()

    @contextmanager
    def ending(self, end: Callable[[], None]) -> Iterator[None]:
        """While the block lasts, `cancel` also calls `end`, on the thread that cancels."""
        with self._lock:
            self._ends.append(end)
        try:
            yield
        finally:
            with self._lock:
                self._ends.remove(end)

    @property
    def cancelled(self) -> bool:
        """Whether the job was asked to stop."""
        return self._cancelled.is_set()

    def standing(self) -> Standing:
        """How far the job is now."""
        done, total = self._counts
        return Standing(done, total, time.monotonic() - self._started_s)
