"""`column IN (many ids)` with one bind parameter, whatever their number."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    String,
    any_,
    bindparam,
    column,
    func,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute


def among(
    connection: Connection, attribute: InstrumentedAttribute[Any], values: Collection[int]
) -> ColumnElement[bool]:
    """A condition that the attribute is one of the whole numbers."""
    if connection.dialect.name == "sqlite":
        listed = func.json_each(json.dumps(list(values))).table_valued(column("value", Integer()))
        return attribute.in_(select(listed.c.value))
    array = bindparam(None, list(values), type_=ARRAY(BigInteger()), unique=True)
    return attribute == any_(array)


def among_texts(
    connection: Connection, attribute: InstrumentedAttribute[Any], values: Collection[str]
) -> ColumnElement[bool]:
    """A condition that the attribute is one of the texts."""
    if connection.dialect.name == "sqlite":
        listed = func.json_each(json.dumps(list(values))).table_valued(column("value", String()))
        return attribute.in_(select(listed.c.value))
    array = bindparam(None, list(values), type_=ARRAY(String()), unique=True)
    return attribute == any_(array)
