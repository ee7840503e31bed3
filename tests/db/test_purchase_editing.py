"""A purchase order is made and edited as one command: told, never over others, taken back whole."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from email import message_from_bytes
from email.policy import default
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from helpers.importing import Files
from helpers.printed_pages import page_texts
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Command, Supplier
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.office.lists import purchase_papers
from packbench.services.office.settings import set_setting
from packbench.services.office.undo import undo
from packbench.services.orders.allocating import allocate
from packbench.services.purchasing.edited import (
    PurchaseEdit,
    PurchaseLineEdit,
    PurchaseSeen,
    editable_purchase,
)
from packbench.services.purchasing.editing import edit_purchase, new_purchase
from packbench.services.purchasing.orders import change_states, change_status, get, list_all
from packbench.services.purchasing.paper import purchase_order_paper, write_for_supplier
from packbench.services.purchasing.receiving import ReceivedLine, receive

HEAD = {"supplier": "S", "warehouse": "W1"}
Line = PurchaseLineEdit


@pytest.fixture
def room(context: Context, tmp_path: Path) -> Iterator[Stockroom]:
    """S sells A in packs of 6, at least 12, for 1.20 EUR; nothing is known of B."""
    room = Stockroom(context)
    facts = {"V": {"kind": "virtual"}}
    products = {"OLD": {"active": False}}
    room.fill(
        {"W1": {"A": 0, "B": 0, "OLD": 0}, "W2": {"A": 0}, "V": {}},
        warehouses=facts,
        products=products,
        kits={"K": {"A": 2}},
    )
    files = Files(context, tmp_path)
    files.load("suppliers", "code,name,currency\nS,Seller,EUR\nT,Trader,USD\n")
    terms = "supplier,sku,supplier_sku,unit_cost,pack_size,minimum_quantity\nS,A,X-1,1.20,6,12\n"
    files.load("supplier-products", terms)
    yield room
    room.check()


def make(room: Stockroom, *lines: Line, **fields: str) -> str:
    return new_purchase(room.context, PurchaseEdit({**HEAD, **fields}, lines)).order.number


def lines(room: Stockroom, number: str = "PO1") -> list[tuple[Any, ...]]:
    return [
        (one.line, one.sku, one.ordered, one.unit_cost, one.expected_on and str(one.expected_on))
        for one in get(room.context, number).lines
    ]


def edit(room: Stockroom, *changes: Line, seen: PurchaseSeen | None = None, **fields: str) -> Any:
    return edit_purchase(room.context, "PO1", PurchaseEdit(fields, changes, seen))


def test_a_new_one_is_filled_in_by_what_the_supplier_sells(room: Stockroom) -> None:
    wanted = PurchaseEdit(
        {**HEAD, "terms": "30 days net"},
        [Line(None, "a", "5", "", "2031-01-05"), Line(None, "B", "2", "9.5", "")],
    )
    tried = new_purchase(room.context, wanted, dry_run=True)
    assert [(one.code.value, one.params["sku"]) for one in tried.notes] == [
        ("rounded_up", "A"),
        ("price_of_supplier", "A"),
    ]
    assert list_all(room.context) == []
    made = new_purchase(room.context, wanted, key="k")
    assert new_purchase(room.context, wanted, key="k") == made
    assert (made.order.currency, made.order.terms, made.order.status) == (
        "EUR",
        "30 days net",
        "draft",
    )
    assert [one.supplier_sku for one in made.lines] == ["X-1", None]
    assert lines(room) == [
        (1, "A", 12, Decimal("1.20"), "2031-01-05"),
        (2, "B", 2, Decimal("9.5"), None),
    ]
    undo(room.context)
    assert get(room.context, "PO1").status == "cancelled"
    set_setting(room.context, "purchasing.number_prefix", "BUY")
    assert make(room, Line(None, "B")) == "BUY2"


@pytest.mark.parametrize(
    ("code", "line", "fields"),
    [
        (Code.INACTIVE, Line(None, "OLD", "1"), {}),
        (Code.KIT_HAS_NO_STOCK, Line(None, "K", "1"), {}),
        (Code.NOT_FOUND, Line(None, "NIX", "1"), {}),
        (Code.BAD_FIELDS, Line(None, "B", "0"), {}),
        (Code.BAD_FIELDS, Line(None, "B", "1", "1,2,3"), {}),
        (Code.BAD_FIELDS, Line(None, "B", "1", "", "31-31-31"), {}),
        (Code.BAD_FIELDS, Line(None, "B"), {"currency": "EURO"}),
        (Code.WRONG_STATE, Line(None, "B", "1", "2 USD"), {}),
        (Code.WAREHOUSE_VIRTUAL, Line(None, "B"), {"warehouse": "V"}),
        (Code.NOT_FOUND, Line(None, "B"), {"supplier": "Z"}),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(
    room: Stockroom, code: Code, line: Line, fields: dict[str, str]
) -> None:
    refuse(room, code, lambda: make(room, line, **fields))
    refuse(room, Code.NOTHING_TO_DO, lambda: make(room))


def test_an_edit_is_one_command_and_taken_back_whole(room: Stockroom) -> None:
    make(room, Line(None, "A", "12"), Line(None, "B", "2", "3"))
    before = get(room.context, "PO1")
    change_status(room.context, "PO1", "authorize")
    done = edit(
        room, Line(1, quantity="13"), Line(2, remove=True), Line(None, "B", "7"), note="soon"
    )
    assert [one.code.value for one in done.notes] == ["rounded_up", "authorization_taken_back"]
    assert lines(room) == [(1, "A", 18, Decimal("1.20"), None), (3, "B", 7, None, None)]
    assert (done.order.status, done.order.note) == ("draft", "soon")
    refuse(room, Code.NOTHING_TO_DO, lambda: edit(room, Line(1, quantity="18")))
    undo(room.context)
    assert get(room.context, "PO1").lines == before.lines
    assert get(room.context, "PO1").status == "authorized"
    edit(room, note="only words")
    assert get(room.context, "PO1").status == "authorized"
    change_status(room.context, "PO1", "send")
    refuse(room, Code.CANNOT_UNDO, lambda: undo(room.context, _edit_id(room)))


def _edit_id(room: Stockroom) -> int:
    with room.context.database.read.connect() as connection:
        query = select(func.max(Command.id)).where(Command.name == "po.edit")
        return int(connection.execute(query).scalar_one())


def test_what_was_received_stays(room: Stockroom, tmp_path: Path) -> None:
    make(room, Line(None, "A", "12", "", "2031-01-05"), Line(None, "B", "5"))
    for action in ("authorize", "send"):
        change_status(room.context, "PO1", action)
    Files(room.context, tmp_path).load("orders", "order_number,sku,quantity,country\nO1,A,12,AT\n")
    allocate(room.context)
    seen = editable_purchase(room.context, "PO1").seen
    told = edit(room, Line(1, expected_on="2031-03-01"))
    assert [one.code.value for one in told.notes] == ["waited_for_by", "comes_later"]
    undo(room.context)
    receive(room.context, "PO1", lines=[ReceivedLine("B", 3)])
    for code, change in (
        (Code.WRONG_STATE, Line(2, remove=True)),
        (Code.WRONG_STATE, Line(2, "A")),
        (Code.TOO_MANY, Line(2, quantity="2")),
    ):
        refuse(room, code, partial(edit, room, change, seen=seen))
    refuse(room, Code.WRONG_STATE, lambda: edit(room, supplier="T"))
    edit(room, Line(1, remove=True), Line(2, quantity="3"))
    assert get(room.context, "PO1").status == "received"
    refuse(room, Code.WRONG_STATE, lambda: edit(room, note="late"))


def test_what_others_changed_is_shown_and_nothing_is_half_done(room: Stockroom) -> None:
    make(room, Line(None, "A", "12"), Line(None, "B", "5"))
    seen = editable_purchase(room.context, "PO1").seen
    edit(room, Line(2, quantity="6"), terms="cash")
    with pytest.raises(Refusal) as clash:
        edit(room, Line(2, quantity="9"), note="mine", seen=seen)
    assert clash.value.code is Code.EDITED_MEANWHILE
    assert clash.value.params["changes"] == [{"line": 2, "column": "quantity", "here": "6"}]
    assert get(room.context, "PO1").note is None
    told = edit(room, Line(1, quantity="24"), note="mine", seen=seen)
    assert [one.code.value for one in told.notes] == [
        "changed_meanwhile",
        "line_changed_meanwhile",
    ]
    edit(room, Line(2, remove=True))
    refuse(room, Code.EDITED_MEANWHILE, lambda: edit(room, Line(2, quantity="7"), seen=seen))
    assert [one[:3] for one in lines(room)] == [(1, "A", 24)]


def test_a_supplier_gets_a_paper_rows_and_a_draft_of_an_e_mail(
    room: Stockroom, tmp_path: Path
) -> None:
    make(room, Line(None, "A", "12", "", "2031-01-05"), Line(None, "B", "2", "3"), note="=1+1")
    out = tmp_path / "out"
    refuse(room, Code.WRONG_STATE, lambda: write_for_supplier(room.context, "PO1", out))
    assert not out.exists()
    change_status(room.context, "PO1", "authorize")
    made = write_for_supplier(room.context, "PO1", out)
    assert [one.name for one in made.files] == [
        f"purchase-order-PO1.{ending}" for ending in ("pdf", "csv", "eml")
    ]
    assert [one.code.value for one in made.notes] == ["supplier_without_email"]
    mail = message_from_bytes(made.mail.read_bytes(), policy=default)
    assert (mail["To"], mail["X-Unsent"]) == (None, "1")
    attached = {one.get_filename(): one for one in mail.iter_attachments()}
    assert attached["purchase-order-PO1.pdf"].get_content() == made.files[0].read_bytes()
    rows = list(csv.DictReader(made.files[1].read_text("utf-8-sig").splitlines()))
    assert [(one["our_sku"], one["your_sku"], one["unit_price"]) for one in rows] == [
        ("A", "X-1", "1.2"),
        ("B", "", "3"),
    ]
    refuse(room, Code.FILE_EXISTS, lambda: write_for_supplier(room.context, "PO1", out))
    with room.context.database.write.begin() as connection:
        connection.execute(update(Supplier).values(email="s@example.org"))
    again = write_for_supplier(room.context, "PO1", out, language="de", force=True)
    mail = message_from_bytes(again.mail.read_bytes(), policy=default)
    assert again.notes == []
    assert str(mail["To"]) == "s@example.org"
    assert str(mail["Subject"]).startswith("Bestellung PO1")
    assert "W1" in page_texts(purchase_order_paper(room.context, "PO1", "pl").pdf)[0]


def test_who_may_authorize_how_much(room: Stockroom) -> None:
    make(room, Line(None, "A", "12"), Line(None, "B", "2", "3"))
    make(room, Line(None, "B", "1"))
    make(room, Line(None, "B", "1", "3"), currency="USD")
    set_setting(room.context, "purchasing.limit", "20 EUR")
    rows = change_states(room.context, ["PO1", "PO2", "PO3"], "authorize").results
    whys = [row.notes[0].params.get("why") for row in rows]
    assert whys == ["above_limit", "worth_is_unknown", "worth_is_unknown"]
    assert {one.status for one in list_all(room.context)} == {"draft"}
    set_setting(room.context, "purchasing.supervisors", f"Zoe, {room.context.operator}")
    change_status(room.context, "PO1", "authorize")
    set_setting(room.context, "purchasing.supervisors", "off")
    set_setting(room.context, "purchasing.limit", "20.40 EUR, 3 USD")
    change_status(room.context, "PO3", "authorize")


def test_a_confirmation_tells_who_waits_before_it_is_entered(
    room: Stockroom, tmp_path: Path
) -> None:
    make(room, Line(None, "A", "12", "", "2031-01-05"))
    Files(room.context, tmp_path).load("orders", "order_number,sku,quantity,country\nO1,A,12,AT\n")
    allocate(room.context)
    later = PurchaseEdit({}, [Line(1, quantity="6", expected_on="2031-02-01")])
    confirm = partial(edit_purchase, room.context, "PO1", confirms=True)
    for action in ("authorize", "send"):
        refuse(room, Code.WRONG_STATE, partial(confirm, later))
        change_status(room.context, "PO1", action)
    tried = confirm(later, dry_run=True)
    assert [one.code.value for one in tried.notes] == ["waited_for_by", "loses_its_date"]
    confirm(PurchaseEdit())
    assert list(purchase_papers(room.context, 1).milestones) == ["confirmed"]
    refuse(room, Code.NOTHING_TO_DO, partial(confirm, PurchaseEdit()))
    undo(room.context)
    assert purchase_papers(room.context, 1).milestones == {}
    confirm(later)
    assert lines(room)[0][2:] == (6, Decimal("1.20"), "2031-02-01")
    undo(room.context)
    assert lines(room)[0][2:] == (12, Decimal("1.20"), "2031-01-05")
    assert purchase_papers(room.context, 1).milestones == {}
