"""What the lists read of a long history: first rows and all ids, by filter and by order."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bench.filling import Backlog
from bench.history import SIZES, past
from bench.report import Chapter
from bench.sites import ENGINES, Sites
from packbench.db.queries.lists.sent import SentQuery
from packbench.engine.command.context import Context
from packbench.services.office import lists, pick_work, sent_work
from packbench.services.office.customers import CustomerQuery, customer_list
from packbench.services.office.lists import BackOrderQuery, OrderQuery, PurchaseOrderQuery
from packbench.services.office.pick_work import ShipmentQuery, WaveQuery
from packbench.services.orders.allocating import allocate

_ROUNDS = 3
_Spent = tuple[float, float, float]
_BACKLOG = Backlog(lines=40_000, lines_an_order=2, products=2_000, stocked_percent=70)
_TODAY = date(2026, 11, 27)
_TICKS = os.sysconf("SC_CLK_TCK")
_ABOUT = (
    "Milliseconds of the processor, ours and the server's, the least of three: for the first 200"
    " rows, and for the ids of all rows. Shipped orders with names, countries and channels behind"
    " 20,000 open ones."
)
_ORDERS: Mapping[str, OrderQuery] = {
    "as it opens": OrderQuery(sort="date", descending=True),
    "typed: a part of a number": OrderQuery(text="99123", sort="date", descending=True),
    "typed: a customer": OrderQuery(text="pichler", sort="date", descending=True),
    "typed: one customer": OrderQuery(text="customer29917@", sort="date", descending=True),
    "typed: a telephone": OrderQuery(text="0660 1029917", sort="date", descending=True),
    "typed: a SKU": OrderQuery(text="SKU-00017", sort="date", descending=True),
    "typed: no hit": OrderQuery(text="zzqxw", sort="date", descending=True),
    "typed: two letters, no hit": OrderQuery(text="zq", sort="date", descending=True),
    "typed: everything": OrderQuery(text="example", sort="units"),
    "status ready": OrderQuery(statuses=("ready",), sort="date", descending=True),
    "status shipped": OrderQuery(statuses=("shipped",), sort="date", descending=True),
    "status cancelled": OrderQuery(statuses=("cancelled",), sort="date", descending=True),
    "not done": OrderQuery(open=True, sort="date", descending=True),
    "not done, by customer": OrderQuery(open=True, sort="customer"),
    "not cancelled": OrderQuery(kept=True, sort="date", descending=True),
    "warehouse": OrderQuery(warehouses=("W2",), sort="date", descending=True),
    "warehouse, ready": OrderQuery(
        warehouses=("W2",), statuses=("ready",), sort="date", descending=True
    ),
    "warehouse, by customer": OrderQuery(warehouses=("W2",), sort="customer"),
    "channel": OrderQuery(channels=("ebay",), sort="date", descending=True),
    "country": OrderQuery(countries=("AT",), sort="date", descending=True),
    "two countries, by units": OrderQuery(countries=("AT", "CH"), sort="units"),
    "late": OrderQuery(late_on=_TODAY, sort="date", descending=True),
    "unpaid": OrderQuery(unpaid=True, sort="date", descending=True),
    "on hold": OrderQuery(on_hold=True, sort="date", descending=True),
    "tag": OrderQuery(tags=("vip",), sort="date", descending=True),
    "problem": OrderQuery(problems=("unknown_sku",), sort="date", descending=True),
    "ordered in a month": OrderQuery(
        ordered=((datetime(2025, 3, 1, tzinfo=UTC), datetime(2025, 4, 1, tzinfo=UTC)),),
        sort="customer",
    ),
    "of a customer": OrderQuery(
        customers=("customer29917@example.org",), sort="date", descending=True
    ),
    "10,000 numbers": OrderQuery(
        numbers=tuple(f"H{one * 7}" for one in range(10_000)), sort="date", descending=True
    ),
    **{
        f"by {sort}, {'last' if down else 'first'} first": OrderQuery(sort=sort, descending=down)
        for sort in (
            *("number", "queue", "customer", "country", "lines", "units", "status", "waiting"),
            *("ship_by", "channel"),
        )
        for down in (False, True)
    },
}
_BACK_ORDERS: Mapping[str, BackOrderQuery] = {
    "as it opens": BackOrderQuery(),
    "typed: no hit": BackOrderQuery(text="zzqxw"),
    "typed: a customer": BackOrderQuery(text="customer29"),
    "reason": BackOrderQuery(reasons=("out_of_stock",)),
    "warehouse": BackOrderQuery(warehouses=("W2",)),
    "goods here": BackOrderQuery(goods_here=True),
    "older": BackOrderQuery(waits_since=datetime(2026, 11, 20, tzinfo=UTC)),
    "country": BackOrderQuery(countries=("AT",)),
    **{
        f"by {sort}": BackOrderQuery(sort=sort)
        for sort in (
            *("number", "email", "country", "channel", "waiting", "since", "status", "reason"),
            *("skus", "expected"),
        )
    },
}
_PURCHASES: Mapping[str, PurchaseOrderQuery] = {
    "as it opens": PurchaseOrderQuery(sort="created", descending=True),
    "typed: no hit": PurchaseOrderQuery(text="zzqxw", sort="created", descending=True),
    "typed: a part of a number": PurchaseOrderQuery(text="9912", sort="created", descending=True),
    "status sent": PurchaseOrderQuery(statuses=("sent",), sort="created", descending=True),
    "supplier": PurchaseOrderQuery(suppliers=("S7",), sort="created", descending=True),
    "warehouse": PurchaseOrderQuery(warehouses=("W2",), sort="created", descending=True),
    "overdue": PurchaseOrderQuery(overdue_on=_TODAY, sort="created", descending=True),
    "waited for": PurchaseOrderQuery(waited_for=True, sort="created", descending=True),
    "comes soon": PurchaseOrderQuery(
        expected=(_TODAY, date(2026, 12, 3)), sort="created", descending=True
    ),
    **{
        f"by {sort}": PurchaseOrderQuery(sort=sort)
        for sort in ("number", "supplier", "warehouse", "status", "expected")
    },
}
_WAVES: Mapping[str, WaveQuery] = {
    "as it opens": WaveQuery(descending=True),
    "typed: no hit": WaveQuery(text="zzqxw", descending=True),
    "open": WaveQuery(statuses=("open",), descending=True),
    "warehouse": WaveQuery(warehouses=("W2",), descending=True),
    **{f"by {sort}": WaveQuery(sort=sort) for sort in ("warehouse", "status", "since")},
}
_STEPS: Mapping[str, ShipmentQuery] = {
    "as it opens": ShipmentQuery(),
    "typed: no hit": ShipmentQuery(text="zzqxw"),
    "to release": ShipmentQuery(steps=("to_release",)),
    "warehouse": ShipmentQuery(warehouses=("W2",)),
    "channel": ShipmentQuery(channels=("ebay",)),
    "late": ShipmentQuery(late_on=_TODAY),
    **{f"by {sort}": ShipmentQuery(sort=sort) for sort in ("number", "warehouse", "ship_by")},
}
_SENT: Mapping[str, SentQuery] = {
    "as it opens": SentQuery(),
    "typed: no hit": SentQuery(text="zzqxw"),
    "typed: a part of a number": SentQuery(text="99123"),
    "packed": SentQuery(statuses=("packed",)),
    "carrier": SentQuery(carriers=("DHL",)),
    "method": SentQuery(methods=("UPS",)),
    "warehouse": SentQuery(warehouses=("W2",)),
    "untracked": SentQuery(open=("untracked",)),
    "unlisted": SentQuery(open=("unlisted",)),
    "this week": SentQuery(shipped_since=date(2025, 11, 20)),
    **{
        f"by {sort}": SentQuery(sort=sort, descending=False)
        for sort in ("number", "carrier", "tracking", "shipped", "method")
    },
}
_CUSTOMERS: Mapping[str, CustomerQuery] = {
    "as it opens": CustomerQuery(sort="last", descending=True),
    "typed: a customer": CustomerQuery(text="pichler"),
    "typed: no hit": CustomerQuery(text="zzqxw"),
    "who waits": CustomerQuery(waiting=True),
    "open orders": CustomerQuery(open=True),
    **{
        f"by {sort}, {'last' if down else 'first'} first": CustomerQuery(sort=sort, descending=down)
        for sort in ("name", "email", "orders", "open", "waiting", "last")
        for down in (False, True)
    },
}
LISTS: Mapping[str, tuple[Callable[[Context], Any], Mapping[str, Any]]] = {
    "Orders": (lists.order_list, _ORDERS),
    "Customers": (customer_list, _CUSTOMERS),
    "Back Orders": (lists.back_order_list, _BACK_ORDERS),
    "Purchase Orders": (lists.purchase_order_list, _PURCHASES),
    "Waves": (pick_work.wave_list, _WAVES),
    "Pick & Pack": (pick_work.shipment_list, _STEPS),
    "Shipments": (sent_work.sent_list, _SENT),
}
_COUNTS: Mapping[str, Callable[[Context], Any]] = {
    "counts of Orders": lists.order_counts,
    "counts of Back Orders": lists.back_order_counts,
    "counts of Purchase Orders": lists.purchase_order_counts,
    "counts of waves": pick_work.wave_counts,
    "counts of Pick & Pack": pick_work.step_counts,
    "counts of Shipments": sent_work.sent_counts,
    "counts on the tabs": lists.open_counts,
    "what filters offer": lists.filter_values,
    "what filters of Shipments offer": sent_work.sent_values,
}


@dataclass(frozen=True, slots=True)
class Read:
    """One statement's cost, in milliseconds: the processor's in our process, the server's."""

    what: str
    rows: int
    first: _Spent
    every: _Spent | None

    def cells(self) -> str:
        """The first rows, and all ids."""
        parts = [self.first, *([] if self.every is None else [self.every])]
        return ", ".join(f"{ours + server:.0f} ms" for ours, server, _clock in parts)


def chapter(sites: Sites) -> Chapter:
    """Both engines, each size."""
    rows = [row for engine in ENGINES for row in _measured(sites, engine)]
    heads = ("engine", "list", *(f"{size:,} orders" for size in SIZES))
    return Chapter("Lists", _ABOUT, heads, rows)


def _measured(sites: Sites, engine: str) -> Iterator[tuple[str, ...]]:
    spent: dict[str, list[str]] = {}
    for size in SIZES:
        with sites.copy(engine, _filled(sites, engine, size)) as database:
            for one in reads(Context(database, operator="Ana", station="office")):
                spent.setdefault(one.what, []).append(one.cells())
    yield from ((engine, what, *cells) for what, cells in spent.items())


def _filled(sites: Sites, engine: str, size: int) -> str:
    return sites.filled(engine, _fill, on=past(sites, engine, size))


def _fill(context: Context) -> None:
    _BACKLOG.fill(context)
    allocate(context)


def reads(context: Context, only: str = "", *, ids_too: bool = True) -> Iterator[Read]:
    """Each list by each filter and order, each count; `only` those with this in their name."""
    for name, (source, queries) in LISTS.items():
        table = source(context)
        for what, query in queries.items():
            if only in f"{name}: {what}":
                first, rows = _least(context, partial(table.first_page, query))
                every = None
                if ids_too:
                    every, rows = _least(context, partial(table.ids, query), rounds=1)
                yield Read(f"{name}: {what}", len(rows), first, every)
    for what, count in _COUNTS.items():
        if only in what:
            spent, _ = _least(context, partial(count, context))
            yield Read(what, 0, spent, None)


def _least(context: Context, work: Callable[[], Any], rounds: int = _ROUNDS) -> tuple[_Spent, Any]:
    used = _nothing if context.database.is_sqlite else partial(_used_by, _server(context))
    if rounds > 1:
        work()  # pages come into memory
    found = []
    for _ in range(rounds):
        server, ours, clock = used(), time.process_time(), time.perf_counter()
        result = work()
        taken, clock = time.process_time() - ours, time.perf_counter() - clock
        found.append((taken * 1000, max(0, used() - server) * 1000, clock * 1000))
    return min(found, key=lambda one: one[0] + one[1]), result


def _nothing() -> float:
    """What the server used where there is none."""
    return 0.0


def _server(context: Context) -> int:
    """The process of the server that answers, of which all its processes are children."""
    with context.database.read.connect() as connection:
        ours = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    return int(_facts(Path("/proc") / str(ours))[1])


def _used_by(server: int) -> float:
    """What a server used with all its processes, those that ended included.

    Others on the same machine are not ours: their end would be counted as what we gave back.
    """
    used = 0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            facts = _facts(place)
        except OSError:
            continue  # it ended meanwhile
        if place.name == str(server):
            used += sum(map(int, facts[11:15]))
        elif facts[1] == str(server):
            used += sum(map(int, facts[11:13]))
    return used / _TICKS


def _facts(place: Path) -> list[str]:
    """What the system tells of a process, from its state on."""
    return (place / "stat").read_text(errors="replace").rpartition(") ")[2].split()
