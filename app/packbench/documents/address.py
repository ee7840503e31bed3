"""Postal addresses as they are printed."""

from dataclasses import dataclass

from packbench.documents.words import country

# Where the postal code follows the town; elsewhere it stands before it.
_CODE_LAST = frozenset(
    "AU BR CA CN GB IE IN JP KR MX NZ RU SG TH TW UA US".split()  # noqa: SIM905 - a table of codes
)


@dataclass(frozen=True, slots=True)
class Address:
    """Who and where; `country` is ISO 3166 alpha-2. Empty fields are left out."""

    name: str
    company: str = ""
    street: str = ""
    street2: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""


def address_lines(address: Address, language: str) -> list[str]:
    """The lines of an address, from the name to the country."""
    lines = (
        address.name,
        address.company,
        address.street,
        address.street2,
        _town(address),
        country(address.country, language),
    )
    return [text for text in lines if text]


def _town(address: Address) -> str:
    if address.country in _CODE_LAST:
        place = ", ".join(filter(None, (address.city, address.region)))
        return f"{place} {address.postal_code}".strip()
    place = f"{address.postal_code} {address.city}".strip()
    return ", ".join(filter(None, (place, address.region)))
