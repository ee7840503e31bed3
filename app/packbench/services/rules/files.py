"""Rules as files, to be kept or taken to another shop: TOML that people can read, or JSON."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from packbench.domain.files import system_reason
from packbench.domain.order_rules import Rule, RuleBody
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.domain.rule_texts import (
    action_text,
    bad,
    condition_text,
    read_action,
    read_condition,
    read_event,
)

_KEYS = ("name", "when", "if", "do", "stop", "on")
_MOST_BYTES = 2_000_000


def document(rule: Rule) -> dict[str, Any]:
    """A rule in the words in which it is typed."""
    body = rule.body
    return {
        "name": body.name,
        "when": body.event.value,
        "if": [condition_text(one) for one in body.conditions],
        "do": [action_text(one) for one in body.actions],
        "stop": body.stop,
        "on": rule.active,
    }


def rules_text(rules: Sequence[Rule], *, as_json: bool = False) -> str:
    """Rules as a file has them."""
    told = [document(one) for one in rules]
    if as_json:
        return json.dumps({"rules": told}, ensure_ascii=False, indent=2) + "\n"
    return "\n".join(
        "[[rules]]\n"
        # What JSON writes of texts, lists of them, and yes or no, TOML reads alike.
        + "".join(f"{key} = {json.dumps(one[key], ensure_ascii=False)}\n" for key in _KEYS)
        for one in told
    )


def read_rules_file(path: Path) -> list[RuleBody]:
    """The rules of a file, JSON or TOML by its name's end; refuses what is none."""
    told = _parsed(path)
    rows = told.get("rules", [told]) if isinstance(told, dict) else told
    if not isinstance(rows, list) or not rows:
        raise _unreadable(path.name)
    return [body_of(one) for one in rows]


def _parsed(path: Path) -> Any:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise Refusal(Code.FILE_TOO_LARGE, file=path.name, reason="too large")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Refusal(Code.FILE_MISSING, file=str(path)) from None
    except UnicodeDecodeError:
        raise _unreadable(path.name) from None
    except OSError as error:
        reason = system_reason(error)
        raise Refusal(Code.FILE_UNREADABLE, file=path.name, reason=reason) from error
    try:
        return json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except ValueError as error:
        raise bad(Said.RULE_UNREADABLE, value=path.name, known=str(error)) from None


def body_of(told: Any) -> RuleBody:
    """A rule as a file tells it; refuses (`bad_rule`) what can't be one."""
    if not isinstance(told, dict):
        raise _unreadable(str(told))
    unknown = sorted(set(told) - set(_KEYS))
    if unknown:
        raise bad(Said.RULE_UNREADABLE, value=", ".join(unknown), known=", ".join(_KEYS))
    return RuleBody(
        _text(told, "name"),
        read_event(_text(told, "when")),
        tuple(map(read_condition, _texts(told, "if"))),
        tuple(map(read_action, _texts(told, "do"))),
        told.get("stop") is True,
    )


def _text(told: Mapping[str, Any], key: str) -> str:
    found = told.get(key, "")
    if not isinstance(found, str):
        raise _unreadable(f"{key} = {found}")
    return found


def _texts(told: Mapping[str, Any], key: str) -> list[str]:
    found = told.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise _unreadable(f"{key} = {found}")
    return found


def _unreadable(value: str) -> Refusal:
    return bad(Said.RULE_UNREADABLE, value=value, known='[[rules]] name, when, if = ["…"], do')
