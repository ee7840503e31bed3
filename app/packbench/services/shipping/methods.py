"""Shipping methods: looking at them, making, changing and removing them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import time
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from packbench.carriers.layouts import load_layout
from packbench.carriers.plugins import plugin_names, require_plugin
from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.shipping import KnownMethods, known_methods, route_of
from packbench.db.schema import Order, ShipmentLabel, ShippingMethod, ShippingWord
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.order_rules import RuleAsks
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.shipping import LabelKind, Method
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.services.rules.named import refuse_named

__all__ = ["Method", "list_methods", "method_for", "plugin_names", "remove_method", "set_methods"]


def list_methods(context: Context) -> list[Method]:
    """Every shipping method, by code."""
    with context.database.read.connect() as connection:
        return list(known_methods(connection).methods)


@dataclass(frozen=True, slots=True)
class MethodOfShipment:
    """What an order says of how it is shipped, and the method that this means, if any."""

    word: str
    method: Method | None

    @property
    def is_unknown(self) -> bool:
        """Whether the order says something that no method is known by."""
        return bool(self.word) and self.method is None


def method_for(context: Context, shipment: str) -> MethodOfShipment:
    """The method by which a shipment goes; refuses `not_found` for a shipment that is not there."""
    with context.database.read.connect() as connection:
        word = route_of(connection, find_shipment_id(connection, shipment)).ship_method
        return MethodOfShipment(word or "", known_methods(connection).find(word))


def read_cut_off(text: str) -> time | None:
    """A time of day such as 16:30; empty for none. Refuses (`invalid`) anything else."""
    text = text.strip()
    if not text:
        return None
    found = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)", text)
    if found is None:
        raise Refusal(Code.INVALID, field="cut-off", value=text)
    return time(int(found[1]), int(found[2]))


def set_methods(
    context: Context, methods: Sequence[Method], *, key: str | None = None
) -> list[Method]:
    """Makes methods, or replaces those of the same codes; all of them or none.

    Refuses an empty code or name, a plug-in or a file's layout that is not there, and a word that
    means another method (`word_taken`).
    """
    plain = [checked_method(one) for one in methods]

    def work(transaction: Transaction) -> int:
        codes = {code_key(one.code) for one in plain}
        before = [one for one in _all(transaction) if code_key(one.code) in codes]
        for one in plain:
            write_method(transaction.connection, one)
        _finish(transaction, before, plain)
        return len(plain)

    content = {"methods": [_stored(one) for one in plain]}
    run_command(context, Call("shipping.methods", content, key, moves_stock=False), int, work)
    return list_methods(context)


def changed(method: Method, values: Mapping[str, Any]) -> Method:
    """A method with some of its fields set anew."""
    return replace(method, **values)


def check_methods(context: Context, methods: Sequence[Method]) -> None:
    """Refuses what `set_methods` would refuse; nothing is written."""
    plain = [checked_method(one) for one in methods]
    with context.database.read.connect() as connection:
        known = known_methods(connection).methods
    codes = {code_key(one.code) for one in plain}
    others = KnownMethods([one for one in known if code_key(one.code) not in codes])
    for one in plain:
        _refuse_words_of(others, one)


def remove_method(context: Context, code: str, *, key: str | None = None) -> list[Method]:
    """Removes a method; refuses `not_found`, and one that an order names (`record_in_use`)."""

    def work(transaction: Transaction) -> int:
        before = [one for one in _all(transaction) if code_key(one.code) == code_key(code)]
        if not before:
            raise Refusal(Code.NOT_FOUND, kind="shipping method", name=code)
        uses = orders_naming(transaction.connection, before[0])
        if uses:
            raise Refusal(Code.RECORD_IN_USE, name=before[0].code, uses=uses)
        refuse_named(transaction.connection, RuleAsks.METHOD, before[0].code)
        _remove(transaction.connection, before[0])
        _finish(transaction, before, [])
        return 1

    call = Call("shipping.methods", {"remove": code}, key, moves_stock=False)
    run_command(context, call, int, work)
    return list_methods(context)


def orders_naming(connection: Connection, method: Method) -> list[str]:
    """The tables whose rows name a method: orders by any of its words, labels by its code."""
    words = {code_key(word) for word in (method.code, method.name, *method.words)}
    said = connection.execute(select(Order.ship_method).distinct()).scalars()
    uses = ["orders"] if any(word and code_key(word) in words for word in said) else []
    labels = select(ShipmentLabel.id).where(ShipmentLabel.method == method.code).limit(1)
    return uses + (["shipment_label"] if connection.execute(labels).first() else [])


@dataclass(frozen=True, slots=True)
class MethodsChange:
    """Methods before a command and after it, as they are stored."""

    before: list[dict[str, object]]
    after: list[dict[str, object]]


def checked_method(method: Method) -> Method:
    """As it is written down: without blanks around, its words once each.

    Refuses as `set_methods` does.
    """
    words = {code_key(word): word.strip() for word in method.words if word.strip()}
    plain = replace(
        method,
        code=method.code.strip(),
        name=method.name.strip(),
        carrier=method.carrier.strip(),
        service=method.service.strip(),
        words=tuple(words.values()),
    )
    if not code_key(plain.code) or not plain.name:
        raise Refusal(Code.INVALID, field="method", value=plain.code)
    require_plugin(plain.plugin)
    if plain.plugin == "file":
        load_layout(plain.profile)
    return plain


def _all(transaction: Transaction) -> list[Method]:
    return list(known_methods(transaction.connection).methods)


def _refuse_words_of(known: KnownMethods, method: Method) -> None:
    for word in (method.code, method.name, *method.words):
        other = known.find(word, unused=True)
        if other is not None:
            raise Refusal(Code.WORD_TAKEN, word=word, other=other.code)


def write_method(connection: Connection, method: Method) -> None:
    """Inside a command: makes or replaces a method; refuses a word of another one."""
    key = code_key(method.code)
    known = known_methods(connection).methods
    _refuse_words_of(KnownMethods([x for x in known if code_key(x.code) != key]), method)
    cut_off = method.cut_off
    values = {
        **{name: getattr(method, name) for name in ("code", "name", "plugin", "carrier")},
        **{name: getattr(method, name) for name in ("service", "profile")},
        "active": method.active,
        "label": method.label.value,
        "cut_off_min": None if cut_off is None else 60 * cut_off.hour + cut_off.minute,
    }
    ours = ShippingMethod.code_key == key
    if not connection.execute(update(ShippingMethod).where(ours).values(values)).rowcount:
        connection.execute(insert(ShippingMethod).values(code_key=key, **values))
    connection.execute(delete(ShippingWord).where(ShippingWord.method_key == key))
    for word in method.words:
        row = {"word_key": code_key(word), "word": word, "method_key": key}
        connection.execute(insert(ShippingWord).values(row))


def _remove(connection: Connection, method: Method) -> None:
    key = code_key(method.code)
    connection.execute(delete(ShippingWord).where(ShippingWord.method_key == key))
    connection.execute(delete(ShippingMethod).where(ShippingMethod.code_key == key))


def _finish(transaction: Transaction, before: Sequence[Method], after: Sequence[Method]) -> None:
    transaction.undo = MethodsChange([_stored(one) for one in before], [_stored(x) for x in after])
    transaction.changed_many(Kind.SETTING)


def _stored(method: Method) -> dict[str, object]:
    cut_off = method.cut_off
    told = {"cut_off": cut_off and f"{cut_off:%H:%M}", "words": sorted(method.words, key=code_key)}
    return {**asdict(method), **told, "label": method.label.value}


def _undo_methods(transaction: Transaction, change: MethodsChange) -> None:
    """As they were before; refuses where somebody changed one of them since."""
    known = {code_key(one.code): one for one in _all(transaction)}
    ours = {code_key(str(one["code"])): one for one in (*change.before, *change.after)}
    after = {code_key(str(one["code"])): one for one in change.after}
    for key in ours:
        now = known.get(key)
        if (None if now is None else _stored(now)) != after.get(key):
            raise Refusal(Code.CANNOT_UNDO, why=Said.SETTINGS_CHANGED_SINCE)
    for key in ours:
        if key in known:
            _remove(transaction.connection, known[key])
    for told in change.before:
        write_method(transaction.connection, _read(told))
    transaction.changed_many(Kind.SETTING)


def _read(told: dict[str, object]) -> Method:
    known = {name: str(told[name]) for name in ("code", "name", "plugin", "carrier", "service")}
    return Method(
        **known,
        cut_off=read_cut_off(str(told["cut_off"] or "")),
        label=LabelKind(str(told["label"])),
        profile=str(told["profile"]),
        active=bool(told.get("active", True)),
        words=tuple(told["words"]),  # type: ignore[arg-type]  # a list of words
    )


UNDO_METHODS = Undoer(MethodsChange, _undo_methods)
