"""What customs want to know of a shipment: whether they do, what is known, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision
from sqlalchemy import Connection

from packbench.db.queries.records.customs import (
    CustomsPart,
    CustomsWay,
    customs_parts,
    customs_way,
)
from packbench.db.queries.records.documents import PrintedShipment, shipments_to_print
from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.settings import read_setting
from packbench.domain.customs import Gap, GapField, leaves_area, read_hs_code
from packbench.domain.customs_values import Worth, declared_values
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.settings import (
    COMPANY_NAME,
    CUSTOMS_AREA,
    CUSTOMS_BEFORE_SHIPPING,
    CUSTOMS_CURRENCY,
)

_REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class DeclaredPart:
    """Goods of a shipment with what is declared of their value; None: nothing above 0 is known."""

    part: CustomsPart
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class CustomsDeclaration:
    """All that a customs form says of a shipment, complete or not."""

    shipment: PrintedShipment
    currency: str
    decimals: int
    sender_name: str
    parts: list[DeclaredPart]
    gaps: list[Gap]


@dataclass(frozen=True, slots=True)
class CustomsLook:
    """Whether a shipment leaves the customs area, and what is missing of it if it does."""

    shipment: str
    leaves: bool
    gaps: list[Gap]


def look_at_customs(context: Context, shipment: str) -> CustomsLook:
    """What customs will ask about a shipment; refuses `not_found`."""
    with context.database.read.connect() as connection:
        return customs_look(connection, find_shipment_id(connection, shipment))


def customs_look(connection: Connection, shipment_id: int) -> CustomsLook:
    """The same of an id; goods that stay in the area lack nothing."""
    way = customs_way(connection, shipment_id)
    if not leaves(connection, way):
        return CustomsLook(way.shipment, leaves=False, gaps=[])
    gaps = declaration_of(connection, shipment_id).gaps
    return CustomsLook(way.shipment, leaves=True, gaps=gaps)


def codes_of(gaps: Sequence[Gap]) -> list[str]:
    """What is missing, as a refusal carries it."""
    return [gap.code for gap in gaps]


def leaves(connection: Connection, way: CustomsWay) -> bool:
    """Whether a shipment on this way leaves the customs area."""
    area = read_setting(connection, CUSTOMS_AREA)
    return leaves_area(way.from_country, way.to_country, way.to_postal_code, area)


def refuse_undeclared(connection: Connection, shipment_id: int) -> None:
    """Refuses (`customs_missing`) to ship what lacks something, where the company wants that."""
    if read_setting(connection, CUSTOMS_BEFORE_SHIPPING) != _REFUSE:
        return
    look = customs_look(connection, shipment_id)
    if look.gaps:
        raise Refusal(Code.CUSTOMS_MISSING, name=look.shipment, gaps=codes_of(look.gaps))


def declaration_of(connection: Connection, shipment_id: int) -> CustomsDeclaration:
    """What is declared of a shipment, and what is missing for it."""
    [shipment] = shipments_to_print(connection, [shipment_id])
    own_currency = read_setting(connection, CUSTOMS_CURRENCY)
    currency = shipment.currency or own_currency
    decimals = get_currency_precision(currency)
    parts = customs_parts(connection, shipment_id)
    same = currency == own_currency
    values = declared_values([_worth(part, with_fallback=same) for part in parts], decimals)
    declared = [DeclaredPart(part, value) for part, value in zip(parts, values, strict=True)]
    sender = read_setting(connection, COMPANY_NAME) or shipment.warehouse
    gaps = [*_gaps_of_way(shipment, sender), *_gaps_of_goods(declared, same_currency=same)]
    return CustomsDeclaration(shipment, currency, decimals, sender, declared, gaps)


def _worth(part: CustomsPart, *, with_fallback: bool) -> Worth:
    fallback = part.customs_value if with_fallback else None
    units = (part.line_id, part.units, part.per_unit)
    return Worth(*units, part.price, fallback, part.worth)


def _gaps_of_way(shipment: PrintedShipment, sender: str) -> list[Gap]:
    told = {
        GapField.SENDER_NAME: sender,
        GapField.SENDER_STREET: shipment.warehouse_street,
        GapField.SENDER_CITY: shipment.warehouse_city,
        GapField.RECIPIENT_NAME: shipment.customer_name or shipment.company,
        GapField.RECIPIENT_STREET: shipment.street or shipment.street2,
        GapField.RECIPIENT_CITY: shipment.city,
    }
    return [Gap(field) for field, text in told.items() if not (text or "").strip()]


def _gaps_of_goods(declared: Sequence[DeclaredPart], *, same_currency: bool) -> list[Gap]:
    gaps = [gap for one in declared for gap in _gaps_of_part(one, same_currency=same_currency)]
    return list(dict.fromkeys(gaps))


def _gaps_of_part(declared: DeclaredPart, *, same_currency: bool) -> list[Gap]:
    part = declared.part
    missing = []
    if not part.hs_code:
        missing.append(GapField.HS_CODE)
    elif read_hs_code(part.hs_code) is None:
        missing.append(GapField.HS_CODE_WRONG)
    if not part.origin:
        missing.append(GapField.ORIGIN)
    if not part.weight_g:
        missing.append(GapField.WEIGHT)
    if declared.value is None:
        elsewhere = bool(part.customs_value) and not same_currency
        missing.append(GapField.VALUE_CURRENCY if elsewhere else GapField.VALUE)
    return [Gap(field, part.sku) for field in missing]
