"""What people do to stock in its bins: looked at first, done, refused, and taken back."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import insert, select, update

from helpers.sample import add_location, warehouse_id_of
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Location, Product, StockBin
from packbench.db.today import today
from packbench.domain.outcomes import RowOutcome, Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import PREVIEW
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo
from packbench.services.picking import waves as picking
from packbench.services.picking.waves import WaveRequest
from packbench.services.stock.acts import ActKind, StockAct, perform
from packbench.services.stock.changes import Receipt, list_stock, receive, transfer
from packbench.services.stock.sheets import change_by_sheet, sheet_of_text
from packbench.services.stock.telling import told_of_stock


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """W1 has A on the floor and bins to move it to; whatever is done, every invariant holds."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 10}, "W2": {"A": 0}})
    with context.database.write.begin() as connection:
        warehouse_id = warehouse_id_of(connection, "W1")
        for code, pickable in (("A-1", True), ("A-2", True), ("WET", False)):
            add_location(connection, warehouse_id, code, pickable=pickable)
    yield room
    room.check()


def act(kind: ActKind, units: int, **more: str) -> StockAct:
    if kind in {ActKind.ADJUST, ActKind.QUARANTINE}:
        more = {"reason": "seen", **more}
    return StockAct(kind, "W1", "A", units, **more)


def row(room: Stockroom) -> tuple[int, int, int, int]:
    """On hand, unavailable, allocated and available of A at W1."""
    [found] = list_stock(room.context, sku="A", warehouse="W1")
    return found.on_hand, found.unavailable, found.allocated, found.available


@pytest.mark.parametrize(
    ("done", "after"),
    [
        (act(ActKind.ADJUST, -7), (3, 0, 3, 0)),
        (act(ActKind.ADJUST, 2, location="A-1"), (12, 0, 5, 7)),
        (act(ActKind.COUNT, 4), (4, 0, 4, 0)),
        (act(ActKind.DAMAGE, 8), (10, 8, 2, 0)),
        (act(ActKind.QUARANTINE, 8), (10, 8, 2, 0)),
        (act(ActKind.MOVE, 8, location="FLOOR", target="A-1"), (10, 0, 5, 5)),
        (act(ActKind.MOVE, 8, location="FLOOR", target="WET"), (10, 8, 2, 0)),
    ],
    ids=lambda one: one.command if isinstance(one, StockAct) else "",
)
def test_an_act_is_looked_at_done_and_taken_back(
    room: Stockroom, done: StockAct, after: tuple[int, int, int, int]
) -> None:
    room.order("O1", ("A", 2))
    room.order("O2", ("A", 3))
    room.allocate()
    before = snapshot(room.context.database)
    looked = perform(room.context, done, how=PREVIEW)
    assert snapshot(room.context.database) == before
    change = perform(room.context, done)
    assert change == looked
    assert row(room) == after
    lost = 5 - after[2]
    assert sum(one.quantity for one in change.taken_back) == lost
    told = told_of_stock(change).results
    assert told[0].order_number == "A · W1"
    assert any(one.outcome is RowOutcome.LOSES for one in told) == bool(lost)
    undo(room.context)
    assert row(room) == (10, 0, 5, 5)
    assert room.units_at("W1", "O2") == {"A": 3}


def test_what_is_made_good_again_serves_who_waits(room: Stockroom) -> None:
    perform(room.context, act(ActKind.QUARANTINE, 8))
    perform(room.context, act(ActKind.DAMAGE, 1))
    room.order("O1", ("A", 4))
    room.allocate()
    assert room.promised("O1") == {(1, "W1"): 1}
    refuse(
        room,
        Code.NOT_ENOUGH_STOCK,
        lambda: perform(room.context, act(ActKind.RELEASE, 10)),
    )
    change = perform(room.context, act(ActKind.RELEASE, 5))
    assert [(one.order_number, one.quantity) for one in change.released] == [("O1", 3)]
    assert not told_of_stock(change).undoable
    assert row(room) == (10, 4, 4, 2)
    refuse(room, Code.CANNOT_UNDO, lambda: undo(room.context))  # it is promised now
    perform(room.context, act(ActKind.RELEASE, 1))
    undo(room.context)
    assert row(room) == (10, 4, 4, 2)


def test_what_can_not_be_given_out_anyway_is_not_made_good(room: Stockroom) -> None:
    perform(room.context, act(ActKind.MOVE, 2, location="FLOOR", target="WET"))
    with room.context.database.read.connect() as connection:
        day = today(connection)
    old = date(day.year - 1, 1, 1)
    receive(room.context, Receipt("W1", "A", 3, "A-1", "OLD", old))
    for where, why in (
        ({"location": "WET"}, Said.BIN_BLOCKS),
        ({"lot": "OLD"}, Said.LOT_STAYS_BLOCKED),
    ):
        before = snapshot(room.context.database)
        with pytest.raises(Refusal) as raised:
            perform(room.context, act(ActKind.RELEASE, 1, **where))
        assert raised.value.params["why"] == why
        assert snapshot(room.context.database) == before


def of_other_day(room: Stockroom) -> None:
    """A-2 had the lot L1 once, with another day than it has now: an older version let it in."""
    product, location = select(Product.id), select(Location.id).where(Location.code == "A-2")
    with room.context.database.write.begin() as connection:
        row = {
            "warehouse_id": warehouse_id_of(connection, "W1"),
            "product_id": connection.execute(product.where(Product.sku == "A")).scalar_one(),
            "location_id": connection.execute(location).scalar_one(),
        }
        lot = {"lot": "L1", "expires_on": date(2999, 2, 1)}
        connection.execute(insert(StockBin).values(row | lot))


def test_what_is_refused_changes_nothing(room: Stockroom) -> None:
    receive(room.context, Receipt("W1", "A", 2, "A-1", "L1", date(2999, 1, 1)))
    of_other_day(room)
    move = ActKind.MOVE
    for one, code in (
        (act(move, 1, location="FLOOR", target="NOWHERE"), Code.NOT_FOUND),
        (act(move, 1, location="NOWHERE", target="A-1"), Code.NOT_FOUND),
        (act(move, 1, location="A-1", target="a-1"), Code.INVALID),
        (act(move, 3, location="A-1", target="A-2"), Code.NOT_ENOUGH_STOCK),
        (act(move, 1, location="A-1", target="STAGING"), Code.INVALID),
        (act(move, 1, location="A-1", target="A-2"), Code.LOT_EXPIRES_OTHERWISE),
        (act(move, 1, location="A-1", target="A-2", lot="L9"), Code.NOT_ENOUGH_STOCK),
        (act(ActKind.QUARANTINE, 1, reason=" "), Code.INVALID),
        (act(ActKind.QUARANTINE, 99), Code.NOT_ENOUGH_STOCK),
        (act(ActKind.COUNT, 1), Code.SEVERAL_PLACES),
        (act(ActKind.DAMAGE, 0), Code.INVALID),
    ):
        refuse(room, code, lambda one=one: perform(room.context, one))  # type: ignore[misc]


def test_found_units_of_a_lot_have_its_day(room: Stockroom) -> None:
    old = date(2001, 1, 1)
    receive(room.context, Receipt("W1", "A", 2, "A-1", "OLD", old))
    perform(room.context, act(ActKind.ADJUST, 1, location="A-2", lot="OLD"))
    assert row(room) == (13, 3, 0, 10)  # all three of the lot are past their day
    for where in ("A-1", "A-2", "FLOOR"):  # nobody says the day again, and it is over all the same
        receive(room.context, Receipt("W1", "A", 1, where, "OLD"))
    assert row(room) == (16, 6, 0, 10)


def test_goods_of_a_wave_are_told_and_kept_for_it(room: Stockroom) -> None:
    room.order("O1", ("A", 4))
    room.allocate()
    picking.create_wave(room.context, WaveRequest(orders=["O1"]))
    take = act(ActKind.ADJUST, -8)
    [wave] = perform(room.context, take, how=PREVIEW).picking
    assert (wave.location, wave.units, wave.picker) == ("FLOOR", 4, None)
    # What pickers are to take stays where it is; what is free goes.
    away = act(ActKind.MOVE, 7, location="FLOOR", target="A-1")
    refuse(room, Code.NOT_ENOUGH_STOCK, lambda: perform(room.context, away))
    perform(room.context, act(ActKind.MOVE, 6, location="FLOOR", target="A-1"))
    assert row(room) == (10, 0, 4, 6)


def test_what_somebody_changed_since_is_not_taken_back(room: Stockroom) -> None:
    perform(room.context, act(ActKind.MOVE, 8, location="FLOOR", target="A-1"))
    perform(room.context, act(ActKind.ADJUST, -7, location="A-1"))
    with room.context.database.read.connect() as connection:
        first = connection.exec_driver_sql(
            "SELECT id FROM command WHERE name = 'stock.move'"
        ).scalar_one()
    before = snapshot(room.context.database)
    with pytest.raises(Refusal) as raised:
        undo(room.context, first)
    assert raised.value.params["why"] == Said.GOODS_ELSEWHERE
    assert snapshot(room.context.database) == before


def test_a_transfer_is_looked_at_and_taken_back(room: Stockroom) -> None:
    before = snapshot(room.context.database)
    transfer(room.context, "A", 4, source="W1", target="W2", how=PREVIEW)
    assert snapshot(room.context.database) == before
    refuse(
        room,
        Code.INVALID,
        lambda: transfer(room.context, "A", 4, source="W1", target="w1"),
    )
    transfer(room.context, "A", 4, source="W1", target="W2")
    assert room.free("A") == {"W1": 6, "W2": 4}
    undo(room.context)
    assert room.free("A") == {"W1": 10, "W2": 0}


def test_what_is_kept_by_lot_does_not_come_in_without_one(room: Stockroom) -> None:
    with room.context.database.write.begin() as connection:
        connection.execute(update(Product).where(Product.sku == "A").values(tracking="lot"))
    sheet = "warehouse\tsku\tbin\tdelta\nW1\tA\tA-1\t3\n"
    ways: tuple[Callable[[], object], ...] = (
        lambda: perform(room.context, act(ActKind.ADJUST, 2, location="A-1")),
        lambda: perform(room.context, act(ActKind.COUNT, 11)),
        lambda: receive(room.context, Receipt("W1", "A", 5)),
    )
    for comes in ways:
        before = snapshot(room.context.database)
        with pytest.raises(Refusal) as raised:
            comes()
        assert raised.value.params["why"] == Said.STOCK_NEEDS_LOT
        assert snapshot(room.context.database) == before
    [refused] = change_by_sheet(room.context, sheet_of_text(sheet), reason="found").results
    assert (refused.outcome, refused.notes[0].params["why"]) == (
        RowOutcome.REFUSED,
        Said.STOCK_NEEDS_LOT,
    )
    for goes in (act(ActKind.COUNT, 10), act(ActKind.ADJUST, -1)):
        perform(room.context, goes)  # what lies there as it is may lie, and be lost
    perform(room.context, act(ActKind.MOVE, 2, location="FLOOR", target="A-1"))
    for lot in ("L1", "L2"):
        receive(room.context, Receipt("W1", "A", 1, "A-2", lot))
    with pytest.raises(Refusal) as raised:
        perform(room.context, act(ActKind.ADJUST, 1, location="A-2"))
    assert raised.value.params["lots"] == ["L1", "L2"]
    perform(room.context, act(ActKind.ADJUST, 1, location="A-2", lot="L2"))
    assert row(room)[0] == 12
