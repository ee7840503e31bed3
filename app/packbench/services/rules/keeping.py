"""Rules for orders are made, changed, moved, switched and deleted: one command each, with undo."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from packbench.db.daily import note_rules_day, rules_day
from packbench.db.queries.records.custom_fields import defined_fields
from packbench.db.queries.records.order_rules import body_columns, find_rule, read_rules
from packbench.db.schema import OrderRule
from packbench.db.today import today
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.custom_fields import FieldOf, label_of
from packbench.domain.order_rules import MOST_RULES, Rule, RuleBody, RuleEvent, unread
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.domain.rule_texts import bad
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.services.rules.checking import checked
from packbench.services.rules.trying import LAST, held_of_last

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RulesChanged:
    """The rules that a command made or changed, by their names, and what is told of them."""

    rules: list[str]
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RulesChange:
    """Rows of rules by id that a command changed: as they were, and as it left them."""

    before: dict[int, Row]
    after: dict[int, Row]


def rules(context: Context) -> list[Rule]:
    """All rules in the order in which they act, with the field that each misses."""
    with context.database.read.connect() as connection:
        own = [one for one in defined_fields(connection) if one.of == FieldOf.ORDER]
        used = [one.heading for one in own if one.active]
        labels = {code_key(one.heading): one.label for one in own}
        found = read_rules(connection)
    missing = [unread(one.body, used) or "" for one in found]
    named = [labels.get(code_key(heading), label_of(heading)) for heading in missing]
    return [replace(one, missing=name) for one, name in zip(found, named, strict=True)]


def rule(context: Context, name: str) -> Rule:
    """A rule by its name; refuses `not_found`."""
    with context.database.read.connect() as connection:
        return find_rule(connection, name)


def create(context: Context, body: RuleBody, *, key: str | None = None) -> RulesChanged:
    """Makes a rule behind all others, switched off.

    Refuses a name that a rule has, and what a rule can't say.
    """

    def work(connection: Connection) -> RulesChanged:
        new, notes = _addable(connection, body)
        _insert(connection, new)
        return RulesChanged([new.name], notes)

    return _change(context, "rules.new", _content(body), work, key)


def edit(
    context: Context,
    name: str,
    body: RuleBody,
    *,
    seen: RuleBody | None = None,
    holds_all: bool = False,
    key: str | None = None,
) -> RulesChanged:
    """Writes a rule anew; it stays where it is, and on or off. Orders it acted on stay so.

    Refuses as `create` does, and one that is on as `switch` does. With `seen`, as the rule was
    looked at, it refuses (`bad_rule`) to write over what somebody else changed since.
    """

    def work(connection: Connection) -> RulesChanged:
        old = find_rule(connection, name)
        if seen is not None and old.body != seen:
            raise bad(Said.RULE_CHANGED_MEANWHILE, rule=old.name)
        new, notes = checked(connection, body)
        if code_key(new.name) != code_key(old.name):
            _refuse_known(connection, new.name)
        notes += _write_anew(connection, old, new, holds_all=holds_all)
        return RulesChanged([new.name], notes)

    return _change(context, "rules.edit", {"rule": name, **_content(body)}, work, key)


def remove(context: Context, names: Sequence[str], *, key: str | None = None) -> RulesChanged:
    """Deletes rules; what they did stays done, and histories go on naming them."""

    def work(connection: Connection) -> RulesChanged:
        gone = [find_rule(connection, name) for name in names]
        connection.execute(delete(OrderRule).where(OrderRule.id.in_([one.id for one in gone])))
        return RulesChanged([one.name for one in gone])

    return _change(context, "rules.delete", {"rules": list(names)}, work, key)


def move(context: Context, name: str, place: int, *, key: str | None = None) -> RulesChanged:
    """Moves a rule to a place of the list, counted from 1; those behind it move on."""

    def work(connection: Connection) -> RulesChanged:
        moved = find_rule(connection, name)
        ids = [one.id for one in read_rules(connection) if one.id != moved.id]
        ids.insert(max(place - 1, 0), moved.id)
        _place(connection, ids)
        return RulesChanged([moved.name])

    return _change(context, "rules.move", {"rule": name, "place": place}, work, key)


def switch(
    context: Context,
    names: Sequence[str],
    *,
    on: bool,
    holds_all: bool = False,
    key: str | None = None,
) -> RulesChanged:
    """Switches rules on or off; one for each day acts first when the next day begins.

    Refuses (`bad_rule`) one that would have held every one of the last orders, unless that is
    confirmed by `holds_all`.
    """

    def work(connection: Connection) -> RulesChanged:
        chosen = [find_rule(connection, name) for name in names]
        found = [
            note for one in chosen if on for note in _before_it_acts(connection, one, holds_all)
        ]
        for one in chosen:
            _update(connection, one.id, active=on)
        return RulesChanged([one.name for one in chosen], found)

    content = {"rules": list(names), "on": on, "holds_all": holds_all}
    return _change(context, "rules.switch", content, work, key)


def take_in(
    context: Context,
    bodies: Sequence[RuleBody],
    *,
    holds_all: bool = False,
    key: str | None = None,
) -> RulesChanged:
    """Takes rules in from a file: those of a known name are written anew, others added, off."""

    def work(connection: Connection) -> RulesChanged:
        names, notes = [], []
        known = {code_key(one.name): one for one in read_rules(connection)}
        for body in bodies:
            old = known.get(code_key(body.name))
            new, told = checked(connection, body) if old else _addable(connection, body)
            if old:
                told += _write_anew(connection, old, new, holds_all=holds_all)
            else:
                _insert(connection, new)
            names.append(new.name)
            notes += told
        return RulesChanged(names, notes)

    content = {"rules": [_content(body) for body in bodies]}
    return _change(context, "rules.import", content, work, key)


def _write_anew(connection: Connection, old: Rule, new: RuleBody, *, holds_all: bool) -> list[Note]:
    notes = []
    if old.active:
        notes = _before_it_acts(connection, replace(old, body=new), holds_all=holds_all)
    _update(connection, old.id, **body_columns(new))
    return notes


def _before_it_acts(connection: Connection, one: Rule, holds_all: bool) -> list[Note]:
    """Refuses a rule that holds all; sees to it that one for each day begins tomorrow."""
    looked, held = held_of_last(connection, one, LAST)
    if looked and held == looked and not holds_all:
        raise bad(Said.RULE_HOLDS_ALL, rule=one.name, count=looked)
    if one.body.event is not RuleEvent.DAILY:
        return []
    day = today(connection)
    if not read_rules(connection, RuleEvent.DAILY) or rules_day(connection) is None:
        note_rules_day(connection, day)
    return [note(Said.RULE_BEGINS_TOMORROW)] if rules_day(connection) == day else []


def _addable(connection: Connection, body: RuleBody) -> tuple[RuleBody, list[Note]]:
    new, notes = checked(connection, body)
    _refuse_known(connection, new.name)
    if len(read_rules(connection)) >= MOST_RULES:
        raise bad(Said.RULES_ARE_MANY, count=MOST_RULES)
    return new, notes


def _refuse_known(connection: Connection, name: str) -> None:
    query = select(OrderRule.name).where(OrderRule.name_key == code_key(name))
    known = connection.execute(query).scalar_one_or_none()
    if known is not None:
        raise bad(Said.RULE_EXISTS, rule=known)


def _insert(connection: Connection, body: RuleBody) -> None:
    last = max((one.position for one in read_rules(connection)), default=0)
    values = {**body_columns(body), "position": last + 1, "active": False}
    connection.execute(insert(OrderRule).values(values))


def _update(connection: Connection, rule_id: int, **values: str | bool) -> None:
    connection.execute(update(OrderRule).where(OrderRule.id == rule_id).values(values))


def _place(connection: Connection, ids: Sequence[int]) -> None:
    """Gives rules, by id, the positions 1, 2, 3 …; below 0 they are in nobody's way."""
    connection.execute(update(OrderRule).values(position=-OrderRule.position))
    for position, rule_id in enumerate(ids, 1):
        statement = update(OrderRule).where(OrderRule.id == rule_id)
        connection.execute(statement.values(position=position))


def _content(body: RuleBody) -> dict[str, Any]:
    return asdict(body)


def _change(
    context: Context,
    name: str,
    content: Mapping[str, Any],
    work: Callable[[Connection], RulesChanged],
    key: str | None,
) -> RulesChanged:
    """Runs a command on rules and keeps what it changed; refuses one that changes nothing."""

    def keep(transaction: Transaction) -> RulesChanged:
        connection = transaction.connection
        before = _rows(connection)
        done = work(connection)
        _place(connection, [one.id for one in read_rules(connection)])
        after = _rows(connection)
        changed = {id_ for id_ in before | after if before.get(id_) != after.get(id_)}
        if not changed:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.RULE_IS_SO, rule=", ".join(done.rules))
        transaction.undo = RulesChange(_those(before, changed), _those(after, changed))
        transaction.changed_many(Kind.SETTING)
        return done

    return run_command(context, Call(name, content, key), RulesChanged, keep)


def _rows(connection: Connection) -> dict[int, Row]:
    query = select(OrderRule.__table__)
    return {row["id"]: dict(row) for row in connection.execute(query).mappings()}


def _those(rows: Mapping[int, Row], ids: set[int]) -> dict[int, Row]:
    return {id_: row for id_, row in rows.items() if id_ in ids}


def _take_back(transaction: Transaction, change: RulesChange) -> None:
    """Puts rules back; refuses where somebody changed one of them since."""
    connection = transaction.connection
    now = _rows(connection)
    for id_ in change.before | change.after:
        if now.get(id_) != change.after.get(id_):
            row = now.get(id_) or change.after.get(id_) or change.before[id_]
            raise Refusal(Code.CANNOT_UNDO, why=Said.RULES_CHANGED_SINCE, rule=row["name"])
    ids = list(change.after)
    connection.execute(delete(OrderRule).where(OrderRule.id.in_(ids)))
    connection.execute(update(OrderRule).values(position=-OrderRule.position))
    for row in change.before.values():
        connection.execute(insert(OrderRule).values(row))
    left = sorted(_rows(connection).values(), key=lambda row: (abs(row["position"]), row["id"]))
    _place(connection, [row["id"] for row in left])
    transaction.changed_many(Kind.SETTING)


RULE_COMMANDS = (
    *("rules.new", "rules.edit", "rules.delete", "rules.move", "rules.switch", "rules.import"),
)
UNDO_ORDER_RULES = Undoer(RulesChange, _take_back)
"""Takes back whatever changed rules."""
