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
