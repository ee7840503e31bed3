"""Scans of a screen one after the other: none is lost while another is looked up or booked."""

from collections import deque
from collections.abc import Callable

from packbench.domain.scanning.assembler import Scan


class ScanQueue:
    """Begins with a scan when the one before it was answered and the screen is free.

    Args:
        begin: looks a scan up; `answered` is called when that is done, with or without an answer.
        is_free: whether the screen can take one; `go_on` is called when it can again.
    """

    def __init__(
        self, begin: Callable[[Scan], None], is_free: Callable[[], bool] = lambda: True
    ) -> None:
        self._begin, self._is_free = begin, is_free
        self._waiting: deque[Scan] = deque()
        self._is_looking = False

    def put(self, scan: Scan) -> None:
        """One more scan."""
        self._waiting.append(scan)
        self.go_on()

    def answered(self) -> None:
        """What was begun is done."""
        self._is_looking = False
        self.go_on()

    def go_on(self) -> None:
        """Begins with the next one, if it can be taken now."""
        if self._waiting and not self._is_looking and self._is_free():
            self._is_looking = True
            self._begin(self._waiting.popleft())

    def forget(self) -> None:
        """What was scanned for something that is gone is not meant for what comes now."""
        self._waiting.clear()
