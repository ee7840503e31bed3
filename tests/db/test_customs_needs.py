"""What a destination will ask for at the bench is a warning of the order, and stays true."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from helpers.importing import Files, contents
from packbench.engine.bulk import Chosen
from packbench.engine.command.context import Context
from packbench.services.masters.kinds import PRODUCTS, SUPPLIERS, WAREHOUSES
from packbench.services.masters.saving import edit
from packbench.services.office import administration
from packbench.services.office.lists import OrderQuery, order_list
from packbench.services.office.settings import set_setting
from packbench.services.office.undo import undo
from packbench.services.orders import allocating
from packbench.services.orders.cancelling import cancel
from packbench.services.orders.changes import restore
from packbench.services.orders.cloning import clone
from packbench.services.orders.edited import OrderEdit
from packbench.services.orders.editing import edit_order
from packbench.services.orders.looking import get_order
from packbench.services.picking.waves import WaveRequest, create_wave
from packbench.services.products.customs import set_customs_facts

HEAD = "order_number,sku,quantity,unit_price,customer_name,street,city,postal_code,country,phone\n"
ALL = {"hs_code_missing", "origin_missing", "weight_missing"}
SAID = {"hs_code": "610910", "country_of_origin": "AT", "weight_g": "100"}


def order(number: str, sku: str, country: str = "CH", price: str = "5", phone: str = "1") -> str:
    return f"{number},{sku},1,{price},Ana,Street 1,Town,10115,{country},{phone}\n"


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    """Graz ships everywhere; of A customs know nothing, B is complete; K is a kit of A."""
    made = Files(context, tmp_path)
    made.load("warehouses", "code,name,countries,country\nGRZ,Graz,*,AT\n")
    made.load(
        "products",
        "sku,name,hs_code,country_of_origin,weight_g\nA,Apple,,,\nB,Bowl,610910,AT,9\nK,Kit,,,\n",
    )
    made.load("kits", "kit_sku,component_sku,quantity\nK,A,2\n")
    made.load("stock", "warehouse,sku,quantity\nGRZ,A,9\nGRZ,B,9\n")
    return made


def lacks(context: Context, number: str) -> set[str]:
    return {one.code for one in get_order(context, number).problems}


def test_it_is_told_from_the_import_on_counted_and_stops_nothing(files: Files) -> None:
    context = files.context
    rows = [order("O1", "A"), order("O2", "B", price="", phone=""), order("O3", "A", "DE")]
    files.load("orders", HEAD + "".join(rows) + order("O4", "K", price=""))
    found = {one: lacks(context, one) for one in ("O1", "O2", "O3", "O4")}
    assert found == {
        "O1": ALL,
        "O2": {"value_missing", "phone_missing"},
        "O3": set(),
        "O4": ALL,
    }
    listed = order_list(context)
    assert len(listed.ids(OrderQuery(problems=("hs_code_missing",)))) == 2
    allocating.allocate(context)
    assert {get_order(context, one).status for one in found} == {"ready"}
    assert lacks(context, "O1") == ALL
    wave = create_wave(context, WaveRequest(warehouse="GRZ"))
    assert len(wave.shipments) == 4
    assert administration.check(context.database).ok


def test_it_is_true_again_whatever_changes_it(files: Files) -> None:
    context = files.context
    files.load("orders", HEAD + order("O1", "A") + order("O4", "K") + order("O5", "A", "DE"))
    before = contents(context.database)
    edit(context, PRODUCTS, ["A"], SAID)
    assert lacks(context, "O1") == lacks(context, "O4") == set()
    undo(context)
    assert contents(context.database) == before
    set_customs_facts(context, "A", {"hs_code": "610910", "country_of_origin": "AT"})
    assert lacks(context, "O4") == {"weight_missing"}
    undo(context)
    edit_order(context, "O1", OrderEdit({"country": "DE"}))
    assert lacks(context, "O1") == set()
    undo(context)
    assert lacks(context, "O1") == ALL
    again = HEAD + order("O5", "A", "NO", phone="")
    assert files.load("orders", again, update=True).rejected == 0
    assert lacks(context, "O5") == ALL | {"phone_missing"}
    undo(context)
    assert lacks(context, "O5") == set()
    set_setting(context, "customs.area", "AT, CH")
    assert (lacks(context, "O1"), lacks(context, "O5")) == (set(), ALL)
    undo(context)
    edit(context, WAREHOUSES, ["GRZ"], {"country": "CH"})
    assert (lacks(context, "O1"), lacks(context, "O5")) == (set(), ALL)
    undo(context)
    assert contents(context.database)["order_problem"] == before["order_problem"]


def test_open_orders_are_gone_over_only_for_what_can_matter(
    files: Files, watched: list[str]
) -> None:
    context = files.context
    files.load("suppliers", "code,name\nACME,Acme\n")
    files.load("orders", HEAD + order("O1", "A") + order("O4", "K") + order("O5", "A", "DE"))
    watched.clear()
    edit(context, WAREHOUSES, ["GRZ"], {"name": "Graz 2"})
    edit(context, SUPPLIERS, ["ACME"], {"name": "Acme 2"})
    edit(context, PRODUCTS, ["A"], {"name": "Apple 2"})
    files.load("warehouses", "code,name,countries,country\nGRZ,Graz 3,*,AT\n", update=True)
    for _ in range(4):
        undo(context)
    assert watched == []
    before = contents(context.database)["order_problem"]
    edit(context, WAREHOUSES, ["GRZ"], {"active": "no"})
    files.load("warehouses", "code,name,countries,country\nBRN,Bern,*,CH\n")
    assert (lacks(context, "O1"), lacks(context, "O5")) == (set(), ALL)
    undo(context)
    undo(context)
    edit(context, PRODUCTS, ["K"], {"components": "B"})
    assert lacks(context, "O4") == set()
    undo(context)
    edit(context, PRODUCTS, ["K"], {"components": ""})
    assert lacks(context, "O4") == ALL
    undo(context)
    files.load("products", "sku,name,weight_g\nA,Apple,5\n", update=True)
    assert lacks(context, "O4") == ALL - {"weight_missing"}
    undo(context)
    assert contents(context.database)["order_problem"] == before
    assert watched


@pytest.fixture
def watched(context: Context) -> Iterator[list[str]]:
    """Statements that ask what orders are known to lack, for whichever orders it is."""
    seen: list[str] = []

    def note(*told: Any) -> None:
        if told[2].startswith("SELECT") and "WHERE order_problem.code IN" in told[2]:
            seen.append(told[2])

    engine = context.database.write
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_copies_have_it_and_what_is_cancelled_has_it_no_more(files: Files) -> None:
    context = files.context
    files.load("orders", HEAD + order("O1", "A"))
    allocating.allocate(context)
    clone(context, ["O1"])
    assert lacks(context, "O1/2") == ALL
    cancel(context, [Chosen("O1")])
    assert lacks(context, "O1") == set()
    restore(context, ["O1"])
    assert lacks(context, "O1") == ALL
