"""The numbers of the floor: what was packed, how fast, what was caught, how long orders stood."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, select, update

from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Shipment, Wave
from packbench.db.today import on_clock
from packbench.domain.floor_numbers import Moments, Stage, stays, step_times
from packbench.domain.refusals import Code
from packbench.engine.command.context import Context
from packbench.services.office import settings
from packbench.services.packing.closing import close_packing
from packbench.services.packing.numbers import export_stays, floor_numbers
from packbench.services.packing.opening import open_packing
from packbench.services.packing.scanning import scan_items
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.shipping.sending import ship_shipment

DAY = date(2026, 3, 1)
LATE = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
"""Half past eleven in Vienna, still the same day there."""


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 1, hour, minute, tzinfo=UTC)


@pytest.fixture
def clock() -> list[datetime]:
    """The moment that it is."""
    return [at(8)]


@pytest.fixture
def room(context: Context, clock: list[datetime]) -> Stockroom:
    """Two orders packed and shipped in a day, one with a wrong scan, by Ana at station 3 and 7."""
    database = on_clock(context.database, lambda: clock[0])
    made = Stockroom(Context(database, "Ana", "station 3"))
    made.fill({"W1": {"A": 9, "B": 9}})
    settings.set_setting(made.context, "company.time_zone", "Europe/Vienna")
    made.order("O1", ("A", 2), ("B", 1), ordered_at=at(8))
    made.order("O2", ("A", 1), ordered_at=at(8))
    clock[0] = at(9)
    made.allocate()
    clock[0] = at(10)
    wave = create_wave(made.context, WaveRequest()).number
    clock[0] = at(10, 30)
    confirm_picks(made.context, wave, rest=True)
    other = Context(database, "Ana", "station 7")
    for one, number, codes in ((made.context, "O1", ["A", "A", "B"]), (other, "O2", ["B", "A"])):
        clock[0] = at(11)
        open_packing(one, f"{number}-1")
        for code in codes:
            scan_items(one, f"{number}-1", [code])
        clock[0] = at(12)
        close_packing(one, f"{number}-1")
        clock[0] = LATE
        ship_shipment(one, f"{number}-1", carrier="post", tracking=number)
    return made


def test_a_day_is_told_by_station_operator_and_step(room: Stockroom) -> None:
    found = floor_numbers(room.context, DAY)
    assert [(one.shipment, one.station, one.parcels, one.lines) for one in found.packed] == [
        ("O1-1", "station 3", 1, 2),
        ("O2-1", "station 7", 1, 1),
    ]
    assert [(one.station, one.operator, one.lines_per_hour) for one in found.scanned] == [
        ("station 3", "Ana", 2),
        ("station 7", "Ana", 1),
    ]
    assert [(one.shipment, one.code, one.verdict) for one in found.caught] == [
        ("O2-1", "B", "wrong_item")
    ]
    assert [(one.warehouse, one.stage, one.shipments, one.median_s) for one in found.steps] == [
        ("W1", Stage.NEW, 2, 3600),
        ("W1", Stage.READY, 2, 3600),
        ("W1", Stage.PICKING, 2, 1800),
        ("W1", Stage.PICKED, 2, 5400),
        ("W1", Stage.PACKED, 2, 37800),
    ]


def test_a_shipment_is_picked_when_its_own_tasks_are_whatever_comes_later(
    room: Stockroom, clock: list[datetime]
) -> None:
    """Its neighbour is picked later, opened later still, and closed short."""
    context = room.context
    clock[0] = at(8)
    room.order("P1", ("A", 1), ordered_at=at(8))
    room.order("P2", ("A", 2), ordered_at=at(8))
    room.allocate()
    wave = create_wave(context, WaveRequest())
    for minute, order in ((4, "P1"), (7, "P2")):
        clock[0] = at(8, minute)
        tasks = [one.task for one in wave.tasks if one.shipment == f"{order}-1"]
        confirm_picks(context, wave.number, [PickedTask(task) for task in tasks])
    done = _picked_at(context)
    for minute, order in ((11, "P1"), (13, "P2")):
        clock[0] = at(8, minute)
        open_packing(context, f"{order}-1")
        scan_items(context, f"{order}-1", ["A"])
        close_packing(context, f"{order}-1", short=True)
        ship_shipment(context, f"{order}-1")
    assert _picked_at(context) == done == at(8, 7)
    ended = {
        one.shipment: one.ended
        for one in floor_numbers(context, DAY).stays
        if one.stage is Stage.PICKING and one.shipment.startswith("P")
    }
    assert ended == {"P1-1": at(8, 4), "P2-1": at(8, 7)}


def _picked_at(context: Context) -> datetime | None:
    """When the newest wave was picked."""
    with context.database.read.connect() as connection:
        return connection.scalar(select(Wave.picked_at).order_by(Wave.id.desc()).limit(1))


def test_the_day_ends_at_midnight_in_the_companys_zone(room: Stockroom, tmp_path: Path) -> None:
    with room.context.database.write.begin() as connection:
        after = LATE + timedelta(hours=1)
        connection.execute(
            update(Shipment).where(Shipment.number == "O2-1").values(shipped_at=after)
        )
    assert {one.shipment for one in floor_numbers(room.context, DAY).stays} == {"O1-1"}
    tomorrow = floor_numbers(room.context, DAY + timedelta(days=1))
    assert ({one.shipment for one in tomorrow.stays}, tomorrow.packed) == ({"O2-1"}, [])
    both = floor_numbers(room.context, DAY, DAY + timedelta(days=1))
    assert {one.shipments for one in both.steps} == {2}
    path = tmp_path / "stays.csv"
    assert export_stays(room.context, path, tomorrow.stays) == len(tomorrow.stays)
    assert "2026-03-01T23:30:00" in path.read_text(encoding="utf-8")
    long = lambda: floor_numbers(room.context, DAY, DAY + timedelta(days=92))  # noqa: E731 - a call
    for wrong in (long, lambda: floor_numbers(room.context, DAY, DAY - timedelta(days=1))):
        refuse(room, Code.INVALID, wrong)


def test_only_known_moments_are_told() -> None:
    known = Moments(1, "O1-2", 1, "O1", "W1", None, at(8), at(9), None, at(10), None, at(12))
    assert [(one.stage, one.took) for one in stays(known)] == [
        (Stage.BACK_ORDER, timedelta(hours=1))
    ]
    assert step_times([]) == []


def test_a_day_is_found_by_its_moments(room: Stockroom) -> None:
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, *_rest: Any) -> None:
        if "closed_at" in sql or "pack_scan" in sql or "shipped_at" in sql:
            seen.append((sql, parameters))

    engine = room.context.database.read
    event.listen(engine, "before_cursor_execute", note)
    floor_numbers(room.context, DAY)
    event.remove(engine, "before_cursor_execute", note)
    with room.context.database.write.connect() as connection:
        as_if_long(connection)
        plan = [step for one in seen for step in _plan(connection, *one)]
        connection.rollback()
    assert [step for step in plan if step.startswith("SCAN")] == []
    for index in ("ix_command_at", "ix_packing_closed_at", "ix_shipment_shipped_at"):
        assert any(index in step for step in plan)


def as_if_long(connection: Connection) -> None:
    """On PostgreSQL, until this is rolled back, the tables seem to have a million rows, of which
    hardly one scan is taken back and nothing else is known: how they are read does not go by when
    somebody looked at them last.
    """
    if connection.dialect.name != "postgresql":
        return
    names = ("command", "packing", "pack_scan", "shipment")
    tables = "({})".format(", ".join(f"'{one}'::regclass" for one in names))
    connection.exec_driver_sql("ANALYZE pack_scan")
    for one in ("command", "packing", "shipment"):
        connection.exec_driver_sql(f"DELETE FROM pg_statistic WHERE starelid = '{one}'::regclass")
    indexes = f"(SELECT indexrelid FROM pg_index WHERE indrelid IN {tables})"
    connection.exec_driver_sql(
        "UPDATE pg_class SET reltuples = 1e6, relpages = 1"
        f" WHERE oid IN {tables} OR oid IN {indexes}"
    )


def _plan(connection: Connection, sql: str, parameters: Any) -> list[str]:
    """How it is read; on PostgreSQL as if the tables were too long to be walked through."""
    how = "EXPLAIN QUERY PLAN"
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        how = "EXPLAIN"
    rows = connection.exec_driver_sql(f"{how} {sql}", parameters)
    return [row[-1] for row in rows]
