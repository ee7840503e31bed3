"""`packbench station …`: this station, and where it stands."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from packbench.cli.photos import camera
from packbench.cli.session import Session, table, to_json
from packbench.cli.station_checks import check_rows, scale
from packbench.domain.bench_settings import BenchSetting
from packbench.domain.packing import BenchRule
from packbench.domain.scanning.scanner import ScannerKind, ScannerSetup
from packbench.exchange.outputs import Output
from packbench.exchange.scan_record import read_record, record_row, write_record
from packbench.paths import user_config_dir
from packbench.services import scanners, stations
from packbench.services.packing.checks import set_checks
from packbench.services.packing.checks_made import BenchChecks, checks_for
from packbench.services.packing.rules import BenchRules, rules_for, set_rules
from packbench.services.stations import StationView
from packbench.words.language import tr
from packbench.words.packing import RULES
from packbench.words.scanners import scanner_kind_words, screen_words, sent_words

_VALUES = {"yes": True, "no": False, "default": None}

_NAMES = [*(one.value for one in BenchRule), *(one.value for one in BenchSetting)]

app = typer.Typer(no_args_is_help=True)
app.command("scale")(scale)
app.command("camera")(camera)


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
    """Tell what this station does by itself when it packs, and what it checks."""
    session: Session = context.obj
    _emit_rules(session, channel)


@app.command("rule")
def rule(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="One of `station rules`.")],
    value: Annotated[
        str, typer.Argument(help="yes, no, or default; a tolerance, badge, wanted, needed.")
    ],
    channel: Annotated[str, typer.Option(help="For this channel alone.")] = "",
) -> None:
    """Say what this station does by itself or checks, for all channels or for one."""
    session: Session = context.obj
    if name not in _NAMES:
        words = tr("no rule is called so; there are {names}")
        raise typer.BadParameter(words.format(names=", ".join(_NAMES)))
    if name in set(BenchSetting):
        wanted = None if value == "default" else value
        set_checks(session.context(), {(BenchSetting(name), channel): wanted})
    elif value in _VALUES:
        set_rules(session.context(), {(BenchRule(name), channel): _VALUES[value]})
    else:
        raise typer.BadParameter(tr("yes, no or default"))
    _emit_rules(session, channel)


@app.command("scanner")
def scanner(
    context: typer.Context,
    profile: Annotated[
        ScannerKind | None, typer.Option(help="By what a scan is told from typing.")
    ] = None,
    prefix: Annotated[
        str | None, typer.Option(help="What the scanner sends first; implies --profile prefix.")
    ] = None,
    us_layout: Annotated[
        str | None, typer.Option(help="yes: it types as on a US keyboard, which is another here.")
    ] = None,
    port: Annotated[
        str | None, typer.Option(help="Its serial port, such as /dev/ttyACM0 or COM3; none: off.")
    ] = None,
    baud: Annotated[int | None, typer.Option(help="Bits a second on that port.")] = None,
) -> None:
    """Tell how the scanner of this station is set up, or say so with the options."""
    session: Session = context.obj
    if us_layout not in {None, "yes", "no"}:
        raise typer.BadParameter(tr("yes or no"))
    kind = ScannerKind.PREFIX if prefix and profile is None else profile
    said: dict[str, Any] = {"kind": kind, "prefix": prefix, "baud": baud}
    said["us_layout"] = None if us_layout is None else us_layout == "yes"
    said["port"] = port
    changes = {name: value for name, value in said.items() if value is not None}
    if changes.get("port") == "none":
        changes["port"] = None
    setup = scanners.get_scanner(session.context())
    if changes:
        setup = scanners.set_scanner(session.context(), replace(setup, **changes))
    _emit_scanner(session, setup)


@app.command("scans")
def scans(
    context: typer.Context,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write them to this file, .csv or .json.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file.")] = False,
) -> None:
    """Tell the last 50 scans of the window on this computer, with their keys and verdicts."""
    session: Session = context.obj
    found = read_record(user_config_dir())
    if out is not None:
        write_record(Output(out, session.context().database.path, force), found)
    columns = (tr("when"), tr("screen"), tr("code"), tr("verdict"))
    rows = [
        (f"{one.at:%Y-%m-%d %H:%M:%S}", screen_words(one.screen), sent_words(one.text), one.verdict)
        for one in found
    ]
    document: dict[str, Any] = {"scans": [record_row(one) for one in found]}
    document["files"] = [] if out is None else [str(out)]
    none = tr("No scan of this computer's window is kept.")
    session.emit(document, table(columns, rows) if rows else none)


def _emit_scanner(session: Session, setup: ScannerSetup) -> None:
    rows = [
        (tr("profile"), scanner_kind_words(setup.kind)),
        (tr("prefix"), setup.prefix),
        (tr("types as on a US keyboard"), tr("yes") if setup.us_layout else tr("no")),
        (tr("serial port"), setup.port),
        (tr("bits a second"), setup.baud),
    ]
    session.emit({"scanner": to_json(setup)}, table((tr("scanner"), tr("value")), rows))


def _emit_rules(session: Session, channel: str) -> None:
    rules: BenchRules = rules_for(session.context(), channel)
    checks: BenchChecks = checks_for(session.context(), channel)
    told = to_json(rules)
    rows = [
        (tr(RULES[BenchRule(name)]), tr("yes") if on else tr("no")) for name, on in told.items()
    ]
    rows += check_rows(checks)
    session.emit(
        {"rules": told | to_json(checks)}, table((tr("at this station"), tr("value")), rows)
    )


def _emit(session: Session, station: StationView) -> None:
    if station.warehouse is None:
        told = tr("Nobody has said in which warehouse {name} stands.").format(name=station.name)
    else:
        words = tr("{name} stands in {warehouse}.")
        told = words.format(name=station.name, warehouse=station.warehouse)
    session.emit(station, told)
