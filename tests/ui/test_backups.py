"""The back-ups in the window: the dialog by its keys, and the daily one by itself."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QToolButton
from sqlalchemy import text

from helpers.shop import open_dialog, press, wait_for
from packbench.services.office.backups import backup_state
from packbench.services.orders.allocating import allocate
from packbench.ui import company_clock
from packbench.ui.screens.backups.controller import DailyBackup
from packbench.ui.screens.backups.dialog import BackupsDialog
from packbench.ui.screens.checking.dialog import CheckDialog
from packbench.ui.workplace import Workplace


@pytest.fixture
def dialog(place: Workplace) -> BackupsDialog:
    allocate(place.context)
    keys = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    press(place.desk.window, Qt.Key.Key_K, *keys)
    found = open_dialog(place, "backups_dialog")
    assert isinstance(found, BackupsDialog)
    return found


def kept(dialog: BackupsDialog) -> list[str]:
    rows = dialog.findChild(QListWidget)
    assert isinstance(rows, QListWidget)
    return [rows.item(row).text() for row in range(rows.count())]


def folder(place: Workplace) -> Path:
    path = place.context.database.path
    assert path is not None
    return path.with_name(f"{path.stem}-backups")


def alt(dialog: BackupsDialog, key: Qt.Key) -> None:
    """Presses a button by its key, which Qt shows pressed for a moment; waits for the answer."""
    dialog.tell("")
    press(dialog, key, Qt.KeyboardModifier.AltModifier)
    wait_for(lambda: dialog.answer not in {"", "Backing up…", "Reading it through…"})


def test_a_back_up_is_made_and_read_through_by_keys(
    dialog: BackupsDialog, place: Workplace
) -> None:
    assert kept(dialog) == []
    alt(dialog, Qt.Key.Key_B)
    assert dialog.answer == "It was backed up and read through: it is whole."
    [row] = kept(dialog)
    [file] = folder(place).iterdir()
    assert row.endswith(file.name)
    alt(dialog, Qt.Key.Key_T)
    assert dialog.answer.startswith(f"{file.name} is whole. Orders in it: 5;")
    alt(dialog, Qt.Key.Key_B)  # again on the same day
    assert len(kept(dialog)) == 1
    dialog.reject()


def test_a_damaged_one_is_told(dialog: BackupsDialog, place: Workplace) -> None:
    alt(dialog, Qt.Key.Key_B)
    [file] = folder(place).iterdir()
    file.write_bytes(file.read_bytes()[:20_000])
    alt(dialog, Qt.Key.Key_T)
    assert dialog.answer.startswith(f"{file} is no whole back-up of Packbench")
    dialog.reject()


def test_a_folder_that_can_not_be_made_is_told(dialog: BackupsDialog, place: Workplace) -> None:
    folder(place).write_text("in the way")
    alt(dialog, Qt.Key.Key_B)
    assert "could not be made" in dialog.answer
    assert kept(dialog) == []
    dialog.reject()


def test_a_window_backs_up_once_a_day(place: Workplace) -> None:
    allocate(place.context)
    today = company_clock.today()
    days = [today]
    daily = DailyBackup(place, lambda: days[-1])
    daily.look()
    assert days_of(place) == [today]
    days.append(today + timedelta(days=1))
    daily.look()
    assert days_of(place) == [today + timedelta(days=1), today]
    place.desk.window.close()


def test_a_back_up_that_fails_is_told_and_tried_again(place: Workplace) -> None:
    allocate(place.context)
    folder(place).write_text("in the way")
    daily = DailyBackup(place)
    assert "could not be made" in place.desk.window.banner.text
    folder(place).unlink()
    place.desk.runner.write("", lambda _: None, lambda _: None)
    assert place.desk.window.banner.isVisible()  # that something was saved makes no back-up
    daily.look()
    assert len(days_of(place)) == 1
    assert place.desk.window.banner.isHidden()
    place.desk.window.close()


def test_a_damaged_database_is_told_as_such(place: Workplace) -> None:
    allocate(place.context)
    path = place.context.database.path
    assert path is not None
    with place.context.database.read.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        query = text("SELECT rootpage FROM sqlite_master WHERE name = 'movement'")
        root = connection.execute(query).scalar_one()
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(bytes(4096))
    DailyBackup(place)
    banner = place.desk.window.banner
    assert banner.text.startswith("The database is damaged (")
    assert not any(folder(place).iterdir())
    [check] = [one for one in banner.findChildren(QToolButton) if "Check" in one.text()]
    check.click()
    dialog = open_dialog(place, "check_dialog")
    assert isinstance(dialog, CheckDialog)
    assert dialog.verdict.startswith("The file is damaged")
    dialog.reject()
    place.desk.window.close()


def days_of(place: Workplace) -> list[date]:
    state = backup_state(place.context.database, company_clock.today())
    return [one.day for one in state.kept]
