from pathlib import Path

import pytest

from helpers.shop import cells, import_text, page, select, settle
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.painted_rows import TextRows
from packbench.ui.workplace import Workplace

PURCHASES = """po_number,supplier,warehouse,sku,quantity,expected_on,status
PO-1,ACME,VIE,CUP-3,6,2031-01-31,sent
PO-1,ACME,VIE,TEA-1,10,,sent
PO-2,BUCHER,GRZ,MUG-2,3,2020-02-01,authorized
PO-3,BUCHER,GRZ,MUG-2,1,,draft
"""


@pytest.fixture(autouse=True)
def _purchases(place: Workplace, tmp_path: Path) -> None:
    suppliers = "code,name\nACME,Acme Cups\nBUCHER,Bucher\n"
    import_text(place.context, tmp_path, "suppliers", suppliers)
    import_text(place.context, tmp_path, "purchase-orders", PURCHASES)
    settle()


def test_the_tab_shows_purchase_orders(place: Workplace) -> None:
    shown = page(place, "purchase_orders")
    shown.pane.sort("number", False)
    settle()
    assert cells(shown, "number") == ["PO-1", "PO-2", "PO-3"]
    assert cells(shown, "status") == ["Sent", "Authorized", "Draft"]
    assert cells(shown, "supplier") == ["Acme Cups", "Bucher", "Bucher"]
    assert cells(shown, "ordered") == ["16", "3", "1"]
    assert cells(shown, "open") == ["16", "3", "1"]
    assert cells(shown, "expected") == ["31/01/2031", "01/02/2020", "–"]
    assert place.desk.window.tabs._bar.tabText(3) == "Purchase Orders  3"


@pytest.mark.parametrize(
    ("state", "numbers"),
    [
        (FilterState("acme"), ["PO-1"]),
        (FilterState("mug-2"), ["PO-2", "PO-3"]),
        (FilterState("", {"status": frozenset({"draft", "sent"})}), ["PO-1", "PO-3"]),
        (FilterState("", {"warehouse": frozenset({"GRZ"})}), ["PO-2", "PO-3"]),
        (FilterState("", {"sku": frozenset({"TEA-1"})}), ["PO-1"]),
    ],
)
def test_filters_are_answered_by_the_database(
    place: Workplace, state: FilterState, numbers: list[str]
) -> None:
    shown = page(place, "purchase_orders")
    shown.pane.filter_bar.set_state(state)
    settle()
    assert sorted(cells(shown, "number")) == numbers


def test_details_show_what_of_each_line_has_come(place: Workplace) -> None:
    shown = page(place, "purchase_orders")
    select(shown, "PO-1")
    [lines] = shown.details.findChildren(TextRows)
    assert [lines.words(row) for row in range(4)] == [
        "CUP-3  0 of 6 received",
        "Product CUP-3  31/01/2031",
        "TEA-1  0 of 10 received",
        "Product TEA-1",
    ]
    assert shown._panel.heading == "PO-1"
