"""Stock by warehouse, product, bin and lot: what each filter finds, on both engines."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from helpers.sample import add_location, warehouse_id_of
from helpers.stockroom import Stockroom
from packbench.domain.views import FilterState, ViewTab
from packbench.engine.command.context import Context
from packbench.services.office.list_tabs import LISTS, moment_of
from packbench.services.office.undo import undo
from packbench.services.stock.acts import ActKind, StockAct, perform
from packbench.services.stock.changes import Receipt, receive
from packbench.services.stock.levels import set_levels


@pytest.fixture
def room(context: Context) -> Iterator[Stockroom]:
    """A lies in bins and lots of W1 and on the floor of W2; B has a minimum and nothing there."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 0, "B": 0}, "W2": {"A": 4, "B": 0}})
    with context.database.write.begin() as connection:
        for code, zone in (("A-1", "Front"), ("A-2", "Back")):
            add_location(connection, warehouse_id_of(connection, "W1"), code, zone=zone)
    day = moment_of(context).today
    receive(context, Receipt("W1", "A", 5, "A-1", "NEW", day + timedelta(days=300)))
    receive(context, Receipt("W1", "A", 2, "A-2", "SOON", day + timedelta(days=3)))
    receive(context, Receipt("W1", "A", 1, "A-2", "OLD", date(2001, 1, 1)))
    set_levels(context, "W1", "B", {"minimum": "3"})
    yield room
    room.check()


def found(room: Stockroom, tab: ViewTab, text: str = "", **values: str) -> list[str]:
    """The first cells of the rows that a filter finds."""
    there = LISTS[tab]
    state = FilterState(text, {key: frozenset({value}) for key, value in values.items()})
    query = there.query(state, there.order, moment_of(room.context))
    keys = {"stock_products": ("sku",), "inventory": ("sku", "warehouse")}
    rows = there.source(room.context).first_page(query)
    chosen = keys.get(tab.value, ("bin", "sku", "lot"))
    told = [" ".join(str(there.columns[key](row)) for key in chosen).strip() for row in rows]
    return told if tab is ViewTab.STOCK_LOTS else sorted(told)


def test_stock_by_warehouse(room: Stockroom) -> None:
    stock = ViewTab.INVENTORY
    assert found(room, stock) == ["A W1", "A W2", "B W1", "B W2"]
    assert found(room, stock, bin="a-2") == ["A W1"]
    assert found(room, stock, zone="front") == ["A W1"]
    assert found(room, stock, lot="OLD") == ["A W1"]
    assert found(room, stock, lot="NONE") == []
    assert found(room, stock, attention="below_minimum") == ["B W1"]
    assert found(room, stock, attention="expiring") == ["A W1"]
    assert found(room, stock, attention="any") == ["A W1", "B W1"]
    assert found(room, stock, attention="kept_back") == ["A W1"]
    assert found(room, stock, attention="no_bin") == ["A W2"]
    assert found(room, stock, attention="negative") == []
    set_levels(room.context, "W2", "A", {"safety": "9"})
    assert found(room, stock, attention="negative") == ["A W2"]
    room.order("O1", ("B", 1))
    room.allocate()
    assert found(room, stock, attention="short") == ["B W1", "B W2"]
    assert found(room, ViewTab.STOCK_PRODUCTS) == ["A", "B"]
    assert found(room, ViewTab.STOCK_PRODUCTS, attention="below_minimum") == ["B"]


def test_stock_by_bin_and_by_lot(room: Stockroom) -> None:
    bins = ViewTab.STOCK_BINS
    all_of_it = ["A-1 A NEW", "A-2 A OLD", "A-2 A SOON", "FLOOR A"]
    assert found(room, bins) == all_of_it
    assert found(room, ViewTab.STOCK_LOTS) == ["A-2 A OLD", "A-2 A SOON", "A-1 A NEW"]
    assert found(room, bins, bin="A-1") == ["A-1 A NEW"]
    assert found(room, bins, warehouse="W2") == ["FLOOR A"]
    assert found(room, bins, expires="expired") == ["A-2 A OLD"]
    assert found(room, bins, expires="soon") == ["A-2 A SOON"]
    assert found(room, bins, state="kept_back") == ["A-2 A OLD"]
    assert found(room, bins, state="floor") == ["FLOOR A"]
    assert found(room, bins, "nothing has this") == []


def test_what_nobody_has_counted(room: Stockroom) -> None:
    bins = ViewTab.STOCK_BINS
    assert len(found(room, bins, uncounted="30")) == 4
    # Nothing was missing: no row of the ledger tells of it, and it was counted all the same.
    perform(room.context, StockAct(ActKind.COUNT, "W1", "A", 5, "A-1", "NEW"))
    assert found(room, bins, uncounted="30") == ["A-2 A OLD", "A-2 A SOON", "FLOOR A"]
    perform(room.context, StockAct(ActKind.COUNT, "W1", "A", 3, "A-2", "SOON"))
    perform(room.context, StockAct(ActKind.COUNT, "W1", "A", 1, "A-2", "OLD"))
    assert found(room, ViewTab.INVENTORY, uncounted="30") == ["A W2"]
    perform(room.context, StockAct(ActKind.COUNT, "W1", "A", 7, "A-1", "NEW"))
    undo(room.context)
    assert found(room, ViewTab.INVENTORY, uncounted="30") == ["A W1", "A W2"]
