"""Roughly how many rows a long table has, without counting them."""

from sqlalchemy import Column, Connection, column, func, select, table

from packbench.db.schema.mapped import model_of

_CLASSES = table("pg_class", column("oid"), column("reltuples"))


def rows_about(connection: Connection, row_id: Column[int]) -> int | None:
    """Of a server what it noted last, of a file what its ids span; None where nothing is known."""
    if connection.dialect.name == "sqlite":
        ends = connection.execute(select(func.min(row_id).label("first"))).scalar()
        last = connection.execute(select(func.max(row_id))).scalar()
        return None if ends is None or last is None else last - ends + 1
    place = func.to_regclass(model_of(row_id).__tablename__)
    noted = connection.execute(select(_CLASSES.c.reltuples).where(_CLASSES.c.oid == place)).scalar()
    return int(noted) if noted is not None and noted > 0 else None
