"""The page cache: the pages used last, each fresh or stale; without Qt."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

V = TypeVar("V")

PAGES_KEPT = 16


@dataclass(slots=True)
class _Page(Generic[V]):
    rows: list[V]
    fresh: bool = True


class PageCache(Generic[V]):
    """Keeps the `capacity` pages that were used last.

    A stale page is shown until it was read again, so that nothing flickers.
    """

    def __init__(self, capacity: int = PAGES_KEPT) -> None:
        self._capacity = capacity
        self._pages: OrderedDict[int, _Page[V]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._pages)

    def __iter__(self) -> Iterator[V]:
        """The rows of all pages that are kept, of those used last first."""
        return (row for page in reversed(self._pages.values()) for row in page.rows)

    def get(self, number: int) -> list[V] | None:
        """The rows of a page, fresh or stale; None when it is not kept."""
        page = self._pages.get(number)
        if page is None:
            return None
        self._pages.move_to_end(number)
        return page.rows

    def is_fresh(self, number: int) -> bool:
        """Whether the page is kept and was not told to be out of date."""
        page = self._pages.get(number)
        return page is not None and page.fresh

    def put(self, number: int, rows: list[V]) -> None:
        """Keeps a page that was just read; the one not used for longest makes room."""
        self._pages[number] = _Page(rows)
        self._pages.move_to_end(number)
        while len(self._pages) > self._capacity:
            self._pages.popitem(last=False)

    def make_stale(self) -> None:
        """Every page is to be read again when it is next looked at."""
        for page in self._pages.values():
            page.fresh = False

    def clear(self) -> None:
        """Forgets everything."""
        self._pages.clear()
