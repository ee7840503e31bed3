"""What moved and what was where, and the proof of the ledger: in the window, by keys."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from helpers.shop import open_dialog, press, settle, type_into, wait_for
from packbench.services.stock.changes import adjust
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.theme.tokens import Scheme
from packbench.ui.parts.widgets.document_preview import DocumentPreview
from packbench.ui.screens.ledger import controller
from packbench.ui.screens.ledger.movements_dialog import MovementsDialog
from packbench.ui.screens.ledger.proof_dialog import ProofDialog
from packbench.ui.workplace import Workplace

PICTURES = os.environ.get("PACKBENCH_TEST_PICTURES")


def shot(place: Workplace, dialog: QWidget, name: str) -> None:
    """Pictures for a person to look at; none in a usual run."""
    for scheme in Scheme if PICTURES else ():
        place.desk.theme.choose(QApplication.instance(), scheme)  # type: ignore[arg-type]
        settle()
        dialog.grab().save(f"{PICTURES}/{name}-{scheme.value}.png")


def test_what_moved_and_what_was_where_is_told(place: Workplace) -> None:
    adjust(place.context, "GRZ", "CUP-3", 9, reason="found behind the shelf")
    adjust(place.context, "GRZ", "CUP-3", -2, reason="broken")
    place.desk.window.activateWindow()
    settle()
    press(place.desk.window, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    dialog = open_dialog(place, "movements_dialog")
    assert isinstance(dialog, MovementsDialog)
    wait_for(lambda: bool(dialog.table.rows.shown))
    type_into(dialog, "cup-3")
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: {one.sku for one in dialog.table.rows.shown} == {"CUP-3"})
    youngest = dialog.table.rows.shown[0]
    assert (youngest.quantity, youngest.note) == (-2, "broken")
    wait_for(lambda: bool(dialog.then.rows.shown))
    now = sum(one.units for one in dialog.then.rows.shown)
    shot(place, dialog, "movements")
    dialog.slider.setFocus()
    press(dialog, Qt.Key.Key_Home)
    wait_for(lambda: sum(one.units for one in dialog.then.rows.shown) != now)
    assert sum(one.units for one in dialog.then.rows.shown) == now + 2
    dialog.sku.setFocus()
    dialog.sku.selectAll()
    type_into(dialog, "NOPE")
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: "NOPE" in dialog.told)


def test_the_proof_is_saved_and_compared(
    place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "heads.json"
    monkeypatch.setattr(controller, "ask_where_to_save", lambda *_: file)
    monkeypatch.setattr(controller, "ask_for_files", lambda *_: [file])
    place.desk.window.registry.action(CommandId.LEDGER_PROOF).trigger()
    dialog = open_dialog(place, "proof_dialog")
    assert isinstance(dialog, ProofDialog)
    wait_for(lambda: bool(dialog.table.rows.shown))
    shot(place, dialog, "proof")
    press(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    wait_for(lambda: dialog.findChild(DocumentPreview) is not None)
    page = dialog.findChild(DocumentPreview)
    assert page is not None
    assert page.windowTitle().startswith("ledger-")
    shot(place, page, "proof-page")
    page.close()
    dialog.activateWindow()
    settle()
    press(dialog, Qt.Key.Key_Return)
    wait_for(lambda: "heads.json" in dialog.told)
    adjust(place.context, "GRZ", "CUP-3", 1, reason="found")
    press(dialog, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    wait_for(lambda: "as it was" in dialog.told)
    assert any("more since" in one.what.text for one in dialog.table.rows.shown)
    shot(place, dialog, "compared")
    file.write_text(file.read_text().replace('"link": "', '"link": "0'))
    press(dialog, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    wait_for(lambda: "Not all is as" in dialog.told)
