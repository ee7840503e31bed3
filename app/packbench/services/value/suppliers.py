"""The facts of suppliers: what they did, out of receipts and purchase orders."""

from sqlalchemy import select

from packbench.db.queries.records.lookups import find_supplier_id
from packbench.db.queries.records.supplier_facts import bought_lines
from packbench.db.schema import Supplier
from packbench.domain.supplier_facts import BoughtLine, SupplierFacts, TimeTaken, facts_of
from packbench.engine.command.context import Context

__all__ = ["BoughtLine", "SupplierFacts", "TimeTaken", "supplier_codes", "supplier_facts"]


def supplier_facts(context: Context, code: str) -> SupplierFacts:
    """What one supplier did; refuses an unknown one."""
    with context.database.read.connect() as connection:
        supplier_id = find_supplier_id(connection, code)
        query = select(Supplier.code, Supplier.name).where(Supplier.id == supplier_id)
        row = connection.execute(query).one()
        return facts_of(row.code, row.name, bought_lines(connection, supplier_id))


def supplier_codes(context: Context) -> list[tuple[str, str]]:
    """Code and name of all suppliers, by code."""
    query = select(Supplier.code, Supplier.name).order_by(Supplier.code_key)
    with context.database.read.connect() as connection:
        return [(row.code, row.name) for row in connection.execute(query)]
