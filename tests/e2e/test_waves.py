"""Waves and slips of orders from the command line, as the contract has them."""

from pathlib import Path
from typing import Any

from helpers.command_line import CommandLine

ORDERS = """order_number,sku,quantity,country,payment
O1,A,2,DE,paid
O2,A,1,DE,awaiting
O3,A,1,DE,paid
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

    (_, released), (_, shown), (_, slips), (_, undone) = told[5:9]
    assert [one["shipments"] for one in released["waves"]] == [["O1-1", "O3-1"]]
    assert released["left_out"] == [unpaid]
    assert (shown["number"], len(shown["tasks"])) == ("P2", 2)
    assert slips["pages"] == 2
    assert (tmp_path / "slips.pdf").exists()
    assert undone["undone"]["name"] == "pick.release"

    (held, _), (twice, again), (same, priority), (some, resumed), (_, taken_back) = told[9:]
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
