"""What an audit row tells of one record: read from its content, its result and its undo, as JSON.

Rows of other versions may have other forms: what can't be read is left out, never guessed.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import heading_of
from packbench.domain.history import Change, Shown
from packbench.domain.outcomes import Note, Said
from packbench.domain.refusals import Code
from packbench.engine.undo.line_states import LineState

JOINING = ("orders.split", "orders.merge", "orders.clone")
"""So begin the names of commands that make one order of another, or of others."""

_LISTED = 5
_VALUES = (
    *("reason", "note", "tag", "priority", "method", "channel", "warehouse", "source", "target"),
    *("quantity", "code", "codes", "chosen", "parcel", "box", "weight_g", "carrier", "tracking"),
    *(
        "wave",
        "transfer",
        "supplier",
        "location",
        "lot",
        "document",
        "to",
        "name",
        "kind",
        "lines",
        "rejects",
    ),
)
"""The values of commands that are told, in this order."""
_BUCKETS = ("ordered", "unrouted", "waiting", "unavailable", "gone", "cancelled")


def values_of(content: str) -> dict[str, Shown]:
    """What a command was given, as far as people are told it."""
    body = _object(content)
    told = {key: _shown(body[key]) for key in _VALUES if body.get(key) not in (None, "", [])}
    return {key: value for key, value in told.items() if value not in (None, "")}


def skus_of(content: str) -> list[str]:
    """The old and the new SKU of a substitute."""
    body = _object(content)
    return [str(body[key]) for key in ("old_sku", "new_sku") if body.get(key)]


def said_of(result: str | None, number: str) -> list[Note]:
    """What a command on many orders told of one of them."""
    rows = _object(result or "").get("results")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and code_key(str(row.get("order_number"))) == code_key(number):
            return list(_notes(row.get("notes")))
    return []


def notes_of(text: str) -> list[Note]:
    """Notes that were written down as JSON."""
    return list(_notes(_parsed(text)))


def names_of(*bodies: str | None) -> set[str]:
    """Every text in what a command was given and what it answered, as codes are compared."""
    return {code_key(text) for body in bodies for text in _texts(_parsed(body or ""))}


def changes_of(undo: str | None, order_id: int | None, lines: Mapping[int, str]) -> list[Change]:
    """Before and after, from what was written down to take a command back.

    Args:
        undo: as it was written down.
        order_id: of the order that is asked for; None for what has one record alone.
        lines: the SKUs of its lines by their ids.
    """
    kept = _object(undo or "")
    found = kept if order_id is None else _of_order(kept, str(order_id))
    before, after = found.get("before"), found.get("after")
    told: list[Change] = []
    if isinstance(before, dict) and isinstance(after, dict):
        told = [
            Change(name, _shown(before.get(name)), _shown(after.get(name)))
            for name in {**before, **after}
            if before.get(name) != after.get(name)
        ]
    if order_id is not None:
        told += _of_edit(kept)
    rows = found.get("lines")
    for row in rows if isinstance(rows, list) and order_id is not None else ():
        told += _of_line(row, lines)
    return told


def _of_edit(kept: Mapping[str, Any]) -> Iterator[Change]:
    """The fields of an edited order: what the edit that undoes it puts back, and what it sees."""
    back = kept.get("back")
    before = back.get("fields") if isinstance(back, dict) else None
    seen = back.get("seen") if isinstance(back, dict) else None
    after = seen.get("fields") if isinstance(seen, dict) else None
    if isinstance(before, dict) and isinstance(after, dict):
        for name, text in before.items():
            yield Change(heading_of(name), _shown(text) or None, _shown(after.get(name)) or None)


def _of_order(kept: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The part of one order, whichever way the command keeps its orders."""
    inside = kept.get("orders")
    for holder in (kept, inside):
        for name in ("orders", "beside"):
            by_id = holder.get(name) if isinstance(holder, dict) else None
            part = by_id.get(key) if isinstance(by_id, dict) else None
            if isinstance(part, dict):
                return part
    return {}


def _of_line(row: Any, lines: Mapping[int, str]) -> Iterator[Change]:
    try:
        before, after = LineState(*row["before"]), LineState(*row["after"])
    except (KeyError, TypeError):
        return  # of another version
    sku = lines.get(before.line_id, "")
    for name in _BUCKETS:
        if getattr(before, name) != getattr(after, name):
            yield Change(name, getattr(before, name), getattr(after, name), sku)
    promised, now = sum(before.promised.values()), sum(after.promised.values())
    if promised != now:
        yield Change("allocated", promised, now, sku)
    if before.reason != after.reason and before.reason and after.reason:
        yield Change("reason", before.reason, after.reason, sku)


def _notes(found: Any) -> Iterator[Note]:
    for one in found if isinstance(found, list) else ():
        code, params = one.get("code"), one.get("params")
        known = next((kind(code) for kind in (Said, Code) if code in set(kind)), None)
        if known is not None and isinstance(params, dict):
            yield Note(known, params)


def _shown(value: Any) -> Shown:
    """A value in one line: of lists the first few, of rows a SKU and its units."""
    if not isinstance(value, list):
        return value if isinstance(value, str | int | bool) else None
    told = [_row(one) for one in value[:_LISTED]]
    return ", ".join(told) + (" …" if len(value) > _LISTED else "")


def _row(value: Any) -> str:
    return " × ".join(map(str, value[:2])) if isinstance(value, list) else str(value)


def _object(text: str) -> dict[str, Any]:
    body = _parsed(text)
    return body if isinstance(body, dict) else {}


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
