"""Floor plans tell where stock is, where it is taken from, and how a wave walks."""

from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from helpers.printed_pages import page_texts
from helpers.stockroom import Stockroom, refuse
from packbench.db.queries.records.floor_plans import picks_from_bins, units_in_bins
from packbench.db.schema import Location, Warehouse
from packbench.db.today import now
from packbench.domain.picking import Shade, ShortReason
from packbench.domain.refusals import Code
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.services.documents.floor_plans import PlanRequest, floor_plan, write_floor_plan
from packbench.services.office.undo import undo
from packbench.services.orders.cancelling import cancel
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.waves import WaveRequest, create_wave, get_wave
from packbench.services.stock.changes import move

PLACES = {"A-01": (0.0, 1.0), "A-02": (2.0, 9.0), "B-01": (4.0, 3.0)}


@pytest.fixture
def room(context: Context) -> Stockroom:
    room = Stockroom(context)
    room.fill({"W1": {"A": 5, "B": 4}})
    with context.database.write.begin() as connection:
        warehouse_id = connection.execute(select(Warehouse.id)).scalar_one()
        for code, (x, y) in PLACES.items():
            values = {"code": code, "code_key": code.lower(), "aisle": code[0], "x": x, "y": y}
            connection.execute(insert(Location).values(warehouse_id=warehouse_id, **values))
    move(context, "W1", "A", 3, source="FLOOR", target="A-01")
    move(context, "W1", "A", 2, source="FLOOR", target="A-02")
    move(context, "W1", "B", 4, source="FLOOR", target="B-01")
    room.order("O1", ("A", 4), ("B", 1))
    room.allocate()
    return room


def by_code(room: Stockroom, shade: Shade) -> dict[str, int]:
    with room.context.database.read.connect() as connection:
        place = connection.execute(select(Warehouse.id)).scalar_one()
        codes = dict(connection.execute(select(Location.id, Location.code)).all())
        if shade is Shade.STOCK:
            counts = units_in_bins(connection, place)
        else:
            since = now(connection).replace(year=2000)
            counts = picks_from_bins(connection, place, since)
    return {codes[id_]: count for id_, count in counts.items() if codes[id_] in PLACES}


def test_a_wave_is_drawn_with_its_walk(room: Stockroom, tmp_path: Path) -> None:
    wave = create_wave(room.context, WaveRequest())
    written = write_floor_plan(room.context, PlanRequest(wave=wave.number), tmp_path)
    [file] = map(Path, written.files)
    assert file.name == f"floor-plan-{wave.number}.pdf"
    [text] = page_texts(file.read_bytes())
    assert {"A", "B", "1", "2", "3"} <= set(text.split())
    assert f"{wave.distance} m" in text


def test_bins_are_shaded_by_what_lies_there_and_what_is_taken(room: Stockroom) -> None:
    assert by_code(room, Shade.STOCK) == {"A-01": 3, "A-02": 2, "B-01": 4}
    assert by_code(room, Shade.PICKS) == {}
    confirm_picks(room.context, create_wave(room.context, WaveRequest()).number, rest=True)
    assert by_code(room, Shade.STOCK) == {"A-01": 0, "A-02": 1, "B-01": 3}
    assert by_code(room, Shade.PICKS) == {"A-01": 1, "A-02": 1, "B-01": 1}
    undo(room.context)
    assert by_code(room, Shade.STOCK) == {"A-01": 3, "A-02": 2, "B-01": 4}


def test_a_warehouse_that_nobody_measured_has_no_plan(room: Stockroom) -> None:
    context = room.context
    refuse(room, Code.NOT_FOUND, lambda: floor_plan(context, PlanRequest("W9")))
    refuse(room, Code.NOT_FOUND, lambda: floor_plan(context, PlanRequest(wave="P9")))
    with context.database.write.begin() as connection:
        connection.execute(update(Location).values(x=1.0, y=1.0))
    refuse(room, Code.BINS_IN_ONE_PLACE, lambda: floor_plan(context, PlanRequest("W1")))
    with context.database.write.begin() as connection:
        connection.execute(update(Location).values(x=None, y=None))
    refuse(room, Code.LAYOUT_EMPTY, lambda: floor_plan(context, PlanRequest("W1")))


def test_a_plan_follows_what_changes_in_mid_walk(room: Stockroom) -> None:
    """A-01 is found short: its rest comes from A-02, which is a stop now; B is not wanted."""
    wave = create_wave(room.context, WaveRequest())
    first = next(one for one in wave.tasks if one.location == "A-01")
    before = wave.distance
    short = PickedTask(first.task, 1, ShortReason.MISSING)
    confirm_picks(room.context, wave.number, [short])
    cancel(room.context, [Chosen("O1", 2)])
    now_wave = get_wave(room.context, wave.number)
    left = [one.location for one in now_wave.tasks if one.picked + one.short < one.quantity]
    text = " ".join(page_texts(floor_plan(room.context, PlanRequest(wave=wave.number)).pdf))
    assert set(left) == {"A-02"}
    assert "Done, on gray" in text
    assert now_wave.distance is not None
    assert before is not None
    assert now_wave.distance < before
    assert f"{now_wave.distance} m" in text.replace("\xa0", " ")
