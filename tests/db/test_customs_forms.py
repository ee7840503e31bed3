"""Customs forms on both engines: complete or not at all, and what they say sums up."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from helpers.bench import pack, pick, scan
from helpers.cups_server import Cups
from helpers.printed_pages import collisions, page_texts, pages, scanned_at_all_sizes
from helpers.stockroom import Stockroom
from packbench.db.schema import Order, OrderLine, PrintedDocument, PrintJob
from packbench.domain.changes import ChangeSet
from packbench.domain.customs import CustomsCategory, CustomsForm
from packbench.domain.orders import ShipmentStatus
from packbench.domain.packing import BenchRule
from packbench.domain.printers import JobView, PrinterChoice, PrintKind
from packbench.domain.refusals import Code, Refusal
from packbench.engine.bulk import How
from packbench.engine.command.context import Context
from packbench.services.customs import look_at_customs
from packbench.services.documents.customs import PAPERS, CustomsWish, customs_forms
from packbench.services.office.settings import set_settings
from packbench.services.office.undo import undo
from packbench.services.packing.closing import close_packing
from packbench.services.packing.looking import get_packing
from packbench.services.packing.parcels import next_parcel
from packbench.services.packing.rules import set_rules
from packbench.services.packing.scanning import scan_items
from packbench.services.printers.choosing import choose_printers
from packbench.services.printers.events import print_events
from packbench.services.products.customs import customs_facts, set_customs_facts
from packbench.services.shipping.many import ship_many
from packbench.services.shipping.sending import ship_shipment
from packbench.words.refusals import message, sentence

HOUSE = {"street": "Lagerstraße 5", "city": "Graz", "postal_code": "8055", "country": "AT"}
THERE = {
    "customer_name": "Jürg Müßiggang",
    "street": "Bahnhofstrasse 1",
    "postal_code": "8001",
    "city": "Zürich",
    "country": "CH",
    "currency": "EUR",
}
KNOWN = {"hs_code": "6109.10", "country_of_origin": "PT", "weight_g": 150}
NEEDED = {"A": {**KNOWN, "name": "Shirt"}, "B": {**KNOWN, "name": "Lamp", "hs_code": "94052190"}}


class House:
    """A warehouse in Graz with an order for Zürich: 3 A at 9.99, a kit of 2 B and 1 C."""

    def __init__(self, context: Context, products: dict[str, dict[str, object]]) -> None:
        self.context = context
        self.room = Stockroom(context)
        self.room.fill(
            {"W1": {"A": 9, "B": 9, "C": 9}},
            warehouses={"W1": HOUSE},
            products={**products, "C": {**KNOWN, "unit_price": Decimal("3.00")}},
            kits={"K": {"B": 2, "C": 1}},
        )
        self.room.order("O1", ("A", 3), ("K", 1), **THERE)
        with context.database.write.begin() as connection:
            for line, price in ((1, "9.99"), (2, "20.00")):
                priced = update(OrderLine).where(OrderLine.line == line)
                connection.execute(priced.values(unit_price=Decimal(price)))
        self.room.allocate()
        pick(self.room, "O1")

    def pack(self) -> str:
        pack(self.context, "O1-1", "3*A", "2*B", "C")
        return "O1-1"

    def forms(self, *shipments: str, **wish: object) -> list[str]:
        pdf = customs_forms(self.context, shipments or ("O1-1",), CustomsWish(**wish)).pdf  # type: ignore[arg-type]  # as it is named
        assert all(collisions(page) == [] for page in pages(pdf))
        return [" ".join(text.split()) for text in page_texts(pdf)]

    def set(self, **values: str) -> None:
        set_settings(self.context, {name.replace("__", "."): text for name, text in values.items()})


@pytest.fixture
def house(context: Context) -> House:
    worth = {"B": {"unit_price": Decimal("1.50")}}
    return House(context, {sku: {**told, **worth.get(sku, {})} for sku, told in NEEDED.items()})


def counted(context: Context) -> tuple[int, int]:
    with context.database.read.connect() as connection:
        tables = (PrintedDocument, PrintJob)
        query = [select(func.count()).select_from(table) for table in tables]
        return tuple(connection.execute(one).scalar_one() for one in query)  # type: ignore[return-value]


def test_a_cn22_says_what_lies_in_the_parcel(house: House) -> None:
    house.pack()
    house.set(company__name="Acorn GmbH", company__eori="ATEOS1000000001")
    [text] = house.forms()
    for words in (
        *("CN22", "O1-1", "Acorn GmbH", "EORI ATEOS1000000001", "Jürg Müßiggang", "Switzerland"),
        *("3 Shirt 6109.10 PT 0.450 29.97 EUR", "2 Lamp 94052190 PT 0.300 10.00 EUR"),
        *("1 Product C 6109.10 PT 0.150 10.00 EUR", "Total", "0.900 49.97 EUR"),
        *("Gross weight 0.900 kg", "Sale of goods", "signature"),
    ):
        assert words in text
    assert "REPRINT 2" in house.forms()[0]
    for form in (CustomsForm.CN23, CustomsForm.INVOICE):  # each form is counted by itself
        assert "REPRINT" not in house.forms(form=form)[0]
    assert "REPRINT 3" in house.forms()[0]


@pytest.mark.parametrize("paper", PAPERS)
def test_a_cn22_stands_on_any_paper(house: House, paper: str) -> None:
    house.pack()
    pdf = customs_forms(house.context, ["O1-1"], CustomsWish(paper=paper)).pdf
    assert len(pages(pdf)) == 1
    assert sum(scanned_at_all_sizes(pdf).values()) == 1
    assert all(collisions(page) == [] for page in pages(pdf))


@pytest.mark.parametrize("form", [CustomsForm.CN23, CustomsForm.INVOICE])
@pytest.mark.parametrize("paper", ["4x6", "74x105"])
def test_a_form_that_needs_a_sheet_is_on_no_label(
    house: House, form: CustomsForm, paper: str
) -> None:
    house.pack()
    wish = CustomsWish(form, paper=paper)
    with pytest.raises(Refusal) as error:
        customs_forms(house.context, ["O1-1"], wish)
    assert "a4 or letter" in sentence(error.value)
    assert counted(house.context) == (0, 0)


def test_a_dear_parcel_has_a_cn23_and_an_invoice(house: House) -> None:
    house.pack()
    house.set(customs__cn22_limits="49.97 EUR")
    assert len(house.forms()) == 1
    house.set(customs__cn22_limits="49.96 EUR")
    declaration, invoice = house.forms(category=CustomsCategory.GIFT, paper="letter")
    assert "CN23" in declaration
    assert "Commercial invoice" in invoice
    assert "Invoice no.: O1-1" in invoice
    house.set(customs__cn22_limits="1000 USD")
    assert len(house.forms()) == 2
    [only] = house.forms(form=CustomsForm.INVOICE)
    assert "49.97 EUR" in only


def test_each_parcel_has_its_form_and_they_sum_up(house: House) -> None:
    context = house.context
    scan(context, "O1-1", "2*A", "B")
    next_parcel(context, "O1-1")
    scan_items(context, "O1-1", ["A", "B", "C"])
    close_packing(context, "O1-1")
    texts = house.forms(form=CustomsForm.CN23)
    assert ["parcel 1 of 2" in texts[0], "parcel 2 of 2" in texts[1]] == [True, True]
    totals = [re.findall(r"0\.\d{3} ([\d.]+) EUR", text)[-1] for text in texts]
    assert sum(map(Decimal, totals)) == Decimal("49.97")


def test_what_is_missing_is_told_and_nothing_is_printed(context: Context) -> None:
    house = House(context, {"A": {"name": "Shirt", "hs_code": "08"}, "B": {**KNOWN}})
    with context.database.write.begin() as connection:
        connection.execute(update(Order).values(street=None))
        connection.execute(
            update(OrderLine).where(OrderLine.line == 1).values(unit_price=Decimal(0))
        )
    house.pack()
    before = counted(context)
    with pytest.raises(Refusal) as error:
        customs_forms(context, ["O1-1"])
    assert error.value.params["gaps"] == [
        "recipient_street",
        *("hs_code_wrong A", "origin A", "weight A", "value A"),
    ]
    told = sentence(error.value)
    assert "A: the weight (products set A --weight)" in told
    assert counted(context) == before
    changes = {"hs_code": "610910", "country_of_origin": "Portugal", "customs_value": "4.5"}
    set_customs_facts(context, "a", {**changes, "weight_g": "150", "customs_description": "Tee"})
    with context.database.write.begin() as connection:
        connection.execute(update(Order).values(street="Weg 1"))
    assert "3 Tee 610910 PT 0.450 13.50 EUR" in house.forms()[0]
    undo(context)
    assert customs_facts(context, "A").facts.hs_code == "08"
    assert look_at_customs(context, "O1-1").gaps != []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("hs_code", "08"), ("hs_code", "x"), ("country_of_origin", "Atlantis")),
        *(("customs_value", "0"), ("customs_value", "1.00001"), ("customs_value", "NaN")),
        *(("customs_value", text) for text in ("1e99", "1e-99", "Infinity", "-0", "1_0", "１")),
        *(
            ("weight_g", "0"),
            ("weight_g", "1.5"),
            ("weight_g", "9" * 5_000),
            ("customs_description", "a\nb"),
        ),
    ],
)
def test_facts_that_can_not_be_change_nothing(house: House, name: str, text: str) -> None:
    before = customs_facts(house.context, "A")
    with pytest.raises(Refusal) as error:
        set_customs_facts(house.context, "A", {name: text})
    assert error.value.code is Code.INVALID
    assert sentence(error.value)
    assert customs_facts(house.context, "A") == before


def test_inside_the_area_there_is_no_form(house: House) -> None:
    house.pack()
    house.set(customs__area="AT, CH")
    with pytest.raises(Refusal) as error:
        customs_forms(house.context, ["O1-1"])
    assert error.value.code is Code.STAYS_IN_CUSTOMS_AREA
    assert not look_at_customs(house.context, "O1-1").leaves
    assert len(house.forms(form=CustomsForm.CN22)) == 1


def test_shipping_tells_or_refuses_as_it_is_set(context: Context) -> None:
    house = House(context, {"A": {"name": "Shirt"}, "B": KNOWN})
    house.pack()
    house.set(customs__before_shipping="refuse")
    with pytest.raises(Refusal) as error:
        ship_shipment(context, "O1-1", carrier="Post")
    assert error.value.code is Code.CUSTOMS_MISSING
    assert get_packing(context, "O1-1").status == ShipmentStatus.PACKED
    [row] = ship_many(context, ["O1-1"], carrier="Post", how=How()).results
    assert (row.outcome, row.notes[0].code) == ("refused", Code.CUSTOMS_MISSING)
    assert "HS code" in message(row.notes)
    house.set(customs__before_shipping="tell")
    [row] = ship_many(context, ["O1-1"], carrier="Post", how=How(preview=True)).results
    assert row.outcome == "done"
    assert "Missing: A: the HS code" in message(row.notes)
    assert ship_shipment(context, "O1-1", carrier="Post").status == ShipmentStatus.SHIPPED


@pytest.mark.usefixtures("cups")
def test_a_station_prints_forms_by_itself_where_its_rules_say_so(house: House, cups: Cups) -> None:
    cups.add("ALL")
    context = house.context
    choose_printers(context, {PrintKind.CUSTOMS_FORMS: PrinterChoice("ALL", automatic=True)})
    changes: list[ChangeSet] = []
    station = replace(context, publish=changes.append)
    house.context = station
    house.pack()
    packed = changes[-1]
    done = print_events(station, packed)
    assert [one.title for one in done if isinstance(one, JobView)] == ["customs-O1-1"]
    set_rules(context, {(BenchRule.PRINTS_CUSTOMS, ""): False})
    assert print_events(station, packed) == []
    set_rules(context, {(BenchRule.PRINTS_CUSTOMS, ""): None})
    set_customs_facts(context, "A", {"hs_code": ""})
    [told] = print_events(station, packed)
    assert isinstance(told, Refusal)
    assert told.code is Code.CUSTOMS_MISSING
    house.set(customs__area="AT, CH")
    assert print_events(station, packed) == []
