"""What finds an order beside its number: a telephone, a tracking number, names."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select

from packbench.db.schema import Order, Parcel, Shipment
from packbench.domain.catalog import code_key
from packbench.domain.telephone import LEAST_DIGITS, WRITTEN_WITH, dialled

_LEAST_TRACKING = 8


def has_phone(text: str) -> ColumnElement[bool] | None:
    """The order's telephone is this one, or holds it; None for what is no number.

    Digits are compared. One of both may have the country's code and the other not.
    """
    digits = dialled(text)
    if not digits:
        return None
    written: Any = func.coalesce(Order.phone, "")
    for sign in WRITTEN_WITH:
        written = func.replace(written, sign, "")
    kept = func.ltrim(written, "0")
    without_country = and_(
        func.length(kept) >= LEAST_DIGITS, literal(digits).like(literal("%").concat(kept))
    )
    # Few have the last digits in this order; only theirs are written without signs, which is slow.
    last = "".join(f"%{digit}" for digit in digits[-LEAST_DIGITS:])
    return and_(Order.phone.like(f"{last}%"), or_(kept.contains(digits), without_country))


def has_tracking(text: str) -> ColumnElement[bool] | None:
    """A shipment or a parcel of the order has this number; None for what is too short for one."""
    found = ids_by_tracking(text)
    return or_(*map(Order.id.in_, found)) if found else None


def ids_by_tracking(text: str) -> list[Select[int]]:
    """The orders of which a shipment or a parcel has this number; none for what is too short."""
    key = code_key(text)
    if len(key) < _LEAST_TRACKING or not any(letter.isdigit() for letter in key):
        return []
    spellings = {text.strip(), key, key.upper()}
    parcels = select(Shipment.order_id).join(Parcel, Parcel.shipment_id == Shipment.id)
    return [
        select(Shipment.order_id).where(Shipment.tracking.in_(spellings)),
        parcels.where(Parcel.sscc.in_(spellings)),
        parcels.where(Parcel.own_number.in_(spellings)),
    ]


def has_name(text: str) -> ColumnElement[bool]:
    """The customer, or the company, has this in its name."""
    return or_(
        *(
            column.icontains(text, autoescape=True)
            for column in (Order.customer_name, Order.company)
        )
    )
