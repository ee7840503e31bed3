"""What is looked up while an order is entered or edited: customers, products, what is pasted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, or_, select

from packbench.db.queries.records.custom_fields import used_fields
from packbench.db.queries.records.near_products import near_skus
from packbench.db.queries.records.shipping import known_methods
from packbench.db.schema import Barcode, Channel, Order, Product
from packbench.domain.catalog import code_key
from packbench.domain.custom_fields import CustomField, FieldOf
from packbench.engine.command.context import Context
from packbench.exchange.pasted import PastedLine, pasted_lines
from packbench.services.privacy import hides_private

_ADDRESS = (
    *("customer_name", "company", "street", "street2", "postal_code", "city", "region", "country"),
    *("customer_email", "phone", "currency"),
)
_READ = 200
_MOST_OFFERED = 8
_LEAST_CHARACTERS = 2


@dataclass(frozen=True, slots=True)
class OfferedCustomer:
    """Somebody who ordered before: the columns of his last order, by name."""

    fields: dict[str, str]

    @property
    def told(self) -> str:
        """By what a person knows him: `Ana Novak · ana@example.org · Graz`."""
        names = ("customer_name", "company", "customer_email", "city", "country")
        return " · ".join(filter(None, (self.fields[name] for name in names)))


@dataclass(frozen=True, slots=True)
class OfferedProduct:
    """A product that may be ordered."""

    sku: str
    name: str

    @property
    def told(self) -> str:
        """By what a person knows it."""
        return f"{self.sku} · {self.name}"


def find_customers(context: Context, text: str) -> list[OfferedCustomer]:
    """Customers by a part of e-mail, name, company or telephone, who ordered last first.

    One whose e-mail, or name and postal code, is known is told once, with his last address.
    """
    wanted = text.strip()
    if len(wanted) < _LEAST_CHARACTERS:
        return []
    hidden = {"customer_email", "phone"} if hides_private(context) else set()
    asked = {"customer_email", "customer_name", "company", "phone"} - hidden
    parts = (Order.__table__.c[name].icontains(wanted, autoescape=True) for name in asked)
    columns = [Order.__table__.c[name] for name in _ADDRESS]
    query = select(*columns).where(or_(*parts)).order_by(Order.id.desc()).limit(_READ)
    with context.database.read.connect() as connection:
        rows = connection.execute(query).all()
    found: dict[str, OfferedCustomer] = {}
    for row in rows:
        fields = {name: "" if name in hidden else getattr(row, name) or "" for name in _ADDRESS}
        known_by = row.customer_email or f"{row.customer_name} {row.postal_code}"
        found.setdefault(code_key(known_by), OfferedCustomer(fields))
    return list(found.values())[:_MOST_OFFERED]


def find_products(context: Context, text: str) -> list[OfferedProduct]:
    """Active products by SKU, barcode or a part of SKU or name, the exact one alone.

    Where nothing fits, those with a SKU that is nearly that.
    """
    wanted = text.strip()
    if not wanted:
        return []
    with context.database.read.connect() as connection:
        exact = _products(connection, _exactly(wanted))
        if len(exact) == 1:
            return exact
        columns = (Product.sku, Product.name)
        parts = or_(*(one.icontains(wanted, autoescape=True) for one in columns))
        found = exact or _products(connection, parts)
        if found:
            return found
        near = [code_key(sku) for sku in near_skus(connection, wanted)]
        return _products(connection, Product.sku_key.in_(near)) if near else []


def _exactly(wanted: str) -> ColumnElement[bool]:
    key = code_key(wanted)
    coded = select(Barcode.product_id).where(Barcode.code_key == key)
    return or_(Product.sku_key == key, Product.id.in_(coded))


def _products(connection: Connection, condition: ColumnElement[bool]) -> list[OfferedProduct]:
    query = select(Product.sku, Product.name).where(Product.active, condition)
    rows = connection.execute(query.order_by(Product.sku_key).limit(_MOST_OFFERED)).all()
    return [OfferedProduct(row.sku, row.name) for row in rows]


@dataclass(frozen=True, slots=True)
class Pasted:
    """Lines that were pasted, each with the name of its product; empty where nobody knows it."""

    lines: list[PastedLine]
    names: dict[str, str] = field(default_factory=dict)

    def name(self, sku: str) -> str:
        """What the product of a SKU is called."""
        return self.names.get(code_key(sku), "")


def read_pasted(context: Context, text: str) -> Pasted:
    """Lines out of cells that were copied from a spreadsheet: SKU, quantity and price are found."""
    with context.database.read.connect() as connection:

        def known(skus: list[str]) -> dict[str, str]:
            return dict(_names(connection, skus))

        lines = pasted_lines(text, lambda skus: set(known(skus)))
        return Pasted(lines, known([one.sku for one in lines]))


def _names(connection: Connection, skus: list[str]) -> Iterator[tuple[str, str]]:
    """(SKU key, name) of those that are known."""
    keys = {code_key(sku) for sku in skus}
    query = select(Product.sku_key, Product.name).where(Product.sku_key.in_(keys))
    for row in connection.execute(query):
        yield row.sku_key, row.name


@dataclass(frozen=True, slots=True)
class EntryChoices:
    """What may be chosen from while an order is typed; `hides_private`: a station that hides it."""

    channels: list[str]
    methods: list[str]
    hides_private: bool
    custom: Sequence[CustomField] = ()


def entry_choices(context: Context) -> EntryChoices:
    """Channels and shipping methods in use, as they are spelled."""
    hides = hides_private(context)
    with context.database.read.connect() as connection:
        used = select(Channel.code).where(Channel.active).order_by(Channel.code)
        channels = list(connection.execute(used).scalars())
        methods = [one.code for one in known_methods(connection).methods if one.active]
        custom = [] if hides else used_fields(connection, FieldOf.ORDER)
    return EntryChoices(channels, methods, hides, custom)
