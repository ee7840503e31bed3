"""Plain receipts and picks go a short way: few statements, and what the long way would write.

Each is done, taken back, and done again after some product has got a limit of pre-orders, with
which everything goes the long way: both leave the same behind.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select

from helpers.sample import (
    add_location,
    add_order,
    add_product,
    add_stock,
    add_warehouse,
    product_id_of,
    warehouse_id_of,
)
from helpers.snapshots import snapshot, standing
from packbench.db.engine import Database
from packbench.db.schema import Barcode, Command, CommandRecord, Movement, Supplier, WaveEvent
from packbench.domain.changes import ChangeSet
from packbench.domain.picking import ShortReason
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.engine.command.context import Context
from packbench.services.office import administration
from packbench.services.office.undo import undo
from packbench.services.orders.allocating import allocate
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.walking import next_task
from packbench.services.picking.waves import WaveRequest, create_wave, get_wave
from packbench.services.purchasing import orders as purchasing
from packbench.services.stock.changes import Receipt, move, receive

_OVER = date(2020, 1, 1)
_MOST_OF_A_RECEIPT, _MOST_OF_A_PICK = 8, 12
"""A quarter of the 33 and 47 that they were."""


@contextmanager
def _asked(database: Database) -> Iterator[list[str]]:
    """The statements that the engine is sent, without what its triggers do."""
    found: list[str] = []
    raws: list[Any] = []

    def watch(connection: Any) -> None:
        raws.append(connection.connection.driver_connection)
        raws[-1].set_trace_callback(hear)

    def hear(told: str) -> None:
        # What triggers do is told as the statement that set them off, once more.
        if not told.startswith("PRAGMA") and told not in found:
            found.append(told)

    def note(*told: Any) -> None:
        found.append(told[2])

    name = "begin" if database.is_sqlite else "before_cursor_execute"
    heard: Callable[..., None] = watch if database.is_sqlite else note
    event.listen(database.write, name, heard)
    try:
        yield found
    finally:
        event.remove(database.write, name, heard)
        for raw in raws:
            raw.set_trace_callback(None)


def _is_long(asked: list[str]) -> bool:
    """Whether the audit row was written before its result was known, as the long way does."""
    return any(one.startswith("UPDATE command SET result") for one in asked)


def _left(context: Context) -> dict[str, Any]:
    """All that stands now and what the last command told, without moments and its own id."""
    told = standing(context.database)
    for name in ("movement", "ledger_head", "wave_event", "setting", "product"):
        told.pop(name)
    with context.database.read.connect() as connection:
        command = connection.execute(select(Command).order_by(Command.id.desc()).limit(1)).one()
        ours = {
            "movement": select(Movement).where(Movement.command_id == command.id),
            "wave_event": select(WaveEvent).where(WaveEvent.command_id == command.id),
            "record": select(CommandRecord).where(CommandRecord.command_id == command.id),
        }
        rows = {
            name: [
                _bare(row, "id", "at", "command_id", "chain")
                for row in connection.execute(query).all()
            ]
            for name, query in ours.items()
        }
    begun = ("started_at", "picked_at")
    told["wave"] = [
        tuple("a moment" if hasattr(value, "hour") else value for value in row)
        for row in told["wave"]
    ]
    result = json.loads(command.result or "null")
    moments = {name: bool(result[name]) for name in begun if name in result}
    undone = json.loads(command.undo or "null")
    facts = _bare(command, "id", "key", "at", "result", "undo")
    return {**told, **rows, "command": (facts, {**result, **moments}, undone)}


def _newest(context: Context) -> int:
    with context.database.read.connect() as connection:
        return connection.execute(select(func.max(Command.id))).scalar_one()


def _bare(row: Any, *without: str) -> dict[str, Any]:
    return {name: value for name, value in row._asdict().items() if name not in without}


def _both_ways(context: Context, do: Callable[[Context], object]) -> None:
    """Does it the short way and the long way, and takes each back."""
    database, heard = context.database, list[ChangeSet]()
    listening = replace(context, publish=heard.append)
    with _asked(database) as short:
        answer = do(listening)
    first, ids = _left(context), [_newest(context)]
    undo(context)
    between = _standing(context)
    with database.write.begin() as connection:
        add_product(connection, "LATER", backorder="preorder", preorder_limit=1)
    with _asked(database) as long:
        again = do(listening)
    ids.append(_newest(context))
    assert (_is_long(short), _is_long(long)) == (False, True)
    assert _told(answer) == _told(again)
    # The log names the command by this id, and a station asks by it what it prints by itself.
    assert [one.command for one in heard] == ids
    assert heard[0] == heard[1]
    assert first == _left(context)
    undo(context)
    assert between == _standing(context)
    with database.write.begin() as connection:
        connection.exec_driver_sql("DELETE FROM product WHERE sku = 'LATER'")
    assert all(one.ok for one in administration.check(database).checks)


def _standing(context: Context) -> dict[str, Any]:
    told = standing(context.database)
    for name in ("movement", "ledger_head", "wave_event", "product"):
        told.pop(name)
    return told


def _told(answer: Any) -> Any:
    began = getattr(answer, "started_at", None)
    return answer if began is None else replace(answer, started_at=None)


def _shop(context: Context) -> None:
    """Two warehouses with bins, goods of a lot, a purchase order on its way, and known people."""
    with context.database.write.begin() as connection:
        for rank, code in enumerate(("W1", "W2"), 1):
            add_warehouse(connection, code, rank=rank)
        first = warehouse_id_of(connection, "W1")
        add_location(connection, first, "A-01")
        add_location(connection, first, "A-02")
        add_location(connection, first, "Q-01", pickable=False)
        for sku in "ABCD":
            add_product(connection, sku, pick_multiple=6 if sku == "B" else None)
        add_product(connection, "LOT", tracking="lot")
        connection.execute(insert(Supplier).values(code="S", code_key="s", name="S"))
        dozen = {"code": "4006381333931", "code_key": "4006381333931", "units": 12}
        ours = product_id_of(connection, "A")
        connection.execute(insert(Barcode).values(product_id=ours, **dozen))
    for sku in "ABCD":
        add_stock(context, "W1", sku, 20)
        add_stock(context, "W2", sku, 4)
    lines = [purchasing.NewPurchaseLine("A", 7)]
    order = purchasing.create(context, supplier="S", warehouse="W1", lines=lines)
    purchasing.change_status(context, order.number, "authorize")
    allocate(context)  # the day turns, and whoever works here is known from now on


@pytest.fixture
def shop(context: Context) -> Context:
    _shop(context)
    return context


@pytest.mark.parametrize(
    "receipt",
    [
        Receipt("w1", "a", 5),
        Receipt("W1", "A", 3, location="a-01"),
        Receipt("W2", "B", 1),
        Receipt("W1", "LOT", 4, "A-02", "L1", date(2031, 1, 1)),
        Receipt("W1", "B", 4, expires_on=date(2031, 1, 1)),
    ],
    ids=["floor", "bin", "beside", "lot", "dated"],
)
def test_a_plain_receipt_is_written_alike_both_ways(shop: Context, receipt: Receipt) -> None:
    # The bin is there from now on, and stays when what came in is taken back.
    receive(shop, receipt)
    _both_ways(shop, lambda told: receive(told, receipt))


def test_receipts_are_few_statements_and_done_once(shop: Context) -> None:
    with _asked(shop.database) as asked:
        first = receive(shop, Receipt("W1", "A", 2, location="A-02"), key="k")
    assert not _is_long(asked)
    assert len(asked) <= _MOST_OF_A_RECEIPT
    (row,), (before,), (place,) = first.stock, first.before, first.places
    assert (row.on_hand, row.available, row.incoming, before.on_hand) == (22, 22, 7, 20)
    assert (place.location, place.before, place.after) == ("A-02", 0, 2)
    kept = snapshot(shop.database)
    assert receive(shop, Receipt("W1", "A", 2, location="A-02"), key="k") == first
    with pytest.raises(Refusal) as refused:
        receive(shop, Receipt("W1", "A", 3, location="A-02"), key="k")
    assert refused.value.code is Code.KEY_REUSED
    for bad in (Receipt("W1", "A", 1, "STAGING"), Receipt("W1", "LOT", 1), Receipt("W9", "A", 1)):
        with pytest.raises(Refusal):
            receive(shop, bad)
    assert snapshot(shop.database) == kept


def test_a_receipt_on_which_more_hangs_goes_the_long_way(shop: Context) -> None:
    with shop.database.write.begin() as connection:
        add_order(connection, "O1", [("C", 40)])
    allocate(shop, orders=["O1"])
    plain = Receipt("W1", "A", 1)
    lot = Receipt("W1", "LOT", 1, lot="L1", expires_on=date(2031, 1, 1))
    receive(shop, lot)
    undated, over = replace(lot, expires_on=None), replace(lot, lot="L2", expires_on=_OVER)
    for receipt in (Receipt("W1", "C", 5), replace(plain, location="Q-01"), undated, over):
        with _asked(shop.database) as asked:
            done = receive(shop, receipt)
        assert _is_long(asked)
        assert [one.quantity for one in done.released] == ([5] if receipt.sku == "C" else [])
    assert all(one.ok for one in administration.check(shop.database).checks)


def _wave(shop: Context) -> str:
    """Two orders, one of which is of two waves; B lies in a bin, in a lot with a last day."""
    receive(shop, Receipt("W1", "B", 9, "A-01", "L7", date(2031, 5, 1)))
    move(shop, "W1", "B", 20, source="FLOOR", target="A-02")
    with shop.database.write.begin() as connection:
        add_order(connection, "O1", [("A", 3), ("B", 8)], minute=1, note="with care")
        add_order(connection, "O2", [("C", 22)], minute=2, ship_by=date(2030, 2, 3))
    allocate(shop)
    wave = create_wave(shop, WaveRequest(warehouse="W1", max_orders=5)).number
    create_wave(shop, WaveRequest(warehouse="W2", max_orders=5))
    return wave


def test_a_plain_pick_is_written_alike_both_ways(shop: Context) -> None:
    wave = _wave(shop)
    tasks = {one.sku: one for one in get_wave(shop, wave).tasks}
    lot = tasks["B"]
    assert lot.lot == "L7"
    # Some of the first, which begins the wave; then all of it, with what its bin is called.
    _both_ways(shop, lambda told: confirm_picks(told, wave, [PickedTask(tasks["A"].task, 2)]))
    all_of_it = PickedTask(lot.task, 8, None, "a-01")
    _both_ways(shop, lambda told: confirm_picks(told, wave, [all_of_it]))
    for sku in ("A", "B"):
        confirm_picks(shop, wave, [PickedTask(tasks[sku].task)])
    # The last of its shipment, and with it the wave's.
    _both_ways(shop, lambda told: confirm_picks(told, wave, [PickedTask(tasks["C"].task)]))


def test_picks_are_few_statements_and_done_once(shop: Context) -> None:
    wave = _wave(shop)
    task = next_task(shop, wave)
    confirm_picks(shop, wave, [PickedTask(task.task, 1)])
    with _asked(shop.database) as asked:
        done = confirm_picks(shop, wave, [PickedTask(task.task, 1)], key="k")
    assert not _is_long(asked)
    assert len(asked) <= _MOST_OF_A_PICK
    assert get_wave(shop, wave) == done
    kept = snapshot(shop.database)
    assert confirm_picks(shop, wave, [PickedTask(task.task, 1)], key="k") == done
    for bad in (
        PickedTask(99),
        PickedTask(10**30),
        PickedTask(task.task, 99),
        PickedTask(task.task, 0),
    ):
        with pytest.raises(Refusal):
            confirm_picks(shop, wave, [bad])
    other = replace(shop, operator="another", station="elsewhere")
    with pytest.raises(Refusal) as refused:
        confirm_picks(other, wave, [PickedTask(task.task)])
    assert refused.value.params["who"] == shop.operator
    assert snapshot(shop.database) == kept


def test_a_pick_of_which_more_follows_goes_the_long_way(shop: Context) -> None:
    wave = _wave(shop)
    task = next(one for one in get_wave(shop, wave).tasks if one.sku == "A")
    with shop.database.write.begin() as connection:  # past the window: its list says another name
        connection.exec_driver_sql("UPDATE product SET sku = 'A!' WHERE sku = 'A'")
    with _asked(shop.database) as asked:
        done = confirm_picks(shop, wave, [PickedTask(task.task, 1)])
    assert _is_long(asked)
    assert done.revision == 1
    assert get_wave(shop, wave).revision == 2
    with _asked(shop.database) as asked:
        confirm_picks(shop, wave, [PickedTask(task.task, 1, ShortReason.MISSING)])
    assert _is_long(asked)
    assert all(one.ok for one in administration.check(shop.database).checks)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_schema_that_a_newer_program_changed_is_told_as_that(shop: Context) -> None:
    wave = _wave(shop)
    with shop.database.write.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE product RENAME COLUMN preorder_limit TO most")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '20990101_newer'")
    for do in (
        lambda: receive(shop, Receipt("W1", "A", 1)),
        lambda: confirm_picks(shop, wave, [PickedTask(1)]),
    ):
        with pytest.raises(EnvironmentFault) as fault:
            do()
        assert fault.value.code is FaultCode.DATABASE_NEWER
