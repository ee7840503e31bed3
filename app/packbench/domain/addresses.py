"""What an address needs, country by country, so that a parcel gets there."""

from collections.abc import Mapping

_WITHOUT = (
    "AE AG AO AW BF BI BJ BO BQ BS BW BZ CD CF CG CI CK CM CW DJ DM ER FJ GA GD GH GM GQ GY HK JM"
    " KI KM KN KP ML MO MR MW NR NU PA QA RW SB SC SL SR ST SX TG TK TL TO TV UG VU YE ZW"
)
NO_POSTAL_CODES = frozenset(_WITHOUT.split(" "))
"""Countries that have none, after the Universal Postal Union's list of addressing systems."""
REGION_NEEDED = frozenset({"AU", "CA", "US"})
"""Countries where state or province stands in each address."""
PARTS = ("customer_name", "company", "street", "city", "postal_code", "region", "country")
"""The fields of an address that are looked at."""


def missing_parts(address: Mapping[str, str | None]) -> list[str]:
    """The fields that an address lacks; a company stands for a name.

    Without a country all that most countries ask for is needed; that the country itself is missing
    is a fault of its own and not told here.

    Args:
        address: the fields of `PARTS`.
    """
    country = address["country"]
    needed = ["street", "city"]
    if country not in NO_POSTAL_CODES:
        needed.append("postal_code")
    if country in REGION_NEEDED:
        needed.append("region")
    missing = [name for name in needed if not address[name]]
    named = address["customer_name"] or address["company"]
    return missing if named else ["customer_name", *missing]
