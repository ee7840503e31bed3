"""The dialog of a declared command: its words, and fields that offer what the orders leave open."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale

from packbench.domain.custom_fields import CustomField, FieldOf
from packbench.engine.bulk import How, Results
from packbench.engine.command.context import Context
from packbench.services.commands.declaration import LINE, Asked, Asks, Declaration
from packbench.services.commands.declaration import Values as FilledIn
from packbench.services.custom_fields import fields_in_use
from packbench.services.office.lists import ChosenOrders, Places, chosen_orders, order_list, places
from packbench.services.orders.looking import LineView, get_order
from packbench.ui import company_clock
from packbench.ui.parts.bulk.spec import Bulk, DialogField, FieldKind, Values, Words
from packbench.ui.parts.widgets.filter_groups import Choice
from packbench.words.commands import OF_SEVERAL, PRIORITY_NOW
from packbench.words.counted import Counted
from packbench.words.language import tr, tr_count

_ALL = ""
_SKUS_OFFERED = 200
_ORDERS_OFFERED = 50
_MOST_PRIORITY = 1_000
_ORDERS_READ = 200  # for their priorities

Lines = Sequence[tuple[LineView, int]]
"""Lines of the one chosen order, with the units that the command can be about."""


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
        fields: those of orders that the shop defined.
        sku: the only one that the list is filtered by; empty when there is none.
        shows: what is shown afterwards.
    """

    context: Context
    chosen: ChosenOrders
    places: Places
    lines: Sequence[LineView]
    priorities: frozenset[int]
    fields: Sequence[CustomField]
    sku: str
    shows: Shows


def read_target(context: Context, ids: "array[int]", sku: str, shows: Shows) -> Target:
    """What a command on these orders works on; of a single one its lines too."""
    chosen = chosen_orders(context, ids)
    one = len(chosen.numbers) == 1
    lines = get_order(context, chosen.numbers[0]).lines if one else []
    priorities = frozenset(row.priority for row in order_list(context).rows(ids[:_ORDERS_READ]))
    own = fields_in_use(context, FieldOf.ORDER)
    return Target(context, chosen, places(context), lines, priorities, own, sku, shows)


def bulk_of(declared: Declaration, target: Target) -> Bulk:
    """The command on these orders, as the one dialog asks for it."""
    lines = _lines(declared, target)
    offered = [one for asked in declared.fields for one in _offered(asked, target, lines)]
    numbers, units = target.chosen.numbers, declared.words.units
    buys = any(asked.asks is Asks.SUPPLIER for asked in declared.fields)

    def do(values: Values, how: How) -> Results:
        return declared.run(target.context, numbers, FilledIn(values), how)

    return Bulk(
        words_of(declared, _priority_now(declared, target) or _of_several(declared, target)),
        tuple(offered),
        do,
        len(numbers),
        tr("Order or SKU") if buys else tr("Order"),
        target.shows.purchase_orders if buys else target.shows.orders,
        _words_for_units(units, lines) if units is not None and lines else None,
    )


def words_of(declared: Declaration, more: str = "") -> Words:
    """The words of a command, translated; with `more` told about it."""
    words = declared.words
    return Words(
        tr(words.title),
        " ".join(filter(None, (tr(words.about), more))),
        button=lambda count: tr_count(words.button.one, words.button.several, count),
        doing=tr(words.doing),
        done=lambda count: tr_count(words.done.one, words.done.several, count),
        tries=declared.tries,
    )


def supplier_field(asked: Asked, places: Places) -> DialogField:
    """Who is to sell it; the preferred one of each product unless somebody is chosen."""
    preferred = Choice(_ALL, tr(asked.words.everything))
    return _choice_field(asked, (preferred, *_plain(places.suppliers)))


def _offered(asked: Asked, target: Target, lines: Lines) -> list[DialogField]:
    """The fields that one question becomes: none where the orders answer it already."""
    if asked.asks is Asks.LINE_UNITS:
        return [_units_of(asked, line, units) for line, units in lines]
    field = _FIELDS[asked.asks](asked, target, lines)
    return [] if field is None else [field]


def _units_of(asked: Asked, line: LineView, most: int) -> DialogField:
    number = QLocale().toString
    label = tr(asked.words.label).format(line=line.line, sku=line.sku, most=number(most))
    # A `&` of a SKU is no mnemonic.
    label = label.replace("&", "&&")
    return DialogField(f"{LINE}{line.line}", label, FieldKind.NUMBER, value=0, most=most)


def _lines(declared: Declaration, target: Target) -> Lines:
    asks = {asked.asks for asked in declared.fields}
    if Asks.PROMISED_LINE in asks:
        found = [(line, line.allocated) for line in target.lines]
    elif Asks.WAITING_LINE in asks:
        found = [(line, line.waiting + line.unavailable) for line in target.lines]
    elif asks & {Asks.OPEN_LINE, Asks.LINE_UNITS}:
        found = [(line, _open_units(line)) for line in target.lines]
    else:
        return ()
    return [(line, units) for line, units in found if units]


def _of_several(declared: Declaration, target: Target) -> str:
    """What of several orders is done without being asked."""
    asks = any(asked.asks is Asks.OF_ONE for asked in declared.fields)
    return tr(OF_SEVERAL) if asks and len(target.chosen.numbers) > 1 else ""


def _open_units(line: LineView) -> int:
    return line.waiting + line.unavailable + line.unrouted + line.allocated


def _priority_now(declared: Declaration, target: Target) -> str:
    """The priority that the orders have, where another one is to be set."""
    if all(asked.asks is not Asks.PRIORITY for asked in declared.fields):
        return ""
    number = QLocale().toString
    least, highest = min(target.priorities), max(target.priorities)
    now = number(highest)
    if least != highest:
        now = tr("{least} to {highest}").format(least=number(least), highest=now)
    return tr(PRIORITY_NOW).format(now=now)


def _text(asked: Asked, _: Target, __: Lines) -> DialogField:
    words = asked.words
    scanned = asked.asks is Asks.NEW_SKU
    hint, needed = tr(words.hint), tr(words.needed)
    return DialogField(asked.key, tr(words.label), hint=hint, needed=needed, scanned=scanned)


def _check(asked: Asked, _: Target, __: Lines) -> DialogField:
    label, hint = tr(asked.words.label), tr(asked.words.hint)
    return DialogField(asked.key, label, FieldKind.CHECK, value=False, hint=hint)


def _priority(asked: Asked, target: Target, _: Lines) -> DialogField:
    """Higher up than now unless another number is typed."""
    return DialogField(
        asked.key,
        tr(asked.words.label),
        FieldKind.NUMBER,
        value=min(max(target.priorities) + 1, _MOST_PRIORITY),
        least=-_MOST_PRIORITY,
        most=_MOST_PRIORITY,
    )


def _day(asked: Asked, _: Target, __: Lines) -> DialogField:
    today = company_clock.today().isoformat()
    return DialogField(asked.key, tr(asked.words.label), FieldKind.DAY, value=today)


def _channel(asked: Asked, target: Target, _: Lines) -> DialogField:
    channels = target.places.channels
    return _choice_field(asked, _plain(channels), channels[0] if channels else _ALL)


def _tags(asked: Asked, _: Target, __: Lines) -> DialogField:
    return DialogField(asked.key, tr(asked.words.label), hint=tr(asked.words.hint))


def _carried_tag(asked: Asked, target: Target, _: Lines) -> DialogField | None:
    """One of the tags that the orders carry."""
    tags = target.chosen.tags
    nothing = Choice(_ALL, tr(asked.words.everything))
    return _choice_field(asked, (nothing, *_plain(tags))) if tags else None


def _own_field(asked: Asked, target: Target, _: Lines) -> DialogField:
    choices = tuple(Choice(one.name, one.label) for one in target.fields)
    return _choice_field(asked, choices, choices[0].value if choices else _ALL)


def _check_of_one(asked: Asked, target: Target, lines: Lines) -> DialogField | None:
    """Of several orders nobody is asked: it is all that can be done to them."""
    return _check(asked, target, lines) if len(target.chosen.numbers) == 1 else None


def _chosen_order(asked: Asked, target: Target, _: Lines) -> DialogField | None:
    """One of the orders, while they are few."""
    numbers = target.chosen.numbers
    first = Choice(_ALL, tr(asked.words.everything))
    few = 1 < len(numbers) <= _ORDERS_OFFERED
    return _choice_field(asked, (first, *_plain(numbers))) if few else None


def _warehouse(asked: Asked, target: Target, _: Lines) -> DialogField:
    return _choice_field(asked, _plain(target.places.physical))


def _pool(asked: Asked, target: Target, _: Lines) -> DialogField:
    return _choice_field(asked, _plain(target.places.virtual))


def _supplier(asked: Asked, target: Target, _: Lines) -> DialogField:
    return supplier_field(asked, target.places)


def _method(asked: Asked, target: Target, _: Lines) -> DialogField:
    methods = target.places.methods
    choices = tuple(Choice(code, f"{name} ({code})") for code, name in methods)
    return _choice_field(asked, choices, methods[0][0] if methods else _ALL)


def _sku(asked: Asked, target: Target, _: Lines) -> DialogField:
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
    known = {one.sku.casefold(): one.sku for one in target.chosen.skus}
    value = known.get(target.sku.casefold(), _ALL)
    return _choice_field(asked, (Choice(_ALL, tr(asked.words.everything)), *offered), value)


def _waiting_sku(asked: Asked, target: Target, lines: Lines) -> DialogField | None:
    """Where only one SKU waits, nobody is asked which."""
    return _sku(asked, target, lines) if len(target.chosen.skus) > 1 else None


def _sku_of_several(asked: Asked, target: Target, lines: Lines) -> DialogField | None:
    """Of a single order lines are chosen instead."""
    one = len(target.chosen.numbers) == 1
    return None if one else _waiting_sku(asked, target, lines)


def _line(asked: Asked, _: Target, lines: Lines) -> DialogField | None:
    """Which line of the one order; the only one is chosen at once."""
    if not lines:
        return None
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
    value = offered[0].value if len(offered) == 1 else _ALL
    return _choice_field(asked, (Choice(_ALL, tr(asked.words.everything)), *offered), value)


def _quantity(asked: Asked, _: Target, lines: Lines) -> DialogField | None:
    if not lines:
        return None
    most = max(units for _, units in lines)
    label, hint = tr(asked.words.label), tr(asked.words.hint)
    return DialogField(asked.key, label, FieldKind.NUMBER, hint=hint, most=most, follows="line")


_FIELDS: Mapping[Asks, Callable[[Asked, Target, Lines], DialogField | None]] = {
    Asks.TEXT: _text,
    Asks.LIMIT: _text,
    Asks.NEW_SKU: _text,
    Asks.CHECK: _check,
    Asks.PRIORITY: _priority,
    Asks.WAREHOUSE: _warehouse,
    Asks.POOL: _pool,
    Asks.WAITING_SKU: _waiting_sku,
    Asks.SKU_OF_SEVERAL: _sku_of_several,
    Asks.ANY_SKU: _sku,
    Asks.PROMISED_LINE: _line,
    Asks.WAITING_LINE: _line,
    Asks.QUANTITY: _quantity,
    Asks.SUPPLIER: _supplier,
    Asks.METHOD: _method,
    Asks.DAY: _day,
    Asks.CHANNEL: _channel,
    Asks.TAGS: _tags,
    Asks.CARRIED_TAG: _carried_tag,
    Asks.OPEN_LINE: _line,
    Asks.OF_ONE: _check_of_one,
    Asks.CHOSEN_ORDER: _chosen_order,
    Asks.OWN_FIELD: _own_field,
    Asks.OWN_VALUE: _tags,
}


def _choice_field(asked: Asked, choices: tuple[Choice, ...], value: str = _ALL) -> DialogField:
    words = asked.words
    return DialogField(
        asked.key,
        tr(words.label),
        FieldKind.CHOICE,
        value=value,
        choices=choices,
        needed=tr(words.needed),
    )


def _words_for_units(words: Counted, lines: Lines) -> Callable[[Values], str]:
    """The button's words for one order whose lines are known."""

    def exactly(values: Values) -> str:
        units = _units(lines, values)
        return tr_count(words.one, words.several, units).format(count=QLocale().toString(units))

    return exactly


def _units(lines: Lines, values: Values) -> int:
    """How many units of the one order the fields stand for."""
    line = str(values.get("line", _ALL))
    if line and values.get("quantity"):
        return int(values["quantity"])
    return sum(units for one, units in lines if line in {_ALL, str(one.line)})


def _plain(codes: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, code) for code in codes)
