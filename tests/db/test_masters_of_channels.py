"""Channels, shipping methods, suppliers and their terms, made and changed by hand."""

from pathlib import Path

import pytest

from helpers.importing import Files, contents
from packbench.domain.refusals import Refusal
from packbench.domain.slips import SlipTemplate
from packbench.engine.bulk import PREVIEW, Results
from packbench.engine.command.context import Context
from packbench.services.masters.declaration import Master
from packbench.services.masters.kinds import (
    CHANNELS,
    SHIPPING_METHODS,
    SUPPLIER_PRODUCTS,
    SUPPLIERS,
)
from packbench.services.masters.reading import read_record
from packbench.services.masters.saving import create, edit, remove, switch
from packbench.services.office import administration
from packbench.services.office.undo import undo
from packbench.services.orders import allocating
from packbench.services.orders.entering import EnteredOrder, NewOrderLine, enter_order
from packbench.services.orders.entry_lookups import entry_choices
from packbench.services.orders.looking import get_order
from packbench.services.purchasing import orders as purchase_orders
from packbench.services.purchasing.buying import purchase_shortages
from packbench.services.purchasing.orders import NewPurchaseLine
from packbench.services.shipping.methods import remove_method
from packbench.services.slips.templates import SlipsChange, change_slips
from packbench.words.refusals import message, sentence

HEAD = "order_number,sku,quantity,channel,customer_name,street,city,postal_code,country"
REST = "Ana,Street 1,Town,10115,DE"


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    """Graz and Lyon have 5 of A each; ACME sells A and B to us."""
    made = Files(context, tmp_path)
    made.load("warehouses", "code,name,countries,rank\nGRZ,Graz,DE,1\nLYS,Lyon,DE,2\n")
    made.load("suppliers", "code,name\nACME,Acme\nSUN,Sun\n")
    made.load("products", "sku,name,supplier\nA,Apple,ACME\nB,Bowl,ACME\n")
    made.load("stock", "warehouse,sku,quantity\nGRZ,A,5\nLYS,A,5\n")
    return made


def told(results: Results) -> str:
    return message(results.results[0].notes)


def why_not(context: Context, master: Master, code: str, values: dict[str, str]) -> str:
    """The sentence with which a change is refused; nothing has changed then."""
    before = contents(context.database)
    with pytest.raises(Refusal) as refusal:
        edit(context, master, [code], values)
    assert contents(context.database) == before
    return sentence(refusal.value)


def test_a_channel_says_what_its_new_orders_are_and_all_is_taken_back(files: Files) -> None:
    context = files.context
    change_slips(context, SlipsChange(make=(SlipTemplate("Shop"),)))
    before = contents(context.database)
    values = {
        "channel": "Etsy",
        "name": "Our shop",
        "ship_partial": "no",
        "max_warehouses": "1",
        "number_prefix": "ET-",
        "exclusions": "GRZ; LYS:B",
        "listings": "X-9=A",
        "slip_template": "shop",
    }
    create(context, CHANNELS, values, how=PREVIEW)
    assert contents(context.database) == before
    create(context, CHANNELS, values)
    found = read_record(context, CHANNELS, ["etsy"])
    assert {one: found[one] for one in values} == {**values, "slip_template": "Shop"}
    files.load("orders", f"{HEAD}\n1,A,1,,{REST}\n1,x-9,7,Etsy,{REST}\n2,NEW,1,Etsy,{REST}\n")
    ours = get_order(context, "ET-1")
    assert (ours.ship_partial, ours.max_warehouses, ours.lines[0].sku) == (False, 1, "A")
    again = files.load("orders", f"{HEAD}\n1,x-9,7,Etsy,{REST}\n")
    assert (again.unchanged, again.rejected) == (1, 0)
    allocating.allocate(context)
    assert not get_order(context, "ET-1").allocations  # 7 are in no one warehouse
    said = told(edit(context, CHANNELS, ["Etsy"], {"listings": "X-9=A; NEW=A", "exclusions": ""}))
    assert "from now on" in said
    allocating.allocate(context)
    assert {one.warehouse for one in get_order(context, "2").allocations} == {"GRZ"}
    new = enter_order(context, EnteredOrder([NewOrderLine("A", "1")], {"channel": "Etsy"}))
    assert (new.order.number[:3], new.order.ship_partial) == ("ET-", False)
    assert administration.check(context.database).ok


def test_a_channel_that_orders_name_is_switched_off_and_not_deleted(files: Files) -> None:
    context = files.context
    create(context, CHANNELS, {"channel": "shop", "exclusions": "LYS"})
    before = contents(context.database)
    remove(context, CHANNELS, [["shop"]])
    assert contents(context.database) != before
    undo(context)
    assert contents(context.database) == before
    files.load("orders", f"{HEAD}\n1,A,1,shop,{REST}\n")
    assert "orders name it" in told(remove(context, CHANNELS, [["shop"]]))
    assert "1 open order goes on" in told(switch(context, CHANNELS, [["shop"]], on=False))
    assert entry_choices(context).channels == []
    assert "keeps its code" in why_not(context, CHANNELS, "shop", {"channel": "store"})
    assert "no warehouse NIX" in why_not(context, CHANNELS, "shop", {"exclusions": "NIX"})
    assert "no product NIX" in why_not(context, CHANNELS, "shop", {"listings": "X=NIX"})
    assert "no listing" in why_not(context, CHANNELS, "shop", {"listings": "X"})
    assert "no template" in why_not(context, CHANNELS, "shop", {"slip_template": "x"})


def test_a_shipping_method_is_made_switched_off_and_taken_back(files: Files) -> None:
    context, before = files.context, contents(files.context.database)
    values = {"code": "DHL", "name": "DHL Paket", "words": "dhl;express", "cut_off": "16:30"}
    create(context, SHIPPING_METHODS, values)
    edit(context, SHIPPING_METHODS, ["dhl"], {"carrier": "DHL", "words": "dhl"})
    assert read_record(context, SHIPPING_METHODS, ["DHL"])["words"] == "dhl"
    assert "“x”" in why_not(context, SHIPPING_METHODS, "DHL", {"label": "x"})
    files.load("orders", f"{HEAD},shipping_method\n1,A,1,,{REST},dhl\n")
    assert "orders name it" in told(remove(context, SHIPPING_METHODS, [["DHL"]]))
    with pytest.raises(Refusal, match="record_in_use"):
        remove_method(context, "DHL")
    assert "the 1 open order" in told(switch(context, SHIPPING_METHODS, [["DHL"]], on=False))
    assert entry_choices(context).methods == []
    for _ in range(4):
        undo(context)
    assert contents(context.database) == before


def test_terms_are_changed_by_hand_and_nothing_is_bought_of_who_is_out_of_use(
    files: Files,
) -> None:
    context, before = files.context, contents(files.context.database)
    terms = {"supplier": "SUN", "sku": "A", "supplier_sku": "S-1", "unit_cost": "1.5"}
    create(context, SUPPLIER_PRODUCTS, terms)
    edit(context, SUPPLIER_PRODUCTS, ["sun", "a"], {"pack_size": "6", "minimum_quantity": "12"})
    assert read_record(context, SUPPLIER_PRODUCTS, ["SUN", "A"])["pack_size"] == "6"
    undo(context)
    undo(context)
    assert contents(context.database) == before
    create(context, SUPPLIER_PRODUCTS, terms)
    line = NewPurchaseLine("A", 3)
    bought = purchase_orders.create(context, supplier="ACME", warehouse="GRZ", lines=[line])
    said = told(switch(context, SUPPLIERS, [["ACME"]], on=False))
    assert f"stays and can be received: {bought.number}" in said
    assert "2 products have it" in said
    with pytest.raises(Refusal) as refusal:
        purchase_orders.create(context, supplier="ACME", warehouse="GRZ", lines=[line])
    assert "out of use" in sentence(refusal.value)
    files.load("orders", f"{HEAD}\n1,A,20,,{REST}\n2,B,1,,{REST}\n")
    allocating.allocate(context)
    drafts = purchase_shortages(context)
    assert [one.supplier for one in drafts.orders] == ["SUN"]
    assert drafts.without_supplier == ["B"]
