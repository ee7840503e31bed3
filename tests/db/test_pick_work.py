"""What the Pick & Pack tab reads, on both engines: waves, and shipments by step."""

import pytest

from helpers.sample import add_order, add_product, add_stock, add_warehouse
from packbench.engine.command.context import Context
from packbench.services.office.pick_work import (
    ShipmentQuery,
    WaveQuery,
    shipment_list,
    step_counts,
    taken_out,
    wave_content,
    wave_counts,
    wave_list,
)
from packbench.services.orders.allocating import allocate
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.releasing import release_orders


@pytest.fixture(autouse=True)
def _shop(context: Context) -> None:
    """A1 is in picking in P1, A2 waits in P2, A3 is unpaid, A4 on hold, A5 to be released."""
    with context.database.write.begin() as connection:
        add_warehouse(connection, "W1", rank=1)
        add_product(connection, "CUP")
    add_stock(context, "W1", "CUP", 20)
    with context.database.write.begin() as connection:
        for number in ("A1", "A2", "A5"):
            add_order(connection, number, [("CUP", 2)])
        add_order(connection, "A3", [("CUP", 2)], payment="awaiting")
        add_order(connection, "A4", [("CUP", 2)], hold="park")
    allocate(context)
    release_orders(context, ["A1"])
    release_orders(context, ["A2"])
    confirm_picks(context, "P1", [PickedTask(1, 1)])


def test_shipments_are_counted_by_the_step_that_they_stand_at(context: Context) -> None:
    counts = step_counts(context)
    found = {"in_picking": 1, "to_pick": 1, "unpaid": 1, "to_release": 1}
    assert {key: counts["step"][key] for key in found} == found
    assert counts["warehouse"] == {"W1": sum(counts["step"].values())}
    for step, count in counts["step"].items():
        assert len(shipment_list(context).ids(ShipmentQuery(steps=(step,)))) == count


def test_a_shipment_tells_its_wave_and_since_when(context: Context) -> None:
    [row] = shipment_list(context).first_page(ShipmentQuery(steps=("in_picking",)))
    assert (row.number, row.wave, row.slot, row.units) == ("A1-1", "P1", 1, 2)
    [wave] = wave_list(context).first_page(WaveQuery(numbers=("p1",)))
    assert row.since == wave.started_at


@pytest.mark.parametrize("sort", ["number", "warehouse", "status", "since"])
def test_waves_tell_how_far_they_are(context: Context, sort: str) -> None:
    rows = {row.number: row for row in wave_list(context).first_page(WaveQuery(sort=sort))}
    assert (rows["P1"].status, rows["P1"].picked, rows["P1"].units) == ("picking", 1, 2)
    assert rows["P1"].picker == context.operator
    assert (rows["P2"].status, rows["P2"].orders, rows["P2"].lines) == ("open", 1, 1)
    assert wave_counts(context)["status"] == {"picking": 1, "open": 1}


def test_what_leaves_a_wave_is_told_before(context: Context) -> None:
    [row] = wave_list(context).first_page(WaveQuery(text="a1"))
    wave = wave_content(context, row.id)
    assert wave is not None
    [told] = taken_out(wave)
    assert told.order_number == "A1"
    assert [one.code for one in told.notes] == ["ready_again", "put_back"]
