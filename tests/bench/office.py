"""The commands on orders, 500 at once, behind a million shipped ones: preview, done, undone."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bench.filling import Backlog
from bench.history import SIZES, past
from bench.report import Chapter
from bench.sites import ENGINES, Sites
from packbench.db.schema import Order
from packbench.engine.bulk import PREVIEW, How, Results
from packbench.engine.command.context import Context
from packbench.services.commands.declaration import Declaration, Values
from packbench.services.commands.orders import ORDER_COMMANDS
from packbench.services.office.undo import undo_key
from packbench.services.orders.allocating import allocate

_HISTORY, _CHOSEN = SIZES[-1], 500
_BACKLOG = Backlog(lines=60_000, lines_an_order=3, products=2_000, stocked_percent=70)
_LEFT_OUT = frozenset(  # they need products, suppliers, pools, methods, fields of their own
    (
        *("backorders.substitute", "backorders.purchase", "backorders.move_promises"),
        *("orders.merge", "orders.shipping", "orders.field"),
    )
)
_VALUES: Mapping[str, Mapping[str, str | int | bool]] = {
    "orders.hold": {"reason": "asked for", "release": True},
    "orders.priority": {"priority": "5"},
    "orders.reroute": {"warehouse": "W2"},
    "orders.exclude": {"warehouse": "W2"},
    "orders.include": {"warehouse": "W2"},
    "orders.ship_by": {"day": "2027-01-31"},
    "orders.channel": {"channel": "shop"},
    "orders.tag": {"add": "urgent"},
    "orders.note": {"note": "called"},
    "orders.split": {"available": True},
}
_BEFORE = {
    "orders.resume": "orders.hold",
    "orders.restore": "orders.cancel",
    "orders.unverify": "orders.verify",
    "orders.include": "orders.exclude",
    "orders.reallocate": "orders.priority",  # in front, there are later ones to take from
}
_ABOUT = (
    f"Each command on {_CHOSEN} of 20,000 open orders of three lines, for 70 % of which there is"
    f" stock in three warehouses, with {_HISTORY:,} shipped orders in the same database. Seconds on"
    " the clock and, in brackets, of the processor in our process. *rows* counts what the command"
    " told: done, still waiting, refused."
)


def chapter(sites: Sites) -> Chapter:
    """Both engines."""
    rows = [row for engine in ENGINES for row in _measured(sites, engine)]
    heads = ("engine", "command", "rows", "preview", "done", "undone")
    return Chapter("500 orders of a million at once", _ABOUT, heads, rows)


def _fill(context: Context) -> None:
    _BACKLOG.fill(context)
    allocate(context)


def _measured(sites: Sites, engine: str) -> list[tuple[str, ...]]:
    name = sites.filled(engine, _fill, on=past(sites, engine, _HISTORY))
    with sites.copy(engine, name) as database:
        context = Context(database, operator="Ana", station="office")
        orders = _chosen(context)
        by_id = {one.id: one for one in ORDER_COMMANDS}
        wanted = [one for one in ORDER_COMMANDS if one.id not in _LEFT_OUT]
        return [
            (engine, *_Measuring(context, orders, one, by_id.get(_BEFORE.get(one.id, ""))).row())
            for one in wanted
        ]


def _chosen(context: Context) -> list[str]:
    """Every fortieth of the open orders."""
    with context.database.read.begin() as connection:
        query = select(Order.number).where(Order.number.startswith("O")).order_by(Order.id)
        numbers = list(connection.scalars(query.limit(_CHOSEN * 40)))
    return numbers[:: len(numbers) // _CHOSEN][:_CHOSEN]


@dataclass(frozen=True, slots=True)
class _Measuring:
    """One command: what was done before it for its orders is taken back after it."""

    context: Context
    orders: list[str]
    command: Declaration
    before: Declaration | None

    def row(self) -> tuple[str, ...]:
        """Its name, what it told, and how long it took."""
        begun = self._run(self.before, How(key=self._before)) if self.before else None
        _, preview = _timed(lambda: self._run(self.command, PREVIEW))
        found, done = _timed(lambda: self._run(self.command, How(key=self.command.id)))
        undone = "–"
        if found.undoable:
            _, undone = _timed(lambda: undo_key(self.context, self.command.id))
        if begun is not None and begun.undoable:
            undo_key(self.context, self._before)
        told = Counter(one.outcome.value for one in found.results)
        rows = ", ".join(f"{count} {outcome}" for outcome, count in sorted(told.items()))
        return self.command.id, rows, preview, done, undone

    @property
    def _before(self) -> str:
        return f"{self.command.id} before"

    def _run(self, command: Declaration, how: How) -> Results:
        return command.run(self.context, self.orders, Values(_VALUES.get(command.id, {})), how)


def _timed(work: Callable[[], Any]) -> tuple[Any, str]:
    clock, processor = time.perf_counter(), time.process_time()
    found = work()
    taken, used = time.perf_counter() - clock, time.process_time() - processor
    return found, f"{taken:.2f} s ({used:.2f})"
