"""The components of a kit as a form has them: `2*SKU; SKU`."""

from sqlalchemy import delete, select, update

from packbench.db.schema import KitComponent, Product
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.core import Transaction
from packbench.exchange import kinds
from packbench.exchange.reading import read_typed
from packbench.services.importing.kits import import_kits
from packbench.services.importing.outcome import ImportJob
from packbench.services.masters.checking import told_of
from packbench.services.masters.reading import Texts


def write_components(transaction: Transaction, product_id: int, values: Texts) -> set[int]:
    """Makes a product a kit of these components, or no kit where there are none.

    Gives the components, of which kits may take now. Refuses one that is listed twice, and what
    the import of kits rejects: a kit in itself, one that nobody knows, a quantity that is none.
    """
    rows = [
        {"kit_sku": values["sku"], "component_sku": sku, "quantity": quantity}
        for sku, quantity in _parts(values["components"])
    ]
    if not rows:
        return _no_kit(transaction, product_id)
    job = ImportJob(transaction, read_typed(kinds.KITS, rows), update=True)
    told_of(job.parsed.rejected)
    import_kits(job)
    told_of(job.outcome.rejected)
    return job.outcome.freed


def _parts(text: str) -> list[tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for part in filter(None, (one.strip() for one in text.split(";"))):
        quantity, star, sku = part.partition("*")
        component = (sku.strip(), quantity.strip()) if star else (part, "1")
        if code_key(component[0]) in found:
            raise Refusal(Code.LISTED_TWICE, name=component[0])
        found[code_key(component[0])] = component
    return list(found.values())


def _no_kit(transaction: Transaction, product_id: int) -> set[int]:
    connection = transaction.connection
    parts = select(KitComponent.component_id).where(KitComponent.kit_id == product_id)
    freed = set(connection.execute(parts).scalars())
    connection.execute(delete(KitComponent).where(KitComponent.kit_id == product_id))
    connection.execute(update(Product).where(Product.id == product_id).values(is_kit=False))
    transaction.changed(Kind.PRODUCT, {product_id})
    transaction.products.add(product_id)
    return freed
