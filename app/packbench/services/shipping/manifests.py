"""The end of a carrier's day: what was handed over is listed, closed, and printed."""

import re
from dataclasses import dataclass, replace

from sqlalchemy import delete, insert, select

from packbench.carriers.plugins import call_carrier
from packbench.db.queries.records.settings import read_settings
from packbench.db.queries.records.shipping import on_manifest, to_manifest
from packbench.db.schema import (
    Command,
    Manifest,
    ManifestedShipment,
    Operator,
    ShipmentLabel,
)
from packbench.db.sql.among import among
from packbench.db.today import now
from packbench.db.transactions import write_transaction
from packbench.documents.manifest import ManifestPaper, render_manifest
from packbench.documents.page import tell_nobody
from packbench.documents.paper import Paper
from packbench.documents.words import moment
from packbench.domain.changes import Kind
from packbench.domain.codes import check_character
from packbench.domain.outcomes import Said
from packbench.domain.printers import PrintKind
from packbench.domain.refusals import Code, Refusal
from packbench.domain.shipping import Carrier, ManifestLine, ManifestToClose
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.numbering import next_manifest
from packbench.engine.undo.undoer import Undoer
from packbench.services.documents.printing import page_size_mm, printed_at
from packbench.services.printers.sending import Printable
from packbench.settings import CARRIER_FOLDER, CARRIER_SECONDS


@dataclass(frozen=True, slots=True)
class ManifestView:
    """A manifest: its number, whose it is, and the shipments on it."""

    number: str
    carrier: str
    shipments: list[str]
    parcels: int


def preview_manifest(context: Context, carrier: str) -> list[ManifestLine]:
    """What a manifest of a carrier would list now, the first shipped first."""
    with context.database.read.connect() as connection:
        return list(to_manifest(connection, carrier).values())


def list_manifests(context: Context, most: int = 50) -> list[ManifestView]:
    """The last manifests, the newest first."""
    query = select(Manifest.id).order_by(Manifest.id.desc()).limit(most)
    with context.database.read.connect() as connection:
        numbers = list(connection.execute(query).scalars())
    return [_view(context, number) for number in numbers]


def close_manifest(context: Context, carrier: str, *, key: str | None = None) -> ManifestView:
    """Lists what was shipped with a carrier since its last manifest, and closes that.

    What is on a manifest is not voided any more. The carrier's plug-ins are told first; what one
    refuses leaves everything open. Refuses `nothing_to_do` where nothing waits.
    """
    with context.database.read.connect() as connection:
        lines = to_manifest(connection, carrier)
    number = 0
    if lines:
        number = write_transaction(context.database, next_manifest, moves_stock=False)
        _tell_plugins(context, number, carrier, lines)

    def work(transaction: Transaction) -> int:
        connection = transaction.connection
        still = [one for one in to_manifest(connection, carrier) if one in lines]
        if not still:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.MANIFEST_EMPTY, carrier=carrier)
        row = {"id": number, "carrier": carrier.strip(), "command_id": transaction.command_id}
        connection.execute(insert(Manifest).values(row))
        listed = [{"shipment_id": one, "manifest_id": number} for one in still]
        connection.execute(insert(ManifestedShipment), listed)
        transaction.changed(Kind.SHIPMENT, set(still))
        transaction.undo = ManifestMade(number, still)
        return number

    call = Call("shipping.manifest", {"carrier": carrier}, key, moves_stock=False)
    return _view(context, run_command(context, call, int, work))


def _tell_plugins(
    context: Context, number: int, carrier: str, lines: dict[int, ManifestLine]
) -> None:
    """Each plug-in that made labels hears of its own shipments."""
    query = select(ShipmentLabel.plugin, ShipmentLabel.shipment_id).where(
        among(ShipmentLabel.shipment_id, list(lines)), ShipmentLabel.voided_by.is_(None)
    )
    with context.database.read.connect() as connection:
        made = connection.execute(query).all()
        settings = read_settings(connection)
        at = now(connection)
    for plugin in sorted({one.plugin for one in made}):
        own = [lines[one.shipment_id] for one in made if one.plugin == plugin]
        folder = {"folder": settings.of(CARRIER_FOLDER)}
        told = ManifestToClose(f"M{number}", carrier, at, own, folder)

        def ask(one: Carrier, told: ManifestToClose = told) -> None:
            one.manifest(told)

        call_carrier(plugin, settings.of(CARRIER_SECONDS), ask)


def manifest_paper(context: Context, number: str) -> tuple[ManifestView, Printable]:
    """The PDF of a manifest, as often as it is wanted; refuses `not_found`."""
    view = _view(context, _number(number))
    manifest_id = int(view.number[1:])
    printed = printed_at(context)
    if printed.paper is Paper.LABEL_4X6:
        printed = replace(printed, paper=Paper.A4)  # its rows are wider than a label
    query = (
        select(Command.at, Operator.name)
        .join(Manifest, Manifest.command_id == Command.id)
        .join(Operator, Operator.id == Command.operator_id)
        .where(Manifest.id == manifest_id)
    )
    with context.database.read.connect() as connection:
        at, who = connection.execute(query).one()
        lines = list(on_manifest(connection, manifest_id).values())
    body = f"M{manifest_id:06}"
    when = moment(at.astimezone(printed.when.tzinfo), printed.language)
    paper = ManifestPaper(
        *(view.number, body + check_character(body), view.carrier, f"{when} · {who}", lines),
        printed,
    )
    page_mm = page_size_mm(context, on_a_sheet=True)
    pdf = render_manifest(paper, tell_nobody)
    title = f"manifest-{view.number}"
    return view, Printable(PrintKind.MANIFEST, title, pdf, page_mm=page_mm)


def _number(text: str) -> int:
    """The number of a manifest as it is typed (12, M12), or scanned with its check character."""
    plain = text.strip().upper()
    if re.fullmatch(r"M\d{6,}[0-9A-Z]", plain) and check_character(plain[:-1]) == plain[-1]:
        return int(plain[1:-1])
    if not re.fullmatch(r"M?\d{1,9}", plain):
        raise Refusal(Code.NOT_FOUND, kind="manifest", name=text)
    return int(plain.removeprefix("M"))


def _view(context: Context, manifest_id: int) -> ManifestView:
    query = select(Manifest.carrier).where(Manifest.id == manifest_id)
    with context.database.read.connect() as connection:
        carrier = connection.execute(query).scalar_one_or_none()
        if carrier is None:
            raise Refusal(Code.NOT_FOUND, kind="manifest", name=f"M{manifest_id}")
        lines = on_manifest(connection, manifest_id).values()
    parcels = sum(one.parcels for one in lines)
    return ManifestView(f"M{manifest_id}", carrier, [one.shipment for one in lines], parcels)


@dataclass(frozen=True, slots=True)
class ManifestMade:
    """A manifest that was closed, with the ids of its shipments."""

    manifest_id: int
    shipments: list[int]


def _undo_manifest(transaction: Transaction, made: ManifestMade) -> None:
    """What it lists is open again; its number is not given out anew."""
    connection = transaction.connection
    rows = ManifestedShipment.manifest_id == made.manifest_id
    connection.execute(delete(ManifestedShipment).where(rows))
    connection.execute(delete(Manifest).where(Manifest.id == made.manifest_id))
    transaction.changed(Kind.SHIPMENT, set(made.shipments))


UNDO_MANIFEST = Undoer(ManifestMade, _undo_manifest)
