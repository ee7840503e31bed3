"""The words of rules for orders: when, if, and what is done, as sentences and in lists."""

from collections.abc import Callable, Iterable, Mapping

from packbench.domain.custom_fields import HEADING, label_of
from packbench.domain.order_rules import (
    Action,
    Compares,
    Deed,
    Rule,
    RuleBody,
    RuleCondition,
    RuleEvent,
)
from packbench.words.language import mark, tr, tr_count

EVENTS: Mapping[RuleEvent, str] = {
    RuleEvent.IMPORT: mark("When an order comes in"),
    RuleEvent.PAID: mark("When an order is paid"),
    RuleEvent.ALLOCATED: mark("When an order is allocated"),
    RuleEvent.DAILY: mark("Each day"),
}

FIELD_NAMES: Mapping[str, str] = {
    "channel": mark("Channel"),
    "country": mark("Country"),
    "postal_code": mark("Postal code"),
    "sku": mark("SKU"),
    "tag": mark("Tag"),
    "value": mark("Value"),
    "weight": mark("Weight in g"),
    "lines": mark("Lines"),
    "units": mark("Units"),
    "ship_by": mark("Days to ship-by"),
}
"""What each condition asks for, in a list."""

COMPARES: Mapping[Compares, str] = {
    Compares.IS: mark("is one of"),
    Compares.IS_NOT: mark("is none of"),
    Compares.LEAST: mark("is at least"),
    Compares.MOST: mark("is at most"),
}

HINTS: Mapping[str, str] = {
    "postal_code": mark("8010, 80*, 8000..8099"),
    "country": mark("AT, DE, CH"),
    "value": mark("100"),
    "ship_by": mark("2 (0 is today)"),
    "weight": mark("5000"),
    "hold": mark("Why it is held"),
    "hold-until": mark("+3 or 2026-12-24, then why"),
    "add": mark("2*SAMPLE"),
    "priority": mark("10"),
    "note": mark("Words for picker and packer"),
    "tag": mark("gift"),
}
"""What can be typed as a value, where that is not clear of itself."""

_CONDITIONS: Mapping[tuple[str, Compares], str] = {
    ("channel", Compares.IS): mark("it is of {values}"),
    ("channel", Compares.IS_NOT): mark("it is not of {values}"),
    ("country", Compares.IS): mark("it goes to {values}"),
    ("country", Compares.IS_NOT): mark("it does not go to {values}"),
    ("postal_code", Compares.IS): mark("its postal code is {values}"),
    ("postal_code", Compares.IS_NOT): mark("its postal code is not {values}"),
    ("sku", Compares.IS): mark("it has {values}"),
    ("sku", Compares.IS_NOT): mark("it has no {values}"),
    ("tag", Compares.IS): mark("it is tagged {values}"),
    ("tag", Compares.IS_NOT): mark("it is not tagged {values}"),
    ("value", Compares.LEAST): mark("it is worth {values} or more"),
    ("value", Compares.MOST): mark("it is worth {values} or less"),
    ("weight", Compares.LEAST): mark("it weighs {values} g or more"),
    ("weight", Compares.MOST): mark("it weighs {values} g or less"),
    ("lines", Compares.LEAST): mark("its lines are {values} or more"),
    ("lines", Compares.MOST): mark("its lines are {values} or fewer"),
    ("units", Compares.LEAST): mark("its units are {values} or more"),
    ("units", Compares.MOST): mark("its units are {values} or fewer"),
    ("ship_by", Compares.LEAST): mark("the days to its ship-by day are {values} or more"),
    ("ship_by", Compares.MOST): mark("the days to its ship-by day are {values} or fewer"),
}

_OWN: Mapping[Compares, str] = {
    Compares.IS: mark("its “{field}” is {values}"),
    Compares.IS_NOT: mark("its “{field}” is not {values}"),
    Compares.LEAST: mark("its “{field}” is {values} or more"),
    Compares.MOST: mark("its “{field}” is {values} or less"),
}
"""Of fields that the shop defined."""

DEED_NAMES: Mapping[Deed, str] = {
    Deed.HOLD: mark("Put on hold"),
    Deed.HOLD_UNTIL: mark("Hold until"),
    Deed.TAG: mark("Tag"),
    Deed.NOTE: mark("Write a note"),
    Deed.SHIPPING: mark("Shipping method"),
    Deed.PRIORITY: mark("Priority"),
    Deed.WAREHOUSE: mark("Send from a warehouse"),
    Deed.EXCLUDE: mark("Keep out of a warehouse"),
    Deed.ADD: mark("Add an item"),
    Deed.CANCEL: mark("Cancel the lines of"),
    Deed.PARTS: mark("Ship in parts"),
    Deed.WHOLE: mark("Ship only whole"),
    Deed.VERIFY: mark("Mark as verified"),
}
"""What rules can do, in a list."""

_DEEDS: Mapping[Deed, str] = {
    Deed.HOLD: mark("hold it: {value}"),
    Deed.HOLD_UNTIL: mark("hold it until {value}: {detail}"),
    Deed.TAG: mark("tag it {value}"),
    Deed.NOTE: mark("note: {value}"),
    Deed.SHIPPING: mark("ship it by {value}"),
    Deed.PRIORITY: mark("give it priority {value}"),
    Deed.WAREHOUSE: mark("send it from {value}"),
    Deed.EXCLUDE: mark("keep it out of {value}"),
    Deed.ADD: mark("add {detail} × {value}"),
    Deed.CANCEL: mark("cancel its lines of {value}"),
    Deed.PARTS: mark("ship it in parts"),
    Deed.WHOLE: mark("ship it only whole"),
    Deed.VERIFY: mark("mark it as verified"),
}


def part_word(name: str) -> str:
    """What a condition or an action is called in the form, by its name."""
    if name.startswith(HEADING):
        return label_of(name)
    deeds = {deed.value: word for deed, word in DEED_NAMES.items()}
    return tr({**deeds, **FIELD_NAMES}.get(name, name)) if name else name


def condition_words(condition: RuleCondition) -> str:
    """`it goes to AT or DE`."""
    values = _either(condition.values)
    if condition.field.startswith(HEADING):
        return tr(_OWN[condition.compares]).format(field=label_of(condition.field), values=values)
    return tr(_CONDITIONS[condition.field, condition.compares]).format(values=values)


def _either(values: tuple[str, ...]) -> str:
    if len(values) == 1:
        return values[0]
    several = tr("{first} or {last}")
    return several.format(first=", ".join(values[:-1]), last=values[-1])


def action_words(action: Action) -> str:
    """`ship it by EXPRESS`."""
    detail = action.detail or ("1" if action.do is Deed.ADD else "")
    words = tr(_DEEDS[action.do]).format(value=action.value, detail=detail)
    return words.rstrip(" :")


def if_words(body: RuleBody) -> str:
    """All conditions of a rule; `every order` where it has none."""
    told = tr(" and ").join(map(condition_words, body.conditions))
    return told or tr("every order")


def do_words(body: RuleBody) -> str:
    """All actions of a rule, and whether later ones see its orders."""
    told = ", ".join(map(action_words, body.actions))
    return tr("{actions}; no later rule").format(actions=told) if body.stop else told


def rule_words(body: RuleBody) -> str:
    """A rule as one sentence."""
    words = tr("{when}: {actions}.")
    if body.conditions:
        words = tr("{when}, if {conditions}: {actions}.")
    return words.format(
        when=tr(EVENTS[body.event]), conditions=if_words(body), actions=do_words(body)
    )


def missing_words(rule: Rule) -> str:
    """Why a rule does nothing; empty where it can act."""
    if not rule.missing:
        return ""
    words = tr("Field “{field}” is off: this rule does nothing until it is in use again.")
    return words.format(field=rule.missing)


def tried_words(
    rules: Iterable[tuple[str, int, bool]],
    looked_at: int,
    untouched: int,
    number: Callable[[int], str] = str,
) -> list[str]:
    """What a trial came to: a sentence a rule, then how many orders stay as they are.

    Args:
        rules: the name of each, how many orders it met, whether it would hold them all.
        looked_at: so many orders.
        untouched: those that no rule met.
        number: writes a number.
    """
    rows = []
    for rule, orders, holds in rules:
        words = tr("“{rule}”: {orders} of the last {last} orders.")
        if holds:
            words = tr("“{rule}” holds all {orders} of the last {last} orders!")
        rows.append(words.format(rule=rule, orders=number(orders), last=number(looked_at)))
    if not rows:
        rows.append(tr("No rule is switched on. Name one, and it is tried all the same."))
    stay = tr_count("{count} order stays as it is.", "{count} orders stay as they are.", untouched)
    return [*rows, stay.format(count=number(untouched))] if untouched else rows
