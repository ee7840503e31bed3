from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import update

from helpers.shop import (
    cells,
    click_message,
    import_text,
    last,
    open_dialog,
    page,
    press,
    scan,
    select,
    settle,
    type_into,
    wait_for,
)
from packbench.db.schema import Order, Shipment
from packbench.domain.codes import OwnKind, own_code
from packbench.services.orders.allocating import allocate
from packbench.services.orders.looking import get_order
from packbench.services.picking.releasing import release_orders
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.widgets.filter_groups import FilterState
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.parts.widgets.suggestion_list import SuggestionList
from packbench.ui.workplace import Workplace

CONTROL = Qt.KeyboardModifier.ControlModifier


def in_front(place: Workplace) -> tuple[str, str]:
    """The tab in front and the record in its panel."""
    shown = place.desk.window.tabs.page
    assert isinstance(shown, RecordPage)
    return place.desk.window.tabs.key, shown._panel.heading


@pytest.mark.parametrize("tab", ["orders", "inventory", "purchase_orders"])
def test_a_scanned_order_number_opens_the_order(place: Workplace, tab: str) -> None:
    page(place, tab)
    scan(place.desk.window, "SO-1003")
    assert in_front(place) == ("orders", "SO-1003")
    orders = page(place, "orders")
    assert list(orders.selected_ids) == [orders.pane.model.id_at(2)]


def test_an_order_that_the_filter_hides_is_shown_without_it(place: Workplace) -> None:
    orders = page(place, "orders")
    select(orders, "SO-1001")
    orders.pane.filter_bar.set_state(FilterState("mug-2"))
    settle()
    scan(place.desk.window, "so-1003")
    assert in_front(place) == ("orders", "SO-1003")
    assert orders.pane.filter_bar.state == FilterState()
    assert len(orders.selected_ids) == 1


def test_an_order_that_came_since_is_found(place: Workplace, tmp_path: Path) -> None:
    orders = page(place, "orders")
    content = "order_number,sku,quantity,country\nSO-3001,TEA-1,1,DE\n"
    quiet = Workplace(place.desk, place.context)
    import_text(quiet.context, tmp_path, "orders", content)
    scan(place.desk.window, "SO-3001")
    assert in_front(place) == ("orders", "SO-3001")
    assert "SO-3001" in cells(orders, "number")


def test_a_scanned_shipment_opens_its_order(place: Workplace) -> None:
    allocate(place.context)
    page(place, "inventory")
    scan(place.desk.window, "SO-1005-2")
    assert in_front(place) == ("orders", "SO-1005")


def test_a_scanned_sku_shows_its_stock(place: Workplace) -> None:
    page(place, "orders")
    scan(place.desk.window, "mug-2")
    assert in_front(place) == ("inventory", "MUG-2")
    assert cells(page(place, "inventory"), "sku") == ["MUG-2"]


def test_a_scanned_barcode_shows_its_product(place: Workplace, tmp_path: Path) -> None:
    content = "sku,name,barcode\nJAR-4,Jar,4006381333931\n"
    import_text(place.context, tmp_path, "products", content)
    import_text(place.context, tmp_path, "stock", "warehouse,sku,quantity\nVIE,JAR-4,3\n")
    page(place, "orders")
    scan(place.desk.window, "4006381333931")
    assert in_front(place) == ("inventory", "JAR-4")


def test_a_scanned_purchase_order_is_opened(place: Workplace, tmp_path: Path) -> None:
    import_text(place.context, tmp_path, "suppliers", "code,name\nACME,Acme\n")
    content = "po_number,supplier,warehouse,sku,quantity\nPO-17,ACME,VIE,CUP-3,6\n"
    import_text(place.context, tmp_path, "purchase-orders", content)
    page(place, "orders")
    scan(place.desk.window, "PO-17")
    assert in_front(place) == ("purchase_orders", "PO-17")


def test_a_scanned_or_typed_wave_is_opened(place: Workplace) -> None:
    allocate(place.context)
    release_orders(place.context, ["SO-1001"])
    page(place, "inventory")
    scan(place.desk.window, own_code(OwnKind.PICK_LIST, 1))
    assert in_front(place) == ("pick_pack", "P1")
    page(place, "inventory")
    place.desk.window.top_bar.search.submitted.emit("P1")
    settle()
    assert in_front(place) == ("pick_pack", "P1")


def test_an_unknown_code_is_told(place: Workplace) -> None:
    page(place, "inventory")
    scan(place.desk.window, "WHAT-IS-IT")
    assert last(place) == (
        Level.REFUSED,
        "Nobody knows WHAT-IS-IT: it is no order, shipment, product, bin or purchase order.",
    )
    assert place.desk.window.tabs.key == "inventory"


def test_a_code_can_be_typed_into_the_search_field(place: Workplace) -> None:
    page(place, "inventory")
    press(place.desk.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    for part in ("SO-", "100", "2"):
        type_into(place.desk.window, part)
        QTest.qWait(120)  # a person's pace: longer than any scanner's gap
    press(place.desk.window, Qt.Key.Key_Return)
    assert in_front(place) == ("orders", "SO-1002")


@pytest.mark.parametrize("typed", ["b@example.org", "B@EXAMPLE"])
def test_an_email_opens_its_orders(place: Workplace, typed: str) -> None:
    page(place, "inventory")
    place.desk.window.top_bar.search.submitted.emit(typed)
    settle()
    assert cells(page(place, "orders"), "number") == ["SO-1003"]
    assert in_front(place) == ("orders", "SO-1003")


def test_an_email_that_nobody_has_is_told(place: Workplace) -> None:
    page(place, "inventory")
    place.desk.window.top_bar.search.submitted.emit("nobody@example.org")
    settle()
    assert last(place)[0] is Level.REFUSED
    assert "nobody@example.org" in last(place)[1]
    assert place.desk.window.tabs.key == "inventory"


@pytest.mark.parametrize("typed", ["novak", "0660 / 123 45 67", "0043 660 1234567", "1Z999AA1"])
def test_a_name_a_telephone_and_a_tracking_number_open_their_order(
    place: Workplace, typed: str
) -> None:
    with place.context.database.write.begin() as connection:
        own = connection.execute(
            update(Order).where(Order.number == "SO-1001").values(phone="+43 (0)660 1234567")
        )
    assert own.rowcount == 1
    allocate(place.context)
    [shipment] = get_order(place.context, "SO-1001").shipments
    with place.context.database.write.begin() as connection:
        sent = update(Shipment).where(Shipment.number == shipment.number)
        connection.execute(sent.values(tracking="1Z999AA1", carrier="UPS"))
    page(place, "inventory")
    place.desk.window.top_bar.search.submitted.emit(typed)
    settle()
    assert cells(page(place, "orders"), "number") == ["SO-1001"]
    assert in_front(place) == ("orders", "SO-1001")


def test_a_typed_part_of_a_product_can_be_searched_for(place: Workplace) -> None:
    page(place, "orders")
    place.desk.window.top_bar.search.submitted.emit("nobody at all")
    settle()
    assert last(place)[0] is Level.REFUSED
    click_message(place, "Search products")
    assert place.desk.window.tabs.key == "inventory"


def test_suggestions_are_offered_while_typing_and_never_stop_a_scan(place: Workplace) -> None:
    window = place.desk.window
    page(place, "inventory")
    press(window, Qt.Key.Key_F, CONTROL)
    offered = window.findChild(SuggestionList)
    assert isinstance(offered, SuggestionList)
    type_into(window, "so-1")
    wait_for(offered.isVisible)
    words = [offered.item(row).text() for row in range(offered.count())]
    assert words[0] == "Order SO-1001 · Ana Novak"
    scan(window, "SO-1004")  # with the list open
    assert in_front(place) == ("orders", "SO-1004")
    assert not offered.isVisible()
    assert page(place, "orders").pane.view.hasFocus()
    press(window, Qt.Key.Key_F, CONTROL)
    type_into(window, "so-1")
    wait_for(offered.isVisible)
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Return)
    assert in_front(place) == ("orders", "SO-1002")
    press(window, Qt.Key.Key_F, CONTROL)
    type_into(window, "mug")
    wait_for(offered.isVisible)
    press(window, Qt.Key.Key_Escape)
    assert not offered.isVisible()
    press(window, Qt.Key.Key_Return)  # what was typed, and no suggestion
    assert place.desk.window.top_bar.search.text() == "mug"


def two_things(place: Workplace, folder: Path) -> None:
    import_text(place.context, folder, "products", "sku,name\nSO-1003,Odd\n")
    import_text(place.context, folder, "stock", "warehouse,sku,quantity\nVIE,SO-1003,3\n")


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ([Qt.Key.Key_Return], ("inventory", "SO-1003")),
        ([Qt.Key.Key_Down, Qt.Key.Key_Return], ("orders", "SO-1003")),
        ([Qt.Key.Key_2], ("orders", "SO-1003")),
    ],
)
def test_a_code_of_two_things_asks_which_by_keyboard(
    place: Workplace, tmp_path: Path, keys: list[Qt.Key], shown: tuple[str, str]
) -> None:
    two_things(place, tmp_path)
    page(place, "purchase_orders")
    place.desk.window.top_bar.search.submitted.emit("SO-1003")
    settle()
    dialog = open_dialog(place, "choice_dialog")
    for key in keys:
        press(dialog, key)
    QTest.qWait(120)  # a lone character is given back when it proves to be no scan
    assert in_front(place) == shown


def test_escape_leaves_the_question(place: Workplace, tmp_path: Path) -> None:
    two_things(place, tmp_path)
    page(place, "inventory")
    place.desk.window.top_bar.search.submitted.emit("SO-1003")
    settle()
    press(open_dialog(place, "choice_dialog"), Qt.Key.Key_Escape)
    assert place.desk.window.tabs.key == "inventory"
