"""The commands on orders and back orders, each declared once."""

from collections.abc import Sequence

from packbench.domain.orders import OrderStatus
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import Chosen, How, Results
from packbench.engine.command.context import Context
from packbench.engine.undo.copies import UNDO_COPIES
from packbench.engine.undo.taking_back import UNDO_ORDERS
from packbench.services.back_orders import changes as back_orders
from packbench.services.back_orders import promise_moves
from packbench.services.back_orders.changes import UNDO_SUBSTITUTION
from packbench.services.back_orders.marks import mark as mark_waiting
from packbench.services.commands.declaration import Asked, Asks, Declaration, Values
from packbench.services.orders import (
    cancelling,
    changes,
    cloning,
    excluding,
    merging,
    partial_shipment,
    paying,
    reallocating,
    remarks,
    rerouting,
    shipping_choice,
    splitting,
    verifying,
)
from packbench.services.orders.channel_choice import assign_channel
from packbench.services.orders.own_values import UNDO_OWN_VALUES, set_own_value
from packbench.services.orders.warehouse_limit import set_max_warehouses
from packbench.services.purchasing import buying, drop_ship

_CLOSED = frozenset({OrderStatus.SHIPPED, OrderStatus.CANCELLED})
_OPEN = frozenset(OrderStatus) - _CLOSED
_GOING = _OPEN - {OrderStatus.ON_HOLD}


def _rows(orders: Sequence[str], values: Values) -> list[Chosen]:
    """The orders; of a single one perhaps a line, or a quantity of it."""
    line = values.number("line")
    if line is None:
        return [Chosen(number) for number in orders]
    return [Chosen(orders[0], line, values.number("quantity"))]


def _substitute(context: Context, orders: Sequence[str], values: Values, how: How) -> Results:
    new, old = values.needed("new"), values.text("old")
    return back_orders.substitute(context, new, orders, old_sku=old, how=how)


SUBSTITUTE = Declaration(
    "backorders.substitute",
    "replace",
    "Ctrl+U",
    _substitute,
    UNDO_SUBSTITUTION,
    fields=(Asked("new", Asks.NEW_SKU), Asked("old", Asks.WAITING_SKU)),
    states=_OPEN,
    tries=True,
)

RELEASE = Declaration(
    "backorders.release",
    "boxes",
    "Ctrl+B",
    lambda context, orders, _, how: back_orders.release(context, orders=orders, how=how),
    UNDO_ORDERS,
    states=_GOING,
    only_waiting=True,
    tries=True,
)

REROUTE = Declaration(
    "orders.reroute",
    "split",
    "Ctrl+R",
    lambda context, orders, values, how: rerouting.reroute(
        context, orders, values.needed("warehouse"), how=how
    ),
    UNDO_ORDERS,
    fields=(Asked("warehouse", Asks.WAREHOUSE),),
    states=_OPEN,
)

PRIORITY = Declaration(
    "orders.priority",
    "arrow-up",
    "Ctrl+Shift+R",
    lambda context, orders, values, how: changes.set_priority(
        context, orders, values.number("priority") or 0, how=how
    ),
    UNDO_ORDERS,
    fields=(Asked("priority", Asks.PRIORITY),),
    states=_OPEN,
)

CANCEL_WAITING = Declaration(
    "backorders.cancel",
    "ban",
    "Ctrl+D",
    lambda context, orders, values, how: cancelling.cancel_waiting(
        context, _rows(orders, values), sku=values.text("sku"), how=how
    ),
    UNDO_ORDERS,
    fields=(
        Asked("line", Asks.WAITING_LINE, "waiting_line"),
        Asked("quantity", Asks.QUANTITY),
        Asked("sku", Asks.SKU_OF_SEVERAL, "waiting_sku"),
    ),
    states=_OPEN,
)


def _purchase(context: Context, orders: Sequence[str], values: Values, how: How) -> Results:
    supplier = values.text("supplier")
    return buying.as_results(buying.purchase_shortages(context, supplier, orders=orders, how=how))


PURCHASE = Declaration(
    "backorders.purchase",
    "truck",
    "Ctrl+Shift+O",
    _purchase,
    buying.UNDO_PURCHASE,
    fields=(Asked("supplier", Asks.SUPPLIER),),
    states=_OPEN,
    only_waiting=True,
)


def _drop_ship(context: Context, orders: Sequence[str], values: Values, how: How) -> Results:
    rows = _rows(orders, values)
    return drop_ship.drop_ship(context, rows, supplier=values.text("supplier"), how=how)


DROP_SHIP = Declaration(
    "backorders.drop_ship",
    "send",
    "",
    _drop_ship,
    drop_ship.UNDO_DROP_SHIP,
    fields=(
        Asked("line", Asks.WAITING_LINE, "waiting_line"),
        Asked("quantity", Asks.QUANTITY),
        Asked("supplier", Asks.SUPPLIER),
    ),
    states=_GOING,
    only_waiting=True,
)

HOLD = Declaration(
    "orders.hold",
    "circle-pause",
    "Ctrl+H",
    lambda context, orders, values, how: changes.hold(
        context,
        orders,
        reason=values.needed("reason"),
        release_stock=values.is_on("release"),
        how=how,
    ),
    UNDO_ORDERS,
    fields=(Asked("reason", Asks.TEXT), Asked("release", Asks.CHECK)),
    states=_GOING,
)

RESUME = Declaration(
    "orders.resume",
    "play",
    "Ctrl+Shift+H",
    lambda context, orders, _, how: changes.resume(context, orders, how=how),
    UNDO_ORDERS,
    states=frozenset({OrderStatus.ON_HOLD}),
)

VERIFY = Declaration(
    "orders.verify",
    "clipboard-check",
    "Ctrl+Shift+V",
    lambda context, orders, _, how: verifying.verify(context, orders, how=how),
    UNDO_ORDERS,
    states=_OPEN,
)

UNVERIFY = Declaration(
    "orders.unverify",
    "refresh-cw",
    "",
    lambda context, orders, _, how: verifying.unverify(context, orders, how=how),
    UNDO_ORDERS,
    states=_OPEN,
)

SHIPPING = Declaration(
    "orders.shipping",
    "truck",
    "Ctrl+Y",
    lambda context, orders, values, how: shipping_choice.choose_method(
        context, orders, values.needed("method"), how=how
    ),
    UNDO_ORDERS,
    fields=(Asked("method", Asks.METHOD),),
    states=_OPEN,
)

MARK = Declaration(
    "backorders.mark",
    "hourglass",
    "Ctrl+Shift+B",
    lambda context, orders, values, how: mark_waiting(context, _rows(orders, values), how=how),
    UNDO_ORDERS,
    fields=(
        Asked("line", Asks.PROMISED_LINE, "promised_line"),
        Asked("quantity", Asks.QUANTITY),
    ),
    states=_OPEN,
)

ALLOW = Declaration(
    "backorders.allow",
    "circle-check",
    "Ctrl+Shift+L",
    lambda context, orders, _, how: back_orders.allow_back_order(context, orders, how=how),
    UNDO_ORDERS,
    states=_OPEN,
)


def _move_promises(context: Context, orders: Sequence[str], values: Values, how: How) -> Results:
    return promise_moves.move_promises(
        context,
        source=values.needed("source"),
        target=values.needed("target"),
        sku=values.text("sku"),
        orders=orders,
        how=how,
    )


MOVE_PROMISES = Declaration(
    "backorders.move_promises",
    "warehouse",
    "Ctrl+Shift+M",
    _move_promises,
    UNDO_ORDERS,
    fields=(
        Asked("source", Asks.POOL),
        Asked("target", Asks.WAREHOUSE),
        Asked("sku", Asks.ANY_SKU),
    ),
    states=_OPEN,
)

SHIP_PARTS = Declaration(
    "orders.ship_parts",
    "package-open",
    "Ctrl+Shift+S",
    lambda context, orders, _, how: partial_shipment.set_ship_partial(
        context, orders, partial=True, how=how
    ),
    UNDO_ORDERS,
    states=_GOING,
    stored_as="orders.ship_partial",
)

SHIP_WHOLE = Declaration(
    "orders.ship_whole",
    "hourglass",
    "Ctrl+Shift+W",
    lambda context, orders, _, how: partial_shipment.set_ship_partial(
        context, orders, partial=False, how=how
    ),
    UNDO_ORDERS,
    states=_GOING,
    stored_as="orders.ship_partial",
)

CANCEL = Declaration(
    "orders.cancel",
    "circle-x",
    "Ctrl+Shift+X",
    lambda context, orders, values, how: cancelling.cancel(context, _rows(orders, values), how=how),
    UNDO_ORDERS,
    fields=(Asked("line", Asks.OPEN_LINE, "open_line"), Asked("quantity", Asks.QUANTITY)),
    states=_OPEN,
)

RESTORE = Declaration(
    "orders.restore",
    "undo-2",
    "Ctrl+Shift+Z",
    lambda context, orders, _, how: changes.restore(context, orders, how=how),
    UNDO_ORDERS,
)

PAY = Declaration(
    "orders.pay",
    "check",
    "Ctrl+Shift+Y",
    lambda context, orders, _, how: paying.pay(context, orders, how=how),
    UNDO_ORDERS,
)

DEALLOCATE = Declaration(
    "orders.deallocate",
    "archive",
    "Ctrl+Shift+G",
    lambda context, orders, _, how: changes.deallocate(context, orders, how=how),
    UNDO_ORDERS,
    states=_OPEN,
)

SHIP_BY = Declaration(
    "orders.ship_by",
    "calendar-days",
    "",
    lambda context, orders, values, how: changes.set_ship_by(
        context, orders, None if values.is_on("no_day") else values.day("day"), how=how
    ),
    UNDO_ORDERS,
    fields=(Asked("day", Asks.DAY), Asked("no_day", Asks.CHECK)),
    states=_OPEN,
)

CHANNEL = Declaration(
    "orders.channel",
    "send",
    "",
    lambda context, orders, values, how: assign_channel(
        context, orders, values.needed("channel"), how=how
    ),
    UNDO_ORDERS,
    fields=(Asked("channel", Asks.CHANNEL),),
    states=_OPEN,
)

TAG = Declaration(
    "orders.tag",
    "tag",
    "Ctrl+Shift+U",
    lambda context, orders, values, how: remarks.tag(
        context, orders, add=values.parts("add"), remove=values.parts("remove"), how=how
    ),
    UNDO_ORDERS,
    fields=(Asked("add", Asks.TAGS), Asked("remove", Asks.CARRIED_TAG)),
)

NOTE = Declaration(
    "orders.note",
    "pencil",
    "",
    lambda context, orders, values, how: remarks.add_note(
        context, orders, values.needed("note"), how=how
    ),
    UNDO_ORDERS,
    fields=(Asked("note", Asks.TEXT),),
)


FIELD = Declaration(
    "orders.field",
    "pencil",
    "",
    lambda context, orders, values, how: set_own_value(
        context, orders, values.needed("own_field"), values.needed("own_value"), how=how
    ),
    UNDO_OWN_VALUES,
    fields=(Asked("own_field", Asks.OWN_FIELD), Asked("own_value", Asks.OWN_VALUE)),
)


def _split(context: Context, orders: Sequence[str], values: Values, how: How) -> Results:
    """Of several orders what is not here; of one that, or units of its lines."""
    if len(orders) > 1 or values.is_on("available"):
        return splitting.split_available(context, orders, how=how)
    return splitting.split(
        context, splitting.chosen_parts(orders[0], values.units_by_line()), how=how
    )


SPLIT = Declaration(
    "orders.split",
    "split",
    "Alt+X",
    _split,
    UNDO_COPIES,
    fields=(Asked("available", Asks.OF_ONE), Asked("units", Asks.LINE_UNITS)),
    states=_OPEN,
)


def _merge(context: Context, orders: Sequence[str], values: Values, how: How) -> Results:
    into = values.text("into")
    others = [number for number in orders if number != into]
    return merging.merge(context, others, into=into, how=how)


MERGE = Declaration(
    "orders.merge",
    "merge",
    "Ctrl+7",
    _merge,
    UNDO_COPIES,
    fields=(Asked("into", Asks.CHOSEN_ORDER),),
    states=_GOING,
)

CLONE = Declaration(
    "orders.clone",
    "copy",
    "",
    lambda context, orders, _, how: cloning.clone(context, orders, how=how),
    UNDO_COPIES,
)

REALLOCATE = Declaration(
    "orders.reallocate",
    "replace",
    "Ctrl+8",
    lambda context, orders, _, how: reallocating.reallocate_orders(context, orders, how=how),
    UNDO_ORDERS,
    states=_GOING,
)

REPLAN = Declaration(
    "orders.replan",
    "package",
    "",
    lambda context, orders, _, how: rerouting.replan_orders(context, orders, how=how),
    UNDO_ORDERS,
    states=frozenset({OrderStatus.READY}),
)


def _max_warehouses(context: Context, orders: Sequence[str], values: Values, how: How) -> Results:
    text = values.text("limit")
    if text is not None and not text.isdecimal():
        raise Refusal(Code.INVALID, field="warehouse limit", value=text)
    return set_max_warehouses(context, orders, int(text) if text else None, how=how)


MAX_WAREHOUSES = Declaration(
    "orders.max_warehouses",
    "warehouse",
    "",
    _max_warehouses,
    UNDO_ORDERS,
    fields=(Asked("limit", Asks.LIMIT),),
    states=_GOING,
)

EXCLUDE = Declaration(
    "orders.exclude",
    "warehouse",
    "",
    lambda context, orders, values, how: excluding.exclude(
        context, orders, values.needed("warehouse"), how=how
    ),
    excluding.UNDO_EXCLUSION,
    fields=(Asked("warehouse", Asks.WAREHOUSE, "kept_warehouse"),),
    states=_OPEN,
)

INCLUDE = Declaration(
    "orders.include",
    "warehouse",
    "",
    lambda context, orders, values, how: excluding.include(
        context, orders, values.needed("warehouse"), how=how
    ),
    excluding.UNDO_INCLUSION,
    fields=(Asked("warehouse", Asks.WAREHOUSE, "kept_warehouse"),),
    states=_OPEN,
)

ORDER_COMMANDS = (
    *(SUBSTITUTE, RELEASE, REROUTE, PRIORITY, CANCEL_WAITING, PURCHASE),
    *(DROP_SHIP, HOLD, RESUME, VERIFY),
    *(UNVERIFY, SHIPPING, MARK, ALLOW, MOVE_PROMISES, SHIP_PARTS, SHIP_WHOLE, CANCEL, RESTORE),
    *(PAY, DEALLOCATE, SHIP_BY, CHANNEL, TAG, NOTE, FIELD, SPLIT, MERGE, CLONE, REALLOCATE, REPLAN),
    *(MAX_WAREHOUSES, EXCLUDE, INCLUDE),
)
"""In the order of the menus."""
