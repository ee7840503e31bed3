"""Where addresses lie, as far as postal codes were imported."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from packbench.db.schema import PostalCode
from packbench.db.sql.among import among_texts
from packbench.domain.allocation.demand import Coordinates
from packbench.domain.places import postal_key

Address = tuple[str, str]
"""(country, postal code) as it is written on an address."""


def knows_postal_code(connection: Connection, country: str, postal_code: str) -> bool:
    """Whether a postal code is among those that were imported of its country; True without any."""
    ours = select(PostalCode.code_key).where(PostalCode.country == country).limit(1)
    if connection.execute(ours).first() is None:
        return True
    address = (country, postal_code)
    return bool(find_places(connection, [address]))


def find_places(
    connection: Connection, addresses: Collection[Address]
) -> dict[Address, Coordinates]:
    """Coordinates by address; addresses whose code is not known are left out."""
    keys = {
        (country, code): (country, postal_key(country, code))
        for country, code in addresses
        if country and code
    }
    if not keys:
        return {}
    wanted = set(keys.values())
    query = select(PostalCode.__table__).where(
        PostalCode.country.in_({country for country, _ in wanted}),
        among_texts(PostalCode.code_key, {code for _, code in wanted}),
    )
    found = {
        (row.country, row.code_key): Coordinates(row.latitude, row.longitude)
        for row in connection.execute(query)
    }
    return {address: found[key] for address, key in keys.items() if key in found}
