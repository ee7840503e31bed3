"""What the Pick & Pack tab reads: waves, and what each of them holds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from packbench.db.queries.lists import pick_steps, waves
from packbench.db.queries.lists.pick_steps import ShipmentQuery, ShipmentRow
from packbench.db.queries.lists.waves import (
    ListedWave,
    PaperOfWave,
    ShipmentOfWave,
    ShortPick,
    WaveQuery,
)
from packbench.db.queries.records.picking import PutAway, TaskView, show_wave
from packbench.db.queries.records.waves import WaveCommand, history_of_wave
from packbench.db.today import today
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.engine.bulk import RowResult
from packbench.engine.command.context import Context
from packbench.services.office.lists import TableList, selected_by

__all__ = [
    "ListedWave",
    "PaperOfWave",
    "PutAway",
    "ShipmentOfWave",
    "ShipmentQuery",
    "ShipmentRow",
    "ShortPick",
    "TaskView",
    "WaveCommand",
    "WaveContent",
    "WaveQuery",
    "shipment_list",
    "step_counts",
    "taken_out",
    "to_pack_of_order",
    "wave_content",
    "wave_counts",
    "wave_list",
]


def wave_list(context: Context) -> TableList[WaveQuery, ListedWave]:
    """Waves."""
    return TableList(context, selected_by(waves.select_ids), waves.read_rows, lambda row: row.id)


def wave_counts(context: Context) -> Mapping[str, Mapping[str, int]]:
    """How many waves are in each state, and how many that are not done at each warehouse."""
    with context.database.read.connect() as connection:
        return {
            "status": waves.count_by_status(connection),
            "warehouse": waves.count_by_warehouse(connection),
        }


def shipment_list(context: Context) -> TableList[ShipmentQuery, ShipmentRow]:
    """Shipments that are not shipped."""
    select_ids = selected_by(pick_steps.select_ids)
    return TableList(context, select_ids, pick_steps.read_rows, lambda row: row.id)


def to_pack_of_order(context: Context, order_id: int) -> list[str]:
    """The shipments of an order that are picked and can be packed, the first one first."""
    with context.database.read.connect() as connection:
        return pick_steps.picked_of_order(connection, order_id)


def step_counts(context: Context) -> Mapping[str, Mapping[str, int]]:
    """How many shipments stand at each step and warehouse, lack an address, and are due."""
    with context.database.read.connect() as connection:
        by_step = pick_steps.count_by_step(connection)
        return {
            "step": by_step,
            "stuck": by_step,
            "warehouse": pick_steps.count_by_warehouse(connection),
            "address": {"incomplete": pick_steps.count_without_address(connection)},
            "ship_by": pick_steps.count_due(connection, today(connection)),
        }


@dataclass(frozen=True, slots=True)
class WaveContent:
    """A wave with all that its panel tells."""

    row: ListedWave
    shipments: list[ShipmentOfWave]
    tasks: list[TaskView]
    shorts: list[ShortPick]
    papers: list[PaperOfWave]
    history: list[WaveCommand]


def wave_content(context: Context, wave_id: int) -> WaveContent | None:
    """A wave by its id; None when there is none."""
    with context.database.read.connect() as connection:
        rows = waves.read_rows(connection, [wave_id])
        if not rows:
            return None
        return WaveContent(
            rows[0],
            waves.read_shipments(connection, wave_id),
            show_wave(connection, wave_id).tasks,
            waves.read_shorts(connection, wave_id),
            waves.read_papers(connection, rows[0].number),
            history_of_wave(connection, wave_id),
        )


def taken_out(wave: WaveContent, orders: Collection[str] = ()) -> list[RowResult]:
    """What becomes of these orders of a wave, of all where none is named, when they leave it."""
    return [
        RowResult(one.order_number, RowOutcome.DONE, _notes_of_taking_out(one))
        for one in wave.shipments
        if not orders or one.order_number in orders
    ]


def _notes_of_taking_out(shipment: ShipmentOfWave) -> list[Note]:
    notes = [note(Said.READY_AGAIN)]
    picked = shipment.units - shipment.left - shipment.short
    return [*notes, note(Said.PUT_BACK, count=picked)] if picked else notes
