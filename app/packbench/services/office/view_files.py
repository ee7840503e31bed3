"""Lists as files: what is filtered, in its order, with the columns that are shown, all of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from packbench.db.today import company_zone
from packbench.domain.custom_fields import ORDER_COLUMNS, PRODUCT_COLUMNS, FieldOf
from packbench.domain.views import ViewState, ViewTab
from packbench.engine.command.context import Context
from packbench.exchange.outputs import Output
from packbench.exchange.writer import TABLE_ENDINGS, Value, write_table
from packbench.exchange.zone import files_in
from packbench.services.custom_fields import fields_in_use
from packbench.services.office.list_tabs import LISTS, ListTab, moment_of

_CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class ListFile:
    """What was written: of which list, how many rows below the header, and where."""

    kind: str
    rows: int
    file: str


def export_list(
    context: Context,
    tab: ViewTab,
    state: ViewState,
    path: Path,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    *,
    only: Sequence[int] | None = None,
    force: bool = False,
) -> ListFile:
    """Writes the rows of a list to XLSX or CSV, as the name ends; headings are the columns' keys.

    Args:
        context: the database; what its station does not show is empty.
        tab: the list.
        state: its filter, order and columns; what is not known here does not count.
        path: where to; a file that is there is replaced by a whole one only.
        on_progress: told how many rows are written, of how many; what it raises ends the writing
            and leaves no file.
        only: the ids of rows, in the order of the file, instead of all that fit.
        force: a file that is there is replaced; else it is refused (`file_exists`).
    """
    there = LISTS[tab]
    output = Output(path, context.database.path, force)
    output.require_ending(*TABLE_ENDINGS)
    output.require_free()
    on_progress(0, 0)
    ids = only if only is not None else _ids(context, there, state)
    headings = {one.column: one.heading for of in FieldOf for one in fields_in_use(context, of)}
    unused = {*ORDER_COLUMNS, *PRODUCT_COLUMNS} - headings.keys()
    columns = [key for key in there.shown(state) if key not in unused]
    with context.database.read.connect() as connection:
        zone = company_zone(connection)
    with files_in(zone):
        rows = _rows(context, there, columns, ids, on_progress)
        heads = [headings.get(key, key) for key in columns]
        return ListFile(tab.value, write_table(output, heads, rows), str(path))


def _ids(context: Context, there: ListTab, state: ViewState) -> Sequence[int]:
    query = there.query(state.filter, there.sorted(state), moment_of(context))
    return there.source(context).ids(query)


def _rows(
    context: Context,
    there: ListTab,
    columns: Sequence[str],
    ids: Sequence[int],
    on_progress: Callable[[int, int], None],
) -> Iterator[tuple[Value, ...]]:
    source, cells = there.source(context), [there.columns[key] for key in columns]
    source.show(columns)
    for start in range(0, len(ids), _CHUNK):
        on_progress(start, len(ids))
        part = ids[start : start + _CHUNK]
        found = {row.id: row for row in source.rows(part)}
        for row_id in part:
            if row_id in found:  # else it is gone since
                row = found[row_id]
                yield tuple(cell(row) for cell in cells)
