"""Each command on chosen back orders, as the one dialog asks for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QLocale

from packbench.engine.bulk import Chosen, How, Results
from packbench.engine.command.context import Context
from packbench.services.back_orders import changes as back_order_changes
from packbench.services.back_orders import marks as back_order_marks
from packbench.services.back_orders import promise_moves
from packbench.services.office.lists import ChosenOrders, Places
from packbench.services.orders import many as many_orders
from packbench.services.orders import partial_shipment
from packbench.services.orders.looking import LineView
from packbench.ui.parts.bulk.spec import Bulk, Field, FieldKind, Values, Words
from packbench.ui.parts.widgets.filter_groups import Choice
from packbench.words.language import tr, tr_count

Exactly = Callable[[Values], str]

_ALL = ""
_SKUS_OFFERED = 200
_MOST_PRIORITY = 1_000


@dataclass(frozen=True, slots=True)
class Shows:
    """Shows records by their numbers."""

    orders: Callable[[frozenset[str]], None]
    purchase_orders: Callable[[frozenset[str]], None]


@dataclass(frozen=True, slots=True)
class Target:
    """What a command works on, and what its dialog offers.

    Attributes:
        chosen: the orders.
        places: warehouses and suppliers.
        lines: of the order, where only one is chosen.
        priorities: of the orders, of the first when very many are chosen.
        sku: the only one that the list is filtered by; empty when there is none.
        shows: what is shown afterwards.
    """

    context: Context
    chosen: ChosenOrders
    places: Places
    lines: Sequence[LineView]
    priorities: frozenset[int]
    sku: str
    shows: Shows


def update_sku(target: Target) -> Bulk:
    """Another product for what waits."""

    def do(values: Values, how: How) -> Results:
        old = str(values["old"]) or None
        numbers = target.chosen.numbers
        return back_order_changes.substitute(
            target.context, str(values["new"]), numbers, old_sku=old, how=how
        )

    skus = target.chosen.skus
    old = _sku_field("old", tr("&Instead of"), target, tr("the one SKU that waits"))
    new = Field(
        "new",
        tr("&New SKU"),
        hint=tr("type or scan it"),
        needed=tr("Type or scan the new SKU."),
        scanned=True,
    )
    words = Words(
        tr("Update SKU"),
        tr("What waits gets another product and is tried at once; the old SKU stays on record."),
        button=lambda count: tr_count("Update {count} order", "Update {count} orders", count),
        doing=tr("Updating SKUs"),
        done=lambda count: tr_count(
            "{count} back order updated", "{count} back orders updated", count
        ),
        tries=True,
    )
    return _bulk(
        target,
        words,
        (new, old) if len(skus) > 1 else (new,),
        _with_only_sku(do, target),
    )


def back_to_ship(target: Target) -> Bulk:
    """What waits is tried again, marked lines too."""
    words = Words(
        tr("Back to ship"),
        tr("What waits is tried again in the order of the queue, also what was marked by hand."),
        button=lambda count: tr_count("Try {count} order", "Try {count} orders", count),
        doing=tr("Sending back to ship"),
        done=lambda count: tr_count("{count} back order tried", "{count} back orders tried", count),
        tries=True,
    )
    return _bulk(
        target,
        words,
        (),
        lambda _, how: back_order_changes.release(
            target.context, orders=target.chosen.numbers, how=how
        ),
    )


def mark_as_back_order(target: Target) -> Bulk:
    """Promised units wait for an operator."""
    lines = [(line, line.allocated) for line in target.lines if line.allocated]
    words = Words(
        tr("Mark as back order"),
        tr("Promised units are given back and wait until somebody sends them back to ship."),
        button=lambda count: tr_count("Mark {count} order", "Mark {count} orders", count),
        doing=tr("Marking as back order"),
        done=lambda count: tr_count(
            "{count} order marked as back order", "{count} orders marked as back orders", count
        ),
    )
    return _bulk(
        target,
        words,
        _line_fields(lines, tr("all that is promised")),
        lambda values, how: back_order_marks.mark(target.context, _rows(target, values), how=how),
        _words_for_units(_mark_words, lines) if lines else None,
    )


def _mark_words(units: int) -> str:
    return tr_count("Mark {count} unit of 1 order", "Mark {count} units of 1 order", units)


def reroute(target: Target) -> Bulk:
    """All of an order from one warehouse."""
    codes = target.places.physical
    field = Field("warehouse", tr("&Warehouse"), FieldKind.CHOICE, choices=_plain(codes))
    words = Words(
        tr("Reroute"),
        tr("The whole order is sent from this warehouse alone; what it hasn't got waits."),
        button=lambda count: tr_count("Reroute {count} order", "Reroute {count} orders", count),
        doing=tr("Rerouting"),
        done=lambda count: tr_count("{count} order rerouted", "{count} orders rerouted", count),
    )
    return _bulk(
        target,
        words,
        (field,),
        lambda values, how: many_orders.reroute_many(
            target.context, target.chosen.numbers, str(values["warehouse"]), how=how
        ),
    )


def set_priority(target: Target) -> Bulk:
    """Another place in the queue; higher up than now unless another number is typed."""
    least, highest = min(target.priorities), max(target.priorities)
    number = QLocale().toString
    now = number(highest)
    if least != highest:
        now = tr("{least} to {highest}").format(least=number(least), highest=now)
    field = Field(
        "priority",
        tr("&Priority"),
        FieldKind.NUMBER,
        value=min(highest + 1, _MOST_PRIORITY),
        least=-_MOST_PRIORITY,
        most=_MOST_PRIORITY,
    )
    words = Words(
        tr("Set priority"),
        tr(
            "Higher is served earlier; now it is {now}. Stock that was promised stays promised."
        ).format(now=now),
        button=lambda count: tr_count("Set for {count} order", "Set for {count} orders", count),
        doing=tr("Setting the priority"),
        done=lambda count: tr_count(
            "{count} order moved in the queue", "{count} orders moved in the queue", count
        ),
    )
    return _bulk(
        target,
        words,
        (field,),
        lambda values, how: many_orders.prioritize(
            target.context, target.chosen.numbers, int(values["priority"]), how=how
        ),
    )


def cancel_quantity(target: Target) -> Bulk:
    """What waits is not sent any more."""
    lines = [(line, line.waiting + line.unavailable) for line in target.lines]
    waiting = [(line, units) for line, units in lines if units]
    one = len(target.chosen.numbers) == 1
    everything = tr("all that waits")
    skus = target.chosen.skus
    by_sku = (_sku_field("sku", tr("&SKU"), target, everything),) if len(skus) > 1 else ()

    def do(values: Values, how: How) -> Results:
        sku = str(values.get("sku", "")) or None
        rows = _rows(target, values)
        return back_order_marks.cancel_waiting(target.context, rows, sku=sku, how=how)

    words = Words(
        tr("Cancel quantity"),
        tr("What waits is cancelled and not sent any more; what is promised goes on."),
        button=lambda count: tr_count(
            "Cancel what waits of {count} order", "Cancel what waits of {count} orders", count
        ),
        doing=tr("Cancelling what waits"),
        done=lambda count: tr_count(
            "What waits of {count} order is cancelled",
            "What waits of {count} orders is cancelled",
            count,
        ),
    )
    return _bulk(
        target,
        words,
        _line_fields(waiting, everything) if one else by_sku,
        do,
        _words_for_units(_cancel_words, waiting) if waiting else None,
    )


def _cancel_words(units: int) -> str:
    return tr_count("Cancel {count} unit of 1 order", "Cancel {count} units of 1 order", units)


def allow_back_order(target: Target) -> Bulk:
    """Units that may not wait may."""
    words = Words(
        tr("Allow back order"),
        tr("Units that may not be back-ordered go into the waiting room and are tried at once."),
        button=lambda count: tr_count("Allow for {count} order", "Allow for {count} orders", count),
        doing=tr("Allowing back orders"),
        done=lambda count: tr_count("{count} order may wait", "{count} orders may wait", count),
    )
    return _bulk(
        target,
        words,
        (),
        lambda _, how: back_order_changes.allow_back_order(
            target.context, target.chosen.numbers, how=how
        ),
    )


def move_promises(target: Target) -> Bulk:
    """From a pool of promises to a warehouse that ships."""
    fields = (
        Field(
            "source",
            tr("&From"),
            FieldKind.CHOICE,
            choices=_plain(target.places.virtual),
            needed=tr("There is no virtual warehouse to move promises from."),
        ),
        Field("target", tr("&To"), FieldKind.CHOICE, choices=_plain(target.places.physical)),
        _sku_field("sku", tr("&SKU"), target, tr("every SKU")),
    )

    def do(values: Values, how: How) -> Results:
        return promise_moves.move_promises(
            target.context,
            source=str(values["source"]),
            target=str(values["target"]),
            sku=str(values["sku"]) or None,
            orders=target.chosen.numbers,
            how=how,
        )

    words = Words(
        tr("Move promises"),
        tr("Promises of a virtual warehouse become stock of one that ships, in queue order."),
        button=lambda count: tr_count("Move for {count} order", "Move for {count} orders", count),
        doing=tr("Moving promises"),
        done=lambda count: tr_count(
            "Promises of {count} order moved", "Promises of {count} orders moved", count
        ),
    )
    return _bulk(
        target,
        words,
        fields,
        do,
    )


def hold(target: Target) -> Bulk:
    """Nothing is sent until somebody resumes."""
    fields = (
        Field("reason", tr("&Why"), needed=tr("Say why, so that others know.")),
        Field(
            "release",
            tr("Stock"),
            FieldKind.CHECK,
            value=False,
            hint=tr("Give the &stock to others meanwhile"),
        ),
    )
    words = Words(
        tr("Hold"),
        tr("Held orders are not sent and get no stock until they are resumed."),
        button=lambda count: tr_count("Hold {count} order", "Hold {count} orders", count),
        doing=tr("Holding orders"),
        done=lambda count: tr_count("{count} order held", "{count} orders held", count),
    )
    return _bulk(
        target,
        words,
        fields,
        lambda values, how: many_orders.hold_many(
            target.context,
            target.chosen.numbers,
            reason=str(values["reason"]),
            release_stock=bool(values["release"]),
            how=how,
        ),
    )


def resume(target: Target) -> Bulk:
    """Held orders go on."""
    words = Words(
        tr("Resume"),
        tr("Held orders take their place in the queue again and are tried at once."),
        button=lambda count: tr_count("Resume {count} order", "Resume {count} orders", count),
        doing=tr("Resuming orders"),
        done=lambda count: tr_count("{count} order resumed", "{count} orders resumed", count),
    )
    return _bulk(
        target,
        words,
        (),
        lambda _, how: many_orders.resume_many(target.context, target.chosen.numbers, how=how),
    )


def ship_what_is_here(target: Target) -> Bulk:
    """Orders may be sent in parts."""
    words = Words(
        tr("Ship what is here"),
        tr("What is there is sent now; the rest follows in a shipment of its own when it comes."),
        button=lambda count: tr_count(
            "Ship {count} order in parts", "Ship {count} orders in parts", count
        ),
        doing=tr("Allowing parts"),
        done=lambda count: tr_count(
            "{count} order ships in parts", "{count} orders ship in parts", count
        ),
    )
    return _bulk(target, words, (), partial(_set_partial, target, allowed=True))


def wait_for_all(target: Target) -> Bulk:
    """Orders are sent whole or not at all."""
    words = Words(
        tr("Wait for all"),
        tr("Nothing is sent until everything is there; what is promised is given back."),
        button=lambda count: tr_count("Let {count} order wait", "Let {count} orders wait", count),
        doing=tr("Waiting for all"),
        done=lambda count: tr_count(
            "{count} order waits for all", "{count} orders wait for all", count
        ),
    )
    return _bulk(target, words, (), partial(_set_partial, target, allowed=False))


def _set_partial(target: Target, _: Values, how: How, *, allowed: bool) -> Results:
    numbers = target.chosen.numbers
    return partial_shipment.set_ship_partial(target.context, numbers, partial=allowed, how=how)


def _bulk(
    target: Target,
    words: Words,
    fields: tuple[Field, ...],
    do: Callable[[Values, How], Results],
    exactly: Exactly | None = None,
) -> Bulk:
    count = len(target.chosen.numbers)
    return Bulk(words, fields, do, count, tr("Order"), target.shows.orders, exactly)


def _with_only_sku(
    do: Callable[[Values, How], Results], target: Target
) -> Callable[[Values, How], Results]:
    """Where only one SKU waits, nobody is asked which."""
    if len(target.chosen.skus) > 1:
        return do
    return lambda values, how: do({**values, "old": _ALL}, how)


def _sku_field(key: str, label: str, target: Target, everything: str) -> Field:
    number = QLocale().toString
    offered = tuple(
        Choice(
            one.sku,
            tr_count("{sku}  ({units} waits)", "{sku}  ({units} wait)", one.units).format(
                sku=one.sku, units=number(one.units)
            ),
        )
        for one in target.chosen.skus[:_SKUS_OFFERED]
    )
    choices = (Choice(_ALL, everything), *offered)
    known = {one.sku.casefold(): one.sku for one in target.chosen.skus}
    value = known.get(target.sku.casefold(), _ALL)
    return Field(key, label, FieldKind.CHOICE, value=value, choices=choices)


def _line_fields(lines: Sequence[tuple[LineView, int]], everything: str) -> tuple[Field, ...]:
    """Which line of the one order, and how much of it; the only line is chosen at once."""
    if not lines:
        return ()
    number = QLocale().toString
    offered = [
        Choice(
            str(one.line),
            tr_count(
                "line {line}: {sku}, {units} unit", "line {line}: {sku}, {units} units", units
            ).format(line=one.line, sku=one.sku, units=number(units)),
        )
        for one, units in lines
    ]
    choices = (Choice(_ALL, everything), *offered)
    value = offered[0].value if len(offered) == 1 else _ALL
    hint, most = tr("all of the line"), max(units for _, units in lines)
    return (
        Field("line", tr("&Line"), FieldKind.CHOICE, value=value, choices=choices),
        Field("quantity", tr("&Quantity"), FieldKind.NUMBER, hint=hint, most=most, follows="line"),
    )


def _units(lines: Sequence[tuple[LineView, int]], values: Values) -> int:
    """How many units of the one order the fields stand for."""
    line = str(values.get("line", _ALL))
    if line and values.get("quantity"):
        return int(values["quantity"])
    return sum(units for one, units in lines if line in {_ALL, str(one.line)})


def _words_for_units(text: Callable[[int], str], lines: Sequence[tuple[LineView, int]]) -> Exactly:
    """The button's words for one order whose lines are known."""

    def exactly(values: Values) -> str:
        units = _units(lines, values)
        return text(units).format(count=QLocale().toString(units))

    return exactly


def _rows(target: Target, values: Values) -> list[Chosen]:
    line = str(values.get("line", _ALL))
    if not line:
        return [Chosen(number) for number in target.chosen.numbers]
    quantity = int(values.get("quantity", 0)) or None
    return [Chosen(target.chosen.numbers[0], int(line), quantity)]


def _plain(codes: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, code) for code in codes)
