"""Adding a product to a warehouse: it is stocked there from then on, at a quantity of 0."""

from sqlalchemy import Connection, select

from packbench.db.queries.records.lookups import (
    ProductRef,
    WarehouseRef,
    find_product,
    find_warehouse,
)
from packbench.db.schema import Stock
from packbench.domain.outcomes import RowOutcome, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import DO_IT, How, Results, RowResult, run_bulk
from packbench.engine.command.context import Context
from packbench.engine.command.core import Transaction
from packbench.engine.release import release
from packbench.engine.settling import settle
from packbench.exchange import kinds
from packbench.exchange.reading import read_typed
from packbench.services.importing.outcome import ImportJob
from packbench.services.importing.stock import import_stock
from packbench.services.importing.undoing import keep_for_undo
from packbench.services.masters.checking import told_of
from packbench.services.masters.effects import order_effects

STOCKING = "products.stock"
"""The command's name."""


def stock_product(context: Context, sku: str, warehouse: str, *, how: How = DO_IT) -> Results:
    """Adds a product to a warehouse, as an import of stock with the quantity 0 does.

    Who waits because no warehouse has it is told the true reason then. Refuses `not_found`, a
    product that is there already (`nothing_to_do`), and what the import would reject.
    """

    def work(transaction: Transaction) -> Results:
        connection = transaction.connection
        product = find_product(connection, sku)
        place = find_warehouse(connection, warehouse)
        _refuse_stocked(connection, product, place)
        row = {"warehouse": place.code, "sku": product.sku, "quantity": "0"}
        job = ImportJob(transaction, read_typed(kinds.STOCK, [row]), update=False)
        import_stock(job)
        told_of(job.outcome.rejected)
        release(transaction, job.outcome.freed, opened=job.outcome.freed)
        transaction.rules_changed = True
        settle(transaction)
        told = note(Said.STOCKED, sku=product.sku, warehouse=place.code)
        rows = [RowResult(product.sku, RowOutcome.DONE, [told])]
        with context.database.read.connect() as before:
            rows += order_effects(before, connection, transaction.orders)
            keep_for_undo(transaction, before, {"stock": ("product_id", [product.id])})
        return Results(rows)

    return run_bulk(context, STOCKING, {"sku": sku, "warehouse": warehouse}, how, work)


def _refuse_stocked(connection: Connection, product: ProductRef, place: WarehouseRef) -> None:
    query = select(Stock.id).where(Stock.warehouse_id == place.id, Stock.product_id == product.id)
    if connection.execute(query).first() is not None:
        why = Said.STOCKED_ALREADY
        raise Refusal(Code.NOTHING_TO_DO, why=why, sku=product.sku, warehouse=place.code)
