"""What keeps a shipment from going tells since when: the moment, not the day of its stock."""

from pathlib import Path

import pytest

from helpers.importing import Files
from helpers.stockroom import Stockroom
from packbench.db.today import now
from packbench.engine.command.context import Context
from packbench.services.office.pick_work import ShipmentQuery, ShipmentRow, shipment_list
from packbench.services.office.undo import undo
from packbench.services.orders import changes, paying

HEADS = "order_number,sku,quantity,country,payment,customer_name,street,city,postal_code\n"


@pytest.fixture
def room(context: Context, tmp_path: Path) -> Stockroom:
    """O1 came unpaid and without a street; its stock is there."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 5}})
    Files(context, tmp_path).load("orders", f"{HEADS}O1,A,2,DE,awaiting,Ana,,Graz,8010\n")
    room.allocate()
    return room


def shown(room: Stockroom) -> ShipmentRow:
    found = shipment_list(room.context)
    [row] = found.rows(found.ids(ShipmentQuery()))
    return row


def test_each_reason_has_its_own_moment(room: Stockroom) -> None:
    came = shown(room)
    assert came.step == "unpaid"
    assert came.since is not None
    assert came.lacks_address_since == came.since
    with room.context.database.read.connect() as connection:
        before = now(connection)
    changes.hold(room.context, ["O1"], reason="fraud?")
    held = shown(room)
    assert held.step == "on_hold"
    assert held.since is not None
    assert held.since >= before > came.since
    changes.resume(room.context, ["O1"])
    assert shown(room).since == came.since
    undo(room.context)
    assert (shown(room).step, shown(room).since) == ("on_hold", held.since)
    undo(room.context)


def test_what_is_paid_and_not_after_all_was_never_paid(room: Stockroom) -> None:
    came = shown(room)
    paying.pay(room.context, ["O1"])
    paid = shown(room)
    assert (paid.step, paid.since) == ("to_release", None)
    assert paid.lacks_address_since == came.lacks_address_since
    undo(room.context)
    assert (shown(room).step, shown(room).since) == ("unpaid", came.since)
    room.check()


def test_a_file_that_brings_the_street_ends_it(room: Stockroom, tmp_path: Path) -> None:
    files = Files(room.context, tmp_path)
    files.load("orders", f"{HEADS}O1,A,2,DE,awaiting,Ana,Ring 1,Graz,8010\n", update=True)
    assert shown(room).lacks_address_since is None
    undo(room.context)
    assert shown(room).lacks_address_since is not None


def test_it_is_known_before_anybody_plans_the_order(context: Context, tmp_path: Path) -> None:
    Files(context, tmp_path).load("orders", f"{HEADS}O1,NEW,2,DE,awaiting,Ana,,Graz,8010\n")
    Stockroom(context).check()
    undo(context)
    Stockroom(context).check()
