"""The different values of a column of a long table, one look into its index for each."""

from typing import Any

from sqlalchemy import Column, Connection, func, select


def distinct_values(connection: Connection, attribute: Column[Any]) -> list[str]:
    """The values that are there, in order, without an empty text; the column begins an index."""
    there = attribute.is_not(None)
    found = select(func.min(attribute).label("value")).where(there).cte("found", recursive=True)
    following = select(func.min(attribute)).where(there, attribute > found.c.value)
    every = found.union_all(select(following.scalar_subquery()).where(found.c.value.is_not(None)))
    query = select(every.c.value).where(every.c.value.is_not(None), every.c.value != "")
    return sorted(connection.execute(query).scalars())
