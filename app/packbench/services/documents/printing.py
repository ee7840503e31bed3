"""Documents: read what they say, render them, keep what was printed, write the files."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import insert, literal, select

from packbench.db.queries.planning.queue import OrderInQueue, orders_by_number
from packbench.db.queries.records.documents import (
    PrintedShipment,
    PrintedWave,
    shipments_to_print,
    times_printed,
    wave_to_print,
)
from packbench.db.queries.records.lookups import find_shipment_id, find_wave_id
from packbench.db.queries.records.settings import read_setting
from packbench.db.queries.records.shipments import shipments_of
from packbench.db.queries.records.slips import StoredTemplate, known_slips, printed_by
from packbench.db.schema import PrintedDocument, PrintedSlip
from packbench.db.today import company_zone, now
from packbench.documents.gift_slip import render_gift_slips
from packbench.documents.packing_slip import render_packing_slips
from packbench.documents.page import Printed
from packbench.documents.paper import Paper
from packbench.documents.pick_list import render_pick_list
from packbench.documents.picks import PickList, PickRow, PickSlot
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.file_names import file_name_for
from packbench.domain.left_out import OrderLeftOut
from packbench.domain.outcomes import Note, Said
from packbench.domain.picking import PICK_DIFFERENCE, PICK_LIST
from packbench.domain.refusals import Code, Refusal
from packbench.domain.slips import SlipTemplate
from packbench.domain.slots import slot_label
from packbench.domain.unprintable import Unprintable
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.services.documents.slip_pages import gift_slip_of, printed_for, slips_of
from packbench.services.documents.writing import Writing, WrittenFiles
from packbench.services.picking.revisions import keep_printed
from packbench.services.privacy import discreet_template
from packbench.services.unprintable import Letters
from packbench.settings import LANGUAGE, PAPER
from packbench.words.choosing import chosen_language
from packbench.words.picking import walk_words

PACKING_SLIP = "packing_slip"
GIFT_SLIP = "gift_slip"
_PDF = ".pdf"


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    """A rendered document: its PDF, and a file name for it."""

    name: str
    pdf: bytes
    pages: int
    unprintable: list[Unprintable] = field(default_factory=list)
    left_out: list[OrderLeftOut] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Print:
    """A document with what is kept of it once it is printed: kind, subjects, and revision.

    `templates` are the ids of those by which slips were printed, by subject. `counted` says under
    which kinds and subjects the print is counted, where these are others.
    """

    kind: str
    subjects: list[str]
    document: RenderedDocument
    revision: int = 1
    templates: Mapping[str, int] = field(default_factory=dict)
    counted: Sequence[tuple[str, str]] = ()


def pick_lists(
    context: Context,
    waves: Sequence[str],
    *,
    force: bool = False,
) -> list[RenderedDocument]:
    """The pick lists of waves, which are kept as printed, all or none of them.

    Refuses `not_found`, and `letters_without_font` unless forced.
    """
    made = _render_pick_lists(context, waves, force=force)
    for one in made:
        keep(context, one)
    return [one.document for one in made]


def _render_pick_lists(context: Context, waves: Sequence[str], *, force: bool) -> list[Print]:
    made = [_render_pick_list(context, wave) for wave in waves]
    letters = Letters()
    letters.found = [found for one in made for found in one.document.unprintable]
    if not force:
        letters.refuse()
    return made


def _render_pick_list(context: Context, wave: str) -> Print:
    with context.database.read.connect() as connection:
        found = wave_to_print(connection, find_wave_id(connection, wave))
        before = times_printed(connection, PICK_LIST, found.number)
    letters = Letters()
    printed = _for_station(_on_a_sheet(printed_now(context, before)))
    pdf = render_pick_list(_pick_list(found, printed), letters.note)
    name = f"pick-list-{file_name_for(found.number)}{_PDF}"
    document = RenderedDocument(name, pdf, count_pages(pdf), letters.found)
    return Print(PICK_LIST, [found.number], document, found.revision)


def packing_slips(
    context: Context,
    shipments: Sequence[str],
    *,
    key: str | None = None,
    force: bool = False,
    renew: bool = False,
) -> RenderedDocument:
    """The packing slips of shipments in one PDF, kept as printed.

    What was printed before is printed by the template that it had then; with `renew` by that of
    now. Refuses `not_found`, and `letters_without_font` unless forced. With the key of an earlier
    print it counts as that print, not as another one.
    """
    made = _render_slips(context, shipments, force=force, renew=renew)
    keep(context, made, key)
    return made.document


def _render_slips(
    context: Context, shipments: Sequence[str], *, force: bool, renew: bool = False
) -> Print:
    found = _slips_to_print(context, shipments, PACKING_SLIP, renew=renew)
    slips = [slip for one in found for slip in slips_of(one.shipment, *one.how)]
    letters = Letters()
    pdf = render_packing_slips(slips, letters.note)
    if not force:
        letters.refuse()
    numbers = [one.shipment.number for one in found]
    file = f"packing-slip-{name_of_several(numbers)}{_PDF}"
    document = RenderedDocument(file, pdf, count_pages(pdf), letters.found)
    return Print(PACKING_SLIP, numbers, document, templates=_templates(found))


def gift_slips(
    context: Context,
    shipments: Sequence[str],
    *,
    sender: str = "",
    key: str | None = None,
    force: bool = False,
) -> RenderedDocument:
    """The gift slips of shipments in one PDF, kept as printed; `sender` is who gives.

    Refuses as `packing_slips` does, and `no_gift_message` for an order that has none.
    """
    made = _render_gift_slips(context, shipments, sender, force=force)
    keep(context, made, key)
    return made.document


def _render_gift_slips(
    context: Context, shipments: Sequence[str], sender: str, *, force: bool
) -> Print:
    found = _slips_to_print(context, shipments, GIFT_SLIP, renew=False)
    for one in found:
        if not one.shipment.gift_message:
            order = one.shipment.order_number
            raise Refusal(Code.NO_GIFT_MESSAGE, name=one.shipment.number, order=order)
    letters = Letters()
    slips = [gift_slip_of(one.shipment, *one.how, sender) for one in found]
    pdf = render_gift_slips(slips, letters.note)
    if not force:
        letters.refuse()
    numbers = [one.shipment.number for one in found]
    file = f"gift-slip-{name_of_several(numbers)}{_PDF}"
    document = RenderedDocument(file, pdf, count_pages(pdf), letters.found)
    return Print(GIFT_SLIP, numbers, document, templates=_templates(found))


@dataclass(frozen=True, slots=True)
class _ToPrint:
    """A shipment, the template of its slip, and how it is printed."""

    shipment: PrintedShipment
    stored: StoredTemplate
    printed: Printed

    @property
    def how(self) -> tuple[SlipTemplate, Printed]:
        return self.stored.template, self.printed


def _slips_to_print(
    context: Context, shipments: Sequence[str], kind: str, *, renew: bool
) -> list[_ToPrint]:
    if not shipments:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_SHIPMENT_CHOSEN)
    with context.database.read.connect() as connection:
        ids = [find_shipment_id(connection, number) for number in shipments]
        found = shipments_to_print(connection, ids)
        before = [times_printed(connection, kind, one.number) for one in found]
        known = known_slips(connection)
        stored = [
            (None if renew else printed_by(connection, kind, one.number))
            or known.of_channel(one.channel)
            for one in found
        ]
    stored = [replace(one, template=discreet_template(context, one.template)) for one in stored]
    return [
        _ToPrint(one, used, printed_for(printed_now(context, times), used.template, one.country))
        for one, times, used in zip(found, before, stored, strict=True)
    ]


def _templates(found: Sequence[_ToPrint]) -> dict[str, int]:
    return {one.shipment.number: one.stored.id for one in found if one.stored.id}


def name_of_several(numbers: Sequence[str]) -> str:
    """The file name of a document of several numbers; another choice of them gets another."""
    first = file_name_for(numbers[0])
    if len(numbers) == 1:
        return first
    whole = file_name_for(" ".join(numbers)).rpartition("~")[2]
    return f"{first}-and-{len(numbers) - 1}-more~{whole}"


def packing_slips_of_orders(
    context: Context,
    orders: Sequence[str],
    *,
    key: str | None = None,
    force: bool = False,
    renew: bool = False,
) -> RenderedDocument:
    """The packing slips of all shipments of orders, first in the queue first.

    Orders that have no shipment are left out and told; it is refused when none has one, with the
    first reason. Refuses `not_found` and no orders, too.
    """
    made = _render_slips_of_orders(context, orders, force=force, renew=renew)
    keep(context, made, key)
    return made.document


def _render_slips_of_orders(
    context: Context, orders: Sequence[str], *, force: bool, renew: bool
) -> Print:
    if not orders:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_ORDER_CHOSEN)
    with context.database.read.connect() as connection:
        queue = orders_by_number(connection, orders)
        shipments = shipments_of(connection, [order.id for order in queue])
    having = {shipment.order_id for shipment in shipments}
    left_out = [_without_shipment(order) for order in queue if order.id not in having]
    if not shipments:
        raise left_out[0].note.refusal()
    numbers = [shipment.number for shipment in shipments]
    made = _render_slips(context, numbers, force=force, renew=renew)
    return replace(made, document=replace(made.document, left_out=left_out))


def _without_shipment(order: OrderInQueue) -> OrderLeftOut:
    why = Refusal(Code.NOTHING_TO_DO, why=Said.NO_SHIPMENT, name=order.number)
    return OrderLeftOut(order.number, Note.of(why))


def write_pick_list(
    context: Context, wave: str, target: Path, *, force: bool = False
) -> WrittenFiles:
    """Writes a wave's pick list to a file, or into a folder under a name of its own.

    Refuses what `Output` does: it is then not kept as printed.
    """
    (made,) = _render_pick_lists(context, [wave], force=force)
    return keep_written(context, made, Writing(context, target, force))


def write_packing_slips(
    context: Context,
    shipments: Sequence[str],
    target: Path,
    *,
    force: bool = False,
    renew: bool = False,
) -> WrittenFiles:
    """Writes the slips of shipments to a file, or into a folder under a name of its own."""
    made = _render_slips(context, shipments, force=force, renew=renew)
    return keep_written(context, made, Writing(context, target, force))


def write_gift_slips(
    context: Context,
    shipments: Sequence[str],
    target: Path,
    *,
    sender: str = "",
    force: bool = False,
) -> WrittenFiles:
    """Writes the gift slips of shipments to a file, or into a folder under a name of its own."""
    made = _render_gift_slips(context, shipments, sender, force=force)
    return keep_written(context, made, Writing(context, target, force))


def write_slips_of_orders(
    context: Context,
    orders: Sequence[str],
    target: Path,
    *,
    force: bool = False,
    renew: bool = False,
) -> WrittenFiles:
    """Writes the slips of all shipments of orders, as `write_packing_slips` does."""
    made = _render_slips_of_orders(context, orders, force=force, renew=renew)
    return keep_written(context, made, Writing(context, target, force))


def keep_written(context: Context, made: Print, writing: Writing) -> WrittenFiles:
    """Writes a document before it is kept as printed: what can't be written is not counted."""
    document = made.document
    writing.check(document.name)
    written: list[WrittenFiles] = []

    def write() -> None:
        path = writing.write(document.name, document.pdf)
        told = (document.unprintable, document.left_out)
        written.append(WrittenFiles([str(path)], document.pages, *told))

    keep(context, made, write=write)
    if not written:  # it was counted before, by the same key
        write()
    return written[-1]


def printed_at(context: Context) -> Printed:
    """How a sheet of this station is printed: in its language, on A4 or Letter."""
    return _for_station(_on_a_sheet(printed_now(context, 0)))


def page_size_mm(context: Context, *, on_a_sheet: bool) -> tuple[float, float]:
    """Width and height of the pages that documents have here; lists are never on labels."""
    printed = printed_now(context, 0)
    grid = (_on_a_sheet(printed) if on_a_sheet else printed).paper.grid
    return grid.paper_width_mm, grid.paper_height_mm


def printed_now(context: Context, times_before: int) -> Printed:
    """When, by whom and where something is printed now, in the company's language and paper."""
    with context.database.read.connect() as connection:
        language = read_setting(connection, LANGUAGE)
        paper = Paper(read_setting(connection, PAPER))
        when = now(connection).astimezone(company_zone(connection))
    return Printed(
        when,
        context.operator,
        context.station,
        reprint=times_before + 1 if times_before else 0,
        language=language,
        paper=paper,
    )


def _for_station(printed: Printed) -> Printed:
    """In the language that was chosen for this computer, if one was."""
    return replace(printed, language=chosen_language() or printed.language)


def _on_a_sheet(printed: Printed) -> Printed:
    """Lists do not go on labels."""
    return replace(printed, paper=Paper.A4) if printed.paper is Paper.LABEL_4X6 else printed


def _nothing_to_write() -> None:
    """The document is shown, not written to a file."""


def keep(
    context: Context,
    made: Print,
    key: str | None = None,
    write: Callable[[], None] = _nothing_to_write,
) -> None:
    """Keeps hash, revision, who, when and where of what was printed, once it is written."""
    digest = hashlib.sha256(made.document.pdf).hexdigest()

    def work(transaction: Transaction) -> int:
        connection = transaction.connection
        rows = [
            {
                "kind": kind,
                "subject": subject,
                "print_number": times_printed(connection, kind, subject) + 1,
                "revision": made.revision,
                "sha256": digest,
                "command_id": transaction.command_id,
            }
            for kind, subject in made.counted or [(made.kind, one) for one in made.subjects]
        ]
        connection.execute(insert(PrintedDocument), rows)
        _keep_templates(transaction, made)
        if made.kind in {PICK_LIST, PICK_DIFFERENCE}:
            keep_printed(transaction, made.subjects)
        write()
        return len(rows)

    # Each print has another time, and so another hash.
    content = {"kind": made.kind, "subjects": made.subjects}
    call = Call(f"print.{made.kind}", content, key, moves_stock=False)
    run_command(context, call, int, work)


def _keep_templates(transaction: Transaction, made: Print) -> None:
    """By which templates slips were printed, so that they can be printed again alike."""
    connection = transaction.connection
    for subject, template_id in made.templates.items():
        document = select(PrintedDocument.id, literal(template_id)).where(
            PrintedDocument.command_id == transaction.command_id,
            PrintedDocument.subject == subject,
        )
        columns = ["document_id", "template_id"]
        connection.execute(insert(PrintedSlip).from_select(columns, document))


def _pick_list(wave: PrintedWave, printed: Printed) -> PickList:
    alone = len(wave.slots) == 1
    weights = [task.weight_g for task in wave.tasks]
    known = [weight for weight in weights if weight is not None]
    total_g = sum(weight * task.quantity for weight, task in zip(known, wave.tasks, strict=False))
    return PickList(
        number=wave.number,
        barcode=own_code(OwnKind.PICK_LIST, wave.id, wave.revision),
        warehouse=wave.warehouse,
        slots=tuple(
            PickSlot(
                order_number=slot.order_number,
                barcode=own_code(OwnKind.SHIPMENT, slot.shipment_id),
                label="" if alone else slot_label(slot.slot),
                customer=slot.customer,
                ship_by=slot.ship_by,
                priority=slot.priority,
                notes=slot.note or "",
                own=slot.own,
                ship_method=slot.ship_method or "",
            )
            for slot in wave.slots
        ),
        rows=tuple(
            PickRow(
                sku=task.sku,
                name=task.name,
                quantity=task.quantity,
                location=task.location or "",
                zone=task.zone or "",
                aisle=task.aisle or "",
                barcode=task.barcode or "",
                lot=task.lot or "",
                expires_on=task.expires_on,
                slot="" if alone else slot_label(task.slot),
                kit=task.kit or "",
                packs=task.packs,
                own=task.own,
            )
            for task in wave.tasks
        ),
        printed=printed,
        weight_g=total_g if len(known) == len(weights) else None,
        distance_m=wave.distance_m,
        saved=None if wave.saved_percent is None else wave.saved_percent / 100,
        picker=wave.picker or "",
        walk="" if wave.walk is None else walk_words(wave.walk),
        revision=wave.revision,
    )


def count_pages(pdf: bytes) -> int:
    """How many pages a document has."""
    # pypdfium2 takes a moment to load, and only documents need it.
    import pypdfium2  # noqa: PLC0415

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
