"""What each supplier sells to us: its terms, its prices from a quantity on, and whom we prefer."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, delete, select, update

from packbench.db.queries.records.near_products import near_skus
from packbench.db.schema import PriceBreak, PriceHistory, Product, Supplier, SupplierProduct
from packbench.db.sql.among import among
from packbench.db.sql.bulk import insert_rows
from packbench.db.sql.rows import AnyRow
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.rejects import RejectCode
from packbench.exchange.kinds import NoLine
from packbench.exchange.purchase_kinds import SupplierProductRow
from packbench.exchange.records import Record
from packbench.services.importing.known import KnownProduct, all_products, all_suppliers
from packbench.services.importing.outcome import ImportJob, given

_Record = Record[SupplierProductRow, NoLine]
_Terms = tuple[int, int]
_Prices = dict[int, Decimal | None]
_COLUMNS = (
    *("supplier_id", "product_id", "supplier_sku", "unit_cost", "pack_size", "minimum_quantity"),
    *("lead_time_days", "lead_time_spread_days"),
)
_LOOKED_NEAR = 20
"""For more unknown SKUs than these nothing is looked up that may be meant."""


def import_supplier_products(job: ImportJob[SupplierProductRow, NoLine]) -> None:
    """Adds the terms of suppliers for products; what a price was before is kept."""
    suppliers, products = all_suppliers(job.transaction.connection), _products(job)
    work = _TermsAtWork(job)
    unknown = 0
    for record in job.parsed.records:
        row = record.fields
        supplier_id, product = suppliers.find(row.supplier), products.get(code_key(row.sku))
        if supplier_id is None:
            job.outcome.reject(record, "supplier", row.supplier, RejectCode.UNKNOWN_SUPPLIER)
        elif product is None:
            unknown += 1
            near = _near(job, row.sku) if unknown <= _LOOKED_NEAR else []
            told = {"near": near} if near else {}
            job.outcome.reject(record, "sku", row.sku, RejectCode.UNKNOWN_SKU, **told)
        else:
            work.take(record, (supplier_id, product.id))
    work.write()


def _products(job: ImportJob[SupplierProductRow, NoLine]) -> dict[str, KnownProduct]:
    return all_products(job.transaction.connection)


def _near(job: ImportJob[SupplierProductRow, NoLine], sku: str) -> list[str]:
    return near_skus(job.transaction.connection, sku)


class _TermsAtWork:
    """The terms that are there, and what a file makes of them."""

    def __init__(self, job: ImportJob[SupplierProductRow, NoLine]) -> None:
        self._job = job
        connection = job.transaction.connection
        rows = connection.execute(select(SupplierProduct.__table__))
        self._known: dict[_Terms, AnyRow] = {(r.supplier_id, r.product_id): r for r in rows}
        self._breaks: dict[_Terms, dict[int, Decimal]] = defaultdict(dict)
        for row in connection.execute(select(PriceBreak.__table__)):
            self._breaks[row.supplier_id, row.product_id][row.from_quantity] = row.unit_cost
        query = select(Product.id, Product.supplier_id)
        self._preferred = {row[0]: row[1] for row in connection.execute(query)}
        self._fresh: list[tuple[Any, ...]] = []
        self._prices: dict[_Terms, tuple[_Prices, _Prices]] = {}
        self._prefer: dict[int, int | None] = {}

    def take(self, record: _Record, terms: _Terms) -> None:
        """Takes a row of the file whose supplier and product are known."""
        found, row = self._known.get(terms), record.fields
        values = _values(row)
        if found is None:
            self._fresh.append(tuple({**values, **_key(terms)}[name] for name in _COLUMNS))
            self._follow(row, terms, None, values)
            self._job.outcome.imported += 1
            return
        columns = set(self._job.parsed.columns)
        changes = given(values, columns)
        same = all(getattr(found, name) == value for name, value in changes.items())
        same = same and self._says_no_more(row, terms, columns)
        if self._job.settle_known(record, f"{row.supplier} {row.sku}", same=same):
            if changes:
                statement = update(SupplierProduct).where(*_is(SupplierProduct, terms))
                self._job.transaction.connection.execute(statement.values(changes))
            self._follow(row, terms, found, changes)

    def _says_no_more(self, row: SupplierProductRow, terms: _Terms, columns: set[str]) -> bool:
        breaks = "price_breaks" not in columns or dict(row.price_breaks) == self._breaks[terms]
        return breaks and ("preferred" not in columns or row.preferred == self._is_preferred(terms))

    def _is_preferred(self, terms: _Terms) -> bool:
        supplier_id, product_id = terms
        return self._prefer.get(product_id, self._preferred[product_id]) == supplier_id

    def _follow(
        self,
        row: SupplierProductRow,
        terms: _Terms,
        found: AnyRow | None,
        changes: Mapping[str, Any],
    ) -> None:
        """What stands in other tables: prices from a quantity on, and who is preferred."""
        columns = set(self._job.parsed.columns)
        before: _Prices = {1: found.unit_cost if found is not None else None, **self._breaks[terms]}
        after = dict(before)
        if "unit_cost" in changes:
            after[1] = changes["unit_cost"]
        if "price_breaks" in columns:
            after = {1: after[1], **dict(row.price_breaks)}
        if after != before:
            self._prices[terms] = before, after
        if "preferred" in columns and row.preferred != self._is_preferred(terms):
            self._prefer[terms[1]] = terms[0] if row.preferred else None

    def write(self) -> None:
        """Writes what was taken."""
        transaction = self._job.transaction
        connection = transaction.connection
        insert_rows(connection, SupplierProduct, _COLUMNS, self._fresh)
        _write_prices(connection, self._prices)
        keep_prices(self._job, self._prices)
        for product_id, supplier_id in self._prefer.items():
            statement = update(Product).where(Product.id == product_id)
            connection.execute(statement.values(supplier_id=supplier_id))
        transaction.changed(Kind.PRODUCT, set(self._prefer))


def _write_prices(connection: Connection, prices: Mapping[_Terms, tuple[_Prices, _Prices]]) -> None:
    rows = []
    for terms, (before, after) in prices.items():
        if {**before, 1: None} == {**after, 1: None}:
            continue
        connection.execute(delete(PriceBreak).where(*_is(PriceBreak, terms)))
        rows += [(*terms, least, cost) for least, cost in sorted(after.items()) if least > 1]
    names = ("supplier_id", "product_id", "from_quantity", "unit_cost")
    insert_rows(connection, PriceBreak, names, rows)


def keep_prices(
    job: ImportJob[SupplierProductRow, NoLine], prices: Mapping[_Terms, tuple[_Prices, _Prices]]
) -> None:
    """Writes down what prices are from now on, and what they were where nobody did before."""
    connection, at = job.transaction.connection, job.transaction.at
    written = _written(connection, {product_id for _, product_id in prices})
    query = select(Supplier.id, Supplier.currency)
    currencies = {row[0]: row[1] for row in connection.execute(query)}
    rows: list[tuple[Any, ...]] = []
    for terms, (before, after) in prices.items():
        for least in sorted({*before, *after}):
            old, new = before.get(least), after.get(least)
            if old == new:
                continue
            told = (*terms, least)
            if old is not None and told not in written:
                rows.append((*told, old, currencies[terms[0]], None))
            rows.append((*told, new, currencies[terms[0]], at))
    names = ("supplier_id", "product_id", "from_quantity", "unit_cost", "currency", "since")
    insert_rows(connection, PriceHistory, names, rows)


def _written(connection: Connection, product_ids: Iterable[int]) -> set[tuple[int, int, int]]:
    one = PriceHistory
    query = select(one.supplier_id, one.product_id, one.from_quantity)
    rows = connection.execute(query.where(among(one.product_id, list(product_ids))))
    return {(row[0], row[1], row[2]) for row in rows}


def _key(terms: _Terms) -> dict[str, int]:
    return {"supplier_id": terms[0], "product_id": terms[1]}


def _is(model: type[SupplierProduct | PriceBreak], terms: _Terms) -> tuple[Any, Any]:
    return model.supplier_id == terms[0], model.product_id == terms[1]


def _values(row: SupplierProductRow) -> dict[str, Any]:
    values = dataclasses.asdict(row)
    for name in ("supplier", "sku", "price_breaks", "preferred"):
        del values[name]
    return values
