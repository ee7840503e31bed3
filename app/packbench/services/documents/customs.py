"""Customs forms of shipments: which ones, what they say, all or none of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Connection

from packbench.db.queries.records.customs import customs_way
from packbench.db.queries.records.documents import times_printed
from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.queries.records.settings import read_setting
from packbench.db.queries.records.shipping import full_parcels
from packbench.documents.address import Address
from packbench.documents.customs_forms import (
    CustomsLine,
    CustomsSheet,
    Trader,
    render_customs,
)
from packbench.documents.page import Printed
from packbench.documents.paper import Paper
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.customs import CN22_MOST_G, CustomsCategory, CustomsForm
from packbench.domain.customs_values import in_parcels
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.customs import (
    CustomsDeclaration,
    DeclaredPart,
    codes_of,
    declaration_of,
    leaves,
)
from packbench.services.documents.printing import (
    Print,
    RenderedDocument,
    count_pages,
    keep,
    keep_written,
    name_of_several,
    printed_now,
)
from packbench.services.documents.writing import Writing, WrittenFiles
from packbench.services.unprintable import Letters
from packbench.settings import (
    CN22_LIMITS,
    COMPANY_EORI,
    COMPANY_PHONE,
    COMPANY_VAT,
    CUSTOMS_CATEGORY,
)

CUSTOMS = "customs"
SMALL_PAPER = "74x105"
PAPERS = (*(paper.value for paper in Paper), SMALL_PAPER)
_LABELS = frozenset({Paper.LABEL_4X6.value, SMALL_PAPER})
_ON_SHEETS = frozenset({CustomsForm.CN23, CustomsForm.INVOICE})


@dataclass(frozen=True, slots=True)
class CustomsWish:
    """What is printed.

    Attributes:
        form: which; AUTO: a CN22 for each parcel up to its limits, else a CN23 and an invoice.
        category: why the goods are sent; None: as the company's setting says.
        paper: one of `PAPERS`; None: that of the company's setting. Labels are for CN22 alone:
            where AUTO or the setting meets another form with one, it is printed on A4.
    """

    form: CustomsForm = CustomsForm.AUTO
    category: CustomsCategory | None = None
    paper: str | None = None


def customs_forms(
    context: Context,
    shipments: Sequence[str],
    wish: CustomsWish = CustomsWish(),
    *,
    key: str | None = None,
    force: bool = False,
) -> RenderedDocument:
    """The customs forms of shipments in one PDF, kept as printed.

    Refuses `invalid` (a paper that is none, a label for a form that needs a sheet), `not_found`,
    `customs_missing` with all that is missing, `stays_in_customs_area` unless
    a form is named, and `letters_without_font` unless forced: nothing is printed then.
    """
    made = _render(context, shipments, wish, force=force)
    keep(context, made, key)
    return made.document


def write_customs_forms(
    context: Context,
    shipments: Sequence[str],
    wish: CustomsWish,
    target: Path,
    *,
    force: bool = False,
) -> WrittenFiles:
    """Writes the customs forms of shipments to a file, or into a folder under a name of its own."""
    made = _render(context, shipments, wish, force=force)
    return keep_written(context, made, Writing(context, target, force))


def _render(context: Context, shipments: Sequence[str], wish: CustomsWish, *, force: bool) -> Print:
    if not shipments:
        raise Refusal(Code.NOTHING_TO_DO, why=Said.NO_SHIPMENT_CHOSEN)
    if wish.paper is not None and wish.paper not in PAPERS:
        raise Refusal(Code.INVALID, field="customs paper", value=wish.paper)
    if wish.paper in _LABELS and wish.form in _ON_SHEETS:
        raise Refusal(Code.INVALID, field="customs label", value=wish.paper)
    sheets: list[CustomsSheet] = []
    for number in shipments:
        sheets += _sheets_of(context, number, wish)
    letters = Letters()
    pdf = render_customs(sheets, letters.note)
    if not force:
        letters.refuse()
    numbers = list(dict.fromkeys(one.number for one in sheets))
    name = f"customs-{name_of_several(numbers)}.pdf"
    document = RenderedDocument(name, pdf, count_pages(pdf), letters.found)
    counted = dict.fromkeys((_counted_as(one.form), one.number) for one in sheets)
    return Print(CUSTOMS, numbers, document, counted=list(counted))


def _counted_as(form: CustomsForm) -> str:
    """The kind of document under which prints of a form are counted: each form by itself."""
    return f"{CUSTOMS}_{form}"


def _sheets_of(context: Context, number: str, wish: CustomsWish) -> list[CustomsSheet]:
    with context.database.read.connect() as connection:
        shipment_id = find_shipment_id(connection, number)
        way = customs_way(connection, shipment_id)
        if wish.form is CustomsForm.AUTO and not leaves(connection, way):
            raise Refusal(Code.STAYS_IN_CUSTOMS_AREA, name=way.shipment)
        declared = declaration_of(connection, shipment_id)
        if declared.gaps:
            raise Refusal(Code.CUSTOMS_MISSING, name=way.shipment, gaps=codes_of(declared.gaps))
        printed = printed_now(context, 0)
        whole = _whole_sheet(connection, declared, printed, wish)
        parcels = _parcel_sheets(connection, declared, whole)
        return _wanted(connection, whole, parcels, wish)


def _whole_sheet(
    connection: Connection, declared: CustomsDeclaration, printed: Printed, wish: CustomsWish
) -> CustomsSheet:
    """All of a shipment on one form; which form, is not said yet."""
    shipment = declared.shipment
    lines = tuple(_line(one, one.part.units, one.value) for one in declared.parts)
    weights = [one.weight_g for one in full_parcels(connection, shipment.id)]
    measured = sum(weight for weight in weights if weight)
    net_g = sum(line.net_g for line in lines)
    category = wish.category or CustomsCategory(read_setting(connection, CUSTOMS_CATEGORY))
    return CustomsSheet(
        form=CustomsForm.INVOICE,
        number=shipment.number,
        barcode=own_code(OwnKind.SHIPMENT, shipment.id),
        order=shipment.order_number,
        category=category,
        sender=_sender(connection, declared),
        recipient=_recipient(declared),
        lines=lines,
        currency=declared.currency,
        gross_g=max(net_g, measured if weights and all(weights) else 0),
        printed=printed,
        dated=printed.when.date(),
    )


def _line(declared: DeclaredPart, units: int, value: Decimal | None) -> CustomsLine:
    part = declared.part
    return CustomsLine(
        quantity=units,
        description=part.description,
        hs_code=part.hs_code or "",
        origin=part.origin or "",
        net_g=(part.weight_g or 0) * units,
        value=value or Decimal(0),
    )


def _sender(connection: Connection, declared: CustomsDeclaration) -> Trader:
    shipment = declared.shipment
    address = Address(
        name=declared.sender_name,
        street=shipment.warehouse_street or "",
        postal_code=shipment.warehouse_postal_code or "",
        city=shipment.warehouse_city or "",
        country=shipment.warehouse_country or "",
    )
    phone, eori, vat = (
        read_setting(connection, one) for one in (COMPANY_PHONE, COMPANY_EORI, COMPANY_VAT)
    )
    return Trader(address, phone=phone, eori=eori, vat=vat)


def _recipient(declared: CustomsDeclaration) -> Trader:
    shipment = declared.shipment
    fields = ("company", "street", "street2", "postal_code", "city", "region", "country")
    told = {name: getattr(shipment, name) or "" for name in fields}
    address = Address(name=shipment.customer_name or "", **told)
    return Trader(address, shipment.phone or "", shipment.customer_email or "")


def _parcel_sheets(
    connection: Connection, declared: CustomsDeclaration, whole: CustomsSheet
) -> list[CustomsSheet]:
    """A sheet for each parcel with what lies in it; the whole one where there are not several."""
    parcels = declared.shipment.parcels
    if len(parcels) <= 1:
        return [whole]
    lines: list[list[CustomsLine]] = [[] for _ in parcels]
    for one in declared.parts:
        units = [inside.get((one.part.line_id, one.part.sku), 0) for inside in parcels]
        if one.value is None or not any(units):
            continue
        for place, value in enumerate(in_parcels(one.value, units, declared.decimals)):
            if units[place]:
                lines[place].append(_line(one, units[place], value))
    weights = [one.weight_g or 0 for one in full_parcels(connection, declared.shipment.id)]
    weights += [0] * (len(parcels) - len(weights))
    return [
        replace(
            whole,
            lines=tuple(inside),
            parcel=place,
            parcels=len(parcels),
            gross_g=max(sum(line.net_g for line in inside), weights[place - 1]),
        )
        for place, inside in enumerate(lines, 1)
    ]


def _wanted(
    connection: Connection,
    whole: CustomsSheet,
    parcels: Sequence[CustomsSheet],
    wish: CustomsWish,
) -> list[CustomsSheet]:
    """The forms that are wanted, each on a paper that it may be on."""
    limits = {one.currency: one.value for one in read_setting(connection, CN22_LIMITS)}
    limit = limits.get(whole.currency)
    forms: list[tuple[CustomsForm, CustomsSheet]] = []
    if wish.form is CustomsForm.INVOICE:
        forms = [(CustomsForm.INVOICE, whole)]
    else:
        forms = [(_form_of(one, wish.form, limit), one) for one in parcels]
        auto = wish.form is CustomsForm.AUTO
        if auto and any(form is CustomsForm.CN23 for form, _ in forms):
            forms.append((CustomsForm.INVOICE, whole))
    return [
        _on_paper(replace(sheet, form=form, printed=_again(connection, sheet, form)), wish.paper)
        for form, sheet in forms
    ]


def _again(connection: Connection, sheet: CustomsSheet, form: CustomsForm) -> Printed:
    """How it is printed, with which print of this form it is where that is not the first."""
    times = times_printed(connection, _counted_as(form), sheet.number)
    return replace(sheet.printed, reprint=times + 1 if times else 0)


def _form_of(sheet: CustomsSheet, wished: CustomsForm, limit: Decimal | None) -> CustomsForm:
    if wished is not CustomsForm.AUTO:
        return wished
    value = sum((line.value for line in sheet.lines), Decimal(0))
    light = sheet.gross_g <= CN22_MOST_G
    return CustomsForm.CN22 if light and limit is not None and value <= limit else CustomsForm.CN23


def _on_paper(sheet: CustomsSheet, paper: str | None) -> CustomsSheet:
    wanted = paper or sheet.printed.paper.value
    is_cn22 = sheet.form is CustomsForm.CN22
    if wanted == SMALL_PAPER:
        small = replace(sheet, small=is_cn22)
        return replace(small, printed=replace(sheet.printed, paper=Paper.A4))
    chosen = Paper(wanted)
    if chosen is Paper.LABEL_4X6 and not is_cn22:
        chosen = Paper.A4
    return replace(sheet, printed=replace(sheet.printed, paper=chosen))
