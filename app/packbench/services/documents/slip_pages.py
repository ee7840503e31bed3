"""What packing slips and gift slips say of a shipment, by its template."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from packbench.db.queries.records.documents import PrintedLine, PrintedShipment
from packbench.documents.address import Address
from packbench.documents.gift_slip import GiftSlip
from packbench.documents.packing_slip import PackingSlip
from packbench.documents.page import Printed
from packbench.documents.paper import Paper
from packbench.documents.slip_lines import SlipLine
from packbench.documents.words import of_slip
from packbench.domain.codes import OwnKind, own_code
from packbench.domain.slips import GiftRule, SlipTemplate

_SEVERAL = 2


def printed_for(printed: Printed, template: SlipTemplate, country: str | None) -> Printed:
    """In the template's language and on its paper; else in that of the country it goes to."""
    language = template.language or of_slip(country or "", printed.language)
    paper = Paper(template.paper.value) if template.paper else printed.paper
    return replace(printed, language=language, paper=paper)


def gift_slip_of(
    shipment: PrintedShipment, template: SlipTemplate, printed: Printed, sender: str = ""
) -> GiftSlip:
    """The slip of a shipment's gift message; `sender` is the giver, else as the template says."""
    return GiftSlip(
        number=shipment.number,
        barcode=own_code(OwnKind.SHIPMENT, shipment.id),
        warehouse=(template.sender.splitlines() or [shipment.warehouse])[0],
        recipient=shipment.customer_name or "",
        message=shipment.gift_message or "",
        printed=printed,
        sender=sender or template.gift_from,
        logo=template.logo,
    )


def slips_of(
    shipment: PrintedShipment, template: SlipTemplate, printed: Printed
) -> list[PackingSlip]:
    """One slip for each parcel, with what lies in it; one for all that is not in several."""
    whole = _slip(shipment, template, printed)
    count = len(shipment.parcels)
    if count < _SEVERAL:
        return [whole]
    return [
        replace(
            whole,
            lines=tuple(line for one in shipment.lines for line in _parcel_lines(one, units)),
            parcel=place,
            parcels=count,
        )
        for place, units in enumerate(shipment.parcels, 1)
    ]


def _parcel_lines(line: PrintedLine, units: Mapping[tuple[int, str], int]) -> list[SlipLine]:
    """Those of the rows of a line of which something lies in the parcel."""
    inside = [units.get((part.line_id, part.sku), 0) for part in line.parts]
    if not any(inside):
        return []
    head, *parts = _slip_lines(line)
    whole = min(count // part.per_unit for count, part in zip(inside, line.parts, strict=True))
    rows = [
        replace(part, shipped=count) for part, count in zip(parts, inside, strict=False) if count
    ]
    return [replace(head, shipped=whole), *rows]


def _slip(shipment: PrintedShipment, template: SlipTemplate, printed: Printed) -> PackingSlip:
    return PackingSlip(
        number=shipment.number,
        barcode=own_code(OwnKind.SHIPMENT, shipment.id),
        order_number=shipment.order_number,
        warehouse=shipment.warehouse,
        ship_to=Address(
            name=shipment.customer_name or "",
            company=shipment.company or "",
            street=shipment.street or "",
            street2=shipment.street2 or "",
            postal_code=shipment.postal_code or "",
            city=shipment.city or "",
            region=shipment.region or "",
            country=shipment.country or "",
        ),
        lines=tuple(line for one in shipment.lines for line in _slip_lines(one)),
        printed=printed,
        sender=template.sender or _sender(shipment),
        logo=template.logo,
        ordered_on=_day_of(shipment.ordered_at, printed),
        shipped_on=_day_of(shipment.shipped_at, printed) if shipment.shipped_at else None,
        ship_method=shipment.carrier or shipment.ship_method or "",
        gift_message=(shipment.gift_message or "") if template.gift is GiftRule.ON_SLIP else "",
        returns_text=template.footer,
        show_prices=template.prices and _has_prices(shipment),
        shown=template.fields,
        header_text=template.header,
        note=shipment.note or "",
        email=shipment.customer_email or "",
        phone=shipment.phone or "",
        currency=shipment.currency or "",
        own=shipment.own,
    )


def _has_prices(shipment: PrintedShipment) -> bool:
    """Whether prices and their currency are known at all; nothing is said to cost 0 otherwise."""
    return bool(shipment.currency) and any(line.unit_price is not None for line in shipment.lines)


def _day_of(moment: datetime, printed: Printed) -> date:
    """The day of a moment, in the zone in which the printing is dated."""
    return moment.astimezone(printed.when.tzinfo).date()


def _sender(shipment: PrintedShipment) -> Address:
    return Address(
        name=shipment.warehouse,
        street=shipment.warehouse_street or "",
        postal_code=shipment.warehouse_postal_code or "",
        city=shipment.warehouse_city or "",
        country=shipment.warehouse_country or "",
    )


def _slip_lines(line: PrintedLine) -> list[SlipLine]:
    """The line, and below a kit its components."""
    here = min(part.units // part.per_unit for part in line.parts)
    shipped_here = min(part.shipped // part.per_unit for part in line.parts)
    elsewhere = line.shipped - shipped_here
    head = SlipLine(
        sku=line.sku,
        name=line.name,
        ordered=line.ordered - line.cancelled,
        shipped=here,
        to_come=max(0, line.ordered - line.cancelled - elsewhere - here),
        substitute_for=line.original_sku or "",
        unit_price=line.unit_price,
        barcode="" if line.is_kit else line.parts[0].barcode or "",
        own=line.own,
    )
    if not line.is_kit:
        return [head]
    parts = [
        SlipLine(
            part.sku,
            part.name,
            head.ordered * part.per_unit,
            part.units,
            component=True,
            barcode=part.barcode or "",
        )
        for part in line.parts
    ]
    return [head, *parts]
