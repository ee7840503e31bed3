"""Prices of drafts that grow, limits of what files raise, warehouses that are switched off."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from helpers.importing import Files
from helpers.stockroom import Stockroom, refuse
from packbench.db.schema import Command, Warehouse
from packbench.domain.refusals import Code
from packbench.engine.command.context import Context
from packbench.services.masters.kinds import OPERATORS
from packbench.services.masters.reading import read_record
from packbench.services.masters.saving import create as create_master
from packbench.services.masters.saving import edit
from packbench.services.office.settings import set_setting
from packbench.services.office.undo import undo
from packbench.services.purchasing.buying import purchase_shortages
from packbench.services.purchasing.edited import PurchaseEdit
from packbench.services.purchasing.editing import edit_purchase
from packbench.services.purchasing.orders import NewPurchaseLine, change_status, create, get

TERMS = "supplier,sku,unit_cost,price_breaks\nS,A,5,10=4\n"


@pytest.fixture
def room(context: Context, tmp_path: Path) -> Stockroom:
    """S sells A at 5, from ten on at 4; O1 waits for 8 of it."""
    room = Stockroom(context)
    room.fill({"W1": {"A": 0}})
    files = Files(context, tmp_path)
    files.load("suppliers", "code,name,currency\nS,Seller,EUR\n")
    files.load("supplier-products", TERMS)
    room.order("O1", ("A", 8))
    room.allocate()
    return room


def line(room: Stockroom) -> tuple[int, str]:
    [one] = get(room.context, "PO1").lines
    return one.ordered, f"{one.unit_cost:.2f}"


def test_a_draft_that_grows_is_priced_anew(room: Stockroom) -> None:
    purchase_shortages(room.context)
    assert line(room) == (8, "5.00")
    room.order("O2", ("A", 4))
    room.allocate()
    purchase_shortages(room.context)
    assert line(room) == (12, "4.00")
    undo(room.context)
    assert line(room) == (8, "5.00")
    # A draft that somebody wrote on is not thrown away with what it was made for.
    edit_purchase(room.context, "PO1", PurchaseEdit({"note": "call first"}, []))
    refuse(room, Code.CANNOT_UNDO, lambda: undo(room.context, _purchase(room)))
    undo(room.context)
    undo(room.context, _purchase(room))
    assert get(room.context, "PO1").status == "cancelled"


def test_a_file_raises_no_order_above_the_limit(room: Stockroom, tmp_path: Path) -> None:
    create(room.context, supplier="S", warehouse="W1", lines=[NewPurchaseLine("A", 8)])
    change_status(room.context, "PO1", "authorize")
    change_status(room.context, "PO1", "send")
    set_setting(room.context, "purchasing.limit", "50 EUR")
    set_setting(room.context, "purchasing.supervisors", "Boss")
    more = "po_number,supplier,warehouse,sku,quantity,unit_cost,status\nPO1,S,W1,A,{},5,sent\n"
    result = Files(room.context, tmp_path).load("purchase-orders", more.format(11), update=True)
    assert [one.code for one in result.rejects] == ["purchase_above_limit"]
    assert (result.updated, line(room)) == (0, (8, "5.00"))
    Files(room.context, tmp_path).load("purchase-orders", more.format(9), update=True)
    assert line(room) == (9, "5.00")
    boss = Files(replace(room.context, operator="Boss"), tmp_path)
    boss.load("purchase-orders", more.format(11), update=True)
    assert line(room) == (11, "5.00")


def test_nothing_is_bought_for_a_warehouse_that_is_off(room: Stockroom) -> None:
    with room.context.database.write.begin() as connection:
        connection.execute(update(Warehouse).values(active=False))
    lines = [NewPurchaseLine("A", 1)]
    refuse(
        room,
        Code.WRONG_STATE,
        lambda: create(room.context, supplier="S", warehouse="W1", lines=lines),
    )


def _purchase(room: Stockroom) -> int:
    with room.context.database.read.connect() as connection:
        query = select(func.min(Command.id)).where(Command.name == "backorders.purchase")
        return int(connection.execute(query).scalar_one())


def test_what_somebody_may_authorize_follows_his_role(room: Stockroom) -> None:
    context = room.context
    create_master(context, OPERATORS, {"name": "Bea", "role": "buyer"})
    create_master(context, OPERATORS, {"name": "Sue", "role": "supervisor"})
    create_master(context, OPERATORS, {"name": "Cal"})
    assert read_record(context, OPERATORS, ["Cal"])["role"] == "clerk"
    set_setting(context, "purchasing.limit", "50 EUR")
    set_setting(context, "purchasing.buyer_limit", "100 EUR")
    for units in (18, 30):  # PO1 is worth 90, PO2 150
        lines = [NewPurchaseLine("A", units, Decimal(5))]
        create(context, supplier="S", warehouse="W1", lines=lines)

    def authorize(name: str, number: str) -> None:
        change_status(replace(context, operator=name), number, "authorize")

    refuse(room, Code.TOO_MANY, lambda: authorize("Cal", "PO1"))
    refuse(room, Code.TOO_MANY, lambda: authorize("Bea", "PO2"))
    authorize("bea", "PO1")  # as it is spelled at another station
    authorize("Sue", "PO2")
    assert get(context, "PO2").status == "authorized"
    edit(context, OPERATORS, ["Sue"], {"role": "clerk"})
    undo(context, _last(room, "operators.edit"))
    assert read_record(context, OPERATORS, ["Sue"])["role"] == "supervisor"


def _last(room: Stockroom, name: str) -> int:
    with room.context.database.read.connect() as connection:
        query = select(func.max(Command.id)).where(Command.name == name)
        return int(connection.execute(query).scalar_one())
