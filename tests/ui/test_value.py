"""What stock is worth, freight and duty, rates, what suppliers did: in the window, by keys."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from helpers.shop import import_text, open_dialog, press, settle, type_into, wait_for
from packbench.services.purchasing.receiving import receive
from packbench.services.value.rates import list_rates, set_rate
from packbench.services.value.stock import ValueMethod, stock_value
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.theme.tokens import Scheme
from packbench.ui.screens.value.costs_dialog import CostsDialog, RatesDialog
from packbench.ui.screens.value.facts_dialog import FactsDialog
from packbench.ui.screens.value.value_dialog import ValueDialog
from packbench.ui.workplace import Workplace

PICTURES = os.environ.get("PACKBENCH_TEST_PICTURES")
ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def bought(place: Workplace, tmp_path: Path) -> Workplace:
    """PO-7 in dollars was received: 4 of CUP-3 at 2.50, 6 of MUG-2 at 5."""
    context = place.context
    import_text(context, tmp_path, "suppliers", "code,name,currency\nUSA,Cups of America,USD\n")
    table = "po_number,supplier,warehouse,sku,quantity,unit_cost,status,expected_on\n"
    table += "PO-7,USA,GRZ,CUP-3,4,2.5,sent,2026-01-05\nPO-7,USA,GRZ,MUG-2,6,5,,2026-01-05\n"
    import_text(context, tmp_path, "purchase-orders", table)
    receive(context, "PO-7")
    past = "po_number,supplier,warehouse,currency,sent_on,sku,quantity,unit_cost,expected_on,"
    past += "received_on,received,rejected\n"
    for number, (days, price) in enumerate(((8, 2), (9, 3), (25, 3), (40, 4)), 1):
        past += f"OLD{number},USA,GRZ,USD,2025-0{number}-01,CUP-3,10,{price},2025-0{number}-10,"
        past += f"2025-0{number + days // 30}-{1 + days % 28:02},9,{number % 2}\n"
    import_text(context, tmp_path, "purchase-history", past)
    settle()
    return place


def shot(place: Workplace, dialog: QWidget, name: str) -> None:
    """Pictures for a person to look at; none in a usual run."""
    for scheme in Scheme if PICTURES else ():
        place.desk.theme.choose(QApplication.instance(), scheme)  # type: ignore[arg-type]
        settle()
        dialog.grab().save(f"{PICTURES}/{name}-{scheme.value}.png")


def fill(dialog: QWidget, field: QLineEdit, words: str) -> None:
    """Types over what stands in a field."""
    field.setFocus()
    field.selectAll()
    type_into(dialog, words)


def value_shown(place: Workplace) -> ValueDialog:
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, Qt.Key.Key_Y, ALT_SHIFT)
    dialog = open_dialog(place, "value_dialog")
    assert isinstance(dialog, ValueDialog)
    return dialog


def test_a_rate_and_freight_are_told_and_counted(bought: Workplace) -> None:
    window, context = bought.desk.window, bought.context
    window.registry.action(CommandId.EXCHANGE_RATES).trigger()
    rates = open_dialog(bought, "rates_dialog")
    assert isinstance(rates, RatesDialog)
    wait_for(lambda: "EUR" in rates.told)
    fill(rates, rates._currency, "usd")
    fill(rates, rates._rate, "0")
    press(rates, Qt.Key.Key_Return)
    wait_for(lambda: "is no rate" in rates.told)
    fill(rates, rates._rate, "0,5")
    press(rates, Qt.Key.Key_Return)
    wait_for(lambda: len(list_rates(context)) == 1 and len(rates.rates.rows.shown) == 1)
    shot(bought, rates, "rates")
    fill(rates, rates._currency, "usd")
    fill(rates, rates._rate, "0.4")
    rates._day.setDate(rates._day.date().addDays(-9))
    press(rates, Qt.Key.Key_Return)
    wait_for(lambda: len(list_rates(context)) == 2)
    now, before = (one.from_day for one in list_rates(context))
    assert now - before == timedelta(days=9)
    rates.reject()

    window.activateWindow()
    settle()
    press(window, Qt.Key.Key_I, ALT_SHIFT)
    wait_for(lambda: any(one.isVisible() for one in window.findChildren(CostsDialog)))
    costs = open_dialog(bought, "costs_dialog")
    assert isinstance(costs, CostsDialog)
    fill(costs, costs._freight, "10,00")
    press(costs, Qt.Key.Key_Return)
    wait_for(lambda: len(costs.shares.rows.shown) == 2)
    assert [str(one.freight) for one in costs.shares.rows.shown] == ["2.50", "7.50"]
    shot(bought, costs, "costs")
    press(costs, Qt.Key.Key_Return)
    wait_for(lambda: not any(one.isVisible() for one in window.findChildren(CostsDialog)))
    (mug,) = stock_value(context, sku="MUG-2", warehouse="GRZ", method=ValueMethod.AVERAGE).rows
    assert (str(mug.value), mug.unknown) == ("22.5000", 5)


def test_the_value_of_stock_tells_what_is_not_in_it(bought: Workplace) -> None:
    dialog = value_shown(bought)
    wait_for(lambda: "No rate is known of USD" in dialog.told)
    assert "0 of 25 units" in dialog.told
    dialog.reject()
    set_rate(bought.context, "USD", "0.5")
    again = value_shown(bought)
    wait_for(lambda: "are worth" in again.told)
    assert "No rate" not in again.told
    shot(bought, again, "value")
    again.what.setCurrentIndex(1)
    wait_for(lambda: "Nothing left on this day" in again.told)


def test_what_a_supplier_did_opens_its_rows(bought: Workplace) -> None:
    press(bought.desk.window, Qt.Key.Key_O, ALT_SHIFT)
    dialog = open_dialog(bought, "facts_dialog")
    assert isinstance(dialog, FactsDialog)
    wait_for(lambda: dialog.supplier.count() > 0)
    dialog.supplier.setCurrentIndex(dialog.supplier.findData("USA"))
    wait_for(lambda: "On time" in dialog.told and bool(dialog.charts["leads"].bars))
    assert "Fewer than 5 orders" in dialog.told
    chart = dialog.charts["leads"]
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    settle()
    press(chart, Qt.Key.Key_Return)
    wait_for(lambda: bool(dialog.rows.rows.shown))
    assert {one.order for one in dialog.rows.rows.shown} <= {"OLD1", "OLD2", "OLD3", "OLD4"}
    dialog.resize(QSize(1024, 700))
    shot(bought, dialog, "facts")
