"""The description of the interface as a page that needs nothing from elsewhere."""

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; }
pre { border: 1px solid; padding: 0.5rem; overflow-x: auto; }
h2 { border-top: 1px solid; margin-top: 2rem; padding-top: 1rem; }
table { border-collapse: collapse; }
td, th { border: 1px solid; padding: 0.2rem 0.6rem; text-align: left; }
:root { color-scheme: light dark; }
"""


def description_page(description: Mapping[str, Any]) -> str:
    """The page of an OpenAPI description."""
    told = description["info"]
    head = (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{_text(told['title'])}"
        f"</title><style>{_STYLE}</style></head><body><h1>{_text(told['title'])}"
        f" {_text(told['version'])}</h1><p>{_text(told.get('summary', ''))}</p>"
        "<p>Every request for a channel carries <code>Authorization: Bearer TOKEN</code>."
        " For programs: <a href='openapi.json'>openapi.json</a>.</p>"
    )
    parts = [head]
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            parts += _operation(path, method, operation)
    return "".join([*parts, "</body></html>"])


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield f"<h2><code>{_text(method.upper())} {_text(path)}</code></h2>"
    yield f"<p>{_text(operation.get('description', ''))}</p>"
    rows = [
        (one["name"], one["in"], one.get("description", ""))
        for one in operation.get("parameters", ())
    ]
    if rows:
        yield _table(("parameter", "in", "what it is"), rows)
    for body in operation.get("requestBody", {}).get("content", {}).values():
        if "example" in body:
            yield f"<p>Sent:</p><pre>{_text(json.dumps(body['example'], indent=2))}</pre>"
    answers = operation["responses"].items()
    yield _table(("status", "answer"), [(code, one["description"]) for code, one in answers])


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    head = "".join(f"<th>{_text(one)}</th>" for one in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"


def _text(value: object) -> str:
    return escape(str(value))
