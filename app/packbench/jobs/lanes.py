"""Lanes: where work runs that the window must not wait for.

Lanes by purpose, so that a slow search never delays a scan's answer or its write:

* write, one worker: every command, in the order the operator gave them;
* answer, workers for what somebody scanned or has in hand: what it is, and its details;
* read, a few workers: searches, pages, what dialogs ask for;
* behind, workers for what a list reads beside its rows: all its ids, counts, what filters offer;
* render, one worker: PDFs and exports (pypdfium2 allows one thread at a time).

A consumer names its slot; of the requests waiting in a slot only the latest runs (the others are
cancelled), and one slot never has two running. What runs can be stopped, see `Lane.stop`.

Results and exceptions travel in the Future. `Lanes.inline` runs everything at once, for tests.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

READ_WORKERS = 3
_ANSWER_WORKERS = _BEHIND_WORKERS = 2
_PATIENCE_S = 0.4


def _wait_on() -> None:
    """Nothing can be given up: what runs ends by itself."""


class LaneClosedError(RuntimeError):
    """Work was given to a lane after its intake was closed."""


class Lane(Protocol):
    """Runs work and gives back Futures."""

    @property
    def unfinished(self) -> int:
        """How many pieces of work wait or run."""

    def submit(self, work: Callable[[], T], slot: str = "") -> "Future[T]":
        """Runs `work`; in a named slot it replaces a request that still waits."""

    def stop(self, future: "Future[Any]", end: Callable[[int], None]) -> None:
        """Drops work that waits; of work that runs, `end` is given the thread, while it does."""

    def stop_intake(self, *, drop_waiting: bool) -> None:
        """Takes no more work; what waits is dropped or still done."""

    def wait(self, seconds: float) -> bool:
        """Waits for what is left; False when it is not done after so long."""

    def close(self) -> None:
        """Takes no more work, waits for what is left and ends the threads."""


class InlineLane:
    """Runs work at once, on the caller's thread."""

    unfinished = 0

    def __init__(self) -> None:
        self._closed = False

    def submit(self, work: Callable[[], T], slot: str = "") -> "Future[T]":  # noqa: ARG002 - nothing waits here
        """Runs `work` before it returns."""
        if self._closed:
            raise LaneClosedError
        future: Future[T] = Future()
        run(work, future)
        return future

    def stop(self, future: "Future[Any]", end: Callable[[int], None]) -> None:
        """Nothing runs any more."""

    def stop_intake(self, *, drop_waiting: bool) -> None:  # noqa: ARG002 - nothing waits here
        """Takes no more work."""
        self._closed = True

    def wait(self, seconds: float) -> bool:  # noqa: ARG002 - nothing waits here
        """Nothing is ever left."""
        return True

    def close(self) -> None:
        """Takes no more work."""
        self._closed = True


@dataclass(slots=True)
class _Slot:
    """A consumer's place in a lane: at most one request runs and one waits."""

    waiting: "tuple[Callable[[], None], Future[Any]] | None" = None


class WorkerLane:
    """Runs work on `workers` threads of its own.

    Args:
        name: the threads' name, for logs and for the leak guard of the tests.
        workers: how many threads; 1 keeps the order of submission.
    """

    def __init__(self, name: str, workers: int) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix=f"packbench-{name}")
        self._lock = threading.RLock()  # a cancelled Future runs its callbacks while it is held
        self._slots: dict[str, _Slot] = {}
        self._futures: set[Future[Any]] = set()
        self._running: dict[Future[Any], int] = {}
        self._closed = False

    @property
    def unfinished(self) -> int:
        """How many pieces of work wait or run."""
        with self._lock:
            return len(self._futures)

    def submit(self, work: Callable[[], T], slot: str = "") -> "Future[T]":
        """Queues `work`; in a named slot it replaces a request that still waits.

        Raises LaneClosedError after `close`.
        """
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                raise LaneClosedError
            self._futures.add(future)
            if slot:
                self._enter_slot(slot, lambda: self._run(work, future), future)
            else:
                self._pool.submit(self._run, work, future)
        future.add_done_callback(self._forget)
        return future

    def stop(self, future: "Future[Any]", end: Callable[[int], None]) -> None:
        """Drops work that waits; of work that runs, `end` is given the thread, while it does."""
        with self._lock:
            future.cancel()
            thread = self._running.get(future)
            if thread is not None:
                end(thread)

    def stop_intake(self, *, drop_waiting: bool) -> None:
        """Takes no more work; what waits is dropped or still done."""
        with self._lock:
            self._closed = True
            if drop_waiting:
                for future in tuple(self._futures):
                    future.cancel()

    def wait(self, seconds: float) -> bool:
        """Waits for what is left; False when it is not done after so long."""
        with self._lock:
            left = tuple(self._futures)
        return not wait(left, seconds).not_done

    def close(self) -> None:
        """Takes no more work, waits for what is left and ends the threads."""
        self.stop_intake(drop_waiting=False)
        self._pool.shutdown(wait=True)

    def _run(self, work: Callable[[], T], future: "Future[T]") -> None:
        """Runs it where `stop` finds it: the thread does nothing else before that is over."""

        def found() -> T:
            with self._lock:
                self._running[future] = threading.get_ident()
            try:
                return work()
            finally:
                with self._lock:
                    del self._running[future]

        run(found, future)

    def _forget(self, future: "Future[Any]") -> None:
        with self._lock:
            self._futures.discard(future)

    def _enter_slot(self, name: str, start: Callable[[], None], future: "Future[Any]") -> None:
        slot = self._slots.get(name)
        if slot is None:
            self._slots[name] = _Slot()
            self._pool.submit(self._run_slot, name, start)
            return
        replaced, slot.waiting = slot.waiting, (start, future)
        if replaced is not None:
            replaced[1].cancel()

    def _run_slot(self, name: str, start: Callable[[], None]) -> None:
        """Runs a slot's request, then whatever came to wait in it meanwhile."""
        following: Callable[[], None] | None = start
        while following is not None:
            following()
            following = self._next_in_slot(name)

    def _next_in_slot(self, name: str) -> Callable[[], None] | None:
        with self._lock:
            slot = self._slots[name]
            if slot.waiting is None:
                del self._slots[name]
                return None
            (start, _), slot.waiting = slot.waiting, None
            return start


def run(work: Callable[[], T], future: "Future[T]") -> None:
    """Runs `work` into `future`, unless that was cancelled; an exception becomes its outcome."""
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = work()
    except BaseException as error:  # noqa: BLE001 - it travels in the Future to whoever asked
        future.set_exception(error)
    else:
        future.set_result(result)


@dataclass(frozen=True, slots=True)
class Lanes:
    """The lanes of one window."""

    write: Lane
    answer: Lane
    read: Lane
    behind: Lane
    render: Lane

    @classmethod
    def threaded(cls) -> "Lanes":
        """Lanes with threads of their own; READ_WORKERS read."""
        return cls(
            WorkerLane("write", 1),
            WorkerLane("answer", _ANSWER_WORKERS),
            WorkerLane("read", READ_WORKERS),
            WorkerLane("behind", _BEHIND_WORKERS),
            WorkerLane("render", 1),
        )

    @classmethod
    def inline(cls) -> "Lanes":
        """Lanes that run everything at once, for tests."""
        return cls(*(InlineLane() for _ in range(5)))

    @property
    def reading(self) -> tuple[Lane, ...]:
        """Those in which nothing is written."""
        return (self.answer, self.read, self.behind)

    def shut_down(
        self, give_up: Callable[[], None] = _wait_on, *, leave_writes: bool = False
    ) -> None:
        """Finishes every write, drops the reads and documents that wait, ends the threads.

        Reads and documents that do not end soon have `give_up` called, again and again: they wait
        for something that does not answer. So do writes with `leave_writes`.
        """
        lanes = (*self.reading, self.render, self.write)
        for lane in lanes:
            lane.stop_intake(drop_waiting=leave_writes or lane is not self.write)
        for lane in lanes if leave_writes else lanes[:-1]:
            while not lane.wait(_PATIENCE_S):
                give_up()
        for lane in lanes:
            lane.close()
