"""What rules would do: tried on the orders that came in last, without writing anything."""

from dataclasses import dataclass, field

from sqlalchemy import Connection

from packbench.db.queries.records.order_facts import last_order_ids, order_facts
from packbench.db.queries.records.order_rules import find_rule, read_rules
from packbench.db.today import today
from packbench.domain.history import Change, Shown
from packbench.domain.order_rules import (
    HOLDS,
    Rule,
    RuleBody,
    RuledOrder,
    RuleEvent,
    Tried,
    keyed,
    meets,
    would_do,
)
from packbench.domain.outcomes import Note
from packbench.engine.command.context import Context
from packbench.services.rules.acting import readable
from packbench.services.rules.checking import checked

LAST = 1_000
"""So many orders are looked at if nothing else is said."""
MOST_LAST = 20_000


@dataclass(frozen=True, slots=True)
class RuleTried:
    """How many of the orders a rule met; `holds`: it would hold them all."""

    rule: str
    orders: int
    holds: bool = False


@dataclass(frozen=True, slots=True)
class OrderTried:
    """An order that rules met, and what would be other than it is."""

    order_number: str
    status: str
    rules: list[str]
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class RulesTried:
    """What became of a trial: so many orders were looked at, and `untouched` stay as they are.

    `told` are the rules that were left out.
    """

    looked_at: int
    untouched: int
    rules: list[RuleTried] = field(default_factory=list)
    orders: list[OrderTried] = field(default_factory=list)
    told: list[Note] = field(default_factory=list)


def try_rules(
    context: Context,
    name: str | None = None,
    *,
    body: RuleBody | None = None,
    last: int = LAST,
) -> RulesTried:
    """Tries rules on the last orders, each as if it came in, was paid, allocated and waited a day.

    Args:
        context: the database; nothing of it is written.
        name: one rule alone, whether it is on or off; else all that are on.
        body: the rule as it is being written, in place of the one of this name.
        last: so many orders.
    """
    with context.database.read.connect() as connection:
        chosen = _chosen(connection, name, body)
        orders = _last_facts(connection, min(max(last, 1), MOST_LAST))
        rules, left_out = readable(connection, chosen)
        tried = would_do([one.body for one in rules], orders)
        counts = {one.name: sum(one.name in each.rules for each in tried) for one in rules}
        told = [
            RuleTried(
                one.name, counts[one.name], _holds(one) and 0 < len(orders) == counts[one.name]
            )
            for one in rules
        ]
        met = [_told(one) for one in tried if one.rules]
        return RulesTried(len(orders), len(orders) - len(met), told, met, left_out)


def held_of_last(connection: Connection, rule: Rule, last: int) -> tuple[int, int]:
    """How many of the last orders there are, and how many of them a rule would hold."""
    if not _holds(rule):
        return 0, 0
    body = keyed(rule).body
    orders = _last_facts(connection, last)
    return len(orders), sum(meets(body, one) for one in orders)


def _holds(rule: Rule) -> bool:
    return any(action.do in HOLDS for action in rule.body.actions)


def _chosen(connection: Connection, name: str | None, body: RuleBody | None) -> list[Rule]:
    if body is not None:
        written, _ = checked(connection, body)
        return [Rule(0, 1, active=True, body=written)]
    if name is not None:
        return [find_rule(connection, name)]
    return [one for event in RuleEvent for one in read_rules(connection, event)]


def _last_facts(connection: Connection, last: int) -> list[RuledOrder]:
    """The last orders, the youngest first."""
    ids = last_order_ids(connection, last)
    facts = order_facts(connection, ids, today(connection), lines=True, all_=True)
    return [facts[id_] for id_ in ids]


def _told(tried: Tried) -> OrderTried:
    before, after = tried.before, tried.after
    pairs = {
        "hold": (before.hold, after.hold),
        "tags": (_listed(before.tags), _listed(after.tags)),
        "note": (before.note, after.note),
        "ship_method": (before.method, after.method),
        "priority": (before.priority, after.priority),
        "warehouses": (_listed(before.warehouses), _listed(after.warehouses)),
        "kept_out_of": (_listed(before.excluded), _listed(after.excluded)),
        "items": (_listed(before.skus), _listed(after.skus)),
        "ship_partial": (before.partial, after.partial),
        "verify": (before.verify, after.verify),
    }
    changes = [Change(name, *both) for name, both in pairs.items() if both[0] != both[1]]
    return OrderTried(before.number, before.status, tried.rules, changes)


def _listed(words: frozenset[str]) -> Shown:
    return ", ".join(sorted(words))
