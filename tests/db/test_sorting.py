"""What was sorted into slots stays so, at every station, until it is taken back."""

from dataclasses import replace

import pytest

from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.domain.refusals import Code, Refusal
from packbench.domain.scanning.sorting import SortVerdict
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo, undo_key
from packbench.services.picking.cancelling import cancel_wave
from packbench.services.picking.confirming import confirm_picks
from packbench.services.picking.looking import wave_history
from packbench.services.picking.sorting import (
    last_sorted,
    refuse_unsorted,
    sort_goods,
    sorting_of,
)
from packbench.services.picking.waves import WaveRequest, create_wave


@pytest.fixture
def room(context: Context) -> Stockroom:
    """P1 is picked: slot A gets 2 of A and the parts of a kit (A and B), slot B gets 1 of B."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 5, "B": 5}}, kits={"KIT": {"A": 1, "B": 1}})
    room.order("O1", ("A", 2), ("KIT", 1))
    room.order("O2", ("B", 1))
    room.allocate()
    create_wave(context, WaveRequest(orders=("O1", "O2")))
    confirm_picks(context, "P1", rest=True)
    return room


def test_two_stations_sort_together_and_each_takes_its_own_back(room: Stockroom) -> None:
    here = room.context
    there = replace(here, operator="Ben", station="station 7")
    slots = [sort_goods(one, "P1", "B").sorting.last for one in (here, there)]
    assert [one.slot for one in slots if one is not None] == [1, 2]
    assert sort_goods(here, "P1", "B").verdict is SortVerdict.TOO_MANY
    assert sorting_of(there, "P1").left == 3
    last = last_sorted(here, "P1")
    assert last is not None
    undo(here, last)
    assert [one.put for one in sorting_of(here, "P1").needs if one.sku == "B"] == [0, 1]
    assert last_sorted(here, "P1") is None
    assert "pick.sort" not in {one.name for one in wave_history(here, "P1")}
    room.check()


def test_a_scan_that_is_sent_twice_is_sorted_once(room: Stockroom) -> None:
    first = sort_goods(room.context, "P1", "A", 2, key="k")
    assert sort_goods(room.context, "P1", "A", 2, key="k") == first
    assert sorting_of(room.context, "P1").left == 3
    undo_key(room.context, "k")
    assert sorting_of(room.context, "P1").left == 5


@pytest.mark.parametrize(("sku", "units", "code"), [("A", 9, Code.TOO_MANY), ("KIT", 1, None)])
def test_a_wrong_scan_changes_nothing(
    room: Stockroom, sku: str, units: int, code: Code | None
) -> None:
    before = snapshot(room.context.database)
    found = sort_goods(room.context, "P1", sku, units)
    with pytest.raises(Refusal) as refusal:
        refuse_unsorted(found, sku)
    assert refusal.value.code is (code or Code.NOTHING_TO_DO)
    assert snapshot(room.context.database) == before


def test_what_leaves_the_wave_lies_in_no_slot(room: Stockroom) -> None:
    sort_goods(room.context, "P1", "A", 2)
    cancel_wave(room.context, "P1", orders=["O1"])
    assert [(one.sku, one.put) for one in sorting_of(room.context, "P1").needs] == [("B", 0)]
