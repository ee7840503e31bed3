"""Where a station stands: bins that it scans are those of this warehouse."""

from dataclasses import dataclass

from sqlalchemy import update

from packbench.db.queries.records.codes import station_warehouse
from packbench.db.queries.records.lookups import find_warehouse
from packbench.db.schema import Station
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command


@dataclass(frozen=True, slots=True)
class StationView:
    """A station and the code of the warehouse in which it stands; None where nobody said."""

    name: str
    warehouse: str | None


def show_station(context: Context) -> StationView:
    """This station."""
    with context.database.read.connect() as connection:
        return StationView(context.station, station_warehouse(connection, context.station))


def place_station(context: Context, warehouse: str) -> StationView:
    """Says in which warehouse this station stands; refuses `not_found` for an unknown code."""

    def work(transaction: Transaction) -> StationView:
        place = find_warehouse(transaction.connection, warehouse)
        own = update(Station).where(Station.name == context.station)
        transaction.connection.execute(own.values(warehouse_id=place.id))
        return StationView(context.station, place.code)

    call = Call("station.place", {"warehouse": warehouse}, moves_stock=False)
    return run_command(context, call, StationView, work)
