"""What goods in a parcel are worth to customs: exact, and the parts always sum up to the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from packbench.domain.customs import apportioned, rounded


@dataclass(frozen=True, slots=True)
class Worth:
    """Units of a product of one order line; see `db.queries.records.customs.CustomsPart`.

    `fallback` is the customs value of a unit, where it is in the currency of the form.
    """

    line_id: int
    units: int
    per_unit: int
    price: Decimal | None
    fallback: Decimal | None
    own_worth: Decimal | None


def declared_values(parts: Sequence[Worth], decimals: int) -> list[Decimal | None]:
    """The value of each part in the minor units of the currency; None where there is none above 0.

    The price of a line counts. That of a kit is shared by what its components cost by themselves,
    or evenly by pieces where one of them says nothing. Where a line costs nothing, a present or a
    replacement, the customs value of each product counts.
    """
    values: list[Decimal | None] = []
    for _, group in groupby(parts, key=lambda part: part.line_id):
        values += _of_line(list(group), decimals)
    return values


def _of_line(parts: Sequence[Worth], decimals: int) -> list[Decimal | None]:
    price = parts[0].price
    if not price:
        return [_or_none(_times(part.fallback, part.units, decimals)) for part in parts]
    exact = _shares(parts, Fraction(price))
    total = rounded(sum(exact, Fraction(0)), decimals)
    return [_or_none(value) for value in apportioned(total, exact, decimals)]


def _shares(parts: Sequence[Worth], price: Fraction) -> list[Fraction]:
    known = [Fraction(part.own_worth) for part in parts if part.own_worth]
    each = known if len(known) == len(parts) else [Fraction(1)] * len(parts)
    whole = sum((one * part.per_unit for one, part in zip(each, parts, strict=True)), Fraction(0))
    return [price * one / whole * part.units for one, part in zip(each, parts, strict=True)]


def _times(value: Decimal | None, units: int, decimals: int) -> Decimal:
    return rounded(Fraction(value) * units, decimals) if value else Decimal(0)


def _or_none(value: Decimal) -> Decimal | None:
    return value if value > 0 else None


def in_parcels(value: Decimal, units: Sequence[int], decimals: int) -> list[Decimal]:
    """A value given out by the units in each parcel; its parts sum up to it."""
    return apportioned(value, [Fraction(count) for count in units], decimals)
