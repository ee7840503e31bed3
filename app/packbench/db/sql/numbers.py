"""The number that a text is; NULL for what is none."""

from typing import Any

from sqlalchemy import Numeric
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class NumberIn(FunctionElement[Any]):
    """A text as a number where it is written as one; of other texts NULL, or their beginning."""

    name = "number_in"
    type = Numeric()
    inherit_cache = True


@compiles(NumberIn)
def _in_postgresql(element: NumberIn, compiler: SQLCompiler, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    return rf"CASE WHEN {text} ~ '^-?[0-9]+(\.[0-9]+)?$' THEN CAST({text} AS numeric) END"


@compiles(NumberIn, "sqlite")
def _in_sqlite(element: NumberIn, compiler: SQLCompiler, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    is_one = f"{text} GLOB '[-0-9]*' AND {text} NOT GLOB '*[^-0-9.]*'"
    return f"CASE WHEN {is_one} THEN CAST({text} AS REAL) END"
