"""What a rule may say: everything that it names is there, spelled as we spell it."""

import difflib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from sqlalchemy import Connection, select

from packbench.db.queries.records.custom_fields import used_fields
from packbench.db.queries.records.lookups import find_product
from packbench.db.queries.records.shipping import known_methods
from packbench.db.schema import Channel, Warehouse
from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import CustomField, CustomKind, FieldOf
from packbench.domain.order_rules import (
    CONDITIONS,
    DEED_ASKS,
    DEED_DETAILS,
    MOST_PARTS,
    MOST_VALUES,
    Action,
    Compares,
    RuleAsks,
    RuleBody,
    RuleCondition,
    condition_kind,
    postal_key,
)
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.queue import PRIORITY_LIMIT
from packbench.domain.refusals import Code, Refusal
from packbench.domain.rule_texts import bad
from packbench.domain.tags import is_tag, normal_tag
from packbench.exchange.countries import find_country
from packbench.exchange.custom_cells import as_kept

_MOST_LETTERS = 1_000
_MOST_KNOWN = 8
_MOST_DAYS = 730
_MOST_UNITS = 10_000
_EXAMPLES: Mapping[RuleAsks, str] = {
    RuleAsks.POSTAL: "8010, 80*, 8000..8099",
    RuleAsks.AMOUNT: "100, 49.90",
    RuleAsks.COUNT: "1, 5000",
    RuleAsks.DAYS: "0, 2, -1",
    RuleAsks.PRIORITY: "10, 0, -5",
    RuleAsks.UNTIL: "+3, 2026-12-24",
    RuleAsks.TAG: "gift",
    RuleAsks.NOTHING: "verify",
}
"""What is right where a value is wrong."""


_COUNTED = frozenset({CustomKind.NUMBER.value, CustomKind.DATE.value})
_OWN_EXAMPLES: Mapping[str, str] = {
    CustomKind.TEXT.value: "A-4711",
    CustomKind.NUMBER.value: "12, 0.5",
    CustomKind.YES_NO.value: "yes, no",
    CustomKind.DATE.value: "2026-12-24",
    CustomKind.CHOICE.value: "",
}
"""The same for fields of the shop's own."""


def checked(connection: Connection, body: RuleBody) -> tuple[RuleBody, list[Note]]:
    """A rule with its values as we spell them, and what is told of it.

    Refuses (`bad_rule`, `not_found`, `invalid`) what it names that is not there, or can't be.
    """
    name = " ".join(body.name.split())
    if not code_key(name):
        raise bad(Said.RULE_NAMELESS)
    if not body.actions:
        raise bad(Said.RULE_WITHOUT_ACTION, rule=name)
    texts = [name, *(text for one in body.actions for text in (one.value, one.detail))]
    most = max(len(body.conditions), len(body.actions))
    values = max((len(one.values) for one in body.conditions), default=0)
    if most > MOST_PARTS or values > MOST_VALUES or max(map(len, texts)) > _MOST_LETTERS:
        raise bad(Said.RULE_IS_LONG, count=MOST_PARTS)
    notes: list[Note] = []
    conditions = tuple(_condition(connection, one, notes) for one in body.conditions)
    actions = tuple(_action(connection, one) for one in body.actions)
    return replace(body, name=name, conditions=conditions, actions=actions), notes


def _condition(connection: Connection, one: RuleCondition, notes: list[Note]) -> RuleCondition:
    kind = condition_kind(one.field)
    own = _own(connection, one) if kind.asks is RuleAsks.OWN else None
    if one.compares not in kind.compares:
        known = " ".join(kind.compares)
        raise bad(Said.RULE_COMPARES_SO, name=one.field, value=one.compares.value, known=known)
    if not one.values or not all(value.strip() for value in one.values):
        raise bad(Said.RULE_NEEDS_VALUE, name=one.field, part=one.field)
    if own is not None:
        spelled = [_own_value(own, one, value) for value in one.values]
    else:
        spelled = [_spelled(connection, kind.asks, one.field, value) for value in one.values]
    once = list(dict.fromkeys(spelled))
    twice = dict.fromkeys(value for value in spelled if spelled.count(value) > 1)
    notes += [note(Said.RULE_VALUE_TWICE, value=value) for value in twice]
    if len(once) > 1 and one.compares in {Compares.LEAST, Compares.MOST}:
        raise _wrong(kind.asks, one.field, ",".join(one.values))
    return replace(one, values=tuple(once))


def _own(connection: Connection, one: RuleCondition) -> CustomField:
    """The field of the shop's own that is meant, where it compares so; refuses another one."""
    used = used_fields(connection, FieldOf.ORDER)
    found = next((each for each in used if code_key(each.heading) == one.field), None)
    if found is None:
        known = ", ".join([*CONDITIONS, *(each.heading for each in used)])
        raise bad(Said.RULE_FIELD_UNKNOWN, value=one.field, known=known)
    if one.compares in {Compares.LEAST, Compares.MOST} and found.kind not in _COUNTED:
        known = f"{Compares.IS} {Compares.IS_NOT}"
        raise bad(Said.RULE_COMPARES_SO, name=one.field, value=one.compares.value, known=known)
    return found


def _own_value(own: CustomField, one: RuleCondition, text: str) -> str:
    """A value of such a field as it is kept; refuses what can't stand in it."""
    value = as_kept(own, text.strip())
    if not value:
        known = ", ".join(own.choices) or _OWN_EXAMPLES[own.kind]
        raise bad(Said.RULE_VALUE_WRONG, value=text, name=one.field, known=known)
    return value


def _action(connection: Connection, one: Action) -> Action:
    asks, more = DEED_ASKS[one.do], DEED_DETAILS.get(one.do)
    name = one.do.value
    if asks is RuleAsks.NOTHING:
        if one.value:
            raise _wrong(asks, name, one.value)
        return one
    if not one.value.strip():
        raise bad(Said.RULE_NEEDS_VALUE, name=name, part=name)
    value = _spelled(connection, asks, name, one.value)
    detail = one.detail.strip()
    if more is RuleAsks.COUNT and detail:
        detail = _units(name, detail)
    return replace(one, value=value, detail=detail)


def _units(name: str, text: str) -> str:
    units = _count(name, text)
    if not 0 < int(units) <= _MOST_UNITS:
        raise _wrong(RuleAsks.COUNT, name, text)
    return units


def _spelled(connection: Connection, asks: RuleAsks, name: str, text: str) -> str:
    """A value as we spell it; refuses what is not there or no such value."""
    text = text.strip()
    if asks in _NAMED:
        return _NAMED[asks](connection, text)
    return _TYPED[asks](name, text)


def _warehouse(connection: Connection, text: str) -> str:
    known = connection.execute(select(Warehouse.code).order_by(Warehouse.code_key)).scalars()
    return _one_of(list(known), text, Said.RULE_NO_WAREHOUSE)


def _channel(connection: Connection, text: str) -> str:
    known = list(connection.execute(select(Channel.code).order_by(Channel.code_key)).scalars())
    return _one_of(known, text, Said.RULE_NO_CHANNEL) if known else text


def _method(connection: Connection, text: str) -> str:
    methods = known_methods(connection)
    found = methods.find(text)
    if found is not None:
        return found.code
    unused = methods.find(text, unused=True)
    if unused is not None:
        raise bad(Said.RULE_METHOD_OFF, value=unused.code)
    return _one_of([one.code for one in methods.methods], text, Said.RULE_NO_METHOD)


def _sku(connection: Connection, text: str) -> str:
    return find_product(connection, text).sku


def _one_of(known: Collection[str], text: str, why: Said) -> str:
    """The spelling of a code; refuses another one with those that there are, the nearest first."""
    by_key = {code_key(one): one for one in known}
    if code_key(text) in by_key:
        return by_key[code_key(text)]
    near = difflib.get_close_matches(code_key(text), by_key, n=_MOST_KNOWN, cutoff=0.5)
    told = [by_key[key] for key in dict.fromkeys([*near, *by_key])][:_MOST_KNOWN]
    raise bad(why, value=text, known=", ".join(told) or "–")


def _country(_: str, text: str) -> str:
    found = find_country(text)
    if found is None:
        raise Refusal(Code.INVALID, field="country", value=text)
    return found


_POSTAL = re.compile(r"[0-9A-Z]+\*?|([0-9A-Z]+)\.\.([0-9A-Z]+)")


def _postal(name: str, text: str) -> str:
    key = postal_key(text)
    found = _POSTAL.fullmatch(key)
    if found is None:
        raise _wrong(RuleAsks.POSTAL, name, text)
    first, last = found.groups()
    if first and (len(first) != len(last) or first > last):
        raise _wrong(RuleAsks.POSTAL, name, text)
    return key


def _tag(name: str, text: str) -> str:
    tag = normal_tag(text)
    if not is_tag(tag):
        raise _wrong(RuleAsks.TAG, name, text)
    return tag


def _amount(name: str, text: str) -> str:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise _wrong(RuleAsks.AMOUNT, name, text) from None
    if not amount.is_finite() or amount < 0:
        raise _wrong(RuleAsks.AMOUNT, name, text)
    return f"{amount:f}"


def _whole(asks: RuleAsks, name: str, text: str, most: int) -> int:
    try:
        number = int(text) if text.isascii() else None
    except ValueError:
        number = None
    if number is None or abs(number) > most:
        raise _wrong(asks, name, text)
    return number


def _count(name: str, text: str) -> str:
    number = _whole(RuleAsks.COUNT, name, text, 10**12)
    if number < 0:
        raise _wrong(RuleAsks.COUNT, name, text)
    return str(number)


def _until(name: str, text: str) -> str:
    if text.startswith("+"):
        days = _whole(RuleAsks.UNTIL, name, text[1:], _MOST_DAYS)
        if days < 1:
            raise _wrong(RuleAsks.UNTIL, name, text)
        return f"+{days}"
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise _wrong(RuleAsks.UNTIL, name, text) from None


def _wrong(asks: RuleAsks, name: str, value: str) -> Refusal:
    return bad(Said.RULE_VALUE_WRONG, value=value, name=name, known=_EXAMPLES[asks])


_NAMED: Mapping[RuleAsks, Callable[[Connection, str], str]] = {
    RuleAsks.WAREHOUSE: _warehouse,
    RuleAsks.CHANNEL: _channel,
    RuleAsks.METHOD: _method,
    RuleAsks.SKU: _sku,
}
_TYPED: Mapping[RuleAsks, Callable[[str, str], str]] = {
    RuleAsks.COUNTRY: _country,
    RuleAsks.POSTAL: _postal,
    RuleAsks.TAG: _tag,
    RuleAsks.AMOUNT: _amount,
    RuleAsks.COUNT: _count,
    RuleAsks.DAYS: lambda name, text: str(_whole(RuleAsks.DAYS, name, text, 3_650)),
    RuleAsks.PRIORITY: lambda name, text: str(
        _whole(RuleAsks.PRIORITY, name, text, PRIORITY_LIMIT - 1)
    ),
    RuleAsks.TEXT: lambda _, text: text,
    RuleAsks.UNTIL: _until,
}
