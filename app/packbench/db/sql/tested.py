"""A condition that every row is tested for, so that the order of a list decides what is read."""

from typing import Any

from sqlalchemy import Boolean
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class Tested(FunctionElement[bool]):
    """The condition as it is; SQLite, which knows no sizes, looks in no index for it.

    PostgreSQL knows how many rows fit and decides by itself.
    """

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> "Tested":  # noqa: ARG002 - the name is SQLAlchemy's
        """As it is: SQLite would else be asked whether the condition `= 1`."""
        return self


@compiles(Tested)
def _as_it_is(element: Tested, compiler: SQLCompiler, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)})"


@compiles(Tested, "sqlite")
def _in_sqlite(element: Tested, compiler: SQLCompiler, **options: Any) -> str:
    return f"+({compiler.process(element.clauses, **options)})"
