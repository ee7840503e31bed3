"""Rules for orders: when, under which conditions, and what is done then. Pure.

A rule is looked at when something happens to orders (`RuleEvent`). It meets those of which all its
conditions are true, and its actions are done to them in their order. Rules act in the order of
their positions; one that stops lets no later one see the orders that it met. What a rule does
starts no rule.

A new kind of condition is one more entry of `CONDITIONS`, and what it reads one more value of
`RuledOrder`. A field that the shop defined for orders is a condition of its heading, `field:NAME`.
"""

import enum
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import HEADING
from packbench.domain.tags import normal_tag

MOST_RULES = 200
MOST_PARTS = 30
"""Conditions, or actions, of a rule."""
MOST_VALUES = 500
"""Values of a condition."""


class RuleEvent(enum.StrEnum):
    """When rules act."""

    IMPORT = "import"
    PAID = "paid"
    ALLOCATED = "allocated"
    DAILY = "daily"


class Compares(enum.StrEnum):
    """How a condition compares; as it is typed."""

    IS = "="
    IS_NOT = "!="
    LEAST = ">="
    MOST = "<="


class RuleAsks(enum.StrEnum):
    """What the values of a condition or of an action are."""

    CHANNEL = "channel"
    COUNTRY = "country"
    POSTAL = "postal"
    SKU = "sku"
    TAG = "tag"
    AMOUNT = "amount"
    COUNT = "count"
    DAYS = "days"
    WAREHOUSE = "warehouse"
    METHOD = "method"
    PRIORITY = "priority"
    TEXT = "text"
    UNTIL = "until"
    OWN = "own"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class RuleCondition:
    """A value of the order compared with some: true where it is one of them (`=`), say."""

    field: str
    compares: Compares
    values: tuple[str, ...]


class Deed(enum.StrEnum):
    """What a rule can do to an order; as it is typed."""

    HOLD = "hold"
    HOLD_UNTIL = "hold-until"
    TAG = "tag"
    NOTE = "note"
    SHIPPING = "shipping"
    PRIORITY = "priority"
    WAREHOUSE = "warehouse"
    EXCLUDE = "exclude"
    ADD = "add"
    CANCEL = "cancel"
    PARTS = "parts"
    WHOLE = "whole"
    VERIFY = "verify"


DEED_ASKS: Mapping[Deed, RuleAsks] = {
    Deed.HOLD: RuleAsks.TEXT,
    Deed.HOLD_UNTIL: RuleAsks.UNTIL,
    Deed.TAG: RuleAsks.TAG,
    Deed.NOTE: RuleAsks.TEXT,
    Deed.SHIPPING: RuleAsks.METHOD,
    Deed.PRIORITY: RuleAsks.PRIORITY,
    Deed.WAREHOUSE: RuleAsks.WAREHOUSE,
    Deed.EXCLUDE: RuleAsks.WAREHOUSE,
    Deed.ADD: RuleAsks.SKU,
    Deed.CANCEL: RuleAsks.SKU,
    Deed.PARTS: RuleAsks.NOTHING,
    Deed.WHOLE: RuleAsks.NOTHING,
    Deed.VERIFY: RuleAsks.NOTHING,
}
"""What each asks for."""

HOLDS = frozenset({Deed.HOLD, Deed.HOLD_UNTIL})
"""What stops an order."""

DEED_DETAILS: Mapping[Deed, RuleAsks] = {Deed.HOLD_UNTIL: RuleAsks.TEXT, Deed.ADD: RuleAsks.COUNT}
"""What some ask for beside it: why it is held, how many units are added."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a rule does: what, with which value, and what more is said of it."""

    do: Deed
    value: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RuleBody:
    """What of a rule a person writes; it meets every order where it has no conditions."""

    name: str
    event: RuleEvent
    conditions: tuple[RuleCondition, ...] = ()
    actions: tuple[Action, ...] = ()
    stop: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is kept.

    `missing` is the label of a field of the shop's own that it asks for and that is not in use,
    where that was looked for: it does nothing then.
    """

    id: int
    position: int
    active: bool
    body: RuleBody
    missing: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.body.name


@dataclass(frozen=True, slots=True)
class RuledOrder:
    """What of an order rules look at and change; codes as they are compared.

    `ship_by_days` counts from today, below 0 where it is late; None where it has no such day.
    `value` is None where a price is missing. `own` has the values of the fields that the shop
    defined, by their headings as codes are compared.
    """

    id: int
    number: str
    status: str = ""
    channel: str = ""
    country: str = ""
    postal_code: str = ""
    tags: frozenset[str] = frozenset()
    skus: frozenset[str] = frozenset()
    value: Decimal | None = None
    weight_g: int = 0
    lines: int = 0
    units: int = 0
    ship_by_days: int | None = None
    priority: int = 0
    hold: str = ""
    method: str = ""
    partial: bool = True
    verify: str = ""
    warehouses: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    note: str = ""
    own: Mapping[str, str] = field(default_factory=dict)


Facts = frozenset[str] | Decimal | int | None


@dataclass(frozen=True, slots=True)
class ConditionKind:
    """A thing of an order that rules can ask for.

    Attributes:
        asks: what its values are.
        compares: how it can be compared.
        reads: it of an order: words, or a number; None where it is not known.
        lines: whether the lines of the order have to be read for it.
    """

    asks: RuleAsks
    compares: tuple[Compares, ...]
    reads: Callable[[RuledOrder], Facts]
    lines: bool = False


_WORDS = (Compares.IS, Compares.IS_NOT)
_NUMBER = (Compares.LEAST, Compares.MOST)

CONDITIONS: Mapping[str, ConditionKind] = {
    "channel": ConditionKind(RuleAsks.CHANNEL, _WORDS, lambda one: frozenset({one.channel})),
    "country": ConditionKind(RuleAsks.COUNTRY, _WORDS, lambda one: frozenset({one.country})),
    "postal_code": ConditionKind(RuleAsks.POSTAL, _WORDS, lambda one: frozenset({one.postal_code})),
    "sku": ConditionKind(RuleAsks.SKU, _WORDS, lambda one: one.skus, lines=True),
    "tag": ConditionKind(RuleAsks.TAG, _WORDS, lambda one: one.tags),
    "value": ConditionKind(RuleAsks.AMOUNT, _NUMBER, lambda one: one.value, lines=True),
    "weight": ConditionKind(RuleAsks.COUNT, _NUMBER, lambda one: one.weight_g, lines=True),
    "lines": ConditionKind(RuleAsks.COUNT, _NUMBER, lambda one: one.lines),
    "units": ConditionKind(RuleAsks.COUNT, _NUMBER, lambda one: one.units),
    "ship_by": ConditionKind(RuleAsks.DAYS, _NUMBER, lambda one: one.ship_by_days),
}
"""What rules can ask of an order, by the name that is typed. A new kind stands here alone."""


def condition_kind(name: str) -> ConditionKind:
    """The kind of a condition by its name, that of a field of the shop's own by its heading."""
    if not name.startswith(HEADING):
        return CONDITIONS[name]

    def read(order: RuledOrder) -> frozenset[str]:
        return frozenset(one.casefold() for one in (order.own.get(code_key(name)),) if one)

    return ConditionKind(RuleAsks.OWN, tuple(Compares), read)


def keyed(rule: Rule) -> Rule:
    """A rule with the values of its conditions as codes are compared, to be met by orders."""
    body = rule.body
    conditions = tuple(
        replace(one, values=tuple(map(_KEYS.get(condition_kind(one.field).asks, str), one.values)))
        for one in body.conditions
    )
    return replace(rule, body=replace(body, conditions=conditions))


def postal_key(text: str) -> str:
    """A postal code as it is compared: capital letters and digits."""
    return _NOT_LETTERS.sub("", text).upper()


_NOT_LETTERS = re.compile(r"[\s\-]+")
_KEYS: Mapping[RuleAsks, Callable[[str], str]] = {
    RuleAsks.CHANNEL: code_key,
    RuleAsks.SKU: code_key,
    RuleAsks.POSTAL: postal_key,
    RuleAsks.TAG: normal_tag,
    RuleAsks.OWN: str.casefold,
}


def names(rule: RuleBody, asks: RuleAsks, code: str) -> bool:
    """Whether a rule names a record of what `asks` is for; a field of the shop by its heading."""
    key = code_key(code)
    if asks is RuleAsks.OWN:
        return any(code_key(one.field) == key for one in rule.conditions)
    told = [
        value
        for one in rule.conditions
        if condition_kind(one.field).asks is asks
        for value in one.values
    ]
    told += [one.value for one in rule.actions if DEED_ASKS[one.do] is asks]
    return key in map(code_key, told)


def unread(rule: RuleBody, headings: Collection[str]) -> str | None:
    """The field that a rule asks for and that is not in use; None where it can be asked.

    Args:
        rule: which.
        headings: of the shop's fields for orders that are in use.
    """
    known = {code_key(one) for one in headings}
    asked = (one.field for one in rule.conditions if one.field.startswith(HEADING))
    return next((one for one in asked if code_key(one) not in known), None)


def needs_lines(rules: Collection[RuleBody]) -> bool:
    """Whether the lines of orders have to be read for some rules."""
    return any(condition_kind(one.field).lines for rule in rules for one in rule.conditions)


def meets(rule: RuleBody, order: RuledOrder) -> bool:
    """Whether all conditions of a rule are true of an order."""
    return all(is_true(one, order) for one in rule.conditions)


def is_true(condition: RuleCondition, order: RuledOrder) -> bool:
    """Whether a condition is true of an order; what is not known of it makes none true."""
    kind = condition_kind(condition.field)
    has = kind.reads(order)
    if isinstance(has, frozenset) and condition.compares in _NUMBER:
        return any(_compares(one, condition) for one in has)
    if isinstance(has, frozenset):
        hit = (
            _any_postal(has, condition.values)
            if kind.asks is RuleAsks.POSTAL
            else _any(has, condition)
        )
        return hit is (condition.compares is Compares.IS)
    if has is None:
        return False
    wanted = Decimal(condition.values[0])
    return has >= wanted if condition.compares is Compares.LEAST else has <= wanted


def _compares(text: str, condition: RuleCondition) -> bool:
    """A value of the shop's own as a number, or a day as it is written."""
    has: Decimal | str
    wanted: Decimal | str
    try:
        has, wanted = Decimal(text), Decimal(condition.values[0])
    except InvalidOperation:
        has, wanted = text, condition.values[0]
    least = condition.compares is Compares.LEAST
    return has >= wanted if least else has <= wanted  # type: ignore[operator]  # both alike


def _any(has: frozenset[str], condition: RuleCondition) -> bool:
    return not has.isdisjoint(condition.values)


def _any_postal(has: frozenset[str], values: Sequence[str]) -> bool:
    return any(in_postal_range(code, one) for code in has for one in values)


def in_postal_range(code: str, wanted: str) -> bool:
    """Whether a postal code (a key) is one: `8010`, all that begin so: `80*`, or `8000..8099`."""
    if not code:
        return False
    first, between, last = wanted.partition("..")
    if not between:
        return code.startswith(first[:-1]) if first.endswith("*") else code == first
    # Codes of a country are equally long; a longer one is in the range where it begins so.
    return first <= code and code[: len(last)] <= last


def until_day(text: str, today: date) -> date:
    """The day that an action names: `2026-12-24`, or `+3` for so many days from today."""
    if text.startswith("+"):
        return today + timedelta(days=int(text[1:]))
    return date.fromisoformat(text)


Change = Callable[[RuledOrder, Action], RuledOrder]


def _added(order: RuledOrder, action: Action) -> RuledOrder:
    units = int(action.detail or 1)
    skus, lines = order.skus | {code_key(action.value)}, order.lines + 1
    return replace(order, skus=skus, lines=lines, units=order.units + units)


def _noted(order: RuledOrder, action: Action) -> RuledOrder:
    return replace(order, note=f"{order.note}\n{action.value}".strip())


_CHANGES: Mapping[Deed, Change] = {
    Deed.HOLD: lambda order, action: replace(order, hold=order.hold or action.value),
    Deed.HOLD_UNTIL: lambda order, action: replace(
        order, hold=order.hold or f"{action.detail} ({action.value})"
    ),
    Deed.TAG: lambda order, action: replace(order, tags=order.tags | {action.value}),
    Deed.NOTE: _noted,
    Deed.SHIPPING: lambda order, action: replace(order, method=action.value),
    Deed.PRIORITY: lambda order, action: replace(order, priority=int(action.value)),
    Deed.WAREHOUSE: lambda order, action: replace(order, warehouses=frozenset({action.value})),
    Deed.EXCLUDE: lambda order, action: replace(order, excluded=order.excluded | {action.value}),
    Deed.ADD: _added,
    Deed.CANCEL: lambda order, action: replace(order, skus=order.skus - {code_key(action.value)}),
    Deed.PARTS: lambda order, _: replace(order, partial=True),
    Deed.WHOLE: lambda order, _: replace(order, partial=False),
    Deed.VERIFY: lambda order, _: replace(order, verify="done") if order.verify else order,
}


def acted(order: RuledOrder, actions: Sequence[Action]) -> RuledOrder:
    """An order as the actions would leave it, where each of them can be done."""
    for action in actions:
        order = _CHANGES[action.do](order, action)
    return order


@dataclass(slots=True)
class Tried:
    """What rules would do to an order: which met it, and the order before and after."""

    before: RuledOrder
    after: RuledOrder
    rules: list[str] = field(default_factory=list)


def would_do(rules: Sequence[RuleBody], orders: Sequence[RuledOrder]) -> list[Tried]:
    """What rules, in their order, would do to orders; nothing is written."""
    return [_would_do(rules, order) for order in orders]


def _would_do(rules: Sequence[RuleBody], order: RuledOrder) -> Tried:
    tried = Tried(order, order)
    for rule in rules:
        if not meets(rule, tried.after):
            continue
        tried.rules.append(rule.name)
        tried.after = acted(tried.after, rule.actions)
        if rule.stop:
            break
    return tried
