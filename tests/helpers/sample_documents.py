"""Pick lists and packing slips of any length, with names, SKUs and barcodes as they come."""

import random
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from packbench.documents.address import Address
from packbench.documents.packing_slip import PackingSlip
from packbench.documents.page import Printed
from packbench.documents.picks import PickList, PickRow, PickSlot
from packbench.documents.slip_lines import SlipLine
from packbench.domain.codes import OwnKind, own_code

VIENNA = timezone(timedelta(hours=1))
PRINTED = Printed(datetime(2025, 11, 21, 20, 31, tzinfo=VIENNA), "Ana", "3", language="en_GB")

NAMES = (
    "WHITE HANGING HEART T-LIGHT HOLDER",
    "WHITE METAL LANTERN",
    "GLASS STAR FROSTED T-LIGHT HOLDER, hand-blown, box of twelve, assorted colours, with hooks",
    "KNITTED UNION FLAG HOT WATER BOTTLE",
)
FOREIGN_NAMES = {
    "Arabic": "قميص قطني أزرق",
    "Hebrew": "חולצת כותנה כחולה",
    "Thai": "ชุดเครื่องมือทำครัว",
    "Devanagari": "रसोई चाकू क्षत्रिय",
    "Greek": "Ψωμί με ελιές",
    "Cyrillic": "Щётка для пола",
}


def ean13(number: int) -> str:
    """A valid EAN-13."""
    body = f"400{number:09}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return body + str(-total % 10)


def pick_rows(count: int, slots: tuple[str, ...] = ("",)) -> tuple[PickRow, ...]:
    """So many tasks, each from a bin of its own; every 17th has none."""
    chance = random.Random(count)  # noqa: S311 - sample data
    return tuple(_pick_row(index, count, chance, slots) for index in range(count))


def _pick_row(index: int, count: int, chance: random.Random, slots: tuple[str, ...]) -> PickRow:
    aisle = index * 12 // max(count, 12) + 1
    dated = index % 5 == 3
    return PickRow(
        sku=f"{20000 + index}{chance.choice(['', 'A', '-RED-XL'])}",
        name=chance.choice(NAMES),
        quantity=chance.choice([1, 2, 12]),
        location="" if index % 17 == 16 else f"A-{aisle:02}-{index:03}",
        zone="A" if aisle < 5 else "B",
        aisle=f"{aisle:02}",
        barcode=ean13(index) if index % 2 else "",
        unit="box" if index % 3 == 0 else "",
        lot=f"L{index}" if dated else "",
        expires_on=date(2026, 3, 31) if dated else None,
        slot=chance.choice(slots),
    )


def single_list(rows: tuple[PickRow, ...], printed: Printed = PRINTED) -> PickList:
    """The list of one order."""
    slot = PickSlot(
        "10023",
        own_code(OwnKind.SHIPMENT, 23),
        customer="Maria Gruber",
        ship_method="DHL Parcel",
        ship_by=date(2025, 11, 24),
        priority=2,
        notes="Wrap the lantern twice.",
    )
    return _pick_list((slot,), rows, printed)


def batch_list(rows: tuple[PickRow, ...], labels: str, printed: Printed = PRINTED) -> PickList:
    """The list of a wave with one slot a letter."""
    slots = tuple(
        PickSlot(f"100{30 + index}", own_code(OwnKind.SHIPMENT, 30 + index), label, "Ole Nordmann")
        for index, label in enumerate(labels)
    )
    return _pick_list(slots, rows, printed)


def _pick_list(
    slots: tuple[PickSlot, ...], rows: tuple[PickRow, ...], printed: Printed
) -> PickList:
    return PickList(
        number="P12",
        barcode=own_code(OwnKind.PICK_LIST, 12),
        warehouse="Graz",
        slots=slots,
        rows=rows,
        printed=printed,
        picker="Ana",
        cart="C4",
        weight_g=12400,
        distance_m=212.4,
        saved=0.31,
    )


RECIPIENT = Address(
    name="Maria Gruber",
    company="Gruber Keramik GmbH",
    street="Lange Gasse 12",
    postal_code="8020",
    city="Graz",
    country="AT",
)

SLIP_LINES = (
    SlipLine("85123A", NAMES[0], 6, 6, unit_price=Decimal("2.55")),
    SlipLine("GIFT-1", NAMES[2], 2, 1, 1, unit_price=Decimal("39.90")),
    SlipLine("71053", NAMES[1], 2, 1, 1, component=True),
    SlipLine("84029E", NAMES[3], 1, 1, substitute_for="84029G", unit_price=Decimal("3.39")),
)


def slip(lines: tuple[SlipLine, ...] = SLIP_LINES, printed: Printed = PRINTED) -> PackingSlip:
    """The slip of the first of three parcels."""
    return PackingSlip(
        number="10023-1",
        barcode=own_code(OwnKind.SHIPMENT, 23),
        order_number="10023",
        warehouse="Graz",
        ship_to=RECIPIENT,
        lines=lines,
        printed=printed,
        sender=Address("Acorn & Co", street="Lagerstraße 5", postal_code="8055", city="Graz"),
        ordered_on=date(2025, 11, 19),
        shipped_on=date(2025, 11, 21),
        ship_method="DHL Parcel",
        parcels=3,
        gift_message="Happy birthday, dear Maria!",
        returns_text="Send anything back within 30 days.",
    )
