"""What names a record of master data: it can't be deleted then, and keeps its code."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, select

from packbench.db.images import in_order, table_of
from packbench.db.schema import Base, Location
from packbench.domain.history import RecordKind
from packbench.domain.warehousing import LocationKind
from packbench.engine.writes.command_records import forget_records
from packbench.services.masters.declaration import Master
from packbench.services.masters.kinds import PRODUCTS, WAREHOUSES


def names_of(connection: Connection, master: Master, record_id: int) -> list[str]:
    """The tables with rows that name a record, but for those that are a part of it."""
    return [
        table.name
        for table, column in _references(master)
        if connection.execute(
            select(exists().where(column == record_id, *_in_earnest(master, table)))
        ).scalar()
    ]


def drop(connection: Connection, master: Master, record_id: int) -> None:
    """Takes a record away that nothing names, with the rows that are a part of it."""
    names = {name for name, _ in master.owned}
    columns = dict(master.owned)
    for name in reversed(in_order(names)):
        table = table_of(name)
        connection.execute(delete(table).where(table.c[columns[name]] == record_id))
    if master is WAREHOUSES:
        connection.execute(delete(Location).where(Location.warehouse_id == record_id))
    connection.execute(delete(master.id.class_).where(master.id == record_id))
    if master is PRODUCTS:  # whoever gets its number has no part in its history
        forget_records(connection, RecordKind.PRODUCT, record_id, record_id)


def _references(master: Master) -> Iterator[tuple[Table, ColumnElement[int]]]:
    target = master.id.class_.__tablename__
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            named = {key.column.table.name for key in column.foreign_keys}
            if target in named and (table.name, column.name) not in master.owned:
                yield table, column


def _in_earnest(master: Master, table: Table) -> list[ColumnElement[bool]]:
    """Floor and staging, which every warehouse has from the beginning, go with it."""
    own_places = master is WAREHOUSES and table is Location.__table__
    return [Location.kind == LocationKind.BIN] if own_places else []
