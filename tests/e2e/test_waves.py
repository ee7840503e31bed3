"""Waves and slips of orders from the command line, as the contract has them."""

from pathlib import Path
from typing import Any

from helpers.command_line import CommandLine

ORDERS = """order_number,sku,quantity,country,payment
O1,A,2,DE,paid
O2,A,1,DE,awaiting
O3,A,1,DE,paid
LATER-2,B,1,DE,paid
"""
BATCH = """
import warehouses w.csv
import products p.csv
import stock s.csv
import orders o.csv
allocate
pick create --order O1 --order O2
pick list
pick cancel P1 --order O1
orders show O1
pick create --order O2
pick release --order O1 --order O2 --order O3
pick show P2
documents packing-slip --order O1 --order O3 --out slips.pdf
documents packing-slip --order LATER-2 --order O1 --out part.pdf
documents packing-slip --order LATER-2 --out none.pdf
undo
orders hold O1 --reason asked
orders hold O1 --reason asked
orders priority O1 0
backorders resume --order O1 --order O3
undo
"""


def test_waves_of_orders(packbench: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "w.csv").write_text("code,name\nW1,Graz\n", encoding="utf-8")
    (tmp_path / "p.csv").write_text("sku,name\nA,Cup\n", encoding="utf-8")
    (tmp_path / "s.csv").write_text("warehouse,sku,quantity\nW1,A,9\n", encoding="utf-8")
    (tmp_path / "o.csv").write_text(ORDERS, encoding="utf-8")
    answer = packbench("batch", "-", "--keep-going", stdin=BATCH)
    told: list[tuple[int, Any]] = [(one["exit"], one["output"]) for one in answer.documents][5:]
    unpaid = {
        "order_number": "O2",
        "code": "unpaid",
        "message": "Order O2 is not paid yet. Mark it as paid to release it to picking.",
    }
    (created, wave), (_, waves), (_, cancelled), (_, order), (nothing, refused) = told[:5]
    assert (created, wave["number"], wave["shipments"]) == (0, "P1", ["O1-1"])
    assert wave["left_out"] == [unpaid]
    assert [one["number"] for one in waves["waves"]] == ["P1"]
    assert (cancelled["status"], cancelled["shipments"]) == ("cancelled", [])
    assert (order["status"], order["lines"][0]["allocated"]) == ("ready", 2)
    assert (nothing, refused["error"]["code"]) == (1, "unpaid")

    (_, released), (_, shown), (_, slips), (some, part), (none, unprinted) = told[5:10]
    (_, undone) = told[10]
    assert [one["shipments"] for one in released["waves"]] == [["O1-1", "O3-1"]]
    assert released["left_out"] == [unpaid]
    assert (shown["number"], len(shown["tasks"])) == ("P2", 2)
    assert slips["pages"] == 2
    assert (tmp_path / "slips.pdf").exists()
    assert slips["left_out"] == []
    why = "Nothing is allocated to order LATER-2, so there is no packing slip for it."
    left_out = {"order_number": "LATER-2", "code": "nothing_to_do", "message": why}
    assert (some, part["pages"], part["left_out"]) == (0, 1, [left_out])
    assert (none, unprinted["error"]["message"]) == (1, why)
    assert not (tmp_path / "none.pdf").exists()
    assert undone["undone"]["name"] == "pick.release"

    (held, _), (twice, again), (same, priority), (some, resumed), (_, taken_back) = told[11:]
    assert (held, twice, same, some) == (0, 1, 1, 0)
    assert again["error"]["code"] == "wrong_state"
    assert priority["error"]["code"] == "nothing_to_do"
    assert [(one["order_number"], one["outcome"]) for one in resumed["results"]] == [
        ("O1", "done"),
        ("O3", "refused"),
    ]
    assert resumed["results"][1]["message"] == "Order O3 is not on hold."
    assert resumed["results"][1]["notes"][0]["code"] == "wrong_state"
    assert taken_back["undone"]["name"] == "orders.resume"


def test_orders_without_a_slip_are_told_to_people(packbench_file: CommandLine) -> None:
    folder = packbench_file.folder
    (folder / "w.csv").write_text("code,name\nW1,Graz\n", encoding="utf-8")
    (folder / "s.csv").write_text("warehouse,sku,quantity\nW1,A,1\n", encoding="utf-8")
    (folder / "p.csv").write_text("sku,name\nA,Cup\n", encoding="utf-8")
    orders = "order_number,sku,quantity,country\nA-1-1,A,1,DE\nA-1,B,1,DE\n"
    (folder / "o.csv").write_text(orders, encoding="utf-8")
    for command in ("warehouses w", "products p", "stock s", "orders o"):
        kind, name = command.split()
        packbench_file("import", kind, f"{name}.csv")
    packbench_file("allocate")
    answer = packbench_file.for_people(
        *("documents", "packing-slip", "--order", "A-1-1", "--order", "A-1", "--out", "s.pdf")
    )
    assert answer.exit == 0
    assert answer.out.splitlines() == [
        "s.pdf (1 page)",
        "Nothing is allocated to order A-1, so there is no packing slip for it.",
    ]


WALK = """
import warehouses w.csv
import products p.csv
import locations l.csv
import stock s.csv
import orders o.csv
allocate
pick propose
pick create --order O1 --order O3 --mode cluster
pick add P1 --order O2
orders pay O2
pick add P1 --order O2
pick print P1 --out lists
pick start P1
pick remove P1 --order O2
pick confirm P1 --task 1 --quantity 9
pick confirm P1 --task 1 --short missing
pick changes P1 --revision 2
pick print P1 --out again.pdf
pick confirm P1 --all
pick confirm P1 --all
pick count-list
pick cancel P1 --order O3
pick layout W1
orders show O1
db check
"""


def test_a_walk_as_the_contract_has_it(packbench: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "w.csv").write_text("code,name\nW1,Graz\n", encoding="utf-8")
    (tmp_path / "p.csv").write_text("sku,name\nA,Cup\n", encoding="utf-8")
    places = "warehouse,code,aisle,x,y\nW1,A-1,A,0,1\nW1,A-2,A,0,5\nW1,B-1,B,4,5\n"
    (tmp_path / "l.csv").write_text(places, encoding="utf-8")
    stock = "warehouse,sku,quantity,location\nW1,A,4,A-1\nW1,A,5,B-1\n"
    (tmp_path / "s.csv").write_text(stock, encoding="utf-8")
    (tmp_path / "o.csv").write_text(ORDERS, encoding="utf-8")
    answer = packbench("batch", "-", "--keep-going", stdin=WALK)
    told = [(one["exit"], one["output"]) for one in answer.documents][6:]
    (_, proposed), (_, made), (unpaid, refused), _, (_, added) = told[:5]
    assert [one["kind"] for one in proposed["proposals"]] == ["single_item"]
    assert [one["mend"] for one in proposed["left_out"]] == ["pay"]
    assert (made["mode"], made["walk"], made["status"]) == ("cluster", "exact", "open")
    assert made["distance"] > 0
    assert (unpaid, refused["error"]["code"]) == (1, "unpaid")
    assert (added["shipments"], added["revision"]) == (["O1-1", "O3-1", "O2-1"], 2)
    (_, printed), (_, started), (late, _), (much, too_many), (_, short) = told[5:10]
    assert printed["pages"] == 1
    assert (tmp_path / "lists").is_dir()
    assert (started["status"], late) == ("picking", 1)
    assert (much, too_many["error"]["code"]) == (1, "too_many")
    assert short["revision"] > 2
    (_, changed), (_, again), (_, done), (twice, void), (_, bins) = told[10:15]
    assert changed["changes"]
    assert again["files"]
    assert done["status"] == "picked"
    assert (twice, void["error"]["code"]) == (1, "wrong_state")
    assert [one["reason"] for one in bins["bins"]] == ["missing"]
    (_, left), (_, layout), (_, order), (sound, _) = told[15:]
    assert [one["shipment"] for one in left["put_away"]] == ["O3-1"]
    assert (layout["aisles"], layout["bins"], layout["trouble"]) == (2, 3, [])
    assert order["status"] == "picked"
    assert sound == 0
