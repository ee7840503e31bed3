"""Finds carrier plug-ins, loads them when they are first asked, and waits no longer than is said.

A plug-in that raises or hangs is refused in words. One that hangs is left alone on its thread: what
it may still do is the same label, which it gives again for the same reference.
"""

import functools
import logging
import queue
import threading
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import TypeVar

from packbench.domain.refusals import Code, Refusal
from packbench.domain.shipping import Carrier

GROUP = "packbench.carriers"
_SUPPLIED = (
    # Named here as well: a program that is frozen has no metadata to look in.
    EntryPoint("own", "packbench.carriers.own:OwnCarrier", GROUP),
    EntryPoint("file", "packbench.carriers.file:FileCarrier", GROUP),
    EntryPoint("scan", "packbench.carriers.scan:ScanCarrier", GROUP),
)
T = TypeVar("T")
_log = logging.getLogger(__name__)


def plugin_names() -> list[str]:
    """The plug-ins that are installed, those that come with Packbench first."""
    return list(_entries())


def call_carrier(name: str, seconds: float, ask: Callable[[Carrier], T]) -> T:
    """Asks a plug-in something; its own refusals are handed on.

    Args:
        name: of the plug-in.
        seconds: how long it is waited for.
        ask: what.

    Refuses a plug-in that is not installed (`not_found`), one that raises (`carrier_failed`), and
    one that does not answer in time (`carrier_silent`).
    """
    answers: queue.SimpleQueue[tuple[T | None, BaseException | None]] = queue.SimpleQueue()

    def work() -> None:
        try:
            answers.put((ask(_load(name)), None))
        except BaseException as error:  # noqa: BLE001 - a plug-in may raise anything; it is told
            answers.put((None, error))

    threading.Thread(target=work, name=f"carrier-{name}", daemon=True).start()
    try:
        answer, failed = answers.get(timeout=seconds)
    except queue.Empty:
        raise Refusal(Code.CARRIER_SILENT, name=name, seconds=round(seconds)) from None
    if isinstance(failed, Refusal):
        raise failed
    if failed is not None:
        _log.error("The carrier plug-in %s failed.", name, exc_info=failed)
        cause = str(failed) or type(failed).__name__
        raise Refusal(Code.CARRIER_FAILED, name=name, cause=cause) from failed
    return answer  # type: ignore[return-value]  # None only where the plug-in gives it


def require_plugin(name: str) -> None:
    """Refuses (`not_found`) a plug-in that is not installed."""
    if name not in _entries():
        raise Refusal(Code.NOT_FOUND, kind="carrier plug-in", name=name)


@functools.cache
def _load(name: str) -> Carrier:
    require_plugin(name)
    made: Carrier = _entries()[name].load()()
    return made


def _entries() -> dict[str, EntryPoint]:
    supplied = {one.name: one for one in _SUPPLIED}
    return supplied | {
        one.name: one for one in entry_points(group=GROUP) if one.name not in supplied
    }
