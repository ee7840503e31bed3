"""Rules for orders as they are kept."""

import json
from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, RowMapping, select

from packbench.db.schema import OrderRule, RuleAct, RuleCommand
from packbench.db.sql.among import among
from packbench.domain.catalog import code_key
from packbench.domain.order_rules import (
    Action,
    Compares,
    Deed,
    Rule,
    RuleAsks,
    RuleBody,
    RuleCondition,
    RuleEvent,
    names,
)
from packbench.domain.refusals import Code, Refusal


def read_rules(connection: Connection, event: RuleEvent | None = None) -> list[Rule]:
    """The rules in their order; with an event those that act then and are switched on."""
    query = select(OrderRule.__table__).order_by(OrderRule.position)
    if event is not None:
        query = query.where(OrderRule.active, OrderRule.event == event.value)
    return [rule_of(row) for row in connection.execute(query).mappings().all()]


def find_rule(connection: Connection, name: str) -> Rule:
    """A rule by its name; refuses `not_found`."""
    query = select(OrderRule.__table__).where(OrderRule.name_key == code_key(name))
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise Refusal(Code.NOT_FOUND, kind="rule", name=name)
    return rule_of(row)


def first_naming(connection: Connection, asks: RuleAsks, code: str) -> Rule | None:
    """The first rule, on or off, that names a record: by its code, a field by its heading."""
    return next((one for one in read_rules(connection) if names(one.body, asks, code)), None)


def rule_of(row: RowMapping) -> Rule:
    """A rule of its row."""
    conditions = tuple(
        RuleCondition(one["field"], Compares(one["compares"]), tuple(one["values"]))
        for one in json.loads(row["conditions"])
    )
    actions = tuple(
        Action(Deed(one["do"]), one.get("value", ""), one.get("detail", ""))
        for one in json.loads(row["actions"])
    )
    body = RuleBody(row["name"], RuleEvent(row["event"]), conditions, actions, row["stop"])
    return Rule(row["id"], row["position"], row["active"], body)


def body_columns(body: RuleBody) -> dict[str, str | bool]:
    """What of a rule a person writes, as its row holds it."""
    conditions = [
        {"field": one.field, "compares": one.compares.value, "values": list(one.values)}
        for one in body.conditions
    ]
    actions = [
        {"do": one.do.value, "value": one.value, "detail": one.detail} for one in body.actions
    ]
    return {
        "name": body.name,
        "name_key": code_key(body.name),
        "event": body.event.value,
        "stop": body.stop,
        "conditions": json.dumps(conditions, ensure_ascii=False),
        "actions": json.dumps(actions, ensure_ascii=False),
    }


def rules_of_commands(connection: Connection, command_ids: Collection[int]) -> dict[int, str]:
    """By command that a rule gave: the rule's name."""
    query = select(RuleCommand.command_id, RuleCommand.rule_name)
    rows = connection.execute(query.where(among(RuleCommand.command_id, command_ids)))
    return {row.command_id: row.rule_name for row in rows}


def commands_of_event(connection: Connection, event_id: int) -> list[int]:
    """The commands that rules gave inside one, the last first."""
    query = select(RuleCommand.command_id).where(RuleCommand.event_id == event_id)
    return list(connection.execute(query.order_by(RuleCommand.command_id.desc())).scalars())


def refused_to_rules(
    connection: Connection, order_id: int, event_ids: Collection[int]
) -> dict[int, list[tuple[str, str]]]:
    """By command that started rules: those that did not do all with an order, and their notes."""
    query = select(RuleAct.event_id, RuleAct.rule_name, RuleAct.said).where(
        RuleAct.order_id == order_id, among(RuleAct.event_id, event_ids), RuleAct.said != "[]"
    )
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in connection.execute(query.order_by(RuleAct.rule_id)):
        found[row.event_id].append((row.rule_name, row.said))
    return found
