"""What to buy, in the window: by its key, filtered, explained, drafted, taken back, ruled."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from helpers.shop import import_text, open_dialog, press, settle, type_into, wait_for
from packbench.services.masters.kinds import REORDER_RULES
from packbench.services.masters.reading import find_records
from packbench.services.orders import allocating
from packbench.services.purchasing import orders as purchasing
from packbench.ui.parts.bulk.dialog import BulkDialog
from packbench.ui.parts.theme.tokens import Scheme
from packbench.ui.screens.reordering.dialog import SuggestionsDialog
from packbench.ui.workplace import Workplace

PICTURES = os.environ.get("PACKBENCH_TEST_PICTURES")
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def needing(place: Workplace, tmp_path: Path) -> Workplace:
    """CUP-3 is waited for, MUG-2 is below its point, TEA-1 has enough; nobody sells TEA-1."""
    suppliers = "code,name,currency\nACME,Acme,EUR\nZETA,Zeta & Sons,EUR\n"
    import_text(place.context, tmp_path, "suppliers", suppliers)
    terms = (
        "supplier,sku,unit_cost,pack_size,lead_time_days\nACME,CUP-3,2.5,6,9\nZETA,MUG-2,4,1,5\n"
    )
    import_text(place.context, tmp_path, "supplier-products", terms)
    rules = "warehouse,sku,point,cover_days\nGRZ,MUG-2,8,\nVIE,TEA-1,1,\nVIE,MUG-2,,30\n"
    import_text(place.context, tmp_path, "reorder-rules", rules)
    allocating.allocate(place.context)
    settle()
    return place


def opened(place: Workplace) -> SuggestionsDialog:
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, Qt.Key.Key_B, ALT | SHIFT)
    dialog = open_dialog(place, "suggestions_dialog")
    assert isinstance(dialog, SuggestionsDialog)
    wait_for(lambda: bool(dialog.table.rows.shown))
    settle()
    if PICTURES:
        _pictures(place, dialog)
    return dialog


def _pictures(place: Workplace, dialog: QWidget) -> None:
    """The dialog in each look, where somebody wants to see it."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    for scheme in Scheme:
        place.desk.theme.choose(app, scheme)
        settle()
        dialog.grab().save(f"{PICTURES}/buy-{scheme.value}.png")


def skus(dialog: SuggestionsDialog) -> list[tuple[str, int]]:
    return [(one.sku, one.proposed) for one in dialog.table.rows.shown]


def asked(verdict: str) -> BulkDialog:
    """The dialog over another, tried once."""

    def found() -> BulkDialog | None:
        shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, BulkDialog)]
        return next((one for one in shown if one.isVisible()), None)

    wait_for(lambda: found() is not None)
    made = found()
    assert made is not None
    made.activateWindow()
    settle()
    wait_for(lambda: made.verdict == verdict)
    return made


def test_what_is_to_be_bought_is_drafted_by_enter(needing: Workplace) -> None:
    dialog = opened(needing)
    assert skus(dialog) == [("CUP-3", 6), ("MUG-2", 6)]
    assert dialog.count_words == "2 products to buy."
    told = {one.label: one.words for one in dialog.reasons.rows.shown}
    assert told["Waiting"] == "Units that orders wait for; nothing brings 4 of them."
    press(dialog, Qt.Key.Key_O, ALT)
    wait_for(lambda: skus(dialog) == [("CUP-3", 6)])
    press(dialog, Qt.Key.Key_O, ALT)
    wait_for(lambda: len(skus(dialog)) == 2)
    press(dialog, Qt.Key.Key_A, ALT)
    wait_for(lambda: len(skus(dialog)) == 4)
    press(dialog, Qt.Key.Key_A, ALT)
    wait_for(lambda: len(skus(dialog)) == 2)
    dialog.table.setFocus()
    press(dialog, Qt.Key.Key_Return)
    made = asked("2 would be done")
    press(made, Qt.Key.Key_Return)
    wait_for(lambda: len(purchasing.list_all(needing.context)) == 2)
    wait_for(lambda: skus(dialog) == [])
    settle()
    dialog.activateWindow()
    settle()
    press(dialog, Qt.Key.Key_Z, CONTROL)
    wait_for(lambda: purchasing.list_all(needing.context) == [])
    wait_for(lambda: len(skus(dialog)) == 2)
    press(dialog, Qt.Key.Key_Escape)


def test_all_is_drafted_by_its_key(needing: Workplace) -> None:
    press(needing.desk.window, Qt.Key.Key_G, ALT | SHIFT)
    made = asked("2 would be done")
    press(made, Qt.Key.Key_Return)
    wait_for(lambda: len(purchasing.list_all(needing.context)) == 2)


def test_one_rule_is_set_for_the_rows_that_are_selected(needing: Workplace) -> None:
    dialog = opened(needing)
    dialog.table.setFocus()
    press(dialog, Qt.Key.Key_A, CONTROL)
    press(dialog, Qt.Key.Key_R, ALT)
    wait_for(lambda: QApplication.activeModalWidget() is not dialog)
    made = QApplication.activeModalWidget()
    assert isinstance(made, BulkDialog)
    type_into(made, "20")
    wait_for(lambda: made.verdict == "2 would be done")
    press(made, Qt.Key.Key_Return)
    wait_for(
        lambda: (
            {
                (one["warehouse"], one["sku"], one["point"])
                for one in find_records(needing.context, REORDER_RULES)
            }
            == {
                ("VIE", "CUP-3", "20"),
                ("GRZ", "MUG-2", "20"),
                ("VIE", "TEA-1", "1"),
                ("VIE", "MUG-2", ""),
            }
        )
    )
    wait_for(lambda: skus(dialog) == [("CUP-3", 24), ("MUG-2", 18)])
