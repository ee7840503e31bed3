"""What is to be carried into pick bins, as people see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from packbench.db.queries.records.codes import station_warehouse
from packbench.db.queries.records.lookups import find_warehouse
from packbench.db.queries.records.replenishing import open_tasks
from packbench.db.schema import ReplenishTask
from packbench.db.sql.rows import AnyRow
from packbench.documents.put_away import PutAwayList, render_put_away
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.outcomes import Said
from packbench.domain.put_away import GoodsBack
from packbench.domain.refusals import Code, Refusal
from packbench.domain.replenishing import ReplenishReason, task_name
from packbench.engine.command.context import Context
from packbench.engine.routing import floor_of, walk_through
from packbench.services.documents.printing import printed_at


@dataclass(frozen=True, slots=True)
class ReplenishView:
    """A task: units that are to be carried from one bin to another.

    Attributes:
        units: that are still to be carried.
        there: units at the source that no picker is to take; fewer where a wave took them since.
        done: units that were carried, `short` ones that were not found.
    """

    task: str
    warehouse: str
    sku: str
    name: str
    lot: str
    units: int
    there: int
    source: str
    target: str
    reason: ReplenishReason
    done: int
    short: int
    made_at: datetime


def list_replenishment(context: Context, warehouse: str | None = None) -> list[ReplenishView]:
    """What is to be carried, by the walk; of a warehouse, else of where the station stands."""
    with context.database.read.connect() as connection:
        return in_walk_order(connection, _open_at(connection, context, warehouse))


def replenishment_list(context: Context, warehouse: str | None = None) -> bytes:
    """The list on paper; refuses where nothing is to be carried (`nothing_to_do`)."""
    with context.database.read.connect() as connection:
        rows = _sorted(connection, _open_at(connection, context, warehouse))
    if not rows:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.REPLENISH_NO_TASKS, warehouse=warehouse or "")
    where = rows[0].warehouse
    goods = [
        GoodsBack(
            f"{row.source} → {row.target}",
            row.source_barcode or own_code(OwnKind.LOCATION, row.source_id),
            *(row.sku, row.lot, row.open),
        )
        for row in rows
        if row.warehouse == where
    ]
    return render_put_away(PutAwayList("", where, goods, printed_at(context), replenishes=True))


def _open_at(connection: Connection, context: Context, warehouse: str | None) -> Sequence[AnyRow]:
    here = warehouse or station_warehouse(connection, context.station)
    if here is None:
        return open_tasks(connection)
    return open_tasks(connection, ReplenishTask.warehouse_id == find_warehouse(connection, here).id)


def in_walk_order(connection: Connection, rows: Sequence[AnyRow]) -> list[ReplenishView]:
    """Tasks as people see them, in the order in which their sources are walked."""
    return [view_of(row) for row in _sorted(connection, rows)]


def view_of(row: AnyRow) -> ReplenishView:
    """A task as people see it."""
    return ReplenishView(
        *(task_name(row.id), row.warehouse, row.sku, row.name, row.lot, row.open),
        *(max(0, row.free or 0), row.source, row.target, ReplenishReason(row.reason)),
        *(row.done, row.short, row.made_at),
    )


def _sorted(connection: Connection, rows: Sequence[AnyRow]) -> list[AnyRow]:
    places: dict[int, int] = {}
    for warehouse_id in sorted({row.warehouse_id for row in rows}):
        sources = [row.source_id for row in rows if row.warehouse_id == warehouse_id]
        walk = walk_through(floor_of(connection, warehouse_id), sources)
        places |= {location_id: place for place, location_id in enumerate(walk.order)}
    return sorted(rows, key=lambda row: (row.warehouse_id, places[row.source_id], row.id))
