"""`packbench station …`: this station, and where it stands."""

import typer

from packbench.cli.session import Session
from packbench.services import stations
from packbench.services.stations import StationView
from packbench.words.language import tr

app = typer.Typer(no_args_is_help=True)


@app.command("show")
def show(context: typer.Context) -> None:
    """Tell in which warehouse this station stands."""
    session: Session = context.obj
    _emit(session, stations.show_station(session.context()))


@app.command("place")
def place(context: typer.Context, warehouse: str) -> None:
    """Say in which warehouse this station stands: a bin's code means the bin there."""
    session: Session = context.obj
    _emit(session, stations.place_station(session.context(), warehouse))


def _emit(session: Session, station: StationView) -> None:
    if station.warehouse is None:
        told = tr("Nobody has said in which warehouse {name} stands.").format(name=station.name)
    else:
        words = tr("{name} stands in {warehouse}.")
        told = words.format(name=station.name, warehouse=station.warehouse)
    session.emit(station, told)
