"""Several processes that begin at one moment; to an end always, with a word of what failed."""

import multiprocessing
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection as Pipe
from typing import Any, Generic, NamedTuple, TypeVar

_PATIENCE_S = 180.0
_LAST_WORDS_S = 5.0
_SPAWN = multiprocessing.get_context("forkserver")

R = TypeVar("R")
Meet = Callable[[], None]
"""Called by each process when it is ready to begin: returns when all are."""


class CrowdFailedError(RuntimeError):
    """One of the processes failed, died, or was not ready in time; the others were ended."""


class Together(NamedTuple, Generic[R]):
    """What each process came to, and how long all of them took."""

    answers: list[R]
    seconds: float


def together(
    processes: int,
    work: Callable[[int, Meet], R],
    on_start: Callable[[], object] = lambda: None,
) -> Together[R]:
    """Runs `work(number, meet)` in so many processes, timed from the moment when all have met.

    Args:
        processes: how many.
        work: a plain function, or a `partial` of one, since it is sent to each process.
        on_start: called here when all have met.

    Raises CrowdFailedError where one does not come to its end within three minutes.
    """
    meeting = _SPAWN.Barrier(processes + 1)
    pipes = [_SPAWN.Pipe(duplex=False) for _ in range(processes)]
    crowd = [
        _SPAWN.Process(target=_run, args=(writer, meeting, work, number), daemon=True)
        for number, (_reader, writer) in enumerate(pipes)
    ]
    readers = [reader for reader, _writer in pipes]
    try:
        for process, (_reader, writer) in zip(crowd, pipes, strict=True):
            process.start()
            writer.close()
        _meet(meeting, readers)
        on_start()
        started = time.perf_counter()
        answers = [_answer(number, reader) for number, reader in enumerate(readers)]
        return Together(answers, time.perf_counter() - started)
    finally:
        for process in crowd:
            process.kill()
            process.join()


def _meet(meeting: Any, readers: Sequence[Pipe]) -> None:
    try:
        meeting.wait(_PATIENCE_S)
    except threading.BrokenBarrierError:
        for number, reader in enumerate(readers):
            if reader.poll(_LAST_WORDS_S):
                _answer(number, reader)
        message = f"not all of {len(readers)} processes were ready within {_PATIENCE_S:.0f} s"
        raise CrowdFailedError(message) from None


def _answer(number: int, reader: Pipe) -> Any:
    try:
        if not reader.poll(_PATIENCE_S):
            message = f"process {number} did not come to its end within {_PATIENCE_S:.0f} s"
            raise CrowdFailedError(message)
        is_done, told = reader.recv()
    except EOFError:
        message = f"process {number} died without a word"
        raise CrowdFailedError(message) from None
    if not is_done:
        message = f"process {number} failed: {told}"
        raise CrowdFailedError(message)
    return told


def _run(writer: Pipe, meeting: Any, work: Callable[[int, Meet], Any], number: int) -> None:
    def meet() -> None:
        meeting.wait(_PATIENCE_S)

    try:
        writer.send((True, work(number, meet)))
    except threading.BrokenBarrierError:
        writer.send((True, None))  # another one failed, and tells why
    except Exception:  # noqa: BLE001 - told by the one that set it off
        writer.send((False, traceback.format_exc()))
        meeting.abort()
