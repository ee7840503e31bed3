"""What is to be bought, on the command line: told, explained, drafted, kept up."""

import pytest

from helpers.command_line import CommandLine

FILES = {
    "warehouses": "code,name,countries\nW1,Main,*\n",
    "products": "sku,name\nA,Apple\nB,Bowl\n",
    "stock": "warehouse,sku,quantity\nW1,A,2\nW1,B,1\n",
    "suppliers": "code,name,lead_time_days,language,city\nACME,Acme,5,de,Wien\n",
    "supplier-products": "supplier,sku,unit_cost,pack_size,price_breaks\nACME,A,2.50,6,12=2\n",
    "reorder-rules": "warehouse,sku,point,quantity\nW1,A,9,\nW1,B,3,5\n",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    folder = tmp_path_factory.mktemp("reordering")
    for kind, text in FILES.items():
        (folder / f"{kind}.csv").write_text(text)
    packbench = CommandLine(f"sqlite:///{folder / 'packbench.db'}", folder)
    text = "".join(f"import {kind} {kind}.csv\n" for kind in FILES)
    assert packbench("batch", "-", stdin=text).exit == 0
    return packbench


def test_a_price_list_without_a_column_of_its_supplier(shop: CommandLine) -> None:
    text = "Artikelnummer;Einkaufspreis;Farbe\nA;1.234,50;rot\nBB;2,10;blau\n"
    (shop.folder / "list.csv").write_text(text)
    asked = ("import", "supplier-products", "list.csv", "--guess", "--supplier", "acme", "--update")
    done = shop(*asked, "--dry-run").document
    assert (done["updated"], [one["code"] for one in done["rejects"]]) == (1, ["unknown_sku"])
    mapped = shop(*asked, "--map", "Artikelnummer=sku", "--map", "Einkaufspreis=unit_cost")
    assert mapped.document["updated"] == 1
    terms = shop("supplier-products", "show", "ACME", "A").document["terms of a supplier"]
    assert (terms["unit_cost"], terms["price_breaks"]) == ("1234.5", "12=2")
    past = shop("supplier-products", "prices", "ACME", "A").document["prices"]
    assert [(one["from_quantity"], one["unit_cost"]) for one in past][-1] == (1, "1234.5000")
    assert "1234.5" in shop.for_people("supplier-products", "prices", "ACME", "A").out
    assert shop("undo").exit == 0
    assert shop("import", "products", "list.csv", "--supplier", "acme").exit == 2


def test_from_a_rule_to_a_draft(shop: CommandLine) -> None:
    found = {one["sku"]: one for one in shop("po", "suggest").document["suggestions"]}
    assert {sku: one["proposed"] for sku, one in found.items()} == {"A": 12, "B": 0}
    assert (found["A"]["unit_cost"], found["A"]["position"], found["A"]["point"]) == (
        "2.0000",
        2,
        9,
    )
    assert found["B"]["supplier"] is None
    told = {one["what"]: one["why"] for one in found["A"]["why"]}
    assert told["To buy"] == "In whole packs of 6, 1 at least."
    assert told["Supplier"] == "It is the only one that sells it."
    shown = shop.for_people("po", "suggest", "--why", "a").out
    assert "A in W1" in shown
    assert "From the position up to 9." in shown
    assert [
        o["sku"] for o in shop("po", "suggest", "--supplier", "ACME").document["suggestions"]
    ] == ["A"]
    assert shop("po", "suggest", "--draft", "--why", "A").exit == 2
    for option in ("--why", "--supplier", "--warehouse"):
        assert shop("po", "suggest", option, "NOPE").error[0] == "not_found"
    tried = shop("po", "suggest", "--draft", "--dry-run").document["results"]
    assert [(one["order_number"], one["outcome"]) for one in tried] == [
        ("PO1", "done"),
        ("B", "refused"),
    ]
    assert shop("po", "list").document["purchase_orders"] == []
    assert shop("po", "auto").document["results"][0]["message"] == "ACME is to send 12 units to W1."
    assert shop("po", "auto").document["results"] == []
    assert shop.for_people("po", "auto").out.strip() == "All drafts are as they are to be."
    assert [o["sku"] for o in shop("po", "suggest").document["suggestions"]] == ["B"]
    assert shop("po", "show", "PO1").document["lines"][0]["ordered"] == 12
    assert shop("reorder-rules", "edit", "W1", "B", "--point", "0").exit == 0
    assert shop.for_people("po", "suggest").out.strip() == "Nothing has to be bought now."
    assert shop("undo").exit == 0
    assert shop("undo").exit == 0
    assert shop("po", "list").document["purchase_orders"] == []
