"""Every kind of value that services answer with can be told as JSON."""

import importlib
import json
import pkgutil
import typing
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any

import packbench.domain
import packbench.services
from packbench.cli.session import to_json
from packbench.domain.shipping import Method

_SAMPLES = {
    bool: (True, True),
    int: (3, 3),
    float: (1.5, 1.5),
    str: ("text", "text"),
    type(None): (None, None),
    date: (date(2026, 11, 27), "2026-11-27"),
    datetime: (datetime(2026, 11, 27, 16, 30, tzinfo=UTC), "2026-11-27T16:30:00+00:00"),
    time: (time(16, 30), "16:30"),
    Decimal: (Decimal("9.90"), "9.90"),
    Path: (Path("a/b"), str(Path("a/b"))),
}
"""A value of each kind, and what is told of it."""

_NEVER_TOLD = {bytes, tzinfo}
"""Pictures and pages are written to files; in a zone moments are reckoned, before they are told."""


def _kinds(hint: Any) -> Iterator[type]:
    for part in typing.get_args(hint):
        yield from _kinds(part)
    if isinstance(hint, type) and hint.__module__ in {"builtins", "datetime", "decimal", "pathlib"}:
        yield typing.get_origin(hint) or hint


def _public_classes() -> Iterator[type]:
    for package in (packbench.domain, packbench.services):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, one in vars(importlib.import_module(found.name)).items():
                if name.startswith("_") or not isinstance(one, type):
                    continue
                if one.__module__ == found.name and hasattr(one, "__dataclass_fields__"):
                    yield one


def test_every_kind_of_value_has_a_json_form() -> None:
    kinds = {
        kind
        for one in _public_classes()
        for hint in typing.get_type_hints(one).values()
        for kind in _kinds(hint)
    }
    containers = {dict, list, tuple, set, frozenset, object, type}
    assert time in kinds
    assert kinds - containers - _NEVER_TOLD <= set(_SAMPLES)
    for value, told in _SAMPLES.values():
        assert json.loads(json.dumps(to_json({"one": [value]}))) == {"one": [told]}
    method = to_json(Method("OWN", "Own van", cut_off=time(16, 30)))
    assert method["cut_off"] == "16:30"
    assert method["label"] == "4x6"
