"""Purchase orders that are imported again keep what people did to them."""

from pathlib import Path

import pytest

from helpers.importing import Files, causes, counts
from packbench.engine.command.context import Context
from packbench.services.office.undo import undo
from packbench.services.purchasing import orders as purchasing

HEAD = "po_number,supplier,warehouse,sku,quantity,unit_cost,status\n"


@pytest.fixture
def files(context: Context, tmp_path: Path) -> Files:
    made = Files(context, tmp_path)
    made.load("warehouses", "code,name\nW1,Graz\nW2,Linz\n")
    made.load("products", "sku,name\nA,Apple\nB,Bowl\n")
    made.load("suppliers", "code,name\nS1,One\n")
    made.load("purchase-orders", f"{HEAD}PO7,S1,W1,A,5,1.00,draft\n")
    return made


def test_one_that_was_authorized_stays_so(files: Files) -> None:
    purchasing.change_status(files.context, "PO7", "authorize")
    text = f"{HEAD}PO7,S1,W1,A,5,1.50,draft\n"
    assert counts(files.load("purchase-orders", text, update=True)) == (0, 1, 0, 0)
    shown = purchasing.get(files.context, "PO7")
    assert (shown.status, str(shown.lines[0].unit_cost)) == ("authorized", "1.5000")
    undo(files.context)
    shown = purchasing.get(files.context, "PO7")
    assert (shown.status, str(shown.lines[0].unit_cost)) == ("authorized", "1.0000")


def test_what_both_changed_is_told(files: Files) -> None:
    purchasing.change_status(files.context, "PO7", "authorize")
    result = files.load("purchase-orders", f"{HEAD}PO7,S1,W1,A,5,1.00,sent\n", update=True)
    assert causes(result) == [(1, "status", "changed_here")]
    assert purchasing.get(files.context, "PO7").status == "authorized"


def test_what_only_the_file_changed_is_taken(files: Files) -> None:
    text = f"{HEAD}PO7,S1,W2,A,5,1.00,sent\nPO7,S1,W2,B,2,,sent\n"
    assert counts(files.load("purchase-orders", text, update=True)) == (0, 1, 0, 0)
    shown = purchasing.get(files.context, "PO7")
    assert (shown.status, shown.warehouse) == ("sent", "W2")
    assert [(one.sku, one.ordered) for one in shown.lines] == [("A", 5), ("B", 2)]
    assert counts(files.load("purchase-orders", text, update=True)) == (0, 0, 1, 0)
