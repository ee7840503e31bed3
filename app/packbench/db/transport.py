"""How what is said to the database travels: who could listen, and whether the server is right."""

from ipaddress import ip_address
from typing import TYPE_CHECKING, cast

from packbench.db.engine import Database
from packbench.domain.transport import Transport

if TYPE_CHECKING:
    import psycopg

_VERIFIED = "verify-full"


def transport_of(database: Database) -> Transport:
    """Asks the driver, not the address: a service file or the surroundings may say it as well."""
    if database.is_sqlite:
        return Transport.WITHIN
    with database.read.connect() as connection:
        driver = cast("psycopg.Connection[object]", connection.connection.driver_connection)
        if not driver.pgconn.ssl_in_use:
            return Transport.WITHIN if _is_here(driver) else Transport.OPEN
        mode = driver.info.get_parameters().get("sslmode")
        return Transport.VERIFIED if mode == _VERIFIED else Transport.ENCRYPTED


def _is_here(driver: "psycopg.Connection[object]") -> bool:
    """Whether the line leaves this computer: a socket of the system, or a loopback address."""
    if not driver.info.host or driver.info.host.startswith("/"):
        return True
    try:
        return ip_address(driver.info.hostaddr).is_loopback
    except ValueError:  # none is known
        return False
