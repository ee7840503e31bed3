"""What was taken out of a wave is put back as it was, or it is told why not."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import insert, select

from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.queries.records.commands import find_command_id
from packbench.db.schema import Location
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo
from packbench.services.orders import cancelling, changes
from packbench.services.picking.cancelling import cancel_wave
from packbench.services.picking.changing import remove_orders
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.revisions import changes_since
from packbench.services.picking.waves import WaveRequest, create_wave, get_wave
from packbench.services.stock.changes import damage, move


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """O1 has 2 of A and a kit (A and B), O2 has 1 of B; P1 holds both, nobody walks it."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 5, "B": 5}}, kits={"KIT": {"A": 1, "B": 1}})
    add_bins(room, "A-1")
    room.order("O1", ("A", 2), ("KIT", 1))
    room.order("O2", ("B", 1))
    room.allocate()
    create_wave(context, WaveRequest(orders=("O1", "O2")))
    yield room
    room.check()


def add_bins(room: Stockroom, *codes: str) -> None:
    with room.context.database.write.begin() as connection:
        place = connection.execute(select(Location.warehouse_id).limit(1)).scalar_one()
        for code in codes:
            values = {"warehouse_id": place, "code": code, "code_key": code.lower()}
            connection.execute(insert(Location).values(values))


def _shown(room: Stockroom) -> object:
    wave = get_wave(room.context, "P1")
    return wave.status, wave.shipments, wave.tasks, wave.picker, room.status("O1")


Take = Callable[[Context], object]


@pytest.mark.parametrize(
    ("picked", "take"),
    [
        ([], lambda c: remove_orders(c, "P1", ["O1"])),
        ([], lambda c: cancel_wave(c, "P1")),
        ([PickedTask(1, 1)], lambda c: cancel_wave(c, "P1", orders=["O1"])),
        ([PickedTask(1), PickedTask(2)], lambda c: cancel_wave(c, "P1", orders=["O1"])),
        (
            [PickedTask(1), PickedTask(2), PickedTask(3), PickedTask(4)],
            lambda c: cancel_wave(c, "P1"),
        ),
    ],
)
def test_it_is_as_it_was(room: Stockroom, picked: list[PickedTask], take: Take) -> None:
    if picked:
        confirm_picks(room.context, "P1", picked)
    before, revision = _shown(room), get_wave(room.context, "P1").revision
    take(room.context)
    assert _shown(room) != before
    undo(room.context)
    assert _shown(room) == before
    told = changes_since(room.context, "P1", revision)
    assert (told.changes, told.orders) == ([], [])


@pytest.mark.parametrize(
    ("since", "why"),
    [
        (lambda c: changes.hold(c, ["O1"], reason="r"), Said.CHANGED_SINCE_BY),
        (lambda c: cancelling.cancel(c, [Chosen("O1", 1, 1)]), Said.CHANGED_SINCE_BY),
        (lambda c: create_wave(c, WaveRequest(orders=("O1",))), Said.IN_WAVE_SINCE),
        (lambda c: damage(c, "W1", "A", 3), Said.CHANGED_SINCE),
        (lambda c: move(c, "W1", "A", 3, source="FLOOR", target="A-1"), Said.GOODS_ELSEWHERE),
    ],
)
def test_changed_since_it_is_told(
    room: Stockroom, since: Callable[[Context], object], why: Said
) -> None:
    removed = cancel_wave(room.context, "P1", orders=["O1"], key="out")
    assert removed.shipments == ["O2-1"]
    since(room.context)
    before = snapshot(room.context.database)
    with pytest.raises(Refusal) as refusal:
        undo(room.context, _command(room, "out"))
    assert (refusal.value.code, refusal.value.params["why"]) == (Code.CANNOT_UNDO, why)
    assert snapshot(room.context.database) == before


def _command(room: Stockroom, key: str) -> int:
    with room.context.database.read.connect() as connection:
        return find_command_id(connection, key)
