"""Daily orders of a warehouse: who comes too late today is served tomorrow."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from helpers.one_order import cancel
from helpers.stockroom import Stockroom
from packbench.db.schema import Shipment
from packbench.engine.command.context import Context
from packbench.services.importing.files import ImportRequest, import_file
from packbench.services.office.sweep import sweep
from packbench.services.orders import looking as orders


@pytest.fixture
def full(context: Context) -> Stockroom:
    """W1 takes one order a day and has taken O1; O2 waits although there is stock."""
    stockroom = Stockroom(context)
    stockroom.fill({"W1": {"A": 9}}, warehouses={"W1": {"daily_orders": 1}})
    stockroom.order("O1", ("A", 2))
    stockroom.order("O2", ("A", 3))
    stockroom.allocate()
    assert stockroom.promised("O1") == {(1, "W1"): 2}
    assert stockroom.waits("O2") == {1: (3, "at_capacity")}
    return stockroom


def test_a_receipt_on_the_same_day_does_not_serve_it(full: Stockroom) -> None:
    assert full.receive("W1", "A", 5).released == []
    assert full.waits("O2") == {1: (3, "at_capacity")}
    full.check()


def test_the_sweep_of_the_next_day_serves_it(full: Stockroom) -> None:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    with full.context.database.write.begin() as connection:
        connection.execute(update(Shipment).values(made_on=yesterday))
    released = sweep(full.context).released
    assert [(one.order_number, one.quantity) for one in released] == [("O2", 3)]
    assert full.promised("O2") == {(1, "W1"): 3}
    full.check()


def test_a_cancelled_order_makes_room(full: Stockroom) -> None:
    cancel(full.context, "O1")
    assert full.promised("O2") == {(1, "W1"): 3}
    full.check()


def test_a_higher_limit_makes_room(full: Stockroom, tmp_path: Path) -> None:
    file = tmp_path / "warehouses.csv"
    file.write_text("code,name,daily_orders\nW1,W1,2\n", encoding="utf-8")
    import_file(full.context, ImportRequest("warehouses", file, update=True))
    assert full.promised("O2") == {(1, "W1"): 3}
    full.check()


def test_the_explanation_tells_it(full: Stockroom) -> None:
    decisions = orders.explain(full.context, "O2")[0].decisions
    assert [(one.warehouse, one.fence) for one in decisions] == [("W1", "at_capacity")]


def test_a_negative_limit_is_rejected_and_changes_nothing(full: Stockroom, tmp_path: Path) -> None:
    file = tmp_path / "warehouses.csv"
    file.write_text("code,name,daily_orders\nW1,Other,-1\n", encoding="utf-8")
    result = import_file(full.context, ImportRequest("warehouses", file, update=True))
    assert [(one.column, one.value) for one in result.rejects] == [("daily_orders", "-1")]
    assert full.waits("O2") == {1: (3, "at_capacity")}
