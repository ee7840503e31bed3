"""The short way of one order: it is gone where it may be, and writes what the long way writes.

Each order has a twin of the same shape in products of its own; one is named once (the short way),
the other one twice (the long way, which is what a list of orders goes).
"""

import json
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, insert, select, text

from helpers.sample import add_kit, add_order, add_product, add_stock, add_warehouse
from packbench.db.engine import Database, open_database
from packbench.db.locks import take_allocation_mutex
from packbench.db.schema import (
    Allocation,
    Command,
    CommandRecord,
    Decision,
    Order,
    OrderLine,
    PostalCode,
    Shipment,
    Stock,
    StoredSetting,
    Waiting,
    Warehouse,
)
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.channels.excluding import Excluded, exclude
from packbench.services.channels.verifying import set_verifying
from packbench.services.office import administration
from packbench.services.office.undo import undo
from packbench.services.orders.allocating import allocate
from packbench.settings import QUEUE_POLICY

_TWINS = ("A", "B")
_PLACES = ("VIE", "BER", "ROM")


def _facts(context: Context, number: str) -> Mapping[str, Any]:
    """All that is known of an order and of its last command, with names in place of ids."""
    twin = number[0]
    with context.database.read.connect() as connection:
        order = connection.execute(select(Order).where(Order.number == number)).one()
        places = dict(connection.execute(select(Warehouse.id, Warehouse.code)).all())
        lines = connection.execute(
            select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.line)
        ).all()
        names = {line.id: line.line for line in lines}
        shipments = connection.execute(
            select(Shipment).where(Shipment.order_id == order.id).order_by(Shipment.sequence)
        ).all()
        promises = connection.execute(
            select(Allocation)
            .join(Shipment, Shipment.id == Allocation.shipment_id)
            .where(Shipment.order_id == order.id)
            .order_by(Allocation.order_line_id, Allocation.warehouse_id, Allocation.product_id)
        ).all()
        waiting = connection.execute(select(Waiting).where(Waiting.order_id == order.id)).all()
        record = select(CommandRecord.command_id).where(
            CommandRecord.kind == "order", CommandRecord.record_id == order.id
        )
        command = connection.execute(
            select(Command).where(Command.id.in_(record)).order_by(Command.id.desc())
        ).first()
        decision = connection.execute(
            select(Decision).where(Decision.order_id == order.id).order_by(Decision.id.desc())
        ).first()
        stock = connection.execute(
            text(
                "SELECT w.code, s.allocated, s.on_hand FROM stock s JOIN product p"
                " ON p.id = s.product_id JOIN warehouse w ON w.id = s.warehouse_id"
                f" WHERE p.sku LIKE '{twin}%' ORDER BY p.sku, w.code"
            )
        ).all()
    own = {**order._asdict(), "id": 0, "number": number[1:], "number_key": "", "queue_key": ""}
    own["ordered_at"] = None
    return {
        "order": own,
        "lines": [_bare(line, "id", "order_id", "product_id", "sku", "sku_key") for line in lines],
        "shipments": [
            (places[one.warehouse_id], one.sequence, one.number[1:], one.status, one.made_on)
            for one in shipments
        ],
        "promises": [
            (
                *(names[one.order_line_id], places[one.warehouse_id], one.stock_id is not None),
                *(one.per_unit, one.parts, one.allocated, one.picked, one.packed, one.shipped),
            )
            for one in promises
        ],
        "waiting": sorted(
            (names[one.order_line_id], one.reason, one.marked, one.limited) for one in waiting
        ),
        "stock": [tuple(row) for row in stock],
        "command": _command(command, names, places, order.id),
        "decision": _decision(decision, names, places),
    }


def _bare(row: Any, *without: str) -> dict[str, Any]:
    return {name: value for name, value in row._asdict().items() if name not in without}


def _command(
    command: Any, names: Mapping[int, int], places: Mapping[int, str], order_id: int
) -> Any:
    if command is None or command.name != "allocate":
        return None
    result, undone = json.loads(command.result), json.loads(command.undo or "null")
    result.pop("last")
    if undone:
        change = undone["orders"].pop(str(order_id))
        undone["lines"] = [
            [_state(one[side], names, places) for side in ("before", "after")]
            for one in sorted(change["lines"], key=lambda one: one["before"][0])
        ]
        undone["fields"] = (change["before"], change["after"])
    return result, undone, command.undoes_id, command.notice


def _state(state: list[Any], names: Mapping[int, int], places: Mapping[int, str]) -> list[Any]:
    line_id, _, _, *rest = state
    at, since = 9, 8
    rest[at] = {places[int(one)]: units for one, units in rest[at].items()}
    rest[since] = bool(rest[since])
    return [names[line_id], *rest]


def _decision(decision: Any, names: Mapping[int, int], places: Mapping[int, str]) -> Any:
    if decision is None:
        return None
    body = json.loads(decision.body)
    body["w"] = [[places[row[0]], *row[1:]] for row in body["w"]]
    body["l"] = [[names[row[0]], *row[1:]] for row in body["l"]]
    return body


def _shop(context: Context, dice: random.Random) -> None:
    with context.database.write.begin() as connection:
        for rank, code in enumerate(_PLACES, 1):
            add_warehouse(connection, code, rank=rank, countries="*" if rank < 3 else "IT;FR")
        for twin in _TWINS:
            for sku in range(6):
                policy = "no" if sku == 5 else "backorder"
                add_product(connection, f"{twin}{sku}", backorder=policy)
            add_product(connection, f"{twin}X", manage_stock=False)
            add_kit(connection, f"{twin}K", {f"{twin}0": 2, f"{twin}1": 1})
    for code in _PLACES:
        for sku in range(6):
            units = dice.randint(0, 30)
            for twin in _TWINS if units else ():
                add_stock(context, code, f"{twin}{sku}", units)


def _order(dice: random.Random) -> tuple[list[tuple[str, int]], dict[str, Any]]:
    """Lines without the twin's letter, and columns: plain ones mostly."""
    skus = [str(sku) for sku in dice.sample(range(6), dice.randint(1, 3))]
    if dice.random() < 0.15:
        skus.append(dice.choice(["X", "K"]))
    columns: dict[str, Any] = {"country": dice.choice(["IT", "DE"])}
    if dice.random() < 0.3:
        columns |= dice.choice(
            [
                {"ship_partial": False},
                {"max_warehouses": 1},
                {"hold": "release"},
                {"payment": "awaiting"},
                {"verify": "asked"},
                {"channel": "web"},
                {"postal_code": "20100"},
            ]
        )
    return [(sku, dice.randint(1, 6)) for sku in skus], columns


@contextmanager
def _long_ways(database: Database) -> Iterator[list[str]]:
    """The commands that wrote their audit row by itself, as the long way does."""
    found: list[str] = []

    def note(*told: Any) -> None:
        found.extend([told[2]] if told[2].startswith("INSERT INTO command (") else [])

    event.listen(database.read, "before_cursor_execute", note)
    yield found
    event.remove(database.read, "before_cursor_execute", note)


def _set_up(context: Context, seed: int) -> None:
    """What may change the plan: who is completed first, exclusions, where addresses lie."""
    if seed == 2:
        set_verifying(context, {"web": False})
        exclude(context, Excluded("web", "", "ROM"))
    with context.database.write.begin() as connection:
        if seed == 1:
            values = {"key": QUEUE_POLICY.key, "value": "complete_first"}
            connection.execute(insert(StoredSetting).values(values))
        if seed == 2:
            here = {"country": "IT", "code_key": "20100", "latitude": 45.4, "longitude": 9.1}
            connection.execute(insert(PostalCode).values(here))


@pytest.mark.parametrize("seed", range(3))
def test_twins_of_any_shape_are_written_alike(context: Context, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - shapes of orders, always the same
    _shop(context, dice)
    _set_up(context, seed)
    allocate(context)  # the day turns, and whoever works here is known from now on
    orders = [_order(dice) for _ in range(16)]
    with context.database.write.begin() as connection:
        for number, (lines, columns) in enumerate(orders):
            for twin in _TWINS:
                named = [(f"{twin}{sku}", units) for sku, units in lines]
                add_order(connection, f"{twin}{number}", named, minute=number, **columns)
    short = 0
    for number in range(len(orders)):
        with _long_ways(context.database) as long:
            told = allocate(context, orders=[f"A{number}"])
            short += not long
        other = allocate(context, orders=[f"B{number}", f"B{number}"])
        assert replace(told, seconds=0) == replace(other, seconds=0)
        assert _facts(context, f"A{number}") == _facts(context, f"B{number}")
    assert 3 <= short < len(orders)
    assert all(one.ok for one in administration.check(context.database).checks)


def _one_order_of_two(context: Context) -> None:
    with context.database.write.begin() as connection:
        add_warehouse(connection, "VIE")
        for sku in ("A", "B"):
            add_product(connection, sku)
        for number in ("O1", "O2"):
            add_order(connection, number, [("A", 2), ("B", 1)])
    for sku in ("A", "B"):
        add_stock(context, "VIE", sku, 3)


def test_while_another_station_holds_the_lock_it_is_told_busy(context: Context) -> None:
    _one_order_of_two(context)
    before = _promised(context)
    hurried = open_database(context.database.url, busy_timeout_ms=50)
    try:
        with context.database.write.begin() as connection:
            take_allocation_mutex(connection)
            with pytest.raises(Refusal) as refused:
                allocate(replace(context, database=hurried), orders=["O1"])
        assert refused.value.code is Code.BUSY
        assert _promised(context) == before
        with _long_ways(hurried) as long:
            allocate(replace(context, database=hurried), orders=["O1"])
        assert (_promised(context), long) == (before + 3, [])
    finally:
        hurried.dispose()


def test_a_line_that_breaks_before_it_is_read_is_made_anew(context: Context) -> None:
    _one_order_of_two(context)
    before = _promised(context)
    broken: list[int] = []

    def cut(connection: Connection) -> None:
        if broken or connection.dialect.name == "sqlite":
            return
        driver: Any = connection.connection.driver_connection
        broken.append(driver.info.backend_pid)
        with context.database.one_moment.connect() as other:
            end = text("SELECT pg_terminate_backend(:own, 5000)")
            assert other.execute(end, {"own": broken[0]}).scalar()

    line = open_database(context.database.url)
    event.listen(line.write, "begin", cut)
    try:
        allocate(replace(context, database=line), orders=["O1"])
    finally:
        line.dispose()
    assert len(broken) == (not context.database.is_sqlite)
    assert _promised(context) == before + 3


def test_it_is_done_once_and_taken_back(context: Context) -> None:
    _one_order_of_two(context)
    before = _promised(context)
    with _long_ways(context.database) as long:
        first = allocate(context, orders=["O1"], key="k")
        assert not long
    assert first.shipments == 1
    done = _promised(context)
    assert done == before + 3
    assert replace(allocate(context, orders=["O1"], key="k"), seconds=0) == replace(
        first, seconds=0
    )
    with pytest.raises(Refusal):
        allocate(context, orders=["O2"], key="k")
    assert _promised(context) == done
    undo(context)
    assert _promised(context) == before
    assert all(one.ok for one in administration.check(context.database).checks)


def _promised(context: Context) -> int:
    with context.database.read.connect() as connection:
        return connection.execute(select(func.coalesce(func.sum(Stock.allocated), 0))).scalar_one()
