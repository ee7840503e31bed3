"""History in the panels, and advice that is done by its button."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from helpers.shop import open_dialog, page, select, settle, type_into, wait_for
from packbench.engine.bulk import Chosen
from packbench.services.masters.kinds import WAREHOUSES
from packbench.services.masters.saving import edit
from packbench.services.orders import changes, splitting
from packbench.services.orders.allocating import allocate
from packbench.ui.history import HistoryView
from packbench.ui.parts.widgets.painted_rows import TextRows
from packbench.ui.workplace import Workplace


def history(place: Workplace) -> HistoryView:
    """The history in the panel, when it was read."""
    panel = page(place, "orders").details
    wait_for(lambda: bool(told(panel)))
    return next(one for one in panel.findChildren(HistoryView) if one.isVisibleTo(panel))


def told(panel: QWidget) -> list[str]:
    """The words of the events in view."""
    views = [one for one in panel.findChildren(HistoryView) if one.isVisibleTo(panel)]
    found = [rows for view in views for rows in view.findChildren(TextRows)]
    shown = [rows for rows in found if rows.isVisibleTo(panel)]
    return [rows.words(n) for rows in shown for n in range(rows._count)]


def button(where: QWidget, name: str) -> Callable[[], QPushButton | None]:
    """The last button of a name in view."""

    def find() -> QPushButton | None:
        found = [one for one in where.findChildren(QPushButton, name) if one.isVisibleTo(where)]
        return found[-1] if found else None

    return find


def test_what_happened_is_told_searched_and_leads_to_the_other_order(place: Workplace) -> None:
    context, window = place.context, place.desk.window
    allocate(context)
    changes.hold(context, ["SO-1001"], reason="asked to wait")
    changes.resume(context, ["SO-1001"])
    splitting.split(context, [Chosen("SO-1001", 1, 1)])
    orders = page(place, "orders")
    select(orders, "SO-1001")
    view = history(place)
    words = " | ".join(told(orders.details))
    assert words.index("Split") < words.index("Resumed") < words.index("Put on hold")
    assert f"{context.operator} · {context.station}" in words
    assert "Together with SO-1001/2" in words
    view.field.setFocus()
    type_into(window, "put wait")
    wait_for(lambda: "Put on hold" in " ".join(told(orders.details)[:1]))
    assert "Split" not in " ".join(told(orders.details))
    view.field.clear()
    type_into(window, "split")
    way = button(orders.details, "history_way")
    wait_for(lambda: way() is not None)
    found = way()
    assert found is not None
    found.setFocus()
    QTest.keyClick(found, Qt.Key.Key_Space)
    wait_for(lambda: orders._panel.heading == "SO-1001/2")
    assert window.tabs.key == "orders"
    assert history(place).isVisible()
    assert "Together with SO-1001" in " ".join(told(orders.details))


def test_what_would_help_is_done_by_its_button(place: Workplace) -> None:
    allocate(place.context)
    orders = page(place, "orders")
    select(orders, "SO-1003")  # four of CUP-3, of which there are none
    fix = button(orders.details, "fix_receive_stock")
    wait_for(lambda: fix() is not None)
    found = fix()
    assert found is not None
    assert found.isEnabled()
    assert button(orders.details, "fix_reallocate")() is None
    found.click()
    wait_for(lambda: QApplication.activeModalWidget() is not None)
    dialog = open_dialog(place, "receive_dialog")
    assert "CUP-3" in [field.text() for field in dialog.findChildren(QLineEdit)]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    settle()
    assert place.desk.window.registry.filled == {}


def test_a_country_is_added_by_the_button_of_its_advice(place: Workplace) -> None:
    context = place.context
    edit(context, WAREHOUSES, ["GRZ"], {"countries": "DE"})
    allocate(context)
    orders = page(place, "orders")
    select(orders, "SO-1002")
    fix = button(orders.details, "fix_edit_warehouse")
    wait_for(lambda: fix() is not None)
    found = fix()
    assert found is not None
    found.click()
    wait_for(lambda: QApplication.activeModalWidget() is not None)
    form = open_dialog(place, "bulk_dialog")
    assert any("AT" in field.text() for field in form.findChildren(QLineEdit))
    QTest.keyClick(form, Qt.Key.Key_Escape)
    settle()
