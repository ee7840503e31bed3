"""What a program sends as JSON, read strictly: numbers stay as they were written."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from packbench.web.failures import RequestError
from packbench.words.serving import BadBody, RequestFault

MOST_ROWS = 5_000
MOST_CURSOR = 2**53 - 1
"""The largest whole number that every program reads as it was written."""


class _Number(str):
    """A number as it was written."""

    __slots__ = ()


def order_rows(body: bytes) -> list[dict[str, str]]:
    """The rows of `{"rows": [{…}, …]}`, each a cell of text by column.

    Raises RequestError (`bad_json`) that names the row and the column.
    """
    rows = _field(_parsed(body), "rows")
    if not isinstance(rows, list):
        raise _bad(BadBody.NOT_A_LIST, name="rows")
    if len(rows) > MOST_ROWS:
        raise _bad(BadBody.TOO_MANY_ROWS, most=MOST_ROWS, count=len(rows))
    return [_row(number, row) for number, row in enumerate(rows, 1)]


def cursor_of(body: bytes) -> int:
    """The cursor of `{"cursor": 17}`."""
    told = _field(_parsed(body), "cursor")
    if not isinstance(told, _Number):
        raise _bad(BadBody.NOT_A_CURSOR, value=_shown(told))
    number = Decimal(told)  # 17, and 17.0 as some programs write it
    if not 0 <= number <= MOST_CURSOR or number != int(number):
        raise _bad(BadBody.NOT_A_CURSOR, value=_shown(told))
    return int(number)


def _parsed(body: bytes) -> Any:
    try:
        text = body.decode("utf-8-sig")
        # Lone halves of signs that UTF-8 can't write are found here, not in the database.
        parsed = json.loads(
            text,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_once,
        )
        json.dumps(parsed, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise _bad(BadBody.BROKEN, line=error.lineno, column=error.colno) from error
    except UnicodeError as error:
        raise _bad(BadBody.NOT_UTF8) from error
    except RecursionError as error:
        raise _bad(BadBody.TOO_DEEP) from error
    return parsed


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _bad(BadBody.TWICE, name=_shown(name))
        found[name] = value
    return found


def _refuse_constant(name: str) -> Any:
    raise _bad(BadBody.NO_NUMBER, value=name)


def _field(parsed: Any, name: str) -> Any:
    if not isinstance(parsed, Mapping):
        raise _bad(BadBody.NOT_AN_OBJECT, name=name)
    for other in parsed:
        if other != name:
            raise _bad(BadBody.UNKNOWN_FIELD, other=_shown(other), name=name)
    if name not in parsed:
        raise _bad(BadBody.FIELD_MISSING, name=name)
    return parsed[name]


def _row(number: int, row: Any) -> dict[str, str]:
    if not isinstance(row, Mapping):
        raise _bad(BadBody.ROW_NOT_AN_OBJECT, row=number)
    return {name: _cell(number, name, value) for name, value in row.items()}


def _cell(number: int, name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        raise _bad(BadBody.NOT_A_CELL, row=number, column=_shown(name))
    if "\0" in value or "\0" in name:
        raise _bad(BadBody.NO_LETTER, row=number, column=_shown(name))
    return str(value)


def _shown(value: Any) -> str:
    """The beginning of something that a stranger sent, in one line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    return f"{text[:60]}…" if len(text) > 60 else text  # noqa: PLR2004 - about a line


def _bad(why: BadBody, **params: object) -> RequestError:
    return RequestError(RequestFault.BAD_JSON, why=why, **params)
