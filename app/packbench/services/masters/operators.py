"""Operators as a table, so that they are written and read as the other kinds are."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from packbench.db.queries.exports import Rows
from packbench.db.schema import Operator
from packbench.db.sql.among import among
from packbench.domain.purchasing import OperatorRole
from packbench.exchange.cells import Line, RoleWord, YesNo
from packbench.exchange.kinds import NoLine, TableKind
from packbench.services.importing.outcome import ImportJob


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """A person at a station, known by the name; the role says how much he may authorize."""

    name: Line
    active: YesNo = True
    role: RoleWord = OperatorRole.CLERK


OPERATORS_TABLE = TableKind("operators", OperatorRow, NoLine, key=("name",))


def operator_rows(connection: Connection, only: Collection[int] | None = None) -> Rows:
    """Operators by name, all or those of some ids."""
    role = func.coalesce(Operator.role, OperatorRole.CLERK.value)
    query = select(Operator.name, Operator.active, role).order_by(Operator.name)
    if only is not None:
        query = query.where(among(Operator.id, only))
    yield from map(tuple, connection.execute(query))


def write_operators(job: ImportJob[OperatorRow, NoLine]) -> None:
    """Makes operators, or changes their role and whether they are in use."""
    connection = job.transaction.connection
    for record in job.parsed.records:
        values = {"active": record.fields.active, "role": record.fields.role.value}
        named = Operator.name == record.fields.name
        if connection.execute(update(Operator).where(named).values(values)).rowcount:
            job.outcome.updated += 1
        else:
            connection.execute(insert(Operator).values(name=record.fields.name, **values))
            job.outcome.imported += 1
