"""Anything that stations may do, in any order: every invariant holds after every step.

What is forbidden is refused; nothing else may go wrong. After each command nobody is overtaken, an
order that ships only complete holds all or nothing, what waits says truly why, and what is unpaid
or on hold is in no wave; a command that is taken back at once leaves everything as it was.
PACKBENCH_STEPS sets how many steps are taken (the long run takes 1,000). With PACKBENCH_SHRINK=1
the steps to a fault are made as few as possible, which takes minutes.
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, ClassVar

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, insert, select

from helpers import one_order as order_changes
from helpers import one_order as order_copies
from helpers.always_true import AlwaysTrue
from helpers.bench import BenchRules
from helpers.databases import postgres_database, sqlite_database
from helpers.importing import Files
from helpers.invariants import (
    View,
    overtaken,
    view,
    wrongly_in_wave,
)
from helpers.stockroom import Stockroom
from packbench.db.engine import Database
from packbench.db.schema import (
    Command,
    Order,
    OrderLine,
    OrderProblem,
    Wave,
)
from packbench.domain.orders import Problem
from packbench.domain.picking import ShortReason
from packbench.domain.refusals import Refusal
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.engine.writes.order_totals import refresh_orders
from packbench.services.back_orders import changes as back_order_changes
from packbench.services.back_orders import marks as back_order_marks
from packbench.services.back_orders import promise_moves
from packbench.services.office import settings as office_settings
from packbench.services.office import undo
from packbench.services.office.sweep import sweep
from packbench.services.orders import allocating, partial_shipment, rerouting
from packbench.services.orders import changes as many_orders
from packbench.services.orders import looking as orders
from packbench.services.orders.cancelling import cancel_waiting
from packbench.services.orders.edited import LineEdit, OrderEdit
from packbench.services.orders.editing import edit_order
from packbench.services.orders.entering import EnteredOrder, NewOrderLine, enter_order
from packbench.services.picking import waves as picking
from packbench.services.picking.cancelling import cancel_wave
from packbench.services.picking.changing import add_orders, remove_orders
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.waves import WaveRequest, WaveView
from packbench.services.stock import changes as inventory
from packbench.services.transfers.ending import cancel_transfer, close_transfer
from packbench.services.transfers.moving import TransferGoods
from packbench.services.transfers.receiving import receive_transfer
from packbench.services.transfers.sending import NewTransfer, send_transfer
from packbench.services.transfers.views import list_transfers, show_transfer

STEPS = int(os.environ.get("PACKBENCH_STEPS", "150"))
SHRINK = bool(os.environ.get("PACKBENCH_SHRINK"))
STEPS_A_RUN = 50

_SKUS = ("A", "B", "C")
_ORDERABLE = (*_SKUS, "KIT", "BOX", "FREE", "RARE", "SOON", "GHOST")
_WAREHOUSES = ("W1", "W2", "W3")
_MOST_ORDERS = 40
_FEW = st.integers(1, 6)
_CHOSEN = st.lists(st.integers(0, 30), min_size=1, max_size=4)
_FIRST_ORDERS: list[tuple[list[tuple[str, int]], dict[str, Any]]] = [
    ([("A", 3), ("B", 2)], {}),
    ([("KIT", 2), ("C", 1)], {}),
    ([("A", 4), ("C", 3)], {"ship_partial": False}),
    ([("B", 4), ("RARE", 3)], {"country": "FR"}),
    ([("BOX", 1), ("A", 2)], {"max_warehouses": 1}),
    ([("B", 3), ("FREE", 2)], {"ship_partial": False}),
    ([("C", 4), ("GHOST", 1)], {"payment": "awaiting"}),
]
_LINES = st.lists(st.tuples(st.sampled_from(_ORDERABLE), _FEW), min_size=1, max_size=4)


class StationWork(AlwaysTrue, BenchRules, RuleBasedStateMachine):
    """Orders, goods and people in a small stockroom."""

    open_database: ClassVar[Callable[[], AbstractContextManager[Database]]]

    def __init__(self) -> None:
        super().__init__()
        self.opened = type(self).open_database()
        self.context = Context(self.opened.__enter__(), operator="Ana", station="station 3")
        self.room = Stockroom(self.context)
        self.orders: list[str] = []
        self.ordered = 0
        self.folder = tempfile.TemporaryDirectory()
        self.last: tuple[int, View, set[str]] | None = None
        """The last command that changed anything, how it was before, and which orders it named."""

    def teardown(self) -> None:
        self.opened.__exit__(None, None, None)
        self.folder.cleanup()

    @initialize()
    def fill(self) -> None:
        stock = {
            "W1": {"A": 9, "B": 4, "RARE": 2},
            "W2": {"A": 3, "C": 6},
            "W3": {"B": 5, "C": 1},
            "PRE": {"SOON": 9, "C": 2},
        }
        preorder = {"backorder": "preorder", "preorder_limit": 12}
        self.room.fill(
            stock,
            kits={"KIT": {"A": 2, "B": 1}, "BOX": {"KIT": 1, "C": 1}},
            warehouses={
                "W2": {"countries": "DE"},
                "W3": {"countries": "FR;AT"},
                "PRE": {"kind": "virtual"},
            },
            products={
                "FREE": {"manage_stock": False},
                "RARE": {"backorder": "no"},
                "SOON": preorder,
            },
        )
        for lines, fields in _FIRST_ORDERS:
            self.add(lines, fields)
        self.room.allocate()

    def add(self, lines: list[tuple[str, int]], fields: dict[str, Any]) -> None:
        self.ordered += 1
        # A customer's first three orders, and so on, can be merged.
        fields = {"customer_name": f"C{self.ordered % 3}", **fields}
        number = f"O{self.ordered}"
        self.room.order(number, *lines, **fields)
        self.tell_unknown(number)
        self.orders.append(number)
        self.last = None

    def tell_unknown(self, number: str) -> None:
        """As an import does: what nobody knows is a problem of its order."""
        with self.context.database.write.begin() as connection:
            query = (
                select(OrderLine.order_id, OrderLine.line)
                .join(Order, Order.id == OrderLine.order_id)
                .where(Order.number == number, OrderLine.product_id.is_(None))
            )
            for order_id, line in connection.execute(query).all():
                values = {"order_id": order_id, "line": line, "code": Problem.UNKNOWN_SKU.value}
                connection.execute(insert(OrderProblem).values(values))
                refresh_orders(connection, [order_id])

    def attempt(
        self, command: Callable[..., Any], *args: Any, allowed: tuple[str, ...] = (), **kwargs: Any
    ) -> Any:
        """What the rules forbid is refused; anything else that goes wrong is a fault.

        Nobody is overtaken by it, but for the families of orders that are `allowed` to.
        """
        before, commands = self.look(), self.commands()
        try:
            result = command(self.context, *args, **kwargs)
        except Refusal:
            assert self.look() == before
            return None
        with self.context.database.read.connect() as connection:
            if "*" not in allowed:
                assert overtaken(connection, before, allowed) == []
            made = connection.execute(select(Order.number).order_by(Order.id)).scalars().all()
        self.orders = list(made)
        now = self.commands()
        self.last = (now, before, before.changed_orders(self.look())) if now > commands else None
        return result

    def look(self) -> View:
        with self.context.database.read.connect() as connection:
            return view(connection)

    def commands(self) -> int:
        with self.context.database.read.connect() as connection:
            return connection.execute(select(func.max(Command.id))).scalar_one() or 0

    def some(self, at: int) -> str:
        """One of the orders."""
        return self.orders[at % len(self.orders)]

    def several(self, chosen: list[int]) -> list[str]:
        """Some of the orders."""
        return list(dict.fromkeys(self.some(at) for at in chosen))

    @rule(
        lines=_LINES,
        ship_partial=st.booleans(),
        max_warehouses=st.sampled_from([None, None, None, 1, 2]),
        priority=st.sampled_from([0, 0, 0, 5]),
        country=st.sampled_from(["DE", "DE", "FR", None]),
        payment=st.sampled_from(["paid", "paid", "awaiting"]),
    )
    def order(self, lines: list[tuple[str, int]], **fields: Any) -> None:
        self.add(lines, fields)

    @rule()
    def allocate(self) -> None:
        self.attempt(allocating.allocate)

    @rule(at=st.integers(0, 30))
    def allocate_one(self, at: int) -> None:
        self.attempt(allocating.allocate, orders=[self.some(at)])

    @rule(
        warehouse=st.sampled_from([*_WAREHOUSES, "PRE"]), sku=st.sampled_from(_SKUS), quantity=_FEW
    )
    def receive(self, warehouse: str, sku: str, quantity: int) -> None:
        self.attempt(inventory.receive, inventory.Receipt(warehouse, sku, quantity))

    @rule(
        warehouse=st.sampled_from(_WAREHOUSES),
        sku=st.sampled_from(_SKUS),
        delta=st.integers(-6, -1),
    )
    def lose(self, warehouse: str, sku: str, delta: int) -> None:
        self.attempt(inventory.adjust, warehouse, sku, delta, reason="gone")

    @rule(
        warehouse=st.sampled_from(_WAREHOUSES), sku=st.sampled_from(_SKUS), found=st.integers(0, 9)
    )
    def count(self, warehouse: str, sku: str, found: int) -> None:
        self.attempt(inventory.count, warehouse, sku, found)

    @rule(warehouse=st.sampled_from(_WAREHOUSES), sku=st.sampled_from(_SKUS), quantity=_FEW)
    def damage(self, warehouse: str, sku: str, quantity: int) -> None:
        self.attempt(inventory.damage, warehouse, sku, quantity)

    @rule(sku=st.sampled_from(_SKUS), quantity=_FEW, way=st.permutations(_WAREHOUSES))
    def transfer(self, sku: str, quantity: int, way: list[str]) -> None:
        self.attempt(inventory.transfer, sku, quantity, source=way[0], target=way[1])

    @rule(sku=st.sampled_from(_SKUS), quantity=_FEW, way=st.permutations(_WAREHOUSES))
    def send(self, sku: str, quantity: int, way: list[str]) -> None:
        new = NewTransfer(way[0], way[1], [TransferGoods(sku, quantity)])
        self.attempt(send_transfer, new)

    @rule(at=st.integers(0, 8), units=st.sampled_from([None, 1, 3]))
    def come(self, at: int, units: int | None) -> None:
        for one in list_transfers(self.context)[at : at + 1]:
            [line, *_] = show_transfer(self.context, one.transfer).lines
            goods = [TransferGoods(line.sku, units)] if units else []
            self.attempt(receive_transfer, one.transfer, goods, over=True)

    @rule(at=st.integers(0, 8), end=st.sampled_from([close_transfer, cancel_transfer]))
    def come_no_more(self, at: int, end: Callable[..., object]) -> None:
        for one in list_transfers(self.context)[at : at + 1]:
            self.attempt(end, one.transfer)

    @rule(warehouse=st.sampled_from([None, *_WAREHOUSES]), most=st.integers(1, 3))
    def wave(self, warehouse: str | None, most: int) -> None:
        request = WaveRequest(warehouse=warehouse, max_orders=most)
        if self.attempt(picking.create_wave, request) is not None:
            with self.context.database.read.connect() as connection:
                wave_id = connection.execute(select(func.max(Wave.id))).scalar_one()
                assert wrongly_in_wave(connection, wave_id) == []

    @rule(
        at=st.integers(0, 8),
        task=st.integers(0, 5),
        quantity=st.sampled_from([None, 0, 1, 2]),
        short=st.sampled_from([None, None, *ShortReason]),
    )
    def pick(self, at: int, task: int, quantity: int | None, short: ShortReason | None) -> None:
        if wave := self.some_wave(at):
            tasks = [one.task for one in wave.tasks if one.picked + one.short < one.quantity]
            number = tasks[task % len(tasks)] if tasks else 1
            told = [PickedTask(number, quantity, short)]
            self.attempt(confirm_picks, wave.number, told, allowed=self.picked_for(wave))

    @rule(at=st.integers(0, 8))
    def pick_all(self, at: int) -> None:
        if wave := self.some_wave(at):
            self.attempt(confirm_picks, wave.number, rest=True)

    @rule(at=st.integers(0, 8), one_only=st.booleans())
    def cancel_wave(self, at: int, *, one_only: bool) -> None:
        if wave := self.some_wave(at):
            orders = [one.rpartition("-")[0] for one in wave.shipments[:1]] if one_only else []
            self.attempt(cancel_wave, wave.number, orders=orders)

    @rule(at=st.integers(0, 8), chosen=_CHOSEN, add=st.booleans())
    def change_wave(self, at: int, chosen: list[int], *, add: bool) -> None:
        if wave := self.some_wave(at):
            change = add_orders if add else remove_orders
            self.attempt(change, wave.number, self.several(chosen))

    def some_wave(self, at: int) -> WaveView | None:
        """One of the waves that were made last."""
        with self.context.database.read.connect() as connection:
            newest = select(Wave.number).order_by(Wave.id.desc()).limit(4)
            numbers = connection.execute(newest).scalars().all()
        return picking.get_wave(self.context, numbers[at % len(numbers)]) if numbers else None

    def picked_for(self, wave: WaveView) -> tuple[str, ...]:
        """The families of orders of a wave: what is short for one may be found for it elsewhere."""
        return tuple({one.rpartition("-")[0].partition("/")[0] for one in wave.shipments})

    @rule(at=st.integers(0, 30), release_stock=st.booleans())
    def hold(self, at: int, *, release_stock: bool) -> None:
        number = self.some(at)
        self.attempt(order_changes.hold, number, reason="x", release_stock=release_stock)

    @rule(at=st.integers(0, 30))
    def resume(self, at: int) -> None:
        self.attempt(order_changes.resume, self.some(at))

    @rule(at=st.integers(0, 30), line=st.sampled_from([None, 1, 2]), quantity=_FEW)
    def cancel(self, at: int, line: int | None, quantity: int) -> None:
        units = quantity if line else None
        self.attempt(order_changes.cancel, self.some(at), line=line, quantity=units)

    @rule(at=st.integers(0, 30))
    def restore(self, at: int) -> None:
        self.attempt(order_changes.restore, self.some(at))

    @rule(at=st.integers(0, 30), priority=st.integers(-2, 2))
    def set_priority(self, at: int, priority: int) -> None:
        self.attempt(order_changes.set_priority, self.some(at), priority)

    @rule(at=st.integers(0, 30))
    def deallocate(self, at: int) -> None:
        self.attempt(order_changes.deallocate, self.some(at))

    @rule(at=st.integers(0, 30), warehouse=st.sampled_from(_WAREHOUSES))
    def reroute(self, at: int, warehouse: str) -> None:
        self.attempt(rerouting.reroute, self.some(at), warehouse)

    @rule(at=st.integers(0, 30))
    def reallocate(self, at: int) -> None:
        number = self.some(at)
        self.attempt(rerouting.reallocate, number, allowed=(number.partition("/")[0],))

    @rule()
    def replan(self) -> None:
        self.attempt(rerouting.replan)

    @rule(at=st.integers(0, 30), line=st.sampled_from([1, 2]))
    def mark(self, at: int, line: int) -> None:
        self.attempt(back_order_marks.mark, [Chosen(self.some(at), line)])

    @rule(at=st.integers(0, 30))
    def back_to_ship(self, at: int) -> None:
        self.attempt(back_order_changes.release, orders=[self.some(at)])

    @rule(at=st.integers(0, 30), sku=st.sampled_from(_SKUS))
    def substitute(self, at: int, sku: str) -> None:
        self.attempt(back_order_changes.substitute, sku, orders=[self.some(at)])

    @rule(chosen=_CHOSEN, quantity=st.sampled_from([None, None, 1, 2]))
    def cancel_what_waits(self, chosen: list[int], quantity: int | None) -> None:
        line = 1 if quantity else None
        rows = [Chosen(number, line, quantity) for number in self.several(chosen)]
        self.attempt(cancel_waiting, rows)

    @rule(chosen=_CHOSEN)
    def mark_many(self, chosen: list[int]) -> None:
        self.attempt(back_order_marks.mark, [Chosen(number) for number in self.several(chosen)])

    @rule(chosen=_CHOSEN, sku=st.sampled_from(_SKUS))
    def substitute_many(self, chosen: list[int], sku: str) -> None:
        self.attempt(back_order_changes.substitute, sku, self.several(chosen))

    @rule(chosen=_CHOSEN)
    def allow_back_order(self, chosen: list[int]) -> None:
        self.attempt(back_order_changes.allow_back_order, self.several(chosen))

    @rule(chosen=_CHOSEN, warehouse=st.sampled_from(_WAREHOUSES))
    def reroute_many(self, chosen: list[int], warehouse: str) -> None:
        self.attempt(rerouting.reroute, self.several(chosen), warehouse)

    @rule(chosen=_CHOSEN, priority=st.integers(-2, 2))
    def prioritize(self, chosen: list[int], priority: int) -> None:
        self.attempt(many_orders.set_priority, self.several(chosen), priority)

    @rule(chosen=_CHOSEN, give_back=st.booleans())
    def hold_many(self, chosen: list[int], give_back: bool) -> None:
        numbers = self.several(chosen)
        self.attempt(many_orders.hold, numbers, reason="x", release_stock=give_back)

    @rule(chosen=_CHOSEN)
    def resume_many(self, chosen: list[int]) -> None:
        self.attempt(many_orders.resume, self.several(chosen))

    @rule(chosen=_CHOSEN, partial=st.booleans())
    def ship_partial(self, chosen: list[int], partial: bool) -> None:
        self.attempt(partial_shipment.set_ship_partial, self.several(chosen), partial=partial)

    @rule(chosen=_CHOSEN)
    def move_promises(self, chosen: list[int]) -> None:
        orders = self.several(chosen)
        self.attempt(promise_moves.move_promises, source="PRE", target="W1", orders=orders)

    @rule(
        at=st.integers(0, 30),
        country=st.sampled_from([None, None, "DE", "FR"]),
        line=st.sampled_from([None, 1, 2]),
        sku=st.sampled_from([None, None, *_ORDERABLE]),
        quantity=st.one_of(st.none(), _FEW),
        more=st.one_of(st.none(), _LINES),
    )
    def edit_lines(self, at: int, country: str | None, line: int | None, **what: Any) -> None:
        units = None if what["quantity"] is None else str(what["quantity"])
        nothing = what["sku"] is None and units is None
        lines = [] if line is None else [LineEdit(line, what["sku"], units, remove=nothing)]
        lines += [LineEdit(None, sku, str(more)) for sku, more in what["more"] or ()]
        fields = {} if country is None else {"country": country}
        self.attempt(edit_order, self.some(at), OrderEdit(fields, lines))

    @rule(lines=_LINES, partial=st.sampled_from(["yes", "yes", "no"]), at_once=st.booleans())
    def enter(self, lines: list[tuple[str, int]], partial: str, *, at_once: bool) -> None:
        typed = [NewOrderLine(sku, str(units)) for sku, units in lines]
        new = EnteredOrder(typed, {"country": "DE", "ship_partial": partial})
        self.attempt(enter_order, new, allocate=at_once)

    @rule()
    def undo(self) -> None:
        """What is taken back at once leaves all as it was, where nobody else was served by it."""
        last = self.last
        if self.attempt(undo.undo, allowed=("*",)) is None or last is None:
            return
        command, before, changed = last
        with self.context.database.read.connect() as connection:
            undone = connection.execute(select(func.max(Command.undoes_id))).scalar_one()
        # What was picked and left its wave is not picked again by that.
        picked = {number for (number, _), line in before.lines.items() if line[7]} & changed
        if undone == command and len(changed) <= 1 and not before.limited & changed and not picked:
            after = self.look()
            assert after.lines == before.lines
            assert (after.promised, after.pooled) == (before.promised, before.pooled)
            # A product that was added to a warehouse stays stocked there, with nothing on hand.
            assert after.with_stock() == before.with_stock()

    @rule(at=st.integers(0, 30), line=st.sampled_from([1, 1, 2]), quantity=st.integers(1, 3))
    def split(self, at: int, line: int, quantity: int) -> None:
        self.attempt(order_copies.split, self.some(at), line=line, quantity=quantity)

    @rule(at=st.integers(0, 30), other=st.integers(0, 30))
    def merge(self, at: int, other: int) -> None:
        """What the one gets may have been the other's, which stood elsewhere."""
        number, taken = self.some(at), self.some(other)
        families = (number.partition("/")[0], taken.partition("/")[0])
        self.attempt(order_copies.merge, number, [taken], allowed=families)

    @rule(at=st.integers(0, 30))
    def clone(self, at: int) -> None:
        if len(self.orders) < _MOST_ORDERS:
            self.attempt(order_copies.clone, self.some(at))

    @rule(at=st.integers(0, 30))
    def pay(self, at: int) -> None:
        self.attempt(order_changes.pay, self.some(at))

    @rule(auto_release=st.sampled_from(["yes", "no"]))
    def release_by(self, auto_release: str) -> None:
        key = "allocation.auto_release"
        self.attempt(office_settings.set_setting, key, auto_release)

    @rule(auto_move=st.sampled_from(["yes", "no"]))
    def move_by(self, auto_move: str) -> None:
        self.attempt(office_settings.set_setting, "preorder.auto_move", auto_move)

    @rule()
    def next_day(self) -> None:
        self.attempt(sweep)

    @rule(
        countries=st.sampled_from(["DE", "DE;FR", "FR;AT"]), active=st.sampled_from(["yes", "no"])
    )
    def another_warehouse(self, countries: str, active: str) -> None:
        rows = f"code,name,countries,active\nW3,W3,{countries},{active}\n"
        self.attempt(self.load, "warehouses", rows)

    @rule(excluded=st.sampled_from(["yes", "no"]), sku=st.sampled_from(_SKUS))
    def exclude(self, excluded: str, sku: str) -> None:
        rows = f"channel,sku,warehouse,excluded\n,{sku},W2,{excluded}\n"
        self.attempt(self.load, "channel-exclusions", rows)

    @rule(
        at=st.integers(0, 30),
        most=st.sampled_from(["", "1"]),
        partial=st.sampled_from(["yes", "no"]),
    )
    def edit(self, at: int, most: str, partial: str) -> None:
        shown = orders.get_order(self.context, self.some(at))
        rows = ["order_number,ordered_at,sku,quantity,max_warehouses,ship_partial"]
        rows += [
            f"{shown.number},{shown.ordered_at.isoformat()},{one.sku},{one.ordered},{most},{partial}"
            for one in shown.lines
        ]
        self.attempt(self.load, "orders", "\n".join(rows) + "\n")

    def load(self, context: Context, kind: str, text: str) -> None:
        Files(context, Path(self.folder.name)).load(kind, text, update=True)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_any_work_in_any_order(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    def open_one() -> AbstractContextManager[Database]:
        if engine == "sqlite":
            return sqlite_database(request.getfixturevalue("sqlite_template"), tmp_path)
        server = request.getfixturevalue("postgres_server")
        return postgres_database(server, request.getfixturevalue("postgres_template"))

    class Work(StationWork):
        open_database = staticmethod(open_one)

    runs = max(1, STEPS // STEPS_A_RUN)
    run_state_machine_as_test(
        Work,
        settings=settings(
            max_examples=runs,
            stateful_step_count=STEPS_A_RUN,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink] if SHRINK else [Phase.generate],
        ),
    )
