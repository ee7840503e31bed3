"""Checks that the database's own guards stand, and that nothing came in while they did not."""

from collections.abc import Iterator, Mapping

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Connection,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    Table,
    text,
)

from packbench.db.guards import missing_guard, standing_guards
from packbench.db.schema import Base
from packbench.engine.check.result import OneCheck


def _constraints(connection: Connection) -> tuple[int, str | None]:
    """Every row keeps the CHECKs of its table, has what it must have, and whole numbers as such."""
    total, bad = 0, None
    for table in Base.metadata.sorted_tables:
        key = next(iter(table.primary_key.columns)).name
        wrong = " OR ".join(_wrong(table, sqlite=connection.dialect.name == "sqlite"))
        query = f"SELECT COUNT(*), MIN(CASE WHEN {wrong} THEN {key} END) FROM {table.name}"  # noqa: S608 - own names
        rows, first = connection.execute(text(query)).one()
        total += rows
        if bad is None and first is not None:
            bad = f"{table.name} {first}"
    return total, bad


def _wrong(table: Table, *, sqlite: bool) -> Iterator[str]:
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint):
            yield f"NOT ({constraint.sqltext})"
    for column in table.columns:
        if not column.nullable:
            yield f"{column.name} IS NULL"
        if sqlite and isinstance(column.type, Integer | Boolean):
            # SQLite keeps a text in a column of numbers, and adds up what it begins with.
            yield f"typeof({column.name}) NOT IN ('integer', 'null')"
        if sqlite and isinstance(column.type, Boolean):
            yield f"{column.name} NOT IN (0, 1)"
        if sqlite and isinstance(
            getattr(column.type, "impl_instance", column.type), Date | DateTime
        ):
            yield f"({column.name} IS NOT NULL AND julianday({column.name}) IS NULL)"


def _references(connection: Connection) -> tuple[int, str | None]:
    """Every row that is referred to is there."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("PRAGMA foreign_key_check")).first()
        rows = sum(_count(connection, table) for table in Base.metadata.sorted_tables)
        return rows, None if found is None else f"{found[0]} {found[1]}"
    rows, bad = 0, None
    for table in Base.metadata.sorted_tables:
        rows += _count(connection, table)
        for reference in table.foreign_key_constraints:
            first = connection.execute(text(_without_parent(table, reference))).scalar()
            if bad is None and first is not None:
                bad = f"{table.name} {first}"
    return rows, bad


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(text(f"SELECT COUNT(*) FROM {table.name}")).scalar_one())  # noqa: S608 - own names


def _without_parent(table: Table, reference: ForeignKeyConstraint) -> str:
    key = next(iter(table.primary_key.columns)).name
    same = " AND ".join(f"p.{one.column.name} = c.{one.parent.name}" for one in reference.elements)
    given = " AND ".join(f"c.{one.parent.name} IS NOT NULL" for one in reference.elements)
    return (
        f"SELECT MIN(c.{key}) FROM {table.name} c WHERE {given} AND NOT EXISTS"  # noqa: S608 - own names
        f" (SELECT 1 FROM {reference.referred_table.name} p WHERE {same})"
    )


def _guards(connection: Connection) -> tuple[int, str | None]:
    """Every trigger, table and constraint is as it was made, and there is no other trigger."""
    standing = standing_guards(connection)
    return len(standing), missing_guard(connection, standing)


SCHEMA_CHECKS: Mapping[str, OneCheck] = {
    "constraints_hold": _constraints,
    "references_hold": _references,
    "guards_are_in_place": _guards,
}
