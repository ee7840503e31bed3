"""The dock by the command line, as processes: a delivery from its paper to its bins."""

from pathlib import Path
from typing import Any

from helpers.command_line import CommandLine

TABLES = {
    "warehouses": "code,name,countries\nW1,One,*\n",
    "locations": "warehouse,code\nW1,B-1\n",
    "suppliers": "code,name\nS1,Seller\n",
    "products": "sku,name\nA,Apple\nB,Birne\n",
    "stock": "warehouse,sku,quantity\nW1,A,0\n",
    "purchase-orders": "po_number,supplier,warehouse,sku,quantity,status\nPO1,S1,W1,A,5,sent\n",
    "orders": "order_number,sku,quantity,country\n1042,A,3,DE\n",
}


def test_a_delivery_by_the_command_line(packbench: CommandLine, tmp_path: Path) -> None:
    def run(*arguments: str) -> Any:
        return packbench(*arguments).document

    for kind, table in TABLES.items():
        (tmp_path / f"{kind}.csv").write_text(table, encoding="utf-8")
        run("import", kind, str(tmp_path / f"{kind}.csv"))
    run("allocate")
    run("receiving", "sheet", "PO1", "--out", str(tmp_path / "sheet.pdf"))
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    receipt = run("receiving", "open", "PO1", "--note", "DN-1")["receipt"]
    told = run("receiving", "scan", receipt, "2*A", "A")["told"]
    assert (told["verdict"], told["counted"]) == ("ok", 3)
    assert told["orders"] == [{"order_number": "1042", "units": 1}]
    told = run("receiving", "scan", receipt, "B")["told"]
    assert told["verdict"] == "not_on_order"
    run("receiving", "scan", receipt, "A", "--rejected", "wet", "--photo", "/p/1.jpg")
    run("receiving", "scan", receipt, "A")
    booked = run("receiving", "book", receipt, "--key", "once")
    assert booked == run("receiving", "book", receipt, "--key", "once")
    assert booked["released"] == [{"order_number": "1042", "sku": "A", "quantity": 3}]
    assert run("po", "show", "PO1")["status"] == "received"
    [task] = run("receiving", "put-away", "--warehouse", "W1")["put_away"]
    assert (task["sku"], task["units"], task["location"]) == ("A", 1, "B-1")
    preview = run("receiving", "correct", receipt, "A:3", "--preview")
    assert (preview["before"], preview["after"], preview["kept"]) == (4, 3, False)
    done = run("receiving", "put-away", "A", "B-1", "--warehouse", "W1")
    assert (done["units"], done["left"]) == (1, 0)
    run("undo")
    assert run("receiving", "correct", receipt, "A:3")["kept"]
    assert run("receiving", "put-away", "--warehouse", "W1")["put_away"] == []
    run("db", "check")
