"""Sets of a kit that lie in stock: put together, taken apart, refused, and taken back."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select, update

from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.schema import Product, StockBin
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import PREVIEW
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo
from packbench.services.stock.changes import Receipt, list_stock, receive
from packbench.services.stock.sets import SetWork, work_on_sets

DAY = date(2099, 5, 1)


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """GIFT is two CUP and one TEA; BOX is how it lies in stock. O1 waits for a BOX."""
    room = Stockroom(context)
    stock = {"W1": {"CUP": 9, "TEA": 0, "BOX": 0}}
    room.fill(stock, kits={"GIFT": {"CUP": 2, "TEA": 1}})
    receive(context, Receipt("W1", "TEA", 5, lot="L1", expires_on=DAY))
    receive(context, Receipt("W1", "TEA", 5))
    yield room
    room.check()


def stock(room: Stockroom) -> dict[str, int]:
    return {one.sku: one.on_hand for one in list_stock(room.context, warehouse="W1")}


def test_sets_are_looked_at_put_together_taken_apart_and_taken_back(room: Stockroom) -> None:
    room.order("O1", ("BOX", 1))
    room.allocate()
    before = snapshot(room.context.database)
    work = SetWork("w1", "gift", "box", 3)
    looked = work_on_sets(room.context, work, how=PREVIEW)
    assert snapshot(room.context.database) == before
    done = work_on_sets(room.context, work)
    assert [one.order_number for one in done.results] == ["BOX · W1", "CUP · W1", "TEA · W1", "O1"]
    assert done.results == looked.results
    assert stock(room) == {"BOX": 3, "CUP": 3, "TEA": 7}
    apart = work_on_sets(room.context, SetWork("W1", "GIFT", "BOX", 2, apart=True))
    assert apart.undoable
    assert stock(room) == {"BOX": 1, "CUP": 7, "TEA": 9}
    undo(room.context)
    assert stock(room) == {"BOX": 3, "CUP": 3, "TEA": 7}


def refused(room: Stockroom, work: SetWork) -> Refusal:
    before = snapshot(room.context.database)
    with pytest.raises(Refusal) as refusal:
        work_on_sets(room.context, work)
    assert snapshot(room.context.database) == before
    return refusal.value


def test_what_can_not_be_made_is_refused(room: Stockroom) -> None:
    room.order("O1", ("CUP", 4))
    room.allocate()
    short = refused(room, SetWork("W1", "GIFT", "BOX", 3))
    assert (short.code, short.params["available"]) == (Code.NOT_ENOUGH_STOCK, 5)
    assert refused(room, SetWork("W1", "CUP", "BOX", 1)).params["field"] == "kit of a set"
    assert refused(room, SetWork("W1", "GIFT", "TEA", 1)).params["field"] == "set in itself"
    assert refused(room, SetWork("W1", "GIFT", "GIFT", 1)).code is Code.KIT_HAS_NO_STOCK
    assert refused(room, SetWork("W1", "GIFT", "BOX", 0)).code is Code.INVALID
    with room.context.database.write.begin() as connection:
        connection.execute(update(Product).where(Product.sku == "CUP").values(tracking="lot"))
    apart = SetWork("W1", "GIFT", "BOX", 1, apart=True)
    assert refused(room, apart).params["field"] == "part without a lot"


def test_a_set_lasts_as_long_as_the_first_of_its_components(room: Stockroom) -> None:
    work_on_sets(room.context, SetWork("W1", "GIFT", "BOX", 2))
    work_on_sets(room.context, SetWork("W1", "GIFT", "BOX", 1, lot="S7"))
    assert lots_of(room, "BOX") == {(DAY.isoformat(), DAY, 2), ("S7", DAY, 1)}
    receive(room.context, Receipt("W1", "TEA", 1, expires_on=date(2098, 1, 1)))
    assert refused(room, SetWork("W1", "GIFT", "BOX", 1, lot="S7")).code is Code.OTHER_EXPIRY
    # Taken apart, what is kept by dates lasts no longer; cups never had a day.
    work_on_sets(room.context, SetWork("W1", "GIFT", "BOX", 2, apart=True))
    assert (DAY.isoformat(), DAY, 2) in lots_of(room, "TEA")
    assert lots_of(room, "CUP") == {("", None, 7)}


def lots_of(room: Stockroom, sku: str) -> set[tuple[object, ...]]:
    place, lying = StockBin, (StockBin.on_hand > 0) & (Product.sku == sku)
    query = select(place.lot, place.expires_on, place.on_hand)
    with room.context.database.read.connect() as connection:
        rows = connection.execute(query.join(Product, Product.id == place.product_id).where(lying))
        return {tuple(row) for row in rows}
