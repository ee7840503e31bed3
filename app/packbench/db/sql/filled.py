"""A column with something in the place of nothing."""

from typing import TypeVar, cast

from sqlalchemy import ColumnElement, func

T = TypeVar("T")


def filled(column: ColumnElement[T | None], instead: T | ColumnElement[T]) -> ColumnElement[T]:
    """The column, and where it is NULL what is named instead, which is never NULL."""
    return cast("ColumnElement[T]", func.coalesce(column, instead))
