"""Conditions and actions of rules as they are typed: `country=AT,CH`, `shipping=EXPRESS`.

The same form stands on the command line and in files of rules.
"""

import csv
import io
import re

from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import HEADING
from packbench.domain.order_rules import (
    CONDITIONS,
    DEED_ASKS,
    Action,
    Compares,
    Deed,
    RuleAsks,
    RuleCondition,
    RuleEvent,
)
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal

CONDITION_FORM = "country=AT,CH · sku!=A · value>=100 · ship_by<=2"
ACTION_FORM = "shipping=EXPRESS · hold=Call first · add=2*SAMPLE · verify"
_CONDITION = re.compile(r"\s*(field:[^=<>!]+|\w+)\s*(!=|>=|<=|=)(.*)", re.DOTALL | re.IGNORECASE)
_TIMES = re.compile(r"(\d+)\*(.+)", re.DOTALL)


def read_condition(text: str) -> RuleCondition:
    """A condition as it was typed; refuses (`bad_rule`) what is none."""
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise bad(Said.RULE_UNREADABLE, value=text, known=CONDITION_FORM)
    field, compares, rest = found.groups()
    values = next(csv.reader([rest], skipinitialspace=True), [])
    wanted = tuple(value for one in values if (value := one.strip()))
    return RuleCondition(known_field(field), Compares(compares), wanted)


def known_field(name: str) -> str:
    """The name of a condition; refuses another one. Which fields there are is looked up later."""
    if code_key(name).startswith(HEADING):
        return code_key(name)
    field = name.strip().casefold().replace("-", "_")
    if field not in CONDITIONS:
        raise bad(Said.RULE_FIELD_UNKNOWN, value=name, known=", ".join(CONDITIONS))
    return field


def condition_text(condition: RuleCondition) -> str:
    """A condition as it is typed."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(condition.values)
    return f"{condition.field}{condition.compares}{out.getvalue()}"


def read_action(text: str) -> Action:
    """An action as it was typed; refuses (`bad_rule`) what is none."""
    name, _, value = text.partition("=")
    deed = name.strip().casefold().replace("_", "-")
    if deed not in set(Deed):
        if not deed:
            raise bad(Said.RULE_UNREADABLE, value=text, known=ACTION_FORM)
        raise bad(Said.RULE_DEED_UNKNOWN, value=name, known=", ".join(Deed))
    do, value, detail = Deed(deed), value.strip(), ""
    if do is Deed.HOLD_UNTIL:
        value, _, detail = value.partition(" ")
    elif do is Deed.ADD and (times := _TIMES.fullmatch(value)):
        detail, value = times.groups()
    return Action(do, value.strip(), detail.strip())


def action_text(action: Action) -> str:
    """An action as it is typed."""
    if DEED_ASKS[action.do] is RuleAsks.NOTHING:
        return action.do.value
    if action.do is Deed.ADD:
        return f"{action.do}={action.detail or 1}*{action.value}"
    return f"{action.do}={action.value} {action.detail}".rstrip()


def read_event(text: str) -> RuleEvent:
    """When a rule acts; refuses (`bad_rule`) what is no such moment."""
    word = text.strip().casefold()
    if word not in set(RuleEvent):
        raise bad(Said.RULE_EVENT_UNKNOWN, value=text, known=", ".join(RuleEvent))
    return RuleEvent(word)


def bad(why: Said, **params: object) -> Refusal:
    """What is told of a rule that can't be kept so."""
    return Refusal(Code.BAD_RULE, why=why, **params)
