"""Sums of whole numbers as whole numbers: PostgreSQL's own answer would be a decimal."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, func


def total(units: Any) -> ColumnElement[int]:
    """The sum of a column of whole numbers; NULL for no rows."""
    return cast(func.sum(units), BigInteger)
