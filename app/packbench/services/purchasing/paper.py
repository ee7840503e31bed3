"""What a supplier gets of a purchase order: a PDF, a CSV, and an e-mail to be sent."""

import csv
import io
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from sqlalchemy import select

from packbench.db.queries.records.drop_ships import drop_shipped_order
from packbench.db.queries.records.purchasing import find_purchase_order, purchase_order_lines
from packbench.db.queries.records.settings import read_setting
from packbench.db.schema import Supplier, Warehouse
from packbench.db.sql.rows import AnyRow
from packbench.documents.address import Address, address_lines
from packbench.documents.paper import Paper
from packbench.documents.purchase_order import (
    PurchasePaper,
    PurchasePaperLine,
    page_count,
    render_purchase_order,
)
from packbench.documents.words import country
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.outcomes import Note, Said, note
from packbench.domain.purchasing import PurchaseOrderStatus as Status
from packbench.domain.refusals import Code, Refusal
from packbench.domain.unprintable import Unprintable
from packbench.engine.command.context import Context
from packbench.exchange.formulas import neutralised
from packbench.services.documents.printing import RenderedDocument, printed_at
from packbench.services.documents.writing import Writing
from packbench.services.purchasing.drop_ship_states import refuse_to_send
from packbench.services.purchasing.edited import day_text, money_text
from packbench.services.purchasing.orders import refuse_to_buy
from packbench.services.unprintable import Letters
from packbench.settings import COMPANY_NAME
from packbench.words.purchase_mail import mail_words

_SENDABLE = frozenset({Status.AUTHORIZED, Status.SENT, Status.PART_RECEIVED})
_CSV_HEADINGS = (
    *("purchase_order", "line", "our_sku", "your_sku", "description", "quantity", "unit_price"),
    *("currency", "delivery_by", "deliver_to"),
)


@dataclass(frozen=True, slots=True)
class PurchaseFiles:
    """What was written for a supplier; `notes` say what has to be known of it.

    `unprintable` are letters that no font has, which are signs in the PDF.
    """

    number: str
    files: list[Path]
    mail: Path
    notes: list[Note]
    unprintable: list[Unprintable] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Read:
    """A purchase order as its paper needs it."""

    paper: PurchasePaper
    email: str
    company: str


def purchase_order_paper(
    context: Context, number: str, language: str | None = None, *, force: bool = False
) -> RenderedDocument:
    """The PDF of a purchase order, as often as it is wanted; refuses `not_found`.

    Refuses `letters_without_font` unless forced. It is in the language that is named, else in the
    supplier's, else in the one of our documents.
    """
    read, letters = _read(context, number, language), Letters()
    pdf = render_purchase_order(read.paper, letters.note)
    if not force:
        letters.refuse()
    name = f"purchase-order-{_safe(read.paper.number)}.pdf"
    return RenderedDocument(name, pdf, page_count(read.paper), letters.found)


def write_for_supplier(
    context: Context,
    number: str,
    folder: Path,
    *,
    language: str | None = None,
    force: bool = False,
    beside: str | None = None,
) -> PurchaseFiles:
    """Writes PDF, CSV and an e-mail with the PDF attached into a folder, again if wanted.

    With a name `beside` the files are called so, with a number where there is one of that name:
    then none is replaced. Otherwise `force` replaces them. A supplier without an address gets the
    files all the same, and it is told. Refuses what is not authorized, closed or cancelled, and
    unless forced `letters_without_font`.
    """
    read = _read(context, number, language)
    with context.database.read.connect() as connection:
        row = find_purchase_order(connection, number)
        if row.status not in _SENDABLE:
            raise Refusal(Code.WRONG_STATE, name=row.number, state=row.status)
        if row.status == Status.AUTHORIZED:  # it is about to be sent
            refuse_to_buy(connection, row, purchase_order_lines(connection, row.id))
            refuse_to_send(connection, row)
    given = f"purchase-order-{_safe(row.number)}"
    name = given if beside is None else _free_name(folder, beside)
    letters = Letters()
    pdf = render_purchase_order(read.paper, letters.note)
    if not force:
        letters.refuse()
    rows = _csv(read.paper)
    mail = _mail(read, given, pdf, rows)
    kept = [(f"{name}.pdf", pdf), (f"{name}.csv", rows), (f"{name}.eml", mail)]
    folder.mkdir(parents=True, exist_ok=True)
    writing = Writing(context, folder, force and beside is None)
    for file, _ in kept:
        writing.check(file)
    files = [writing.write(file, data) for file, data in kept]
    notes = [] if read.email else [note(Said.SUPPLIER_WITHOUT_EMAIL, name=read.paper.supplier[0])]
    return PurchaseFiles(row.number, files, files[-1], notes, letters.found)


def _free_name(folder: Path, name: str) -> str:
    """A name of which there is no file yet in a folder: with a number behind it where need be."""
    names = itertools.chain([name], (f"{name}-{count}" for count in itertools.count(2)))
    endings = (".pdf", ".csv", ".eml")
    return next(
        one for one in names if not any((folder / f"{one}{end}").exists() for end in endings)
    )


def _safe(number: str) -> str:
    """A number as a part of a file's name."""
    return "".join(one if one.isalnum() or one in "-_" else "_" for one in number)


def _read(context: Context, number: str, language: str | None) -> _Read:
    printed = printed_at(context)
    if printed.paper is Paper.LABEL_4X6:
        printed = replace(printed, paper=Paper.A4)  # its rows are wider than a label
    with context.database.read.connect() as connection:
        row = find_purchase_order(connection, number)
        rows = purchase_order_lines(connection, row.id)
        order = drop_shipped_order(connection, row.id)
        supplier = connection.execute(
            select(Supplier.__table__).where(Supplier.id == row.supplier_id)
        ).one()
        place = connection.execute(
            select(Warehouse.__table__).where(Warehouse.id == row.warehouse_id)
        ).one()
        company = read_setting(connection, COMPANY_NAME) or place.name
    if language or supplier.language:
        printed = replace(printed, language=language or supplier.language)
    made_on = row.created_at.astimezone(printed.when.tzinfo).date()
    to = _ship_to(place, company, printed.language)
    if order is not None:
        to = address_lines(_customer(order), printed.language)
    paper = PurchasePaper(
        row.number,
        own_code(OwnKind.PURCHASE_ORDER, row.id),
        _address_of(supplier, printed.language),
        to,
        made_on,
        row.currency,
        row.terms or "",
        row.note or "",
        _lines(rows),
        printed,
        supplier.account_number or "",
        status=row.status,
        customer_order="" if order is None else order.number,
        phone="" if order is None else order.phone or "",
    )
    return _Read(paper, (supplier.email or "").strip(), company)


def _address_of(supplier: AnyRow, language: str) -> list[str]:
    """The supplier as on an envelope; of one whose address nobody knows, what is known."""
    town = " ".join(filter(None, (supplier.postal_code, supplier.city)))
    streets = ", ".join(filter(None, (supplier.street, supplier.street2)))
    where = country(supplier.country, language) if supplier.country else ""
    known = (streets, town, where) if streets or town else (supplier.code, where)
    return [one for one in (supplier.name, *known, supplier.email) if one]


def _customer(order: AnyRow) -> Address:
    """Whom a supplier sends the goods of an order to."""
    name = order.customer_name or order.company or order.number
    fields = ("street", "street2", "postal_code", "city", "region", "country")
    told = {field: getattr(order, field) or "" for field in fields}
    company = order.company if order.customer_name else ""
    return Address(name, company or "", **told)


def _ship_to(place: AnyRow, company: str, language: str) -> list[str]:
    """Where the goods go, as it stands on an envelope."""
    town = " ".join(filter(None, (place.postal_code, place.city)))
    where = country(place.country, language) if place.country else ""
    own = place.name if place.name != company else place.code
    return [one for one in (company, own, place.street, town, where) if one]


def _lines(rows: Sequence[AnyRow]) -> list[PurchasePaperLine]:
    return [
        PurchasePaperLine(
            *(place, one.sku, one.supplier_sku or "", one.name, one.ordered),
            *(one.unit_cost, one.expected_on),
        )
        for place, one in enumerate(rows, 1)
    ]


def _csv(paper: PurchasePaper) -> bytes:
    """The lines for the supplier's programs; texts that would be formulas are made plain."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(_CSV_HEADINGS)
    for one in paper.lines:
        texts = (paper.number, one.number, one.sku, one.supplier_sku, one.description)
        price, day = money_text(one.unit_cost), day_text(one.expected_on)
        to = ", ".join(paper.ship_to)
        row = (*texts, one.quantity, price, paper.currency or "", day, to)
        writer.writerow([neutralised(text) if isinstance(text, str) else text for text in row])
    return target.getvalue().encode("utf-8-sig")


def _mail(read: _Read, name: str, pdf: bytes, rows: bytes) -> bytes:
    """A draft that a mail program opens to be sent; without an address the line is left out."""
    message = EmailMessage()
    paper = read.paper
    direct = bool(paper.customer_order)
    said = (paper.number, read.company, paper.printed.language)
    subject, text = mail_words(*said, to_customer=direct)
    message["Subject"] = " ".join(subject.split())
    if read.email and "@" in read.email and not set(read.email) & set("\r\n"):
        message["To"] = read.email
    message["Date"] = format_datetime(paper.printed.when)
    message["X-Unsent"] = "1"  # mail programs open it as a draft
    message.set_content(text)
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=f"{name}.pdf")
    message.add_attachment(rows, maintype="text", subtype="csv", filename=f"{name}.csv")
    return message.as_bytes()
