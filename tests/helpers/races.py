"""Real processes on one database: set off together, their answers gathered.

Everything that a process runs is a plain function of this module, so that it can be sent there.
The functions named `unlocked_…` are controls: what the services do, but without the lock.
"""

import multiprocessing
import os
import signal
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from multiprocessing.connection import Connection as Pipe
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Connection, event, insert, select, text

from helpers.sample import add_order, product_id_of, warehouse_id_of
from packbench.db.engine import Database, open_database
from packbench.db.queries.planning.demand import load_demand
from packbench.db.queries.planning.queue import orders_waiting_for_any
from packbench.db.queries.planning.supply import load_rules, load_stock
from packbench.db.queries.records.lookups import find_shipment_id, find_wave_id
from packbench.db.queries.records.packing import pack_lines
from packbench.db.queries.records.pick_tasks import staging_id, tasks_of_wave
from packbench.db.schema import Location, Order, PackScan, PickTask, Product
from packbench.db.sql.bulk import update_rows
from packbench.domain.allocation.planner import plan
from packbench.domain.allocation.supply import Supply
from packbench.domain.changes import Kind
from packbench.domain.packing import ACCEPTED
from packbench.domain.refusals import Code, EnvironmentFault, Refusal
from packbench.domain.warehousing import Cause, Entry
from packbench.engine import release
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.stock_changes import change_stock
from packbench.engine.writes.movements import write_entries
from packbench.engine.writes.order_totals import refresh_orders
from packbench.engine.writes.plan_writer import write_plans
from packbench.services.channels import feed as feeds
from packbench.services.importing.files import ImportRequest, import_file
from packbench.services.orders import allocating, cancelling
from packbench.services.packing.closing import close_packing
from packbench.services.packing.looking import get_packing
from packbench.services.packing.opening import open_packing
from packbench.services.packing.parcels import filled_parcel
from packbench.services.packing.scanning import scan_items
from packbench.services.picking import walking
from packbench.services.picking.cancelling import cancel_wave
from packbench.services.picking.confirming import PickedTask, confirm_picks
from packbench.services.picking.waves import get_wave
from packbench.services.shipping.sending import ship_shipment
from packbench.services.stock import changes as inventory
from packbench.services.stock.changes import Receipt

PATIENCE_S = 60

# A fork server that has imported the services once starts a fresh, clean process in milliseconds.
_SPAWN = multiprocessing.get_context("forkserver")
_SPAWN.set_forkserver_preload(["packbench.services.importing.files", "psycopg"])


@dataclass(frozen=True)
class Answer:
    """What came of a process: its result, a refusal, or what went wrong.

    Attributes:
        error: the class and words of anything that is neither a result nor a refusal; "killed" for
            a process that died.
    """

    result: Any = None
    refusal: str | None = None
    error: str | None = None


class Seat:
    """A process's place in a race: its database, and how it meets and tells the others."""

    def __init__(self, context: Context, meeting: Any, parent: Pipe) -> None:
        self.context = context
        self._meeting = meeting
        self._parent = parent

    @property
    def database(self) -> Database:
        """The database as this process has it open."""
        return self.context.database

    def meet(self) -> None:
        """Waits until all processes of the race are here."""
        self._meeting.wait(PATIENCE_S)

    def tell(self, word: str) -> None:
        """Tells the test how far this process is."""
        self._parent.send(word)


Job = Callable[..., Any]


@dataclass(frozen=True)
class Runner:
    """A process that runs."""

    process: BaseProcess
    pipe: Pipe
    meeting: Any
    """Kept here, because it is gone for all when the one that made it forgets it."""

    def word(self) -> Any:
        """The next thing that it tells."""
        assert self.pipe.poll(PATIENCE_S), "the process says nothing"
        return self.pipe.recv()

    def signal(self, number: int) -> None:
        """Sends it a signal."""
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    def answer(self) -> Answer:
        """Waits for its end."""
        wait([self.pipe, self.process.sentinel], PATIENCE_S)
        try:
            told = self.pipe.recv() if self.pipe.poll() else Answer(error="killed")
        except EOFError:
            told = Answer(error="killed")
        self.process.join(PATIENCE_S)
        assert isinstance(told, Answer)
        return told


def start(url: str, *jobs: tuple[Any, ...]) -> list[Runner]:
    """Starts one process a job, each a function of this module with its arguments."""
    meeting = _SPAWN.Barrier(len(jobs))
    runners = []
    for number, (job, *args) in enumerate(jobs, 1):
        here, there = _SPAWN.Pipe()
        station = f"station {number}"
        process = _SPAWN.Process(target=_run, args=(url, station, meeting, there, job, args))
        process.daemon = True
        process.start()
        there.close()
        runners.append(Runner(process, here, meeting))
    return runners


def race(url: str, *jobs: tuple[Any, ...]) -> list[Answer]:
    """Runs all jobs at once and waits for their answers."""
    return [runner.answer() for runner in start(url, *jobs)]


def _run(url: str, station: str, meeting: Any, parent: Pipe, job: Job, args: list[Any]) -> None:
    database = open_database(url, application=station)
    seat = Seat(Context(database, operator=station, station=station), meeting, parent)
    try:
        answer = Answer(result=job(seat, *args))
    except Refusal as refusal:
        answer = Answer(refusal=refusal.code.value)
    except EnvironmentFault as fault:
        answer = Answer(error=f"fault {fault.code.value}")
    except Exception as error:  # noqa: BLE001 - that is what the test wants to see
        answer = Answer(error=f"{type(error).__name__}: {error}")
    parent.send(answer)
    database.dispose()


Args = ParamSpec("Args")
Result = TypeVar("Result")


def patiently(send: Callable[Args, Result], *args: Args.args, **kwargs: Args.kwargs) -> Result:
    """Sends a command again for as long as another station is in the way, as a person would."""
    for _ in range(20):
        try:
            return send(*args, **kwargs)
        except Refusal as refusal:
            if refusal.code is not Code.BUSY:
                raise
    return send(*args, **kwargs)


# What stations and shops do.


def ask_and_acknowledge(seat: Seat, times: int) -> dict[str, list[int]]:
    """Asks again and again for what a shop may show; the numbers it got, by SKU."""
    got: dict[str, list[int]] = {}
    seat.meet()
    for _ in range(times):
        feed = patiently(feeds.inventory, seat.context, "shop")
        for one in feed.items:
            got.setdefault(one.sku, []).append(one.available)
        patiently(feeds.acknowledge, seat.context, "shop", feed.cursor)
    return got


def lose_one_by_one(seat: Seat, sku: str, units: int) -> int:
    """A unit is gone, and another one, and another one."""
    seat.meet()
    for _ in range(units):
        patiently(inventory.adjust, seat.context, "W1", sku, -1, reason="lost")
    return units


def order(seat: Seat, number: str, lines: Sequence[tuple[str, int]], **fields: Any) -> None:
    """A new order, sent as a command with a key of its own."""

    def work(transaction: Transaction) -> int:
        return add_order(transaction.connection, number, list(lines), **fields)

    call = Call("test.order", {"number": number}, f"order {number}", moves_stock=False)
    patiently(run_command, seat.context, call, int, work)


def order_and_allocate(seat: Seat, orders: Sequence[tuple[str, list[tuple[str, int]]]]) -> int:
    """New orders, each allocated as soon as it is there; the units that they got."""
    seat.meet()
    units = 0
    for number, lines in orders:
        order(seat, number, lines)
        key = f"allocate {number}"
        done = patiently(allocating.allocate, seat.context, orders=[number], key=key)
        units += done.allocated_units
    return units


def receive(seat: Seat, receipts: Sequence[tuple[str, str, int]]) -> int:
    """Units come in, one receipt after the other; those that were given out at once."""
    seat.meet()
    released = 0
    for number, receipt in enumerate(receipts):
        key = f"{seat.context.station} receipt {number}"
        change = patiently(inventory.receive, seat.context, Receipt(*receipt), key=key)
        released += sum(one.quantity for one in change.released)
    return released


def allocate_all(seat: Seat) -> int:
    """Allocates what is new; the units that were given out."""
    seat.meet()
    done = patiently(allocating.allocate, seat.context)
    return int(done.allocated_units)


def receive_keyed(seat: Seat, warehouse: str, sku: str, quantity: int, key: str) -> int:
    """A receipt with a key; the units that were given out at once."""
    seat.meet()
    receipt = Receipt(warehouse, sku, quantity)
    change = patiently(inventory.receive, seat.context, receipt, key=key)
    return sum(one.quantity for one in change.released)


def import_orders(seat: Seat, rows: str) -> int:
    """Imports a file of orders; how many of them were new."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        path.write_text(rows, encoding="utf-8")
        seat.meet()
        done = patiently(import_file, seat.context, ImportRequest("orders", path))
        return int(done.imported)


def freeze(seat: Seat, warehouse: str, sku: str, quantity: int) -> int:
    """Stops dead in the middle of a receipt, with the lock in its hands; only the first time."""
    tries = count()

    def work(transaction: Transaction) -> int:
        change_stock(transaction, [entry(transaction, warehouse, sku, quantity)])
        if next(tries) == 0:
            seat.tell("frozen")
            os.kill(os.getpid(), signal.SIGSTOP)
        return quantity

    return run_command(seat.context, Call("test.freeze", {}, "freeze"), int, work)


def entry(transaction: Transaction, warehouse: str, sku: str, quantity: int) -> Entry:
    """A ledger row at the floor of a warehouse."""
    connection = transaction.connection
    warehouse_id = warehouse_id_of(connection, warehouse)
    floor = select(Location.id).where(
        Location.warehouse_id == warehouse_id, Location.code == "FLOOR"
    )
    return Entry(
        warehouse_id,
        product_id_of(connection, sku),
        connection.execute(floor).scalar_one(),
        quantity,
        Cause.ADJUSTMENT,
    )


# Controls: the same without the lock.


def unlocked_allocate(seat: Seat, number: str, meetings: int = 1) -> int:
    """Reads and plans, lets the others do the same, and then writes what it planned."""
    database = seat.database
    with database.read.connect() as connection:
        ids = connection.execute(select(Order.id).where(Order.number == number)).scalars().all()
        demand = load_demand(connection, ids, datetime.now(UTC).date())
        rules = load_rules(connection)
        stock = load_stock(connection, rules, demand.product_ids())
    plans = list(plan(demand.orders, Supply.under(rules, stock.free), rules))
    for _ in range(meetings):
        seat.meet()

    def work(transaction: Transaction) -> int:
        command = (transaction.command_id, transaction.at)
        written = write_plans(transaction.connection, command, demand, stock.stock_ids, plans)
        refresh_orders(transaction.connection, ids, written.made)
        transaction.concerns(Kind.ORDER, set(ids))
        return written.allocated_units

    return run_command(seat.context, Call("test.allocate", {}, moves_stock=False), int, work)


def receive_between(seat: Seat, warehouse: str, sku: str, quantity: int) -> int:
    """A whole receipt between the reading and the writing of another station."""
    seat.meet()
    change = inventory.receive(seat.context, Receipt(warehouse, sku, quantity))
    seat.meet()
    return sum(one.quantity for one in change.released)


def _could_serve(connection: Connection, product_ids: set[int]) -> bool:
    """Whether anybody who waits for the products could be given something now; only looks."""
    waiting = orders_waiting_for_any(connection, product_ids)
    demand = load_demand(connection, waiting, datetime.now(UTC).date())
    rules = load_rules(connection)
    stock = load_stock(connection, rules, demand.product_ids())
    plans = plan(demand.orders, Supply.under(rules, stock.free), rules)
    return any(one.promises for one in plans)


def unlocked_receive(seat: Seat, warehouse: str, sku: str, quantity: int) -> int:
    """On PostgreSQL: books units in and looks who waits, each step beside the others."""

    def work(transaction: Transaction) -> int:
        rows = [entry(transaction, warehouse, sku, quantity)]
        write_entries(transaction.connection, (transaction.command_id, transaction.at), rows)
        seat.meet()
        served = _could_serve(transaction.connection, {rows[0].product_id})
        seat.meet()
        return len(release.release(transaction, {rows[0].product_id})) if served else 0

    return run_command(seat.context, Call("test.receive", {}, moves_stock=False), int, work)


def unlocked_count(seat: Seat, sku: str) -> int:
    """Reads a number, lets the others do the same, and writes one more."""
    query = select(Product.weight_g).where(Product.sku == sku)
    with seat.database.read.connect() as connection:
        before = connection.execute(query).scalar_one() or 0
    seat.meet()
    with seat.database.write.begin() as connection:
        statement = text("UPDATE product SET weight_g = :more WHERE sku = :sku")
        connection.execute(statement, {"more": before + 1, "sku": sku})
    return before + 1


def unordered_writes(seat: Seat, skus: Sequence[str]) -> None:
    """Changes rows in the order in which they are named, in one transaction without the lock.

    On SQLite the transaction begins as a reading one, which must not become a writing one when
    another station has written in between.
    """
    change = text("UPDATE product SET weight_g = 1 WHERE sku = :sku")
    with seat.database.read.begin() as connection:
        if seat.database.is_sqlite:
            connection.execute(select(Product.id)).all()
        else:
            connection.execute(change, {"sku": skus[0]})
        seat.meet()
        for sku in skus:
            connection.execute(change, {"sku": sku})


# Killing.


def count_points(database: Database, act: Callable[[int], None]) -> None:
    """Calls `act` with 1, 2, 3, … at every statement and every commit: where a process can die."""
    points = 0

    def at_point(*_: Any) -> None:
        nonlocal points
        points += 1
        act(points)

    for name in ("before_cursor_execute", "commit"):
        event.listen(database.read, name, at_point)


def work_until_killed(seat: Seat, commands: Sequence[tuple[Any, ...]], die_at: int) -> int:
    """Sends the commands, and is killed at a point of the work; 0 for never. The points passed."""
    passed = 0

    def maybe_die(point: int) -> None:
        nonlocal passed
        passed = point
        if point == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    count_points(seat.database, maybe_die)
    for command in commands:
        send(seat, *command)
    return passed


def send(seat: Seat, kind: str, key: str, *args: Any) -> Any:
    """One command with a key: `order`, `receive` or `lose`."""
    if kind == "order":
        order(seat, key, args[0])
        return patiently(allocating.allocate, seat.context, orders=[key], key=f"allocate {key}")
    if kind == "receive":
        return patiently(inventory.receive, seat.context, Receipt(*args), key=key)

    def work(transaction: Transaction) -> int:
        warehouse, sku, quantity = args
        change_stock(transaction, [entry(transaction, warehouse, sku, -quantity)])
        return int(quantity)

    call = Call("test.lose", {"args": args}, key)
    return patiently(run_command, seat.context, call, int, work)


# Pickers.


def pick_tasks(seat: Seat, wave: str) -> list[int]:
    """Walks a wave task by task beside other pickers; the tasks that this one has picked."""
    seat.meet()
    picked: list[int] = []
    while True:
        try:
            task = patiently(walking.next_task, seat.context, wave).task
            patiently(confirm_picks, seat.context, wave, [PickedTask(task)])
        except Refusal as refusal:
            if refusal.code in {Code.NOTHING_TO_DO, Code.WRONG_STATE}:
                if _is_done(seat, wave):
                    return picked
                continue
            if refusal.code is Code.NOT_FOUND:
                continue  # its order has left the wave meanwhile
            raise
        picked.append(task)


def _is_done(seat: Seat, wave: str) -> bool:
    shown = get_wave(seat.context, wave)
    return all(one.picked + one.short == one.quantity for one in shown.tasks)


def cancel_orders(seat: Seat, orders: Sequence[str]) -> int:
    """Cancels orders one after the other while somebody picks them; how many were cancelled."""
    seat.meet()
    for number in orders:
        patiently(cancelling.cancel, seat.context, [Chosen(number)])
    return len(orders)


def leave_wave(seat: Seat, wave: str, orders: Sequence[str]) -> int:
    """Takes orders out of a wave that is walked; picked units that were to be put away."""
    seat.meet()
    back = 0
    for number in orders:
        left = patiently(cancel_wave, seat.context, wave, orders=[number])
        back += sum(one.quantity for one in left.put_away)
    return back


def confirm_whole(seat: Seat, wave: str) -> str:
    """Says that a whole list was picked, as every other does."""
    seat.meet()
    return patiently(confirm_picks, seat.context, wave, rest=True).status


def unlocked_pick(seat: Seat, wave: str) -> int:
    """Reads the tasks of a wave, lets the others do the same, and writes that they are picked."""
    with seat.database.read.connect() as connection:
        tasks = tasks_of_wave(connection, find_wave_id(connection, wave))
        staging = staging_id(connection, tasks[0].warehouse_id)
    seat.meet()

    def work(transaction: Transaction) -> int:
        connection = transaction.connection
        update_rows(connection, PickTask, ("picked",), [(one.id, one.open) for one in tasks])
        rows = [
            Entry(one.warehouse_id, one.product_id, place or 0, units, Cause.PICK)
            for one in tasks
            for place, units in ((staging, one.open), (one.location_id, -one.open))
        ]
        write_entries(connection, (transaction.command_id, transaction.at), rows)
        return len(tasks)

    return run_command(seat.context, Call("test.pick", {}, moves_stock=False), int, work)


# Packers.

BENCH = "bench"
"""The station at which several processes pack the same shipment."""


def scan_units(seat: Seat, shipment: str, sku: str, times: int) -> int:
    """Scans a unit again and again beside others at the same bench; how many counted."""
    context = replace(seat.context, station=BENCH)
    seat.meet()
    counted = 0
    for _ in range(times):
        with suppress(Refusal):
            done = patiently(scan_items, context, shipment, [sku])
            counted += done.last_scan.verdict in ACCEPTED
    return counted


def open_at_own_bench(seat: Seat, shipment: str, station: str) -> str:
    """Opens a shipment at a station of its own; whose it is then."""
    context = replace(seat.context, station=station)
    seat.meet()
    return str(patiently(open_packing, context, shipment).station)


def close_and_ship(seat: Seat, shipment: str) -> str:
    """Closes and ships, as often as others let it; what became of the shipment."""
    context = replace(seat.context, station=BENCH)
    seat.meet()
    for step in (close_packing, ship_shipment):
        with suppress(Refusal):
            patiently(step, context, shipment)
    return get_packing(seat.context, shipment).status


def unlocked_scans(seat: Seat, shipment: str, units: int) -> int:
    """Reads how many are still to be scanned, lets others do the same, and counts them all."""
    with seat.database.read.connect() as connection:
        shipment_id = find_shipment_id(connection, shipment)
        [line] = pack_lines(connection, shipment_id)
    seat.meet()

    counted = min(units, line.left)

    def work(transaction: Transaction) -> int:
        values = {
            "shipment_id": shipment_id,
            "sequence": 1,
            "parcel_id": filled_parcel(transaction.connection, shipment_id),
            "product_id": line.product_id,
            "allocation_id": line.allocation_id,
            "quantity": counted,
            "code": line.sku,
            "command_id": transaction.command_id,
        }
        transaction.connection.execute(insert(PackScan).values(values))
        if transaction.connection.dialect.name == "postgresql":
            seat.meet()  # a file has one writer at a time anyway
        return counted

    return run_command(seat.context, Call("test.scan", {}, moves_stock=False), int, work)
