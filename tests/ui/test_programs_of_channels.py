"""Tokens of channels, and what came in by itself: in the window, by keys."""

import os
from pathlib import Path
from threading import Event

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from helpers.shop import open_dialog, press, settle, wait_for
from packbench.services.channels.verifying import set_verifying
from packbench.services.serving.orders import take_orders
from packbench.services.serving.tokens import channel_of_token, list_tokens
from packbench.services.serving.watching import Watcher
from packbench.ui.parts.theme.tokens import Scheme
from packbench.ui.screens.programs.dialog import ProgramsDialog
from packbench.ui.workplace import Workplace

PICTURES = os.environ.get("PACKBENCH_TEST_PICTURES")
ALT = Qt.KeyboardModifier.AltModifier


def shot(place: Workplace, dialog: QWidget, name: str) -> None:
    """Pictures for a person to look at; none in a usual run."""
    for scheme in Scheme if PICTURES else ():
        place.desk.theme.choose(QApplication.instance(), scheme)  # type: ignore[arg-type]
        settle()
        dialog.grab().save(f"{PICTURES}/{name}-{scheme.value}.png")


def test_a_token_is_made_copied_and_revoked_by_keys(place: Workplace, tmp_path: Path) -> None:
    context = place.context
    set_verifying(context, {"Shop": False})
    row = {"order_number": "9001", "sku": "MUG-2", "quantity": "2", "country": "DE"}
    take_orders(context, "Shop", [row, {**row, "order_number": "9002", "quantity": "two"}])
    (tmp_path / "in").mkdir()
    file = tmp_path / "in" / "orders-today.csv"
    file.write_text("order_number,sku,quantity\n9003,MUG-2,1\n", "utf-8")
    Watcher(context, tmp_path / "in", settle_s=0.1).run_once(Event(), lambda _: None)
    window = place.desk.window
    window.activateWindow()
    settle()
    press(window, Qt.Key.Key_Z, ALT | Qt.KeyboardModifier.ShiftModifier)
    dialog = open_dialog(place, "programs_dialog")
    assert isinstance(dialog, ProgramsDialog)
    wait_for(lambda: len(dialog.arrived.rows.shown) == 2)
    assert [(one.way, one.imported, one.rejected) for one in dialog.arrived.rows.shown] == [
        ("folder in", 1, 0),
        ("HTTP Shop", 1, 1),
    ]
    dialog._channel.setCurrentText("Shop")
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: bool(dialog.token) and len(dialog.tokens.rows.shown) == 1)
    shot(place, dialog, "programs")
    press(dialog, Qt.Key.Key_C, ALT)
    wait_for(lambda: "Copied" in dialog.told)
    token = QGuiApplication.clipboard().text()
    assert channel_of_token(context, token) == "Shop"
    dialog.tokens.take_in_hand(0)
    press(dialog, Qt.Key.Key_R, ALT)
    wait_for(lambda: "can't be taken back" in dialog.told)
    assert channel_of_token(context, token) == "Shop"
    press(dialog, Qt.Key.Key_R, ALT)
    wait_for(lambda: "opens nothing" in dialog.told)
    assert channel_of_token(context, token) is None
    dialog.tokens.take_in_hand(0)
    press(dialog, Qt.Key.Key_R, ALT)
    wait_for(lambda: "can't be taken back" in dialog.told)
    press(dialog, Qt.Key.Key_R, ALT)
    wait_for(lambda: "was revoked before" in dialog.told)
    assert len(list_tokens(context)) == 1
    dialog.reject()
