"""Labels of parcels: ours, drawn anew whenever they are printed, or the carrier's, as it came."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import Connection, update

from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.packing import bench_row
from packbench.db.queries.records.shipping import (
    full_parcels,
    known_methods,
    label_of,
    pdf_of_label,
    route_of,
)
from packbench.db.schema import ShipmentLabel
from packbench.db.today import now
from packbench.db.transactions import write_transaction
from packbench.documents.address import Address
from packbench.documents.parcel_label import (
    SIZES_MM,
    ParcelLabel,
    render_parcel_labels,
    render_parcel_zpl,
)
from packbench.domain.orders import ShipmentStatus
from packbench.domain.outcomes import Said
from packbench.domain.printers import PrintForm, PrintKind
from packbench.domain.refusals import Code, Refusal
from packbench.domain.shipping import LabelKind
from packbench.domain.unprintable import Unprintable
from packbench.engine.command.context import Context
from packbench.engine.numbering import number_parcels
from packbench.services.documents.printing import printed_at
from packbench.services.printers.sending import Printable
from packbench.services.unprintable import Letters

_HAVE_PARCELS = (ShipmentStatus.PACKED, ShipmentStatus.SHIPPED)


@dataclass(frozen=True, slots=True)
class ParcelLabels:
    """The labels of a shipment's parcels, ready for a printer; how many; what is not legible.

    `label_id` is the label that a carrier made; None where there is none.
    """

    shipment: str
    printable: Printable
    labels: int
    label_id: int | None
    unprintable: list[Unprintable] = field(default_factory=list)


def parcel_labels(
    context: Context,
    shipments: Sequence[str],
    form: PrintForm = PrintForm.PDF,
    *,
    size: str | None = None,
    force: bool = False,
) -> list[ParcelLabels]:
    """The labels of packed or shipped shipments, one for each parcel; each gets its number.

    Args:
        context: who prints them, and where.
        shipments: their numbers.
        form: what the printer is sent; a carrier's own label is a PDF whatever is asked.
        size: `4x6` or `a6`; None: as the shipping method says.
        force: letters without a font do not keep it from being made.

    Refuses what is not packed (`wrong_state`), and letters that are on no printer.
    """
    if size is not None and size not in SIZES_MM:
        raise Refusal(Code.INVALID, field="label kind", value=size)
    return [_labels_of(context, one, form, size, force=force) for one in shipments]


def _labels_of(
    context: Context, shipment: str, form: PrintForm, size: str | None, *, force: bool
) -> ParcelLabels:
    with context.database.read.connect() as connection:
        shipment_id = find_shipment_id(connection, shipment)
        row = bench_row(connection, shipment_id)
        label = label_of(connection, shipment_id)
        own = None if label is None else pdf_of_label(connection, label.id)
    if row.status not in _HAVE_PARCELS:
        why = Said.NOT_PACKED
        raise Refusal(Code.WRONG_STATE, why=why, name=row.number, state=row.status)
    title, kind = f"parcels-{row.number}", PrintKind.PARCEL_LABELS
    label_id = None if label is None else label.id
    if own is not None:
        return ParcelLabels(row.number, Printable(kind, title, own), 1, label_id)
    number = partial(number_parcels, shipment_id=shipment_id)
    write_transaction(context.database, number, moves_stock=False)
    language = printed_at(context).language
    with context.database.read.connect() as connection:
        chosen = size or _size_of(connection, shipment_id)
        labels = _drawn_of(connection, shipment_id, language)
    letters = Letters()
    if form.dpi is None:
        data = render_parcel_labels(labels, chosen, letters.note)
    else:
        data = render_parcel_zpl(labels, chosen, form.dpi, letters.note)
    if not force:
        letters.refuse()
    printable = Printable(kind, title, data, form, SIZES_MM[chosen])
    return ParcelLabels(row.number, printable, len(labels), label_id, letters.found)


def _size_of(connection: Connection, shipment_id: int) -> str:
    """As the method says; 4 × 6 in where it says nothing, or that there is no label of ours."""
    method = known_methods(connection).find(route_of(connection, shipment_id).ship_method)
    if method is None or method.label is LabelKind.NONE:
        return LabelKind.FOUR_BY_SIX.value
    return method.label.value


def _drawn_of(connection: Connection, shipment_id: int, language: str) -> list[ParcelLabel]:
    route = route_of(connection, shipment_id)
    row = bench_row(connection, shipment_id)
    method = known_methods(connection).find(route.ship_method)
    parcels = full_parcels(connection, shipment_id)
    named = method.name if method else route.ship_method or ""
    fields = ("name", "company", "street", "street2", "postal_code", "city", "region", "country")
    to = Address(**{name: route.receiver[name] for name in fields})
    sender = Address(**route.sender)
    carrier = row.carrier or (method.carried_by if method else "")
    return [
        ParcelLabel(
            number=one.sscc or one.own_number,
            shipment=route.shipment,
            order=route.order,
            place=place,
            parcels=len(parcels),
            method=named,
            carrier=carrier,
            weight_g=one.weight_g,
            ship_to=to,
            sender=sender,
            language=language,
        )
        for place, one in enumerate(parcels, 1)
    ]


def note_printed(context: Context, label_id: int | None) -> None:
    """A printer has the label: it is not among those that still have to be printed."""
    if label_id is None:
        return

    def work(connection: Connection) -> None:
        changed = update(ShipmentLabel).where(ShipmentLabel.id == label_id)
        connection.execute(changed.values(printed_at=now(connection)))

    write_transaction(context.database, work, moves_stock=False)
