"""What rules do when something happened to orders: inside the command that made it happen.

Each action of a rule is a command of its own in the transaction of that one, on all orders that the
rule meets at once, done by the services that people use: the same rules, the same words, an audit
row with its undo. What it refuses is told of the order, and nothing of it is done. Rules start no
rules, and each acts on an order once.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from sqlalchemy import Connection, delete

from packbench.db.queries.records.custom_fields import used_fields
from packbench.db.queries.records.order_facts import acted_already, order_facts
from packbench.db.queries.records.order_rules import read_rules
from packbench.db.schema import RuleAct, RuleCommand
from packbench.db.sql.among import among
from packbench.db.sql.bulk import insert_rows
from packbench.db.today import today
from packbench.domain.changes import Kind
from packbench.domain.custom_fields import FieldOf, label_of
from packbench.domain.order_rules import (
    Rule,
    RuledOrder,
    RuleEvent,
    keyed,
    meets,
    needs_lines,
    unread,
)
from packbench.domain.outcomes import Note, RowOutcome, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import Results, RowResult
from packbench.engine.command.context import Context
from packbench.engine.command.transaction import Transaction
from packbench.services.rules.deeds import do_to

_MOST_TOLD = 5
_SO_ALREADY = {Said.NOT_TO_VERIFY.value, Said.VERIFIED_ALREADY.value, Said.GOES_ON_UNVERIFIED.value}
"""Why orders need not be verified: nothing is left to do for a rule that wants it."""


@dataclass(slots=True)
class Acted:
    """What rules did: how many orders each met, and what is told of each order, by its number."""

    rules: dict[str, int] = field(default_factory=dict)
    orders: dict[str, list[Note]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, list[Note]] = field(default_factory=lambda: defaultdict(list))
    left_out: list[Note] = field(default_factory=list)


def are_waiting(connection: Connection, event: RuleEvent) -> bool:
    """Whether rules are switched on for an event: then its command takes the lock for stock."""
    return bool(read_rules(connection, event))


def readable(connection: Connection, rules: Sequence[Rule]) -> tuple[list[Rule], list[Note]]:
    """The rules that can be asked of orders, keyed; of the others what is told.

    One that asks for a field that is not in use would not know what to do: an order has no value
    there, so that it would meet all, or none.
    """
    headings = [one.heading for one in used_fields(connection, FieldOf.ORDER)]
    missing = {one.id: unread(one.body, headings) for one in rules}
    told = [
        note(Said.RULE_LEFT_OUT, rule=one.name, field=label_of(missing[one.id] or ""))
        for one in rules
        if missing[one.id] is not None
    ]
    return [keyed(one) for one in rules if missing[one.id] is None], told


def act(
    context: Context, transaction: Transaction, event: RuleEvent, order_ids: Collection[int]
) -> Acted:
    """Inside a command that has done all else: lets the rules act on orders it happened to.

    Without the lock for stock nothing is done: none were switched on when the command began.
    """
    connection, done = transaction.connection, Acted()
    if transaction.inside is not None or not transaction.moves_stock:
        return done
    kept = read_rules(connection, event) if order_ids else []
    rules, done.left_out = readable(connection, kept)
    if not rules:
        return done
    lines = needs_lines([rule.body for rule in rules])
    day = today(connection)
    facts = order_facts(connection, order_ids, day, lines=lines, all_=False)
    before = acted_already(connection, order_ids, [rule.id for rule in rules])
    inside = replace(context.without_key(), inside=transaction)
    for rule in rules:
        met = [one for one in facts.values() if meets(rule.body, one)]
        new = [one for one in met if (one.id, rule.id) not in before]
        if new:
            _act_on(inside, transaction, rule, new, done)
        if rule.body.stop:
            facts = {id_: one for id_, one in facts.items() if not meets(rule.body, one)}
        elif new:
            ids = [one.id for one in new]
            facts |= order_facts(connection, ids, day, lines=lines, all_=False)
    return done


@dataclass(slots=True)
class _Met:
    """An order that a rule met: whether anything was done, and what was not."""

    done: bool = False
    notes: list[Note] = field(default_factory=list)
    refused: list[Note] = field(default_factory=list)


def _act_on(
    inside: Context, transaction: Transaction, rule: Rule, orders: Sequence[RuledOrder], done: Acted
) -> None:
    """Does the actions of a rule to orders, one action after the other."""
    numbers = [one.number for one in orders]
    met = {one.number: _Met() for one in orders}
    first = len(transaction.inner)
    for action in rule.body.actions:
        try:
            results = do_to(inside, action, numbers)
        except Refusal as refusal:  # of all of them: what it names is gone, say
            if refusal.code is Code.BUSY:
                raise
            why = [Note.of(refusal)]
            results = Results([RowResult(one, RowOutcome.REFUSED, why) for one in numbers])
        for row in results.results:
            if row.order_number in met:
                _tell(met[row.order_number], row)
    _write(transaction, rule, orders, met, transaction.inner[first:])
    acted = [number for number, one in met.items() if one.done]
    if acted:
        done.rules[rule.name] = done.rules.get(rule.name, 0) + len(acted)
    for number, one in met.items():
        if one.notes:
            done.orders[number] += [note(Said.RULE_ACTED, rule=rule.name), *one.notes]
        if one.refused:
            done.refused[number] += [note(Said.RULE_NOT_DONE, rule=rule.name), *one.refused]


def _tell(met: _Met, row: RowResult) -> None:
    if row.outcome is not RowOutcome.REFUSED:
        met.done = True
        met.notes += row.notes
    elif all(_is_so(one) for one in row.notes):
        met.done = True
    else:
        met.refused += row.notes


def _is_so(told: Note) -> bool:
    """Whether an order was refused because it is as the rule wants it."""
    return told.code is Code.NOTHING_TO_DO or told.params.get("why") in _SO_ALREADY


def _write(
    transaction: Transaction,
    rule: Rule,
    orders: Sequence[RuledOrder],
    met: Mapping[str, _Met],
    commands: Sequence[int],
) -> None:
    """Writes down which commands were the rule's, and which orders it met."""
    connection, event = transaction.connection, transaction.command_id
    rows = [(command, event, rule.id, rule.name) for command in commands]
    insert_rows(connection, RuleCommand, _OF_COMMAND, rows)
    ids = [one.id for one in orders]
    connection.execute(
        delete(RuleAct).where(among(RuleAct.order_id, ids), RuleAct.rule_id == rule.id)
    )
    acts = [
        (one.id, rule.id, rule.name, event, met[one.number].done, _said(met[one.number].refused))
        for one in orders
    ]
    insert_rows(connection, RuleAct, _OF_ACT, acts)
    transaction.concerns(Kind.ORDER, {one.id for one in orders if met[one.number].refused})


_OF_COMMAND = ("command_id", "event_id", "rule_id", "rule_name")
_OF_ACT = ("order_id", "rule_id", "rule_name", "event_id", "done", "said")


def _said(notes: Iterable[Note]) -> str:
    return json.dumps([asdict(one) for one in notes], default=str)


def on_rows(results: Results, acted: Acted) -> Results:
    """What a command told of orders, with what rules did to them then.

    That a rule was left out is told with the first of them.
    """
    if not (acted.rules or acted.refused or acted.left_out):
        return results
    left_out = [*acted.left_out]
    rows = [
        replace(
            row,
            notes=[
                *row.notes,
                *acted.orders.get(row.order_number, ()),
                *acted.refused.get(row.order_number, ()),
                *(left_out.pop(0) for _ in range(len(left_out))),
            ],
        )
        for row in results.results
    ]
    return replace(results, results=rows)


def added_notes(left: Sequence[Note], right: Sequence[Note]) -> list[Note]:
    """What was told of two parts of one run: orders that a rule acted on are added up."""
    sums: dict[str, int] = {}
    others = []
    for one in (*left, *right):
        if one.code is Said.RULE_ACTED_ON:
            rule, count = str(one.params["rule"]), one.params["count"]
            sums[rule] = sums.get(rule, 0) + (count if isinstance(count, int) else 0)
        elif one not in others or one.code is not Said.RULE_LEFT_OUT:
            others.append(one)
    return [note(Said.RULE_ACTED_ON, rule=rule, count=n) for rule, n in sums.items()] + others


def in_short(acted: Acted) -> list[Note]:
    """What rules did to many orders: how many each met, and the first that could not be done."""
    told = [note(Said.RULE_ACTED_ON, rule=name, count=n) for name, n in acted.rules.items()]
    told += acted.left_out
    for number, notes in list(acted.refused.items())[:_MOST_TOLD]:
        told += [note(Said.RULES_AND_ORDER, order=number), *notes]
    left = len(acted.refused) - _MOST_TOLD
    return [*told, note(Said.RULES_NOT_DONE_MORE, count=left)] if left > 0 else told
