"""`packbench station …`: this station, and where it stands."""

from typing import Annotated

import typer

from packbench.cli.session import Session, table, to_json
from packbench.domain.packing import BenchRule
from packbench.services import stations
from packbench.services.packing.rules import BenchRules, rules_for, set_rules
from packbench.services.stations import StationView
from packbench.words.language import tr
from packbench.words.packing import RULES

_VALUES = {"yes": True, "no": False, "default": None}

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


@app.command("rules")
def rules(context: typer.Context, channel: str = "") -> None:
    """Tell what this station does by itself when it packs."""
    session: Session = context.obj
    _emit_rules(session, rules_for(session.context(), channel))


@app.command("rule")
def rule(
    context: typer.Context,
    name: BenchRule,
    value: Annotated[str, typer.Argument(help="yes, no, or default.")],
    channel: Annotated[str, typer.Option(help="For this channel alone.")] = "",
) -> None:
    """Say what this station does by itself, for all channels or for one."""
    session: Session = context.obj
    if value not in _VALUES:
        raise typer.BadParameter(tr("yes, no or default"))
    set_rules(session.context(), {(name, channel): _VALUES[value]})
    _emit_rules(session, rules_for(session.context(), channel))


def _emit_rules(session: Session, rules: BenchRules) -> None:
    told = to_json(rules)
    rows = [
        (tr(RULES[BenchRule(name)]), tr("yes") if on else tr("no")) for name, on in told.items()
    ]
    session.emit({"rules": told}, table((tr("at this station"), tr("value")), rows))


def _emit(session: Session, station: StationView) -> None:
    if station.warehouse is None:
        told = tr("Nobody has said in which warehouse {name} stands.").format(name=station.name)
    else:
        words = tr("{name} stands in {warehouse}.")
        told = words.format(name=station.name, warehouse=station.warehouse)
    session.emit(station, told)
