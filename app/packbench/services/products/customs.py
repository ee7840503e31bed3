"""What customs want to know of products: HS code, origin, value, description, weight."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from sqlalchemy import Connection, select, update

from packbench.db.queries.records.lookups import find_product
from packbench.db.schema import Product
from packbench.domain.amounts import read_money
from packbench.domain.changes import Kind
from packbench.domain.customs import read_hs_code
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer
from packbench.exchange.countries import find_country

_MOST_WEIGHT_G = 10_000_000
_MOST_OF_A_LINE = 200


@dataclass(frozen=True, slots=True)
class CustomsFacts:
    """What customs are told of a product; empty: nobody has said."""

    hs_code: str = ""
    country_of_origin: str = ""
    customs_value: str = ""
    customs_description: str = ""
    weight_g: str = ""


@dataclass(frozen=True, slots=True)
class ProductCustoms:
    """A product with what customs are told of it."""

    sku: str
    name: str
    facts: CustomsFacts


NAMES = tuple(one.name for one in fields(CustomsFacts))


def customs_facts(context: Context, sku: str) -> ProductCustoms:
    """What customs are told of a product; refuses `not_found`."""
    with context.database.read.connect() as connection:
        product = find_product(connection, sku)
        return ProductCustoms(product.sku, product.name, _facts(connection, product.id))


def set_customs_facts(
    context: Context, sku: str, changes: Mapping[str, str], *, key: str | None = None
) -> ProductCustoms:
    """Sets some of a product's facts; an empty text takes one away.

    Refuses `not_found`, and `invalid` for what can't be: an HS code of other than 6 to 10 digits, a
    country that nobody knows, a weight or value that is not above 0.
    """
    values = check_customs_facts(changes)

    def work(transaction: Transaction) -> ProductCustoms:
        connection = transaction.connection
        product = find_product(connection, sku)
        before = _facts(connection, product.id)
        if values:
            changed = update(Product).where(Product.id == product.id)
            connection.execute(changed.values(values))
        after = _facts(connection, product.id)
        transaction.undo = CustomsChange(product.id, before, after)
        transaction.changed(Kind.PRODUCT, {product.id})
        transaction.products.add(product.id)
        return ProductCustoms(product.sku, product.name, after)

    content = {"sku": sku, "changes": dict(changes)}
    call = Call("products.customs", content, key)  # in turn: it renews what orders lack
    return run_command(context, call, ProductCustoms, work)


def check_customs_facts(changes: Mapping[str, str]) -> dict[str, object]:
    """The facts as they are kept; refuses what `set_customs_facts` would refuse of them."""
    return {name: _READ[name](text.strip()) for name, text in changes.items()}


@dataclass(frozen=True, slots=True)
class CustomsChange:
    """What customs were told of a product before a command and after it."""

    product_id: int
    before: CustomsFacts
    after: CustomsFacts


def _undo_customs(transaction: Transaction, change: CustomsChange) -> None:
    """As it was; refuses where somebody said something else since."""
    connection = transaction.connection
    if _facts(connection, change.product_id) != change.after:
        raise Refusal(Code.CANNOT_UNDO, why=Said.SETTINGS_CHANGED_SINCE)
    values = {name: _stored(name, getattr(change.before, name)) for name in NAMES}
    connection.execute(update(Product).where(Product.id == change.product_id).values(values))
    transaction.changed(Kind.PRODUCT, {change.product_id})
    transaction.products.add(change.product_id)


UNDO_CUSTOMS = Undoer(CustomsChange, _undo_customs)


def _facts(connection: Connection, product_id: int) -> CustomsFacts:
    columns = [getattr(Product, name) for name in NAMES]
    row = connection.execute(select(*columns).where(Product.id == product_id)).one()
    return CustomsFacts(**{name: _shown(getattr(row, name)) for name in NAMES})


def _shown(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def _stored(name: str, shown: str) -> object:
    """What was shown so, also what nobody could set now: an import takes more."""
    types: Mapping[str, Callable[[str], object]] = {"customs_value": Decimal, "weight_g": int}
    return types.get(name, str)(shown) if shown else None


def _hs_code(text: str) -> str | None:
    if text and read_hs_code(text) is None:
        raise Refusal(Code.INVALID, field="HS code", value=text)
    return text or None


def _origin(text: str) -> str | None:
    code = find_country(text) if text else None
    if text and code is None:
        raise Refusal(Code.INVALID, field="country", value=text)
    return code


def _value(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        value = read_money(text)
    except ValueError:
        value = Decimal(0)
    if not value:
        raise Refusal(Code.INVALID, field="customs value", value=text)
    return value


def _weight(text: str) -> int | None:
    if not text:
        return None
    if re.fullmatch("[0-9]{1,8}", text) is None or not 0 < int(text) <= _MOST_WEIGHT_G:
        raise Refusal(Code.INVALID, field="weight", value=text)
    return int(text)


def _description(text: str) -> str | None:
    if len(text) > _MOST_OF_A_LINE or not text.isprintable():
        raise Refusal(Code.INVALID, field="customs description", value=text)
    return text or None


_READ: Mapping[str, Callable[[str], object]] = {
    "hs_code": _hs_code,
    "country_of_origin": _origin,
    "customs_value": _value,
    "customs_description": _description,
    "weight_g": _weight,
}
