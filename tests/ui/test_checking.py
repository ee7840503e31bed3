"""The check of the database in the window, by its keys: sound, contradicting, damaged, gone."""

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton
from sqlalchemy import text

from helpers.shop import open_dialog, press, settle, wait_for
from packbench.services.office import administration
from packbench.services.orders.allocating import allocate
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.screens.checking.dialog import CheckDialog
from packbench.ui.workplace import Workplace

PAGE_BYTES = 4096
_MOMENT_MS = 10
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def check(place: Workplace) -> CheckDialog:
    """Opens the dialog by its keys; the lanes are inline, so that it has its answer then."""
    press(place.desk.window, Qt.Key.Key_I, CTRL, SHIFT)
    found = open_dialog(place, "check_dialog")
    assert isinstance(found, CheckDialog)
    return found


def rows(dialog: CheckDialog) -> list[tuple[str, str, str]]:
    """What must hold, whether it does, and the first bad row, from the top."""
    model = dialog.checks.rows
    cells = [[model.cell(row, column).text for column in (0, 1, 3)] for row in _all(model)]
    return [(what, holds, bad) for what, holds, bad in cells]


def _all(model: object) -> range:
    return range(model.rowCount())  # type: ignore[attr-defined]  # generic, of any row


def tables(dialog: CheckDialog) -> dict[str, tuple[str, str]]:
    """By table: rows, and damage."""
    model = dialog.tables.rows
    cells = [[model.cell(row, column).text for column in (0, 1, 3)] for row in _all(model)]
    return {table: (count, damage) for table, count, damage in cells}


def path_of(place: Workplace) -> Path:
    path = place.context.database.path
    assert path is not None
    return path


def nothing_failed(place: Workplace) -> bool:
    past = place.desk.window.messages.past()
    return all(message.level is not Level.FAILED for message in past)


def write_past(path: Path, offset: int, content: bytes) -> None:
    """Another program writes into the file; this process never opens it, and keeps its locks."""
    words = "import sys; f = open(sys.argv[1], 'r+b'); f.seek(int(sys.argv[2]));"
    code = f"{words} f.write(bytes.fromhex(sys.argv[3])); f.close()"
    given = [str(path), str(offset), content.hex()]
    subprocess.run([sys.executable, "-c", code, *given], check=True)


def flush(place: Workplace) -> None:
    """All that is in the log stands in the file itself."""
    with place.context.database.read.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def page_of(place: Workplace, table: str) -> int:
    """Where the first page of a table lies."""
    with place.context.database.read.connect() as connection:
        query = text("SELECT rootpage FROM sqlite_master WHERE name = :name AND type = 'table'")
        root = connection.execute(query, {"name": table}).scalar_one()
    return (int(root) - 1) * PAGE_BYTES


def damage_page(place: Workplace) -> None:
    """The orders can't be read any more."""
    write_past(path_of(place), page_of(place, "orders"), bytes(PAGE_BYTES))


def damage_header(place: Workplace) -> None:
    write_past(path_of(place), 0, random.Random(1).randbytes(100))  # noqa: S311 - the same each time


def test_a_sound_database_is_told_and_left_by_escape(place: Workplace) -> None:
    allocate(place.context)
    dialog = check(place)
    count = len(administration.check(place.context.database).checks)
    assert dialog.verdict.startswith(f"The database is sound: {count} checks hold. It took ")
    assert {holds for _, holds, _ in rows(dialog)} == {"Yes"}
    assert ("No more is promised than is on hand", "Yes", "–") in rows(dialog)
    assert tables(dialog) == {}
    assert dialog.advice == ""
    assert dialog.focusWidget() is dialog.checks
    buttons = {one.text(): one for one in dialog.findChildren(QPushButton)}
    assert not any(one.isVisible() for words, one in buttons.items() if "Save" in words)
    dialog.checks.rows.show([])
    press(dialog, Qt.Key.Key_A, ALT)
    wait_for(lambda: len(rows(dialog)) == count)
    press(dialog, Qt.Key.Key_Escape)
    assert not place.desk.window.findChildren(CheckDialog)


def test_what_contradicts_comes_first_with_what_to_do(place: Workplace) -> None:
    with place.context.database.write.begin() as connection:
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for name in names.scalars().all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("UPDATE stock SET on_hand = on_hand + 1 WHERE on_hand = 10"))
    dialog = check(place)
    told = rows(dialog)
    assert [holds for _, holds, _ in told[:3]] == ["No", "No", "Yes"]
    assert told[0][0] == "What is on hand is the sum of what came and went"
    assert told[0][2].startswith("stock ")
    assert dialog.verdict.startswith("2 of ")
    assert dialog.advice.startswith(f"Does not hold: {told[0][0]} ({told[0][2]}). The record")
    press(dialog, Qt.Key.Key_Down)
    assert "with its rules off, or changed the rules" in dialog.advice
    press(dialog, Qt.Key.Key_Down)
    assert dialog.advice == ""
    assert nothing_failed(place)
    dialog.reject()


def save(dialog: CheckDialog, folder: Path | None) -> str:
    """Alt+S, then types a folder into the dialog that asks for one, or leaves it by Escape.

    Gives what that dialog was called.
    """
    asked: list[str] = []

    def answer() -> None:
        asking = QApplication.activeModalWidget()
        if not isinstance(asking, QFileDialog):
            QTimer.singleShot(_MOMENT_MS, answer)  # Qt shows a button pressed for a moment
            return
        asked.append(asking.windowTitle())
        if folder is None:
            QTest.keyClick(asking.windowHandle(), Qt.Key.Key_Escape)
            return
        field = asking.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        field.setText(str(folder))
        field.setFocus()
        QTest.keyClick(asking.windowHandle(), Qt.Key.Key_Return)

    answer()
    press(dialog, Qt.Key.Key_S, ALT)
    wait_for(lambda: bool(asked) and not dialog.findChildren(QFileDialog))
    dialog.activateWindow()  # what a desktop does
    settle()
    return asked[0]


@pytest.mark.parametrize("damage", [damage_page, damage_header])
def test_what_can_be_read_of_a_damaged_file_is_told_and_saved(
    place: Workplace, tmp_path: Path, damage: Callable[[Workplace], None]
) -> None:
    flush(place)
    damage(place)
    before = path_of(place).read_bytes()
    dialog = check(place)
    assert dialog.verdict.startswith("The file is damaged; nothing was written to it.")
    assert rows(dialog)[0][:2] == ("The file can be read, page by page", "No")
    assert "Take the last back-up" in dialog.advice
    assert tables(dialog)["product"] == ("3", "–")
    [first, *_] = tables(dialog)
    assert (first == "orders") is (damage is damage_page)
    folder = tmp_path / "kept"
    folder.mkdir()
    assert save(dialog, folder) == "Make a folder with the saved files in"
    [saved] = folder.iterdir()
    assert saved.name.startswith(f"{path_of(place).stem}-saved-")
    assert f"rows were saved as files in {saved}." in dialog.verdict
    products = (saved / "02-products.csv").read_text("utf-8")
    assert "TEA-1" in products
    assert path_of(place).read_bytes() == before
    assert nothing_failed(place)
    save(dialog, folder)
    assert len(list(folder.iterdir())) == 2
    press(dialog, Qt.Key.Key_Escape)
    assert not place.desk.window.findChildren(CheckDialog)


def test_a_changed_mind_saves_nothing(place: Workplace, tmp_path: Path) -> None:
    flush(place)
    damage_page(place)
    dialog = check(place)
    told = dialog.verdict
    before = set(tmp_path.iterdir())

    save(dialog, None)
    assert dialog.verdict == told
    assert set(tmp_path.iterdir()) == before
    dialog.reject()


def test_a_file_that_is_gone_is_told(place: Workplace) -> None:
    path_of(place).unlink()
    dialog = check(place)
    assert "is not there any more" in dialog.verdict
    assert rows(dialog) == []
    assert nothing_failed(place)
    dialog.reject()


def test_the_check_costs_nobody_the_locks(place: Workplace) -> None:
    """A file with a damaged header is copied; to open and close it would drop SQLite's locks."""
    flush(place)
    damage_header(place)
    assert is_locked(path_of(place))
    dialog = check(place)
    assert dialog.verdict.startswith("The file is damaged")
    assert is_locked(path_of(place))
    dialog.reject()


_LOCKED = """
import fcntl, struct, sys
with open(sys.argv[1], "r+b") as file:
    asked = struct.pack("hhqqhh", fcntl.F_WRLCK, 0, 0x40000000, 512, 0, 0)
    print(struct.unpack("hhqqhh", fcntl.fcntl(file, fcntl.F_GETLK, asked))[0] != fcntl.F_UNLCK)
"""


def is_locked(path: Path) -> bool:
    """Whether this process holds a lock on SQLite's lock bytes, as another process sees it."""
    words = [sys.executable, "-c", _LOCKED, str(path)]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout == "True\n"
