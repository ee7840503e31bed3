"""`packbench station scale …`: the scale of this station, and the words for what it checks."""

from dataclasses import replace
from typing import Annotated, Any

import typer

from packbench.cli.session import Session, table, to_json
from packbench.domain.bench_settings import BenchSetting
from packbench.domain.scales.readings import ScaleProtocol, ScaleSetup
from packbench.services import scales
from packbench.services.packing.checks_made import BenchChecks
from packbench.words.bench_checks import check_words, value_words
from packbench.words.language import tr
from packbench.words.scales import protocol_words, reading_words


def scale(
    context: typer.Context,
    port: Annotated[
        str | None, typer.Option(help="Its serial port, such as /dev/ttyUSB0 or COM3.")
    ] = None,
    baud: Annotated[int | None, typer.Option(help="Bits a second on that port.")] = None,
    protocol: Annotated[ScaleProtocol | None, typer.Option(help="Its language.")] = None,
    asks: Annotated[
        str | None, typer.Option(help="yes: it is asked for a weight; no: it sends by itself.")
    ] = None,
    test: Annotated[bool, typer.Option("--test", help="Read a weight now.")] = False,
    none: Annotated[bool, typer.Option("--none", help="This station has no scale.")] = False,
) -> None:
    """Tell how the scale of this station is set up, or say so with the options, or try it."""
    session: Session = context.obj
    if asks not in {None, "yes", "no"}:
        raise typer.BadParameter(tr("yes or no"))
    said: dict[str, Any] = {"port": port, "baud": baud, "protocol": protocol}
    said["asks"] = None if asks is None else asks == "yes"
    changes = {name: value for name, value in said.items() if value is not None}
    setup = scales.get_scale(session.context())
    if none:
        setup = scales.set_scale(session.context(), None)
    elif changes:
        before = setup or ScaleSetup("")
        setup = scales.set_scale(session.context(), replace(before, **changes))
    if test:
        _test(session)
    else:
        _emit_scale(session, setup)


def _test(session: Session) -> None:
    reading = scales.weigh(session.context())
    exact = "" if reading.grams is None else f"{reading.grams.normalize():f}"
    document = {"weight_g": reading.weight_g, "exact_g": exact, "said": reading.text}
    session.emit(document, reading_words(reading))


def _emit_scale(session: Session, setup: ScaleSetup | None) -> None:
    if setup is None:
        told = tr("This station has no scale: weights are typed.")
        session.emit({"scale": None}, told)
        return
    rows = [
        (tr("serial port"), setup.port),
        (tr("bits a second"), setup.baud),
        (tr("language"), protocol_words(setup.protocol)),
        (tr("is asked for a weight"), tr("yes") if setup.asks else tr("no")),
    ]
    session.emit({"scale": to_json(setup)}, table((tr("scale"), tr("value")), rows))


def check_rows(checks: BenchChecks) -> list[tuple[str, str]]:
    """What a station checks, in words."""
    told = to_json(checks)
    return [(check_words(name), value_words(name, told[name.value])) for name in BenchSetting]
