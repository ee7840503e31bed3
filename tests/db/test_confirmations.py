"""Confirmations of suppliers out of a file: quantities, days, and who waits for them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from helpers.importing import Files, counts
from helpers.stockroom import Stockroom
from packbench.db.schema import Command
from packbench.domain.outcomes import Said
from packbench.engine.command.context import Context
from packbench.services.office.settings import set_setting
from packbench.services.office.undo import undo
from packbench.services.purchasing.orders import (
    NewPurchaseLine,
    PurchaseOrderView,
    change_status,
    create,
    get,
)

HEAD = "po_number,sku,quantity,expected_on\n"


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    """PO1 and PO2 are with S, 4 A and 6 B (his X-B) each at 5; PO3 is a draft. O1 waits for 3 A."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 0, "B": 0}})
    files = Files(context, tmp_path)
    files.load("suppliers", "code,name,currency\nS,Seller,EUR\n")
    files.load("supplier-products", "supplier,sku,supplier_sku\nS,B,X-B\n")
    room.order("O1", ("A", 3))
    room.allocate()
    lines = [NewPurchaseLine("A", 4, Decimal(5)), NewPurchaseLine("B", 6, Decimal(5))]
    for number in ("PO1", "PO2", "PO3"):
        create(context, supplier="S", warehouse="W1", lines=lines)
        for action in ("authorize", "send") if number != "PO3" else ():
            change_status(context, number, action)
    return files


def lines(order: PurchaseOrderView) -> list[tuple[str, int, date | None]]:
    return [(one.sku, one.ordered, one.expected_on) for one in order.lines]


def test_what_a_supplier_confirms_is_tried_noted_and_undone(files: Files, context: Context) -> None:
    before = lines(get(context, "PO1"))
    text = HEAD + "po1,a,,2027-02-01\nPO1,x-b,5,\n"
    tried = files.load("purchase-confirmations", text, dry_run=True)
    assert (counts(tried), lines(get(context, "PO1"))) == ((1, 0, 0, 0), before)
    assert (Said.GETS_A_DATE, ["O1"]) in [(one.code, one.params["orders"]) for one in tried.told]
    files.load("purchase-confirmations", text)
    day = date(2027, 2, 1)
    assert lines(get(context, "PO1")) == [("A", 4, day), ("B", 5, None)]
    assert counts(files.load("purchase-confirmations", text)) == (0, 0, 1, 0)
    later = HEAD + "PO1,A,,2027-03-01\n"
    assert counts(files.load("purchase-confirmations", later)) == (0, 0, 0, 1)
    done = files.load("purchase-confirmations", later, update=True)
    assert (counts(done), done.told[-1].code) == ((0, 1, 0, 0), Said.COMES_LATER)
    undo(context)
    assert lines(get(context, "PO1")) == [("A", 4, day), ("B", 5, None)]
    with context.database.read.connect() as connection:
        first = func.min(Command.id)
        query = select(first).where(Command.name == "import.purchase-confirmations")
        undo(context, connection.execute(query).scalar_one())
    assert lines(get(context, "PO1")) == before


def test_what_can_not_be_confirmed_is_rejected(
    files: Files, context: Context, tmp_path: Path
) -> None:
    text = HEAD + "PO9,A,1,\nPO3,A,1,\nPO1,Q,1,\nPO2,,1,\n"
    rejected = files.load("purchase-confirmations", text)
    codes = {one.code for one in rejected.rejects}
    assert codes == {
        *("unknown_purchase_order", "purchase_not_sent", "not_on_purchase", "required"),
    }
    # Two words of one line contradict each other, also where one is by the supplier's name.
    twice = files.load(
        "purchase-confirmations", HEAD + "PO1,B,6,2027-02-01\nPO1,X-B,6,2027-03-01\n"
    )
    assert [(one.code, (one.params or {})["first_row"]) for one in twice.rejects] == [
        ("duplicate", 1)
    ]
    # Of what is rejected nobody is told that he waits for it.
    wrong = files.load("purchase-confirmations", HEAD + "PO1,A,,2027-02-01\nPO1,Q,1,\n")
    assert (counts(wrong), wrong.told) == ((0, 0, 0, 1), [])
    assert lines(get(context, "PO1")) == [("A", 4, None), ("B", 6, None)]
    set_setting(context, "purchasing.limit", "10")
    set_setting(context, "purchasing.supervisors", "Boss")
    more = HEAD + "PO1,A,9,\n"
    refused = files.load("purchase-confirmations", more)
    assert [one.code for one in refused.rejects] == ["purchase_above_limit"]
    assert lines(get(context, "PO1"))[0] == ("A", 4, None)
    boss = Files(replace(context, operator="Boss"), tmp_path)
    assert counts(boss.load("purchase-confirmations", more)) == (1, 0, 0, 0)
