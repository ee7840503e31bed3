"""`packbench ship`, `void`, `shipping …`: shipments leave the house, or did not after all."""

from pathlib import Path
from typing import Annotated

import typer

from packbench.cli.exchange import import_
from packbench.cli.masters import add_master_commands
from packbench.cli.packing import customs_lines, packing_document
from packbench.cli.printers import job_document, job_line
from packbench.cli.session import Session, table, to_json
from packbench.domain.printers import PrintKind
from packbench.domain.shipping import LabelKind
from packbench.services.customs import look_at_customs
from packbench.services.documents.labels import write_document
from packbench.services.printers.printing import printer_of
from packbench.services.printers.sending import send
from packbench.services.shipping import manifests, methods, tracking
from packbench.services.shipping.methods import Method, MethodOfShipment, read_cut_off
from packbench.services.shipping.sending import ship_shipment, void_shipment
from packbench.words.language import tr, tr_count
from packbench.words.refusals import sentence

app = typer.Typer(no_args_is_help=True)
of_methods = typer.Typer(no_args_is_help=True, help="The ways in which orders are shipped.")
add_master_commands(of_methods, "shipping-methods", but=("list",))
app.add_typer(of_methods, name="methods")


@app.callback()
def group() -> None:
    """Shipping methods, the end of a carrier's day, tracking numbers that come back."""


def ship(
    context: typer.Context,
    shipment: str,
    carrier: Annotated[
        str | None, typer.Option(help="Who carries it; default: as the order's method says.")
    ] = None,
    tracking: Annotated[str | None, typer.Option(help="The carrier's number for it.")] = None,
) -> None:
    """Ship a packed shipment: its units are on hand no more."""
    session: Session = context.obj
    method = methods.method_for(session.context(), shipment)
    sent = ship_shipment(session.context(), shipment, carrier=carrier, tracking=tracking)
    look = look_at_customs(session.context(), shipment)
    document = packing_document(sent) | {
        "method": None if method.method is None else method.method.code,
        "method_unknown": method.word if method.is_unknown else None,
        "customs": to_json(look),
    }
    by = tr("{shipment} is shipped: {carrier}, {tracking}.").format(
        shipment=sent.shipment,
        carrier=sent.carrier or tr("no carrier"),
        tracking=sent.tracking or tr("no tracking number"),
    )
    session.emit(document, by, *_unknown(method), *customs_lines(look))


def _unknown(method: MethodOfShipment) -> list[str]:
    if not method.is_unknown:
        return []
    words = tr(
        "No shipping method is known by “{word}”, so no carrier was asked. Add the word to a method"
        " (shipping methods set CODE --word)."
    )
    return [words.format(word=method.word)]


def void(
    context: typer.Context,
    shipment: str,
    here_only: Annotated[
        bool, typer.Option("--here-only", help="The carrier took its label back already.")
    ] = False,
) -> None:
    """Take a shipped shipment back: packed as before, its units on hand again."""
    session: Session = context.obj
    view = void_shipment(session.context(), shipment, here_only=here_only)
    words = tr("{shipment} is packed again, as before it was shipped.")
    session.emit(packing_document(view), words.format(shipment=view.shipment))


@of_methods.command("list")
def list_(context: typer.Context) -> None:
    """List the shipping methods."""
    session: Session = context.obj
    _emit_methods(session, methods.list_methods(session.context()))


@of_methods.command("set")
def set_(
    context: typer.Context,
    code: str,
    name: Annotated[str | None, typer.Option(help="For people; needed for a new one.")] = None,
    plugin: Annotated[str | None, typer.Option(help="own, file, scan, or one installed.")] = None,
    carrier: Annotated[str | None, typer.Option(help="Who carries it.")] = None,
    service: Annotated[str | None, typer.Option(help="What is booked with the carrier.")] = None,
    cut_off: Annotated[str | None, typer.Option(help="Such as 16:30; empty for none.")] = None,
    label: Annotated[LabelKind | None, typer.Option(help="What is stuck on a parcel.")] = None,
    profile: Annotated[str | None, typer.Option(help="Layout of the plug-in file.")] = None,
    word: Annotated[
        list[str] | None, typer.Option(help="What a channel calls it; replaces those before.")
    ] = None,
) -> None:
    """Make a shipping method, or change what is said of it."""
    session: Session = context.obj
    known = {one.code.casefold(): one for one in methods.list_methods(session.context())}
    before = known.get(code.casefold()) or Method(code, name or "")
    values = {
        "name": name,
        "plugin": plugin,
        "carrier": carrier,
        "service": service,
        "label": label,
        "profile": profile,
        "words": None if word is None else tuple(word),
    }
    changes: dict[str, object] = {key: value for key, value in values.items() if value is not None}
    if cut_off is not None:
        changes["cut_off"] = read_cut_off(cut_off)
    done = methods.set_methods(session.context(), [methods.changed(before, changes)])
    _emit_methods(session, done)


@of_methods.command("remove")
def remove(context: typer.Context, code: str) -> None:
    """Remove a shipping method that no order names, as `delete` does."""
    session: Session = context.obj
    _emit_methods(session, methods.remove_method(session.context(), code))


@of_methods.command("import")
def import_methods(
    context: typer.Context,
    file: Path,
    update: Annotated[bool, typer.Option("--update", help="Change known methods.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Try all, keep nothing.")] = False,
) -> None:
    """Read shipping methods from a file, as `import shipping-methods` does."""
    import_(context, "shipping-methods", file, update=update, dry_run=dry_run)


def _emit_methods(session: Session, found: list[Method]) -> None:
    columns = (
        *(tr("code"), tr("name"), tr("carrier"), tr("service"), tr("cut-off"), tr("label")),
        *(tr("plug-in"), tr("words")),
    )
    rows = [
        (
            *(one.code, one.name, one.carried_by, one.service),
            *(f"{one.cut_off:%H:%M}" if one.cut_off else "", one.label, one.plugin),
            *("; ".join(one.words), tr("yes") if one.active else tr("no")),
        )
        for one in found
    ]
    session.emit({"methods": to_json(found)}, table(columns, rows))


@app.command("carriers")
def carriers(context: typer.Context) -> None:
    """List the carrier plug-ins that are installed."""
    session: Session = context.obj
    names = methods.plugin_names()
    session.emit({"carriers": names}, *names)


@app.command("manifest")
def manifest(
    context: typer.Context,
    carrier: Annotated[str | None, typer.Argument(help="Whose day is closed.")] = None,
    reprint: Annotated[str | None, typer.Option(help="Number of one that is closed.")] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Tell, close nothing.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="A file or a folder.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    to_printer: Annotated[bool, typer.Option("--print", help="On this station's printer.")] = False,
) -> None:
    """Close the day of a carrier: list what was shipped with it, as a PDF."""
    session: Session = context.obj
    if bool((carrier or "").strip()) == (reprint is not None):
        raise typer.BadParameter(tr("name the carrier, or --reprint and the manifest's number"))
    if preview and carrier is not None:
        lines = manifests.preview_manifest(session.context(), carrier)
        rows = [(one.shipment, one.receiver, one.tracking, one.parcels) for one in lines]
        columns = (tr("shipment"), tr("receiver"), tr("tracking"), tr("parcels"))
        session.emit({"shipments": to_json(lines)}, table(columns, rows))
        return
    choice = printer_of(session.context(), PrintKind.MANIFEST) if to_printer else None
    number = reprint or manifests.close_manifest(session.context(), carrier or "").number
    view, paper = manifests.manifest_paper(session.context(), number)
    count = tr_count("{count} shipment", "{count} shipments", len(view.shipments))
    head = tr("Manifest {number} of {carrier}: {count}").format(
        number=view.number, carrier=view.carrier, count=count.format(count=len(view.shipments))
    )
    document = {"manifest": to_json(view), "files": list[str]()}
    if choice is not None:
        job = send(session.context().without_key(), paper, choice)
        session.emit(document | {"job": job_document(job)}, head, job_line(job))
        return
    path = write_document(session.context(), paper, out or Path(), force=force)
    session.emit(document | {"files": [str(path)]}, head, str(path))


@app.command("manifests")
def list_manifests(context: typer.Context) -> None:
    """List the last manifests."""
    session: Session = context.obj
    found = manifests.list_manifests(session.context())
    rows = [(one.number, one.carrier, len(one.shipments), one.parcels) for one in found]
    columns = (tr("manifest"), tr("carrier"), tr("shipments"), tr("parcels"))
    session.emit({"manifests": to_json(found)}, table(columns, rows))


@app.command("read-back")
def read_back(context: typer.Context) -> None:
    """Read the tracking numbers that carriers' software wrote into the shared folder."""
    session: Session = context.obj
    done = tracking.read_back(session.context())
    left = [
        {
            "shipment": one.shipment,
            "tracking": one.tracking,
            "code": one.refusal.code.value,
            "message": sentence(one.refusal),
        }
        for one in done.left_out
    ]
    words = tr_count(
        "{count} tracking number read.", "{count} tracking numbers read.", done.tracked
    )
    lines = [f"{one['shipment']} {one['tracking']}: {one['message']}" for one in left]
    document = {"tracked": done.tracked, "unchanged": done.unchanged, "left_out": left}
    session.emit(document, words.format(count=done.tracked), *lines)


@app.command("track")
def track(
    context: typer.Context,
    shipment: str,
    number: str,
    carrier: Annotated[str | None, typer.Option(help="Whose number it is.")] = None,
) -> None:
    """Give a shipment that has left its tracking number."""
    session: Session = context.obj
    done = tracking.track(session.context(), [tracking.Tracked(shipment, number, carrier)])
    for one in done.left_out:
        raise one.refusal
    session.emit({"tracked": done.tracked, "unchanged": done.unchanged}, shipment)
