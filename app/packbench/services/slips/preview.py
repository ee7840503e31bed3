"""What a slip would look like by a template: of a real shipment, or of one that is made up."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import Connection, select

from packbench.db.queries.records.documents import (
    PrintedLine,
    PrintedPart,
    PrintedShipment,
    shipments_to_print,
)
from packbench.db.queries.records.lookups import find_shipment_id
from packbench.db.schema import Channel, Shipment
from packbench.documents.gift_slip import render_gift_slips
from packbench.documents.packing_slip import render_packing_slips
from packbench.domain.slips import SlipTemplate
from packbench.engine.command.context import Context
from packbench.services.documents.printing import printed_now
from packbench.services.documents.slip_pages import gift_slip_of, printed_for, slips_of
from packbench.services.privacy import discreet_template
from packbench.services.slips.templates import check_template
from packbench.words.slips import sample_words

_MOST_OFFERED = 30
_UNNAMED = "?"
_DAYS_AGO = timedelta(days=2)


def shipments_to_preview(context: Context) -> list[str]:
    """The numbers of the shipments that were made last."""
    query = select(Shipment.number).order_by(Shipment.id.desc()).limit(_MOST_OFFERED)
    with context.database.read.connect() as connection:
        return list(connection.execute(query).scalars())


def channels_to_assign(context: Context) -> list[str]:
    """Every channel that is known."""
    with context.database.read.connect() as connection:
        return list(connection.execute(select(Channel.code).order_by(Channel.code_key)).scalars())


def preview_slip(
    context: Context, template: SlipTemplate, shipment: str | None = None, *, gift: bool = False
) -> bytes:
    """The PDF of a slip by a template that need not be saved; nothing is kept as printed.

    Args:
        context: whose paper, language and clock they are.
        template: refused as `change_slips` does, but for its name.
        shipment: a number; None: goods and a recipient that are made up.
        gift: the gift slip in place of the packing slip.
    """
    check_template(replace(template, name=template.name or _UNNAMED))
    if shipment:
        template = discreet_template(context, template)
    printed = printed_now(context, 0)
    with context.database.read.connect() as connection:
        shown = _shown(connection, shipment) if shipment else _made_up(printed.when - _DAYS_AGO)
    if gift and not shown.gift_message:
        shown = replace(shown, gift_message=sample_words().message)
    how = (template, printed_for(printed, template, shown.country))
    if gift:
        return render_gift_slips([gift_slip_of(shown, *how)])
    return render_packing_slips(slips_of(shown, *how))


def _shown(connection: Connection, shipment: str) -> PrintedShipment:
    return shipments_to_print(connection, [find_shipment_id(connection, shipment)])[0]


def _made_up(when: object) -> PrintedShipment:
    """Goods of two lines and a recipient, in the words of whoever looks at it."""
    words = sample_words()
    lines = [
        _line(1, "MUG-BLUE", words.mug, 2, "8.90"),
        _line(2, "LAMP-7", words.lamp, 1, "49"),
    ]
    return PrintedShipment(
        **dict.fromkeys(_NOT_SAID),
        id=1,
        number="1001-1",
        order_number="1001",
        ordered_at=when,  # type: ignore[arg-type]  # a moment
        warehouse=words.warehouse,
        customer_name="Maria Gruber",
        street="Lange Gasse 12",
        postal_code="8020",
        city="Graz",
        country="AT",
        ship_method="Post",
        gift_message=words.message,
        currency="EUR",
        channel="",
        note=words.note,
        customer_email="maria@example.com",
        phone="+43 316 1234",
        lines=lines,
        parcels=[],
        own=(),
    )


_NOT_SAID = (
    *("warehouse_street", "warehouse_postal_code", "warehouse_city", "warehouse_country"),
    *("company", "street2", "region", "carrier", "shipped_at"),
)


def _line(line_id: int, sku: str, name: str, units: int, price: str) -> PrintedLine:
    part = PrintedPart(line_id, sku, name, units, 1, 0, "4006381333931")
    return PrintedLine(sku, name, None, False, units + line_id - 1, 0, 0, Decimal(price), [part])
