"""What is bought, edited, received and valued by different people fits together."""

from collections.abc import Iterator
from decimal import Decimal
from email import message_from_bytes
from email.policy import default
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select, true, update

from helpers.importing import Files
from helpers.printed_pages import page_texts
from helpers.stockroom import Stockroom, refuse
from packbench.db.queries.records.supplier_facts import sent_days
from packbench.db.schema import Command, Operator, PriceBreak, Product, Supplier, SupplierProduct
from packbench.domain.refusals import Code
from packbench.engine.command.context import Context
from packbench.services.office.settings import set_setting
from packbench.services.office.undo import undo
from packbench.services.orders.allocating import allocate
from packbench.services.purchasing.buying import purchase_shortages
from packbench.services.purchasing.cloning import clone
from packbench.services.purchasing.edited import PurchaseEdit, PurchaseLineEdit
from packbench.services.purchasing.editing import edit_purchase, new_purchase
from packbench.services.purchasing.orders import change_states, change_status, get, list_all
from packbench.services.purchasing.paper import purchase_order_paper, write_for_supplier
from packbench.services.purchasing.receiving import ReceivedLine, RejectedLine, receive
from packbench.services.receiving.correcting import RightCount, correct_count
from packbench.services.receiving.receipts import book_receipt, open_receipt
from packbench.services.receiving.scanning import HowCounted, count_in
from packbench.services.reordering.drafting import auto_draft
from packbench.services.value.stock import stock_value

HEAD = {"supplier": "S", "warehouse": "W1"}
Line = PurchaseLineEdit
UTC = ZoneInfo("UTC")


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    return Files(context, tmp_path)


@pytest.fixture
def room(context: Context, files: Files) -> Iterator[Stockroom]:
    room = Stockroom(context)
    room.fill({"W1": {"A": 0, "B": 0}, "W2": {"A": 0}})
    columns = "code,name,currency,terms,language,street,postal_code,city,country,account_number"
    facts = "S,Seller,EUR,30 days net,de,Hauptstr. 1,10115,Berlin,DE,K-77"
    files.load("suppliers", f"{columns}\n{facts}\n")
    files.load("supplier-products", "supplier,sku,supplier_sku,unit_cost\nS,A,X-1,1.20\n")
    yield room
    room.check()


def make(room: Stockroom, *lines: Line, **fields: str) -> str:
    return new_purchase(room.context, PurchaseEdit({**HEAD, **fields}, lines)).order.number


def edit(room: Stockroom, *changes: Line, **fields: str) -> Any:
    return edit_purchase(room.context, "PO1", PurchaseEdit(fields, changes))


def received(room: Stockroom) -> list[int]:
    return [one.received for one in get(room.context, "PO1").lines]


def set_product(room: Stockroom, **values: object) -> None:
    with room.context.database.write.begin() as connection:
        connection.execute(update(Product).where(Product.sku == "A").values(values))


def last_command(room: Stockroom) -> int:
    with room.context.database.read.connect() as connection:
        return connection.execute(select(func.max(Command.id))).scalar_one()


def test_drafts_have_currency_and_terms_of_their_supplier_however_they_are_made(
    room: Stockroom,
) -> None:
    room.order("1", ("A", 5))
    allocate(room.context)
    [bought] = purchase_shortages(room.context).orders
    assert (bought.currency, bought.terms) == ("EUR", "30 days net")
    change_status(room.context, "PO1", "cancel")
    auto_draft(room.context)
    before = get(room.context, "PO2")
    assert (before.currency, before.terms) == ("EUR", "30 days net")
    with room.context.database.write.begin() as connection:
        connection.execute(update(Supplier).values(currency="USD"))
    auto_draft(room.context)
    assert get(room.context, "PO2").currency == "USD"
    own = make(room, Line(None, "B", "1", "2"), terms="cash")
    assert get(room.context, own).terms == "cash"


def test_prices_are_filled_in_in_their_own_currency_and_follow_the_quantity(
    room: Stockroom,
) -> None:
    number = make(room, Line(None, "A", "5"), currency="USD")
    assert get(room.context, number).lines[0].unit_cost is None
    with room.context.database.write.begin() as connection:
        ids = connection.execute(select(SupplierProduct.supplier_id, SupplierProduct.product_id))
        supplier_id, product_id = ids.one()
        row = {"supplier_id": supplier_id, "product_id": product_id, "unit_cost": Decimal("1.1")}
        connection.execute(insert(PriceBreak).values(**row, from_quantity=100))
    wanted = PurchaseEdit(HEAD, [Line(None, "A", "5"), Line(None, "A", "5", "1.15")])
    told = [
        (one.code.value, one.params["price"]) for one in new_purchase(room.context, wanted).notes
    ]
    cheaper = ("cheaper_from", "1.10 EUR")
    assert told == [("price_of_supplier", "1.20 EUR"), cheaper, cheaper]
    changes = [Line(1, None, "100"), Line(2, None, "100")]
    edited = edit_purchase(room.context, "PO2", PurchaseEdit({}, changes))
    assert [one.unit_cost for one in edited.lines] == [Decimal("1.1"), Decimal("1.15")]
    assert [one.code.value for one in edited.notes] == ["price_of_supplier"]


def test_a_supplier_gets_it_in_its_language_with_its_address_and_our_number(
    room: Stockroom, tmp_path: Path
) -> None:
    make(room, Line(None, "A", "5"))
    change_status(room.context, "PO1", "authorize")
    made = write_for_supplier(room.context, "PO1", tmp_path / "out")
    [page] = page_texts(made.files[0].read_bytes())
    for text in ("Bestellung PO1", "Hauptstr. 1", "10115 Berlin", "Deutschland", "K-77", "30 days"):
        assert text in page
    mail = message_from_bytes(made.mail.read_bytes(), policy=default)
    assert str(mail["Subject"]).startswith("Bestellung PO1")
    assert (
        "Purchase order PO1" in page_texts(purchase_order_paper(room.context, "PO1", "en").pdf)[0]
    )


def test_a_count_is_put_right_over_several_lines_and_back_only_onto_its_own(
    room: Stockroom,
) -> None:
    make(room, Line(None, "A", "5"), Line(None, "A", "5"), Line(None, "B", "5", "1"))
    change_status(room.context, "PO1", "authorize")
    came = receive(room.context, "PO1", lines=[ReceivedLine("A", 10)])
    correct_count(room.context, came.receipt, RightCount("A", 3))
    assert received(room) == [3, 0, 0]
    undo(room.context)
    assert received(room) == [5, 5, 0]
    correct_count(room.context, came.receipt, RightCount("A", 0))
    command = last_command(room)
    edit(room, Line(2, remove=True))
    refuse(room, Code.CANNOT_UNDO, partial(undo, room.context, command))
    assert (received(room), room.free("A")) == ([0, 0], {"W1": 0, "W2": 0})


def test_a_second_delivery_note_of_an_order_is_a_second_delivery(room: Stockroom) -> None:
    make(room, Line(None, "A", "5"))
    change_status(room.context, "PO1", "authorize")
    names = [
        (one.receipt, one.delivery_note)
        for note in ("", "N1", "n1", "N2", "N1", "")
        for one in [open_receipt(room.context, "PO1", note=note)]
    ]
    first, second = ("RC1", "N1"), ("RC2", "N2")
    assert names == [("RC1", ""), first, first, second, first, first]


def test_what_was_sent_is_not_raised_above_what_one_may_authorize(room: Stockroom) -> None:
    set_setting(room.context, "purchasing.limit", "100 EUR")
    make(room, Line(None, "A", "5"))
    change_status(room.context, "PO1", "authorize")
    change_status(room.context, "PO1", "send")
    for raised in (Line(1, None, "5000"), Line(1, unit_cost="20.01"), Line(1, unit_cost="")):
        for confirms in (False, True):
            wanted = PurchaseEdit({}, [raised])
            doing = partial(edit_purchase, room.context, "PO1", wanted, confirms=confirms)
            refuse(room, Code.TOO_MANY, doing)
    edit(room, Line(1, None, "20"))
    set_setting(room.context, "purchasing.limit", "10 EUR")
    edit(room, Line(1, None, "19"), note="less is nobody's question")
    assert [one.ordered for one in get(room.context, "PO1").lines] == [19]


def test_a_new_draft_is_not_taken_back_over_somebody_s_work(room: Stockroom) -> None:
    make(room, Line(None, "A", "5"))
    command = last_command(room)
    edit(room, Line(1, None, "50"))
    edited = last_command(room)
    refuse(room, Code.CANNOT_UNDO, partial(undo, room.context, command))
    undo(room.context, edited)
    undo(room.context, command)
    assert get(room.context, "PO1").status == "cancelled"


def test_an_authorization_of_others_is_not_taken_back_with_an_older_one(room: Stockroom) -> None:
    make(room, Line(None, "A", "5"))
    change_status(room.context, "PO1", "authorize")
    command = last_command(room)
    edit(room, Line(1, None, "6"))
    change_status(room.context, "PO1", "authorize")
    refuse(room, Code.CANNOT_UNDO, partial(undo, room.context, command))
    undo(room.context)
    assert get(room.context, "PO1").status == "draft"


def test_what_is_out_of_use_or_a_kit_now_is_not_bought_again(room: Stockroom) -> None:
    make(room, Line(None, "A", "5"))
    for code, off, on in (
        ("inactive", {"active": False}, {"active": True}),
        ("kit_has_no_stock", {"is_kit": True}, {"is_kit": False}),
    ):
        set_product(room, **off)
        [row] = clone(room.context, ["PO1"]).results
        assert row.notes[0].code.value == code
        if code != "inactive":
            doing = partial(change_status, room.context, "PO1", "authorize")
            refuse(room, Code.KIT_HAS_NO_STOCK, doing)
        set_product(room, **on)
    assert [one.number for one in list_all(room.context)] == ["PO1"]


def test_what_is_kept_by_lot_does_not_come_in_without_one(room: Stockroom) -> None:
    set_product(room, tracking="lot")
    make(room, Line(None, "A", "5"))
    change_status(room.context, "PO1", "authorize")
    refuse(room, Code.INVALID, partial(receive, room.context, "PO1"))
    receive(room.context, "PO1", lines=[ReceivedLine("A", 5, "L1")])
    assert received(room) == [5]
    make(room, Line(None, "A", "5"))
    change_status(room.context, "PO2", "authorize")
    receive(room.context, "PO2", rejects=[RejectedLine("A", 5, "wet")])


def test_a_sending_that_was_taken_back_was_none(room: Stockroom) -> None:
    number = make(room, Line(None, "A", "5"))
    change_status(room.context, number, "authorize")
    change_status(room.context, number, "send")
    with room.context.database.read.connect() as connection:
        assert sent_days(connection, true(), UTC)
    undo(room.context)
    with room.context.database.read.connect() as connection:
        assert not sent_days(connection, true(), UTC)


def test_letters_that_no_font_has_are_told_before_a_supplier_gets_them(
    room: Stockroom, tmp_path: Path
) -> None:
    set_product(room, name="Cup \U00010300")
    make(room, Line(None, "A", "5"))
    change_status(room.context, "PO1", "authorize")
    out = tmp_path / "out"
    for doing in (
        partial(purchase_order_paper, room.context, "PO1"),
        partial(write_for_supplier, room.context, "PO1", out),
    ):
        refuse(room, Code.LETTERS_WITHOUT_FONT, doing)
    assert not out.exists()
    made = write_for_supplier(room.context, "PO1", out, force=True)
    paper = purchase_order_paper(room.context, "PO1", force=True)
    assert [one.letters for one in (*made.unprintable, *paper.unprintable)] == ["\U00010300"] * 2


def test_what_never_came_leaves_at_the_cost_of_its_receipt(room: Stockroom) -> None:
    make(room, Line(None, "A", "5", "1"), Line(None, "A", "5", "1"))
    make(room, Line(None, "A", "10", "10"))
    change_states(room.context, ["PO1", "PO2"], "authorize")
    receive(room.context, "PO1")
    came = receive(room.context, "PO2")
    correct_count(room.context, came.receipt, RightCount("A", 9))
    assert stock_value(room.context).value == 10 * 1 + 9 * 10
    undo(room.context)
    assert stock_value(room.context).value == 10 * 1 + 10 * 10


def test_what_was_let_in_beside_an_order_has_the_cost_of_its_product(room: Stockroom) -> None:
    context = room.context
    with context.database.write.begin() as connection:
        connection.execute(insert(Operator).values(name="Sue"))
        connection.execute(update(Product).where(Product.sku == "B").values(unit_cost=Decimal(3)))
    set_setting(context, "receiving.supervisors", "Sue")
    make(room, Line(None, "A", "5", "1"))
    change_status(context, "PO1", "authorize")
    opened = open_receipt(context, "PO1").receipt
    count_in(context, opened, ["2*B"], HowCounted(approved_by="Sue"))
    book_receipt(context, opened)
    found = stock_value(context)
    assert (found.value, found.unknown, found.assumed) == (Decimal(6), 0, 2)


def test_nothing_is_written_for_a_supplier_of_whom_nothing_may_be_bought(
    room: Stockroom, tmp_path: Path
) -> None:
    make(room, Line(None, "A", "5"))
    change_status(room.context, "PO1", "authorize")
    out = tmp_path / "out"
    with room.context.database.write.begin() as connection:
        connection.execute(update(Supplier).values(active=False))
    refuse(room, Code.WRONG_STATE, partial(write_for_supplier, room.context, "PO1", out))
    assert not out.exists()
