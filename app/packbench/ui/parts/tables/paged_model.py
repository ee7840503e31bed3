"""The model of a virtual table.

1. `show(query)` reads the first page and shows it at once; a query given meanwhile wins.
2. Was that page full, the list of all ids follows in the background: 8 bytes a row.
3. `data` looks into the page cache and never waits. A miss gives a placeholder and notes the page;
   when the event loop is next idle, the pages noted last are read by their ids.
4. Every answer carries the generation of its question; late ones are dropped.
5. `refresh` reads pages and ids again while the old ones stay. Rows that came or went through
   others are not moved under the operator's hands: `behind` tells how many, `catch_up` shows them.
"""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QIcon

from packbench.ui.parts.bridge.runner import Job, Runner
from packbench.ui.parts.tables.columns import PLACEHOLDER, Align, Cell, Column, R
from packbench.ui.parts.tables.id_places import count_differences, place_of, places_of, ready
from packbench.ui.parts.tables.page_cache import PageCache
from packbench.ui.parts.tables.source import (
    PAGE_ROWS,
    ShownRow,
    Source,
    make_lines,
    read_lines,
)
from packbench.ui.parts.tables.ticks import Ticks
from packbench.ui.parts.theme.plain_text import tip

Query = TypeVar("Query")
Index = QModelIndex | QPersistentModelIndex

CELL_ROLE = Qt.ItemDataRole.UserRole + 1
_PAGES_AT_ONCE = 3  # more than a view shows
_GONE = Cell("–", muted=True)
ALIGNMENT = {
    Align.START: Qt.AlignmentFlag.AlignLeading,
    Align.END: Qt.AlignmentFlag.AlignTrailing,
    Align.CENTRE: Qt.AlignmentFlag.AlignHCenter,
}


class PagedModel(QAbstractTableModel, Generic[Query, R]):
    """Rows of a Source, read page by page.

    Args:
        name: of the table; its requests use the read lane's slots of that name.
        source: where the rows come from.
        columns: what is shown of them.
        runner: reads in the background.
        ticks: which records are ticked, for tables with boxes in the first column.

    Attributes:
        columns: what is shown.
        complete: whether all rows are known.
        about: roughly how many rows there are, while not all are known; None where nobody knows.
        rereading: while the model is reset, whether that is for the query that it had before.

    Signals:
        counted: rows were counted; `len(model)` and `complete` tell.
        behind: how many rows came or went since the ids were read; 0 when none.
        reading: whether an answer to `show` is awaited.
        gone: the names of records that were shown and are gone; their rows went, too.
        read_failed: an exception from the source.
    """

    counted = Signal()
    behind = Signal(object)
    reading = Signal(bool)
    gone = Signal(object)
    read_failed = Signal(object)

    def __init__(
        self,
        name: str,
        source: Source[Query, R],
        columns: Sequence[Column[R]],
        runner: Runner,
        parent: QObject | None = None,
        ticks: Ticks | None = None,
    ) -> None:
        super().__init__(parent)
        self._ticks = ticks
        self._heading_icon: QIcon | None = None
        self.columns = tuple(columns)
        self.complete = False
        self.about: int | None = None
        self.rereading = False
        self._name = name
        self._source = source
        self._runner = runner
        self._query: Query | None = None
        self._generation = 0
        self._ids: array[int] = array("q")
        self._newer_ids: array[int] | None = None
        self._cache: PageCache[ShownRow[R] | None] = PageCache()
        self._wanted: dict[int, None] = {}  # pages, the one asked for last at the end
        self._fetching = False
        self._asked: list[Job] = []
        self._fetch_soon = QTimer(self)
        self._fetch_soon.setSingleShot(True)
        self._fetch_soon.timeout.connect(self._fetch)

    def name_columns(self, titles: Mapping[str, str]) -> None:
        """Gives columns other headings, by their keys."""
        self.columns = tuple(
            replace(one, title=titles.get(one.key, one.title)) for one in self.columns
        )
        last = len(self.columns) - 1
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def __len__(self) -> int:
        return len(self._ids)

    def show(self, query: Query) -> None:
        """Reads and shows the rows of another query; the old ones stay until it answers."""
        self._query = query
        self._generation += 1
        for job in self._asked:  # what the database does for the query before is in vain
            self._runner.stop(job)
        self._set_behind(None, 0)
        self.reading.emit(True)
        self._read(
            "first",
            partial(_read_first, self._source, self.columns, query),
            partial(self._on_first_page, query),
        )

    def refresh(self, *, catch_up: bool) -> None:
        """Reads again what is shown; with `catch_up`, rows that came or went are shown too."""
        if self._query is None:
            return
        self._cache.make_stale()
        self._repaint(0, len(self._ids))
        query, shown = self._query, self._ids if self.complete else None
        read = partial(_read_again, partial(self._source.ids, query), shown)
        self._read("ids", read, partial(self._on_ids_again, shown, catch_up=catch_up))

    def catch_up(self) -> None:
        """Shows the rows that came or went meanwhile."""
        if self._newer_ids is not None:
            self._rekey(self._newer_ids)

    def id_at(self, row: int) -> int:
        """The id of the record in a row."""
        return self._ids[row]

    def ids_in(self, first: int, last: int) -> "array[int]":
        """The ids of the rows from `first` to `last`, both included."""
        return self._ids[first : last + 1]

    def all_ids(self) -> "array[int]":
        """The ids of all rows known so far; not to be changed."""
        return self._ids

    def set_heading_icon(self, icon: QIcon) -> None:
        """Shows an icon before the first column's heading."""
        self._heading_icon = icon
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 0)

    def rows_of(self, ids: Iterable[int]) -> list[int]:
        """Where records stand; those not in the table are left out."""
        return places_of(self._ids, frozenset(ids))

    def row_of(self, record: int) -> int | None:
        """Where a record stands; None when it is not in the table."""
        return place_of(self._ids, record)

    def record_at(self, row: int) -> R | None:
        """The row's dataclass, if it is at hand: looking asks for nothing to be read."""
        number, offset = divmod(row, PAGE_ROWS)
        page = self._cache.get(number) or []
        line = page[offset] if offset < len(page) else None
        return line.row if line is not None else None

    def records_of(self, ids: Iterable[int]) -> list[R]:
        """The rows' dataclasses of records, as far as they are at hand."""
        wanted, found = set(ids), list[R]()
        for line in self._cache:
            if not wanted:
                break
            if line is not None and line.row.id in wanted:
                wanted.remove(line.row.id)
                found.append(line.row)
        return found

    def read_all(self, ids: Sequence[int]) -> list[ShownRow[R]]:
        """The lines of any ids, for copying; called in the read lane."""
        pages = (ids[start : start + PAGE_ROWS] for start in range(0, len(ids), PAGE_ROWS))
        lines = (line for page in pages for line in read_lines(self._source, self.columns, page))
        return [line for line in lines if line is not None]

    def _read(self, what: str, work: Any, on_ok: Any) -> None:
        slot, generation = f"{self._name}.{what}", self._generation
        read = self._runner.read_behind if what == "ids" else self._runner.read
        job = read(
            slot,
            work,
            partial(self._answer, generation, on_ok),
            on_error=partial(self._answer, generation, self._on_error),
            owner=self,
        )
        self._asked = [*(one for one in self._asked if one.running), job]

    def _answer(self, generation: int, take: Any, answer: Any) -> None:
        """Takes an answer unless another query was given since its question."""
        if generation == self._generation:
            take(answer)

    def _on_error(self, error: BaseException) -> None:
        self._fetching = False
        self.reading.emit(False)
        self.read_failed.emit(error)

    def _on_first_page(self, query: Query, answer: "tuple[list[ShownRow[R]], int | None]") -> None:
        lines, self.about = answer
        self.beginResetModel()
        self._forget_pages()
        self._ids = array("q", (line.row.id for line in lines))
        self._cache.put(0, list(lines))
        self.complete = len(lines) < PAGE_ROWS
        self.endResetModel()
        self.reading.emit(False)
        self.counted.emit()
        if not self.complete:
            self._read("ids", lambda: ready(self._source.ids(query)), self._on_ids)

    def _on_ids(self, ids: "array[int]") -> None:
        shown = len(self._ids)
        if ids[:shown] != self._ids:  # a row came or went in between
            self._rekey(ids)
            return
        self.complete = True
        if len(ids) > shown:
            self.beginInsertRows(QModelIndex(), shown, len(ids) - 1)
            self._ids = ids
            self.endInsertRows()
        self.counted.emit()

    def _on_ids_again(
        self, compared: "array[int] | None", answer: "tuple[array[int], int]", *, catch_up: bool
    ) -> None:
        ids, differences = answer
        if not self.complete:
            self._on_ids(ids)
        elif compared is not self._ids:  # the first list of all ids came in between
            shown = self._ids
            read = partial(_read_again, lambda: ids, shown)
            self._read("ids", read, partial(self._on_ids_again, shown, catch_up=catch_up))
        elif not differences:
            self._set_behind(None, 0)
        elif catch_up or not self._ids:
            self._rekey(ids)
        else:
            self._set_behind(ids, differences)

    def _rekey(self, ids: "array[int]") -> None:
        self._generation += 1  # pages of the old list, if still on their way, don't fit
        self.rereading = True
        self.beginResetModel()
        self._forget_pages()
        self._ids = ids
        self.complete = True
        self.endResetModel()
        self.rereading = False
        self._set_behind(None, 0)
        self.counted.emit()

    def _forget_pages(self) -> None:
        self._cache.clear()
        self._wanted.clear()
        self._fetching = False

    def _set_behind(self, ids: "array[int] | None", differences: int) -> None:
        self._newer_ids = ids
        self.behind.emit(differences)

    def _line(self, row: int) -> "ShownRow[R] | Cell":
        """The row's line; PLACEHOLDER while it is read, another cell when the record is gone."""
        number, offset = divmod(row, PAGE_ROWS)
        if not self._cache.is_fresh(number):
            self._want(number)
        page = self._cache.get(number)
        if page is None or offset >= len(page):
            return PLACEHOLDER
        return page[offset] or _GONE

    def _want(self, number: int) -> None:
        self._wanted.pop(number, None)
        self._wanted[number] = None
        if not self._fetching and not self._fetch_soon.isActive():
            self._fetch_soon.start(0)

    def _fetch(self) -> None:
        """Reads the pages asked for last; older wishes are out of view and asked for again."""
        numbers = list(self._wanted)[-_PAGES_AT_ONCE:]
        self._wanted.clear()
        if not numbers or self._fetching:
            return
        self._fetching = True
        ids = {number: self._ids_of_page(number) for number in numbers}

        def read() -> "dict[int, list[ShownRow[R] | None]]":
            return {
                number: read_lines(self._source, self.columns, page) for number, page in ids.items()
            }

        self._read("pages", read, partial(self._on_pages, ids))

    def _ids_of_page(self, number: int) -> "array[int]":
        return self._ids[number * PAGE_ROWS : (number + 1) * PAGE_ROWS]

    def _on_pages(
        self, asked: "dict[int, array[int]]", pages: "dict[int, list[ShownRow[R] | None]]"
    ) -> None:
        self._fetching = False
        gone: dict[int, str] = {}
        for number, lines in pages.items():
            if asked[number] != self._ids_of_page(number):
                continue  # asked for while the rows of the query before were still shown
            gone |= self._gone_of(number, lines)
            self._cache.put(number, lines)
            self._repaint(number * PAGE_ROWS, len(lines))
        if gone:
            self._drop(gone)
        elif self._wanted:
            self._fetch_soon.start(0)

    def _gone_of(self, number: int, lines: "Sequence[ShownRow[R] | None]") -> dict[int, str]:
        """Of a page read again, the ids of the records that are gone, with their names so far."""
        known = self._cache.get(number) or []
        return {
            id_: old.cells[0].text
            for id_, old, line in zip(self._ids_of_page(number), known, lines, strict=False)
            if line is None and old is not None
        }

    def _drop(self, gone: dict[int, str]) -> None:
        """Takes the rows of records away that are gone; the others stay where they are."""
        self._rekey(array("q", (id_ for id_ in self._ids if id_ not in gone)))
        self.refresh(catch_up=False)  # others may have come meanwhile
        self.gone.emit(list(gone.values()))

    def _repaint(self, first: int, count: int) -> None:
        if count:
            last = self.index(first + count - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(first, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """The rows known so far."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """The columns, hidden ones included."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows, from the cache."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            align = ALIGNMENT[self.columns[index.column()].align]
            return align | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.CheckStateRole:
            return self._tick_state(index)
        if role not in _ROLES:
            return None
        line = self._line(index.row())
        cell = line.cells[index.column()] if isinstance(line, ShownRow) else line
        if role == CELL_ROLE:
            return cell
        return tip(cell.tip or cell.text) if role == Qt.ItemDataRole.ToolTipRole else cell.text

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """A column's heading."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            align = ALIGNMENT[self.columns[section].align]
            return align | Qt.AlignmentFlag.AlignVCenter
        return (
            self._heading_icon if role == Qt.ItemDataRole.DecorationRole and not section else None
        )

    def _tick_state(self, index: Index) -> Qt.CheckState | None:
        if self._ticks is None or index.column() > 0:
            return None
        ticked = self._ids[index.row()] in self._ticks
        return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked


def _read_first(
    source: Source[Query, R], columns: Sequence[Column[R]], query: Query
) -> tuple[list[ShownRow[R]], int | None]:
    """The first page, and roughly how many rows there are where there are more."""
    lines = make_lines(columns, source.first_page(query))
    return lines, source.about(query) if len(lines) == PAGE_ROWS else None


def _read_again(
    read: Callable[[], "array[int]"], shown: "array[int] | None"
) -> "tuple[array[int], int]":
    """The ids now, and how many rows came or went since others were shown."""
    now = ready(read())
    return now, 0 if shown is None else count_differences(shown, now)


_ROLES = frozenset(
    {
        CELL_ROLE,
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    }
)
