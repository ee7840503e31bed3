"""Customs: which parcels leave the area, what has to be said of their goods, and of what value.

The areas are those of 2026: the customs territory of the Union (Regulation 952/2013, article 4)
with Monaco, Great Britain with the Isle of Man, Switzerland with Liechtenstein. Places that belong
to a country and not to its area, or where goods are declared all the same because they lie outside
of its tax area (Directive 2006/112, article 6), are told by postal codes (`docs/decisions/0125`).
"""

import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

EU = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"),
        *("IT", "LT", "LU", "LV", "MC", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)
_AREAS = (EU, frozenset({"GB", "IM"}), frozenset({"CH", "LI"}), frozenset({"US", "PR"}))
_OUTSIDE: Mapping[str, re.Pattern[str]] = {
    "ES": re.compile(r"(35|38|51|52)\d{3}"),  # the Canaries, Ceuta, Melilla
    "FR": re.compile(r"9(7|8)\d{3}"),  # overseas; not Monaco, which is MC
    "DE": re.compile(r"27498|78266"),  # Heligoland, Büsingen
    "IT": re.compile(r"23041"),  # Livigno; Campione is in the customs area since 2020
    "FI": re.compile(r"22\d{3}"),  # Åland
    "GR": re.compile(r"6308[67]"),  # Mount Athos
}
_NORTHERN_IRELAND = re.compile(r"BT\d.*")
_NOT_MONACO = re.compile(r"980\d{2}")
OVERSEAS_CODES = frozenset({"AX", "IC", "EA"})
"""What some channels write for Åland, the Canaries, Ceuta and Melilla: outside of every area."""

WAREHOUSE_FACTS = frozenset({"country", "active", "kind"})
"""The columns of a warehouse by which goods on their way leave a customs area."""
PRODUCT_FACTS = frozenset({"hs_code", "country_of_origin", "weight_g", "customs_value"})
"""The columns of a product that customs ask for; without one an order is warned of."""


def leaves_area(
    from_country: str, to_country: str, to_postal_code: str, own_area: frozenset[str] = frozenset()
) -> bool:
    """Whether goods on this way are declared to customs.

    Args:
        from_country: ISO 3166 alpha-2 of the warehouse; empty: not known, so nothing is said.
        to_country: of the recipient; the same.
        to_postal_code: tells places that are not in the area of their country.
        own_area: countries that the company says are one area; empty: those of the module.
    """
    if not from_country or not to_country:
        return False
    code = re.sub(r"[\s-]", "", to_postal_code).upper()
    if to_country == "GB" and _NORTHERN_IRELAND.fullmatch(code):
        return from_country not in EU | {"GB", "IM"}
    special = _OUTSIDE.get(to_country)
    if special is not None and special.fullmatch(code) and not _NOT_MONACO.fullmatch(code):
        return True
    area = own_area if from_country in own_area else _area_of(from_country)
    return to_country not in area


def place_matters(country: str) -> bool:
    """Whether some postal codes of a country are in another area than the others."""
    return country == "GB" or country in _OUTSIDE


def _area_of(country: str) -> frozenset[str]:
    return next((area for area in _AREAS if country in area), frozenset({country}))


def read_hs_code(text: str) -> str | None:
    """The digits of a code of the Harmonized System, 6 to 10; None where it is none."""
    digits = re.sub(r"[\s.]", "", text)
    return digits if re.fullmatch(r"[0-9]{6,10}", digits) else None


class CustomsCategory(enum.StrEnum):
    """Why goods are sent, as the forms of the UPU have it."""

    SALE = "sale"
    GIFT = "gift"
    RETURNED = "returned"
    SAMPLE = "sample"
    DOCUMENTS = "documents"
    OTHER = "other"


class CustomsForm(enum.StrEnum):
    """What can be printed; AUTO: what the value asks for."""

    AUTO = "auto"
    CN22 = "cn22"
    CN23 = "cn23"
    INVOICE = "invoice"


class GapField(enum.StrEnum):
    """What customs ask for and nobody has said; each is mended in a place of its own."""

    SENDER_NAME = "sender_name"
    SENDER_STREET = "sender_street"
    SENDER_CITY = "sender_city"
    RECIPIENT_NAME = "recipient_name"
    RECIPIENT_STREET = "recipient_street"
    RECIPIENT_CITY = "recipient_city"
    CURRENCY = "currency"
    HS_CODE = "hs_code"
    HS_CODE_WRONG = "hs_code_wrong"
    ORIGIN = "origin"
    WEIGHT = "weight"
    VALUE = "value"
    VALUE_CURRENCY = "value_currency"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing; `sku` is empty where it is not of a product."""

    field: GapField
    sku: str = ""

    @property
    def code(self) -> str:
        """As refusals and notes carry it: `hs_code A-1`."""
        return f"{self.field} {self.sku}".strip()

    @classmethod
    def of(cls, code: str) -> "Gap":
        """What a code stands for."""
        field, _, sku = code.partition(" ")
        return cls(GapField(field), sku)


CN22_MOST_G = 2_000
"""A CN22 goes with letter-post items: up to 2 kg (UPU, Convention manual)."""


def rounded(value: Fraction, decimals: int) -> Decimal:
    """An exact value in whole minor units of its currency, halves away from nothing."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def apportioned(total: Decimal, weights: Sequence[Fraction], decimals: int) -> list[Decimal]:
    """An amount given out by weights in whole minor units; the parts sum up to it exactly.

    What rounding leaves goes to the parts that lost most by it, first ones first.
    """
    units = int(total.scaleb(decimals))
    whole = sum(weights, Fraction(0))
    exact = [units * weight / whole for weight in weights]
    given = [int(part) for part in exact]
    by_loss = sorted(range(len(exact)), key=lambda place: given[place] - exact[place])
    for place in by_loss[: units - sum(given)]:
        given[place] += 1
    return [Decimal(part).scaleb(-decimals) for part in given]
