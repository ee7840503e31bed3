"""Kits: what their components are."""

from collections import defaultdict

from sqlalchemy import delete, insert, select, update

from packbench.db.queries.planning.kits import MOST_DEEP
from packbench.db.schema import KitComponent, Product
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.rejects import RejectCode
from packbench.exchange.kinds import KitHead, KitLine
from packbench.exchange.records import Record
from packbench.services.importing.known import KnownProduct, all_products
from packbench.services.importing.outcome import ImportJob

_Record = Record[KitHead, KitLine]


def import_kits(job: ImportJob[KitHead, KitLine]) -> None:
    """Makes kits of products; the components are products too. A kit in itself is rejected."""
    connection = job.transaction.connection
    products = all_products(connection)
    known: dict[int, dict[int, int]] = defaultdict(dict)
    for row in connection.execute(select(KitComponent.__table__)):
        known[row.kit_id][row.component_id] = row.quantity
    for record in job.parsed.records:
        kit = products.get(code_key(record.fields.kit_sku))
        if kit is None:
            sku = record.fields.kit_sku
            job.outcome.reject(record, "kit_sku", sku, RejectCode.UNKNOWN_SKU)
            continue
        parts = _parts(job, record, products)
        if parts is None:
            continue
        kits = known | {kit.id: parts}
        if _contains(kits, kit.id, set(parts)):
            job.outcome.reject(record, "kit_sku", kit.sku, RejectCode.KIT_CYCLE)
        elif max(_depth(kits, one) for one in kits) > MOST_DEEP:
            code = RejectCode.KIT_TOO_DEEP
            job.outcome.reject(record, "kit_sku", kit.sku, code, depth=MOST_DEEP)
        elif kit.id not in known:
            job.outcome.imported += 1
            _write(job, kit.id, parts)
            known[kit.id] = parts
        elif job.settle_known(record, kit.sku, same=known[kit.id] == parts):
            connection.execute(delete(KitComponent).where(KitComponent.kit_id == kit.id))
            _write(job, kit.id, parts)
            known[kit.id] = parts


def _parts(
    job: ImportJob[KitHead, KitLine], record: _Record, products: dict[str, KnownProduct]
) -> dict[int, int] | None:
    """Quantities by component id; None when a component is unknown, which rejects the kit."""
    parts = {}
    for row, line in zip(record.rows, record.lines, strict=True):
        product = products.get(code_key(line.component_sku))
        if product is None:
            value = line.component_sku
            job.outcome.reject_at(record, row, "component_sku", value, RejectCode.UNKNOWN_SKU)
            return None
        parts[product.id] = line.quantity
    return parts


def _contains(kits: dict[int, dict[int, int]], wanted: int, parts: set[int]) -> bool:
    """Whether a product is among the parts, or among the parts of those that are kits."""
    seen: set[int] = set()
    waiting = set(parts)
    while waiting:
        part = waiting.pop()
        if part == wanted:
            return True
        if part not in seen:
            seen.add(part)
            waiting |= set(kits.get(part, {}))
    return False


def _depth(kits: dict[int, dict[int, int]], product_id: int) -> int:
    """How many kits lie inside each other, 0 for a plain product; there is no cycle."""
    parts = kits.get(product_id)
    return 1 + max(_depth(kits, part) for part in parts) if parts else 0


def _write(job: ImportJob[KitHead, KitLine], kit_id: int, parts: dict[int, int]) -> None:
    connection = job.transaction.connection
    rows = [
        {"kit_id": kit_id, "component_id": component_id, "quantity": quantity}
        for component_id, quantity in parts.items()
    ]
    connection.execute(insert(KitComponent), rows)
    connection.execute(update(Product).where(Product.id == kit_id).values(is_kit=True))
    job.outcome.freed |= set(parts)
    job.transaction.changed(Kind.PRODUCT, {kit_id})
    job.transaction.products.add(kit_id)
