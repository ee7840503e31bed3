"""What has to be known of an address beside what it lacks."""

from sqlalchemy import Connection

from packbench.db.queries.planning.places import knows_postal_code
from packbench.domain.outcomes import Note, Said, note


def address_notes(
    connection: Connection, country: str | None, postal_code: str | None
) -> list[Note]:
    """Tells a postal code that is none of those that were imported of its country."""
    if not (country and postal_code) or knows_postal_code(connection, country, postal_code):
        return []
    return [note(Said.POSTAL_CODE_UNKNOWN, code=postal_code, country=country)]
