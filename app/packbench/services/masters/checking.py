"""What a person may have typed wrong into a form and no file can say, told by name."""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, func, select

from packbench.db.channels import known_channel
from packbench.db.queries.records.lookups import find_supplier_id, find_warehouse
from packbench.db.schema import Product, Stock, Warehouse
from packbench.db.sql.sums import total
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.refusals import Code, Refusal
from packbench.exchange.countries import find_country
from packbench.exchange.rejects import Rejected
from packbench.services.masters.declaration import FieldAsks, Master
from packbench.services.masters.effects import open_orders_with
from packbench.services.masters.reading import Texts

_NO_COUNTRY = ";"
"""What a file says of no country at all: an empty cell is all of them there."""


def import_form(column: str, text: str) -> str:
    """A text of a form as a file has it."""
    return text or _NO_COUNTRY if column == "countries" else text


def told_of(rejected: Iterable[Rejected]) -> None:
    """Refuses (`bad_value`) with the first cause for which an import would reject the row."""
    for one in rejected:
        reject = one.rejects[0]
        told = {"column": reject.column, "value": reject.value, "reject": reject.code.value}
        raise Refusal(Code.BAD_VALUE, **{**reject.params, **told})


def check_values(
    connection: Connection,
    master: Master,
    record_id: int,
    before: Texts,
    wanted: Texts,
    columns: Collection[str],
) -> None:
    """Refuses what is listed twice, names nobody, or can't be while stock is there."""
    for field in master.fields:
        text = wanted.get(field.key, "")
        if field.key not in columns or not text:
            continue
        if field.asks is FieldAsks.COUNTRIES:
            _refuse_twice(text)
        elif field.asks is FieldAsks.SUPPLIER:
            find_supplier_id(connection, text)
        elif field.asks is FieldAsks.WAREHOUSE:
            find_warehouse(connection, text)
        elif field.asks is FieldAsks.CHANNEL:
            known_channel(connection, text)
    if before and before.get("manage_stock") == "yes" and "manage_stock" in columns:
        _refuse_stock(connection, record_id, before["sku"])


def _refuse_twice(text: str) -> None:
    seen: set[str] = set()
    for name in filter(None, (part.strip() for part in text.split(";"))):
        key = find_country(name) or name
        if key in seen:
            raise Refusal(Code.LISTED_TWICE, name=name)
        seen.add(key)


def _refuse_stock(connection: Connection, product_id: int, sku: str) -> None:
    query = select(
        func.coalesce(total(Stock.on_hand), 0), func.coalesce(total(Stock.allocated), 0)
    ).where(Stock.product_id == product_id)
    on_hand, promised = connection.execute(query).one()
    if on_hand or promised:
        raise Refusal(Code.STOCK_IS_THERE, sku=sku, on_hand=int(on_hand), promised=int(promised))


def product_notes(connection: Connection, product_id: int, columns: set[str]) -> list[Note]:
    """What follows for orders that have a product whose parts or whose use have changed."""
    told = {"components": Said.KIT_IN_ORDERS, "active": Said.NAMED_IN_ORDERS}
    wanted = [said for column, said in told.items() if column in columns]
    off = select(Product.active).where(Product.id == product_id)
    if "active" in columns and connection.execute(off).scalar_one():
        wanted.remove(Said.NAMED_IN_ORDERS)
    count = open_orders_with(connection, product_id) if wanted else 0
    return [note(said, count=count) for said in wanted] if count else []


def warehouse_notes(connection: Connection, warehouse_id: int, columns: set[str]) -> list[Note]:
    """Which other warehouse has the same rank, where that is new."""
    if columns and "rank" not in columns:
        return []
    own = select(Warehouse.rank).where(Warehouse.id == warehouse_id).scalar_subquery()
    query = select(Warehouse.code).where(
        Warehouse.rank == own, Warehouse.id != warehouse_id, Warehouse.active
    )
    others = list(connection.execute(query.order_by(Warehouse.code_key)).scalars())
    return [note(Said.RANK_SHARED, other=", ".join(others))] if others else []
