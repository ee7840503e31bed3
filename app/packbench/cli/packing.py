"""`packbench pack …`: the packing bench."""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import typer

from packbench.cli.photos import photo, photos_
from packbench.cli.session import Session, table, to_json
from packbench.services.customs import CustomsLook, look_at_customs
from packbench.services.packing import opening
from packbench.services.packing.box_advice import advise_shipment
from packbench.services.packing.closing import close_packing, reopen_packing
from packbench.services.packing.damages import report_damaged
from packbench.services.packing.judging import ScanTold
from packbench.services.packing.looking import PackView, bench_numbers, get_packing
from packbench.services.packing.numbers import floor_numbers
from packbench.services.packing.parcel_again import open_parcel, take_out
from packbench.services.packing.parcels import next_parcel, set_parcel
from packbench.services.packing.record import packing_record
from packbench.services.packing.scanning import scan_items, take_back_scan
from packbench.services.packing.second_checks import check_packing
from packbench.services.packing.weighing import overrule_weight
from packbench.services.scales import weigh
from packbench.words.bench_checks import said_words
from packbench.words.boxes import advice_words, material_words, too_heavy_words
from packbench.words.customs import missing_words
from packbench.words.durations import duration_words
from packbench.words.language import tr
from packbench.words.packing import verdict_words
from packbench.words.states import status_word

app = typer.Typer(no_args_is_help=True)
app.command("photo")(photo)
app.command("photos")(photos_)


@app.callback()
def group() -> None:
    """The packing bench: open a shipment, scan its items, close it."""


@app.command("open")
def open_(context: typer.Context, shipment: str) -> None:
    """Start to pack a shipment here, or go on where it was left."""
    session: Session = context.obj
    view = opening.open_packing(session.context(), shipment)
    look = look_at_customs(session.context(), view.shipment)
    emit_with_box(session, view, {"customs": to_json(look)}, customs_lines(look))


def customs_lines(look: CustomsLook) -> list[str]:
    """What customs will ask for and nobody has said, where the shipment leaves their area."""
    return [missing_words(look.shipment, look.gaps)] if look.gaps else []


@app.command("take-over")
def take_over(context: typer.Context, shipment: str) -> None:
    """Pack on here what is packed at another station."""
    session: Session = context.obj
    emit_packing(session, opening.take_over(session.context(), shipment))


@app.command("show")
def show(context: typer.Context, shipment: str) -> None:
    """Show a shipment with its parcels and what is still to be scanned."""
    session: Session = context.obj
    view = get_packing(session.context(), shipment)
    said = packing_record(session.context(), shipment)
    words = [said_words(one, f"{one.at:%Y-%m-%d %H:%M}") for one in said]
    emit_with_box(session, view, {"said": said}, words)


@app.command("scan")
def scan(
    context: typer.Context,
    shipment: str,
    code: Annotated[list[str], typer.Argument(help="Codes; 5*CODE counts five.")],
    product: Annotated[
        str | None, typer.Option(help="The SKU that is meant where a code stands for several.")
    ] = None,
) -> None:
    """Verify items by their codes; the first wrong one stops it, exit 1, those before it count."""
    session: Session = context.obj
    done = scan_items(session.context(), shipment, code, chosen=product)
    told = scan_document(done.last_scan)
    document = {**packing_document(done.packing), "last_scan": told}
    if not done.accepted:
        document["error"] = {"code": told["verdict"], "message": told["message"]}
    session.emit(document, *_shown(done.packing), told["message"])
    if not done.accepted:
        raise typer.Exit(1)


@app.command("undo-scan")
def undo_scan(context: typer.Context, shipment: str) -> None:
    """Take the last scan back, as often as asked while the shipment is open."""
    session: Session = context.obj
    emit_packing(session, take_back_scan(session.context(), shipment))


@app.command("next-parcel")
def next_parcel_(context: typer.Context, shipment: str) -> None:
    """Close the parcel that is being filled and begin another."""
    session: Session = context.obj
    emit_with_box(session, next_parcel(session.context(), shipment))


@app.command("open-parcel")
def open_parcel_(
    context: typer.Context,
    shipment: str,
    number: Annotated[int, typer.Argument(min=1, help="Which one, from 1.")],
) -> None:
    """Open one of several parcels again: what is scanned now goes into it."""
    session: Session = context.obj
    emit_packing(session, open_parcel(session.context(), shipment, number))


@app.command("take-out")
def take_out_(
    context: typer.Context,
    shipment: str,
    code: Annotated[str, typer.Argument(help="The item, as it is scanned; 5*CODE is five.")],
) -> None:
    """Take an item out of the open parcel: it is still to be scanned."""
    session: Session = context.obj
    emit_packing(session, take_out(session.context(), shipment, code))


@app.command("parcel")
def parcel(
    context: typer.Context,
    shipment: str,
    weight: Annotated[int | None, typer.Option(min=1, help="What it weighs, in grams.")] = None,
    box: Annotated[str | None, typer.Option(help="The code of its box.")] = None,
    number: Annotated[
        int | None, typer.Option("--parcel", min=1, help="Which one, from 1; else the open one.")
    ] = None,
    scale: Annotated[
        bool, typer.Option("--scale", help="Read the weight from this station's scale.")
    ] = False,
    right: Annotated[
        str | None, typer.Option(help="Why it may weigh other than it should.")
    ] = None,
) -> None:
    """Say what a parcel weighs, and which box it is."""
    session: Session = context.obj
    if scale and weight is not None:
        raise typer.BadParameter(tr("either --weight or --scale"))
    if scale:
        weight = weigh(session.context()).weight_g
    if right is not None and (weight, box) == (None, None):
        emit_packing(session, overrule_weight(session.context(), shipment, right))
        return
    done = set_parcel(session.context(), shipment, weight_g=weight, box=box, parcel=number)
    if right is not None:
        done = overrule_weight(session.context().without_key(), shipment, right)
    emit_packing(session, done)


@app.command("check")
def check(context: typer.Context, shipment: str) -> None:
    """A second person has looked into the parcels; who packed them can't say so."""
    session: Session = context.obj
    emit_packing(session, check_packing(session.context(), shipment))


@app.command("close")
def close(
    context: typer.Context,
    shipment: str,
    short: Annotated[
        bool, typer.Option("--short", help="What was not scanned is not there: it waits again.")
    ] = False,
) -> None:
    """Everything is in the parcels: the shipment is packed."""
    session: Session = context.obj
    emit_packing(session, close_packing(session.context(), shipment, short=short))


@app.command("damaged")
def damaged(
    context: typer.Context,
    shipment: str,
    code: Annotated[str, typer.Argument(help="The item, as it is scanned.")],
) -> None:
    """One unit of an item is damaged: it is put aside, and another one is picked."""
    session: Session = context.obj
    emit_packing(session, report_damaged(session.context(), shipment, code))


@app.command("reopen")
def reopen(context: typer.Context, shipment: str) -> None:
    """Open a packed shipment again; its scans are kept."""
    session: Session = context.obj
    emit_packing(session, reopen_packing(session.context(), shipment))


@app.command("numbers")
def numbers(
    context: typer.Context,
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Which day, else today.")
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The last day, where it is several."),
    ] = None,
    steps: Annotated[
        bool, typer.Option("--steps", help="How long orders stood in each step, by warehouse.")
    ] = False,
) -> None:
    """Tell what was packed on a day, and the errors that were caught, by station and operator."""
    session: Session = context.obj
    if steps or until is not None:
        _emit_floor(session, day, until)
        return
    found = bench_numbers(session.context(), None if day is None else day.date())
    columns = (
        *(tr("station"), tr("operator"), tr("shipments"), tr("parcels")),
        *(tr("scans"), tr("units"), tr("errors caught")),
    )
    rows = [
        (
            *(one.station, one.operator, one.shipments, one.parcels),
            *(one.scans, one.units, one.errors),
        )
        for one in found
    ]
    session.emit({"numbers": found}, table(columns, rows))


def emit_with_box(
    session: Session,
    view: PackView,
    more: Mapping[str, object] | None = None,
    told: Sequence[str] = (),
) -> None:
    """Answers with a shipment at its bench, the boxes that it needs, and `more` as it is `told`."""
    advice = advise_shipment(session.context(), view.shipment)
    document = packing_document(view) | {"suggested_boxes": to_json(advice)} | dict(more or {})
    words = advice_words(advice)
    session.emit(document, *_shown(view), *([words] if words else []), *told)


def _emit_floor(session: Session, day: datetime | None, until: datetime | None) -> None:
    """The numbers of the floor: how long orders stood, how fast operators were, parcels by hour."""
    first, last = (None if one is None else one.date() for one in (day, until))
    found = floor_numbers(session.context(), first, last)
    stood = [
        (
            *(one.warehouse, status_word(one.stage), one.shipments),
            *(duration_words(one.median_s), duration_words(one.p90_s)),
        )
        for one in found.steps
    ]
    fast = [
        (one.station, one.operator, one.lines, one.hours, one.lines_per_hour)
        for one in found.scanned
    ]
    document = {
        "first": found.first,
        "last": found.last,
        "steps": found.steps,
        "shipments": len(found.packed),
        "parcels": sum(one.parcels for one in found.packed),
        "lines": sum(one.lines for one in found.packed),
        "errors": len(found.caught),
        "pace": [{**to_json(one), "lines_per_hour": one.lines_per_hour} for one in found.scanned],
    }
    waits = (tr("warehouse"), tr("step"), tr("shipments"), tr("median"), tr("9 of 10 within"))
    pace = (tr("station"), tr("operator"), tr("lines"), tr("hours"), tr("lines an hour"))
    session.emit(document, table(waits, stood), table(pace, fast))


def emit_packing(session: Session, view: PackView) -> None:
    """Answers with a shipment at its bench."""
    session.emit(packing_document(view), *_shown(view))


def too_heavy(view: PackView) -> list[str]:
    """The parcels that weigh more than their boxes may."""
    return [
        too_heavy_words(one.sequence, one.box or "", one.weight_g or 0, one.max_weight_g or 0)
        for one in view.parcels
        if one.is_too_heavy
    ]


def packing_document(view: PackView) -> dict[str, Any]:
    """A shipment at its bench as programs read it."""
    document: dict[str, Any] = to_json(view)
    del document["shipment_id"]
    document["order"] = view.order.number
    document["order_head"] = to_json(view.order)
    for line, shown in zip(view.lines, document["lines"], strict=True):
        del shown["allocation_id"], shown["product_id"]
        shown["left"] = line.left
    return document


def scan_document(told: ScanTold) -> dict[str, Any]:
    """The answer to a scan as programs read it: what it means, and the same in words."""
    values = {one.name: getattr(told, one.name) for one in dataclasses.fields(told)}
    document: dict[str, Any] = to_json(told)
    document["message"] = verdict_words(told.verdict, values)
    return document


def _shown(view: PackView) -> list[Any]:
    columns = (tr("SKU"), tr("name"), tr("kit"), tr("expected"), tr("scanned"))
    rows = [(one.sku, one.name, one.kit, one.expected, one.scanned) for one in view.lines]
    parcels = (tr("parcel"), tr("box"), tr("weight (g)"), tr("contents"))
    boxes = [
        (
            *(one.sequence, one.box, one.weight_g),
            ", ".join(f"{item.units} × {item.sku}" for item in one.items),
        )
        for one in view.parcels
    ]
    head = f"{view.shipment}: {status_word(view.status)}"
    missing = material_words([one.material or "" for one in view.parcels if one.material_missing])
    return [
        head,
        table(columns, rows),
        *([table(parcels, boxes)] if boxes else []),
        *([missing] if missing else []),
        *too_heavy(view),
    ]
