"""The lists of the window without the window: their columns as values, their filters as queries.

What is filtered here and there is the same, so that a view that was made in the window gives the
same rows on the command line and in a file.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from packbench.db.today import reading_of
from packbench.domain.custom_fields import ORDER_COLUMNS, PRODUCT_COLUMNS, FieldOf
from packbench.domain.orders import OrderStatus, Problem, Reason, ShipmentStatus
from packbench.domain.picking import WorkStep
from packbench.domain.purchasing import Milestone, PurchaseOrderStatus
from packbench.domain.stock_attention import SOON_DAYS, Attention
from packbench.domain.views import FilterState, Moment, NotKnown, ViewState, ViewTab
from packbench.engine.command.context import Context
from packbench.exchange.writer import Value
from packbench.services.custom_fields import fields_in_use
from packbench.services.office import lists
from packbench.services.office.customers import CustomerQuery, customer_list
from packbench.services.office.list_columns import (
    BACK_ORDERS_COLUMNS,
    CUSTOMERS_COLUMNS,
    INVENTORY_COLUMNS,
    ORDERS_COLUMNS,
    PRODUCTS_COLUMNS,
    PURCHASE_ORDERS_COLUMNS,
    SENT_COLUMNS,
    STEPS_COLUMNS,
    STOCK_BINS_COLUMNS,
    STOCK_LOTS_COLUMNS,
    STOCK_PRODUCTS_COLUMNS,
    WAVES_COLUMNS,
)
from packbench.services.office.lists import (
    BackOrderQuery,
    InventoryQuery,
    OrderQuery,
    PurchaseOrderQuery,
    StockBinQuery,
    StockProductQuery,
    TableList,
    WantedProductQuery,
    filter_values,
)
from packbench.services.office.pick_work import (
    ShipmentQuery,
    WaveQuery,
    shipment_list,
    wave_list,
)
from packbench.services.office.sent_work import SentQuery, sent_list, sent_values
from packbench.services.value.listed import VALUE, ValuedInventory

LATE, TODAY, WEEK = "late", "today", "week"
OPEN, KEPT, OLDER = "open", "kept", "older"
OVERDUE, WAITED_FOR, SOON = "overdue", "waited_for", "soon"
HERE = "here"
_DONE = frozenset({OrderStatus.SHIPPED.value, OrderStatus.CANCELLED.value})
COMING_DAYS = 7
"""What is expected on one of so many days, today the first, comes soon."""
WAVE_STATES = ("open", "picking", "picked", "cancelled")
OPEN_OF_SENT = ("unprinted", "untracked", "unlisted")


def moment_of(context: Context) -> Moment:
    """This moment, and the day that it is for the company."""
    with context.database.read.connect() as connection:
        reading = reading_of(connection)
    return Moment(reading.at, reading.day, reading.zone)


@dataclass(frozen=True, slots=True)
class Sorted:
    """What rows are sorted by: a column's key."""

    key: str
    descending: bool = False


Values = Callable[[Context], Collection[str]] | frozenset[str] | None
"""What a filter knows: these values, those that there are now, or whatever is typed (None)."""


@dataclass(frozen=True, slots=True)
class ListTab:
    """One list.

    Attributes:
        columns: what each column of a row holds, by its key, in the order at first.
        hidden: those of them that are not shown at first.
        order: what rows are sorted by at first.
        query: a query of the source's own of a filter and an order.
        source: where rows come from.
        filters: what each filter knows.
    """

    columns: Mapping[str, Callable[[Any], Value]]
    order: Sorted
    query: Callable[[FilterState, Sorted, Moment], Any]
    source: Callable[[Context], TableList[Any, Any]]
    filters: Mapping[str, Values]
    hidden: frozenset[str] = frozenset()

    def shown(self, state: ViewState) -> tuple[str, ...]:
        """The keys of the columns that a view shows, as far as they are known."""
        wanted = tuple(key for key in state.arrangement.shown if key in self.columns)
        return wanted or tuple(key for key in self.columns if key not in self.hidden)

    def sorted(self, state: ViewState) -> Sorted:
        """What a view is sorted by."""
        return Sorted(state.sort, state.descending) if state.sort in self.columns else self.order


def known_part(
    context: Context, tab: ViewTab, state: ViewState
) -> tuple[ViewState, list[NotKnown]]:
    """A view without what is not known here (any more), and what that is."""
    there, left = LISTS[tab], list[NotKnown]()
    unused = unused_fields(context)
    columns = state.arrangement.shown
    known_columns = there.columns.keys() - unused
    left += [NotKnown("column", key) for key in columns if key not in known_columns]
    if state.sort and state.sort not in {*there.columns, there.order.key}:
        left.append(NotKnown("order", state.sort))
    values: dict[str, frozenset[str]] = {}
    for group, chosen in state.filter.values.items():
        if group not in there.filters or group in unused:
            left.append(NotKnown("filter", group))
            continue
        known = _known(context, there.filters[group], chosen)
        left += [NotKnown(group, value) for value in sorted(chosen - known)]
        if known:
            values[group] = known
    order = there.sorted(state)
    filtered = FilterState(state.filter.text, values)
    return ViewState(filtered, order.key, order.descending, state.arrangement), left


def unused_fields(context: Context) -> frozenset[str]:
    """The places for fields of the shop's own that no field in use has."""
    used = {one.column for of in FieldOf for one in fields_in_use(context, of)}
    return frozenset({*ORDER_COLUMNS, *PRODUCT_COLUMNS} - used)


def _known(context: Context, values: Values, chosen: frozenset[str]) -> frozenset[str]:
    if values is None:
        return chosen
    return chosen & frozenset(values(context) if callable(values) else values)


def _sorted(state: FilterState, group: str) -> tuple[str, ...]:
    return tuple(sorted(state.of(group)))


def _late_on(chosen: frozenset[str], today: date) -> date | None:
    """The last day on which what is chosen may be due: what is late was due earlier."""
    if not chosen:
        return None
    return today if TODAY in chosen else today - timedelta(days=1)


def orders_query(state: FilterState, order: Sorted, at: Moment) -> OrderQuery:
    """Orders of a filter."""
    return OrderQuery(
        statuses=_sorted(state, "status"),
        countries=_sorted(state, "country"),
        channels=_sorted(state, "channel"),
        numbers=_sorted(state, "number"),
        skus=_sorted(state, "sku"),
        customers=_sorted(state, "customer"),
        text=state.text,
        problems=tuple(sorted(state.of("problem") | state.of("verify"))),
        warehouses=_sorted(state, "warehouse"),
        unpaid=bool(state.of("payment")),
        on_hold=bool(state.of("hold")),
        late_on=_late_on(state.of("ship_by"), at.today),
        open=OPEN in state.of("open"),
        kept=KEPT in state.of("open"),
        ordered=tuple(_moments(one, at) for one in _sorted(state, "ordered")),
        older_closed=OLDER in state.of("closed") or _looks_back(state),
        tags=_sorted(state, "tag"),
        fields=tuple(
            (column, _sorted(state, column)) for column in ORDER_COLUMNS if state.of(column)
        ),
        sort=order.key,
        descending=order.descending,
    )


def _looks_back(state: FilterState) -> bool:
    """Whoever searches, or asks for what is done, finds it however old it is."""
    searched = any(map(state.of, ("number", "sku", "customer", "ordered", *ORDER_COLUMNS)))
    return bool(state.text) or searched or not _DONE.isdisjoint(state.of("status"))


def customers_query(state: FilterState, order: Sorted, _at: Moment) -> CustomerQuery:
    """Customers of a filter."""
    return CustomerQuery(
        text=state.text,
        waiting=bool(state.of("waiting")),
        open=bool(state.of("open")),
        sort=order.key,
        descending=order.descending,
    )


def back_orders_query(state: FilterState, order: Sorted, at: Moment) -> BackOrderQuery:
    """Orders of a filter that wait."""
    return BackOrderQuery(
        text=state.text,
        numbers=_sorted(state, "number"),
        skus=_sorted(state, "sku"),
        emails=_sorted(state, "email"),
        countries=_sorted(state, "country"),
        channels=_sorted(state, "channel"),
        reasons=_sorted(state, "reason"),
        warehouses=_sorted(state, "warehouse"),
        waits_since=_waits_since(state.of("older"), at.now),
        goods_here=bool(state.of("goods")),
        sort=order.key,
        descending=order.descending,
    )


def is_days(typed: str) -> bool:
    """Whether a text is a number of days that can be looked back."""
    return typed.isascii() and typed.isdigit() and len(typed) < len("10000")


def _soon(today: date) -> tuple[date, date]:
    return today, today + timedelta(days=COMING_DAYS - 1)


def days_of(typed: str) -> tuple[date | None, date | None] | None:
    """The first and the last day of a span such as `2026-11-01..2026-11-30`; a side may be open.

    A single day is its own span; None: that is none.
    """
    first, dots, last = typed.partition("..")
    try:
        days = [date.fromisoformat(one.strip()) if one.strip() else None for one in (first, last)]
    except ValueError:
        return None
    begin, end = (days[0], days[1]) if dots else (days[0], days[0])
    if (begin is None and end is None) or (begin and end and end < begin):
        return None
    return begin, end


def _moments(typed: str, at: Moment) -> tuple[datetime | None, datetime | None]:
    """When a span begins, and when it is over; what is no span is over before it began."""
    days = days_of(typed)
    if days is None:
        return at.now, at.now
    begin, end = days

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time.min, at.zone)

    over = None if end in {None, date.max} else midnight(end + timedelta(days=1))
    return None if begin is None else midnight(begin), over


def _waits_since(older: frozenset[str], now: datetime) -> datetime | None:
    """The moment since which an order waits that is older than the fewest of these days."""
    days = [int(value) for value in older if is_days(value)]
    return now - timedelta(days=min(days)) if days else None


def products_query(state: FilterState, order: Sorted, _at: Moment) -> WantedProductQuery:
    """Products of a filter that somebody waits for."""
    return WantedProductQuery(
        text=state.text,
        skus=_sorted(state, "sku"),
        reasons=_sorted(state, "reason"),
        missing=bool(state.of("missing")),
        sort=order.key,
        descending=order.descending,
    )


def inventory_query(state: FilterState, order: Sorted, at: Moment) -> InventoryQuery:
    """Products of a filter at warehouses."""
    return InventoryQuery(
        text=state.text,
        skus=_sorted(state, "sku"),
        warehouses=_sorted(state, "warehouse"),
        short=bool(state.of("stock")),
        zones=_sorted(state, "zone"),
        bins=_sorted(state, "bin"),
        lots=_sorted(state, "lot"),
        attention=_sorted(state, "attention"),
        soon=at.today + timedelta(days=SOON_DAYS),
        uncounted_since=_waits_since(state.of("uncounted"), at.now),
        sort=order.key,
        descending=order.descending,
    )


def purchase_orders_query(state: FilterState, order: Sorted, at: Moment) -> PurchaseOrderQuery:
    """Purchase orders of a filter."""
    return PurchaseOrderQuery(
        text=state.text,
        statuses=_sorted(state, "status"),
        warehouses=_sorted(state, "warehouse"),
        numbers=_sorted(state, "number"),
        skus=_sorted(state, "sku"),
        suppliers=_sorted(state, "supplier"),
        milestones=_sorted(state, "milestone"),
        overdue_on=at.today if OVERDUE in state.of("needs") else None,
        waited_for=WAITED_FOR in state.of("needs"),
        expected=_soon(at.today) if SOON in state.of("needs") else None,
        sort=order.key,
        descending=order.descending,
    )


def stock_products_query(state: FilterState, order: Sorted, at: Moment) -> StockProductQuery:
    """Products of a filter that are stocked anywhere."""
    return StockProductQuery(
        text=state.text,
        skus=_sorted(state, "sku"),
        attention=_sorted(state, "attention"),
        soon=at.today + timedelta(days=SOON_DAYS),
        sort=order.key,
        descending=order.descending,
    )


def stock_bins_query(state: FilterState, order: Sorted, at: Moment) -> StockBinQuery:
    """Products of a filter in their bins."""
    return StockBinQuery(
        text=state.text,
        skus=_sorted(state, "sku"),
        warehouses=_sorted(state, "warehouse"),
        zones=_sorted(state, "zone"),
        bins=_sorted(state, "bin"),
        lots=_sorted(state, "lot"),
        expires=_sorted(state, "expires"),
        day=at.today,
        soon=at.today + timedelta(days=SOON_DAYS),
        state=_sorted(state, "state"),
        uncounted_since=_waits_since(state.of("uncounted"), at.now),
        sort=order.key,
        descending=order.descending,
    )


def stock_lots_query(state: FilterState, order: Sorted, at: Moment) -> StockBinQuery:
    """Products of a filter that have a lot, each place where they lie."""
    return replace(stock_bins_query(state, order, at), with_lot=True)


def waves_query(state: FilterState, order: Sorted, _at: Moment) -> WaveQuery:
    """Waves of a filter."""
    return WaveQuery(
        text=state.text,
        numbers=_sorted(state, "number"),
        statuses=_sorted(state, "status"),
        warehouses=_sorted(state, "warehouse"),
        sort=order.key,
        descending=order.descending,
    )


def steps_query(state: FilterState, order: Sorted, at: Moment) -> ShipmentQuery:
    """Shipments of a filter that are not shipped."""
    return ShipmentQuery(
        text=state.text,
        steps=tuple(sorted(state.of("step") | state.of("stuck"))),
        lacks_address=bool(state.of("address")),
        warehouses=_sorted(state, "warehouse"),
        channels=_sorted(state, "channel"),
        late_on=_late_on(state.of("ship_by"), at.today),
        sort=order.key,
        descending=order.descending,
    )


def sent_query(state: FilterState, order: Sorted, at: Moment) -> SentQuery:
    """Shipments of a filter that are packed or have left."""
    days = state.of("day")
    return SentQuery(
        text=state.text,
        statuses=_sorted(state, "status"),
        carriers=_sorted(state, "carrier"),
        methods=_sorted(state, "method"),
        warehouses=_sorted(state, "warehouse"),
        open=_sorted(state, "open"),
        shipped_on=at.today if days == {TODAY} else None,
        shipped_since=at.today - timedelta(days=6) if WEEK in days else None,
        sort=order.key,
        descending=order.descending,
    )


def _words(*values: str) -> frozenset[str]:
    return frozenset(values)


def _warehouses(context: Context) -> Collection[str]:
    return filter_values(context).warehouses


def _channels(context: Context) -> Collection[str]:
    return filter_values(context).channels


def _countries(context: Context) -> Collection[str]:
    return filter_values(context).countries


def _tags(context: Context) -> Collection[str]:
    return filter_values(context).tags


def _carriers(context: Context) -> Collection[str]:
    return sent_values(context).carriers


def _methods(context: Context) -> Collection[str]:
    return sent_values(context).methods


_REASONS = frozenset(one.value for one in Reason)
_DUE = _words(LATE, TODAY)
_ATTENTION = frozenset(one.value for one in Attention)
EXPIRES = ("expired", "soon", "dated")
PLACE_STATES = ("kept_back", "floor", "bench", "no_pick")
_PLACE_FILTERS: Mapping[str, Values] = {
    "warehouse": _warehouses,
    "expires": frozenset(EXPIRES),
    "state": frozenset(PLACE_STATES),
    **dict.fromkeys(("uncounted", "sku", "zone", "bin", "lot")),
}
_STEP = frozenset(one.value for one in WorkStep)


def _own(places: Sequence[str]) -> dict[str, Callable[[Any], Value]]:
    """The columns of fields of the shop's own; one that no field has holds nothing."""

    def cell(place: str, row: Any) -> Value:
        value = row.custom.get(place)
        return None if value is None else value.value

    return {place: partial(cell, place) for place in places}


LISTS: Mapping[ViewTab, ListTab] = {
    ViewTab.ORDERS: ListTab(
        {**ORDERS_COLUMNS, **_own(ORDER_COLUMNS)},
        Sorted("date", descending=True),
        orders_query,
        lists.order_list,
        {
            "status": frozenset(one.value for one in OrderStatus),
            "problem": frozenset(one.value for one in Problem),
            "channel": _channels,
            "country": _countries,
            "tag": _tags,
            "warehouse": _warehouses,
            "payment": _words("awaiting"),
            "verify": _words(Problem.TO_BE_VERIFIED.value),
            "hold": _words("held"),
            "ship_by": _DUE,
            "open": _words(OPEN, KEPT),
            "closed": _words(OLDER),
            **dict.fromkeys(("ordered", "sku", "number", "customer", *ORDER_COLUMNS)),
        },
        _words("priority", "ship_method", *ORDER_COLUMNS),
    ),
    ViewTab.CUSTOMERS: ListTab(
        CUSTOMERS_COLUMNS,
        Sorted("last", descending=True),
        customers_query,
        customer_list,
        {"waiting": _words("waiting"), "open": _words("open")},
    ),
    ViewTab.BACK_ORDERS: ListTab(
        BACK_ORDERS_COLUMNS,
        Sorted("queue"),
        back_orders_query,
        lists.back_order_list,
        {
            "reason": _REASONS,
            "country": _countries,
            "channel": _channels,
            "warehouse": _warehouses,
            "older": None,
            "goods": _words(HERE),
            **dict.fromkeys(("sku", "email", "number")),
        },
        _words("channel"),
    ),
    ViewTab.BACK_ORDER_PRODUCTS: ListTab(
        PRODUCTS_COLUMNS,
        Sorted("missing", descending=True),
        products_query,
        lists.wanted_product_list,
        {"reason": _REASONS, "missing": _words("missing"), "sku": None},
    ),
    ViewTab.INVENTORY: ListTab(
        {**INVENTORY_COLUMNS, **_own(PRODUCT_COLUMNS)},
        Sorted("sku"),
        inventory_query,
        ValuedInventory,
        {
            "warehouse": _warehouses,
            "stock": _words("short"),
            "attention": _ATTENTION,
            **dict.fromkeys(("uncounted", "sku", "zone", "bin", "lot")),
        },
        frozenset({*PRODUCT_COLUMNS, "minimum", "reorder_point", VALUE}),
    ),
    ViewTab.STOCK_PRODUCTS: ListTab(
        STOCK_PRODUCTS_COLUMNS,
        Sorted("sku"),
        stock_products_query,
        lists.stock_product_list,
        {"attention": _ATTENTION, "sku": None},
    ),
    ViewTab.STOCK_BINS: ListTab(
        STOCK_BINS_COLUMNS,
        Sorted("bin"),
        stock_bins_query,
        lists.stock_bin_list,
        _PLACE_FILTERS,
    ),
    ViewTab.STOCK_LOTS: ListTab(
        STOCK_LOTS_COLUMNS,
        Sorted("expires"),
        stock_lots_query,
        lists.stock_bin_list,
        _PLACE_FILTERS,
    ),
    ViewTab.PURCHASE_ORDERS: ListTab(
        PURCHASE_ORDERS_COLUMNS,
        Sorted("created", descending=True),
        purchase_orders_query,
        lists.purchase_order_list,
        {
            "status": frozenset(one.value for one in PurchaseOrderStatus),
            "warehouse": _warehouses,
            "supplier": None,
            "milestone": frozenset(one.value for one in Milestone),
            "needs": _words(OVERDUE, WAITED_FOR, SOON),
            **dict.fromkeys(("sku", "number")),
        },
        frozenset({"milestone_on", "currency", "terms", "note"}),
    ),
    ViewTab.WAVES: ListTab(
        WAVES_COLUMNS,
        Sorted("number", descending=True),
        waves_query,
        wave_list,
        {"status": _words(*WAVE_STATES), "warehouse": _warehouses, "number": None},
    ),
    ViewTab.PICK_STEPS: ListTab(
        STEPS_COLUMNS,
        Sorted("queue"),
        steps_query,
        shipment_list,
        {
            "step": _STEP,
            "stuck": _STEP,
            "address": _words("incomplete"),
            "ship_by": _DUE,
            "warehouse": _warehouses,
            "channel": _channels,
        },
        _words("method"),
    ),
    ViewTab.SHIPMENTS: ListTab(
        SENT_COLUMNS,
        Sorted("newest", descending=True),
        sent_query,
        sent_list,
        {
            "status": _words(ShipmentStatus.PACKED.value, ShipmentStatus.SHIPPED.value),
            "open": _words(*OPEN_OF_SENT),
            "day": _words(TODAY, WEEK),
            "carrier": _carriers,
            "method": _methods,
            "warehouse": _warehouses,
        },
        _words("warehouse"),
    ),
}
"""Every list, by the name that it has in the window."""
