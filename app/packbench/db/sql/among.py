"""`column IN (many values)` with one bind parameter, whatever their number.

SQLite reads the values from a JSON array, PostgreSQL from an array of its own.
"""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    Boolean,
    Column,
    ColumnElement,
    Dialect,
    String,
    bindparam,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType


class _WrittenArray(UserDefinedType[str]):
    """An array of numbers as PostgreSQL writes it: the driver would look at each of them."""

    cache_ok = True
    render_bind_cast = True

    def get_col_spec(self, **_options: Any) -> str:
        """Its name."""
        return "BIGINT[]"


_WRITTEN = _WrittenArray()


class _Listed(TypeDecorator[Collection[Any]]):
    """A collection as one bind value."""

    impl = String
    cache_ok = True

    def __init__(self, item: type[BigInteger | String]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if _is_sqlite(dialect):
            return dialect.type_descriptor(String())
        return _WRITTEN if self.item is BigInteger else dialect.type_descriptor(ARRAY(self.item()))

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> Any:
        listed = list(value or ())
        if _is_sqlite(dialect):
            return json.dumps(listed)
        return f"{{{','.join(map(str, listed))}}}" if self.item is BigInteger else listed


def _is_sqlite(dialect: Dialect) -> bool:
    return dialect.name == "sqlite"


_NUMBERS = _Listed(BigInteger)
_TEXTS = _Listed(String)


class _Among(FunctionElement[bool]):
    """The condition; its two clauses are the column and the bind parameter."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> "_Among":  # noqa: ARG002 - the name is SQLAlchemy's
        """As it is: SQLite would else be asked whether the condition `= 1`, and use no index."""
        return self


@compiles(_Among)
def _as_array(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    attribute, values = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{attribute} = ANY({values})"


@compiles(_Among, "sqlite")
def _as_json(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    attribute, values = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{attribute} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - own clauses


def numbers_named(name: str) -> BindParameter[Any]:
    """Many whole numbers as the parameter of this name, for statements that are written out."""
    return bindparam(name, type_=_NUMBERS)


def among_named(attribute: Column[Any], name: str) -> _Among:
    """A condition that the attribute is one of the whole numbers given as this parameter.

    For statements that are built once and run often: building one costs more than running it.
    """
    return _Among(attribute, bindparam(name, type_=_NUMBERS))


def among_texts_named(attribute: Column[Any], name: str) -> _Among:
    """A condition that the attribute is one of the texts given as this parameter."""
    return _Among(attribute, bindparam(name, type_=_TEXTS))


def among(attribute: Column[Any] | ColumnElement[Any], values: Collection[int]) -> _Among:
    """A condition that the attribute is one of the whole numbers."""
    return _Among(attribute, bindparam(None, values, type_=_NUMBERS, unique=True))


def among_texts(attribute: Column[Any] | ColumnElement[Any], values: Collection[str]) -> _Among:
    """A condition that the attribute is one of the texts."""
    return _Among(attribute, bindparam(None, values, type_=_TEXTS, unique=True))
