"""A plan is released as it was shown: an order of two warehouses goes where its wave is."""

from helpers.stockroom import Stockroom
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo_key
from packbench.services.picking.planned import release_planned
from packbench.services.picking.proposing import preview_release


def test_what_another_warehouse_sends_stays_ready_until_its_wave_is_planned(
    context: Context,
) -> None:
    room = Stockroom(context)
    room.fill({"W1": {"A": 9}, "W2": {"B": 9}})
    room.order("O1", ("A", 1), ("B", 1))
    room.order("O2", ("A", 1))
    room.allocate()
    plan = preview_release(context, warehouse="W1").waves
    assert [(wave.warehouse, wave.orders) for wave in plan] == [("W1", ["O1", "O2"])]
    made = release_planned(context, plan, key="planned")
    assert [(wave.warehouse, len(wave.shipments)) for wave in made.waves] == [("W1", 2)]
    assert made.left_out == []
    assert release_planned(context, plan, key="planned") == made
    undo_key(context, "planned")
    assert preview_release(context, warehouse="W1").waves == plan
    both = release_planned(context, preview_release(context).waves)
    assert [(wave.warehouse, len(wave.shipments)) for wave in both.waves] == [("W1", 2), ("W2", 1)]
