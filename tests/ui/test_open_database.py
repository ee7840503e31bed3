"""File ▸ Open database, by keys: the window changes over, or stays and says why."""

import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from helpers.databases import sqlalchemy_url
from helpers.shop import press, settle, type_into
from helpers.windows import Steps, run_driven, window
from packbench.domain.opening import LookedAt, OpenState
from packbench.ui.databases.commands import databases_of
from packbench.ui.databases.dialog import OpenDialog
from packbench.ui.databases.remembered import chosen_database, recent_databases
from packbench.ui.first_steps.dialog import FirstSteps
from packbench.ui.parts.shell.memory import Memory
from packbench.ui.parts.theme.theme import Theme

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def first(tmp_path: Path, shop_template: Path) -> Path:
    """The database that the window is on at first; with warehouses, so that nothing else opens."""
    return Path(shutil.copy(shop_template, tmp_path / "first.db"))


def shown() -> OpenDialog:
    [dialog] = [one for one in window().findChildren(OpenDialog) if one.isVisible()]
    dialog.activateWindow()
    settle()
    return dialog


def is_open() -> bool:
    return any(one.isVisible() for one in window().findChildren(OpenDialog))


def foot() -> str:
    return window().status._words.text()


def type_path(dialog: OpenDialog, path: object) -> None:
    dialog._path.setFocus()
    dialog._path.clear()
    type_into(dialog, str(path))


def open_by_keys(path: object) -> Steps:
    yield lambda: window().online
    window().activateWindow()
    settle()
    press(window(), Qt.Key.Key_O, CTRL)
    yield is_open
    type_path(shown(), path)
    press(shown(), Qt.Key.Key_Return)


def test_another_file_is_opened_and_remembered(
    qapp: QApplication, tmp_path: Path, first: Path
) -> None:
    second = tmp_path / "second.db"

    def steps() -> Steps:
        yield from open_by_keys(second)
        before = window()
        yield lambda: shown().answer.startswith("There is no database yet.")
        assert not second.exists()
        press(shown(), Qt.Key.Key_Return)  # what it says it does
        yield lambda: window() is not before and window().online
        assert foot() == "SQLite second.db"
        yield lambda: bool(window().findChildren(FirstSteps))  # it is empty
        press(window().findChildren(FirstSteps)[0], Qt.Key.Key_Escape)
        window().activateWindow()
        settle()
        press(window(), Qt.Key.Key_O, CTRL)  # back, by the list of those opened before
        yield is_open
        assert [shown()._recent.item(row).text() for row in range(2)] == [str(second), str(first)]
        press(shown(), Qt.Key.Key_Down)
        press(shown(), Qt.Key.Key_Return)
        yield lambda: foot() == "SQLite first.db" and window().online

    run_driven(qapp, tmp_path, steps(), f"sqlite:///{first}")
    memory = Memory(tmp_path)
    assert chosen_database(memory) == f"sqlite:///{first}"
    assert len(recent_databases(memory)) == 2

    def next_start() -> Steps:
        yield lambda: window().online and foot() == "SQLite first.db"

    run_driven(qapp, tmp_path, next_start())


def test_what_cannot_be_opened_is_told_and_the_window_stays(
    qapp: QApplication, tmp_path: Path, first: Path
) -> None:
    diary, newer = tmp_path / "diary.db", Path(shutil.copy(first, tmp_path / "newer.db"))
    diary.write_text("Dear diary")
    with closing(sqlite3.connect(newer)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '20991231_0000_future'")
        raw.commit()
    wrong = {
        diary: "This is no Packbench database",
        newer: "is of a newer Packbench",
        tmp_path: "is a folder",
        tmp_path / "no" / "x.db": "There is no folder",
        first: "on that database already",
    }

    def steps() -> Steps:
        yield lambda: window().online
        before = window()
        press(before, Qt.Key.Key_O, CTRL)
        yield is_open
        for path, words in wrong.items():
            type_path(shown(), path)
            press(shown(), Qt.Key.Key_Return)
            yield lambda words=words: words in shown().answer  # type: ignore[misc]
        press(shown(), Qt.Key.Key_Escape)
        yield lambda: not is_open()
        assert window() is before
        assert (foot(), window().online) == ("SQLite first.db", True)

    run_driven(qapp, tmp_path, steps(), f"sqlite:///{first}")
    assert diary.read_text() == "Dear diary"
    assert chosen_database(Memory(tmp_path)) == ""


def test_a_server_is_tried_and_opened_without_its_password_on_the_disk(
    qapp: QApplication, tmp_path: Path, first: Path, postgres_server: str, postgres_template: str
) -> None:
    url = sqlalchemy_url(postgres_server, postgres_template)

    def steps() -> Steps:
        yield lambda: window().online
        press(window(), Qt.Key.Key_O, CTRL)
        yield is_open
        dialog = shown()
        dialog._kind.setFocus()
        press(dialog, Qt.Key.Key_Down)
        press(dialog, Qt.Key.Key_Return)
        assert dialog.answer == "Type the name or the number of the server."
        dialog.show_address(url.replace(postgres_template, "nothing_there"))
        dialog._server._password.setText("geheim")
        press(dialog, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
        yield lambda: "The server has no database nothing_there" in shown().answer
        dialog._server._database.setFocus()
        dialog._server._database.selectAll()
        type_into(dialog, postgres_template)
        press(dialog, Qt.Key.Key_Return)
        yield lambda: foot().startswith("PostgreSQL") and window().online

    run_driven(qapp, tmp_path, steps(), f"sqlite:///{first}")
    chosen = chosen_database(Memory(tmp_path))
    assert chosen.startswith("postgresql+psycopg://")
    assert "geheim" not in (tmp_path / "window.ini").read_text()


def test_an_answer_for_another_place_is_none_for_what_stands_there_now(theme: Theme) -> None:
    window = QWidget()
    dialog = OpenDialog([], theme, window, keyring=False)
    looks, opened = list[object](), list[object]()
    dialog.look_wanted.connect(looks.append)
    dialog.open_wanted.connect(lambda looked, _: opened.append(looked))
    dialog.open()
    try:
        dialog.show_address("postgresql://ana@first/shop?sslmode=verify-full&keyring=packbench")
        press(dialog, Qt.Key.Key_Return)  # it is to be opened as soon as the server answers
        dialog._server._host.setFocus()
        dialog._server._host.clear()
        type_into(dialog, "second")
        first = LookedAt("postgresql+psycopg://ana@first:5432/shop", OpenState.READY)
        dialog.show_looked(first)
        assert (dialog.answer, opened) == ("", [])
        press(dialog, Qt.Key.Key_Return)
        options = [dict(one.options) for one in looks]  # type: ignore[attr-defined]
        assert options == [
            {"sslmode": "verify-full", "keyring": "packbench"},  # the password is of that place
            {"sslmode": "verify-full"},
        ]
        assert [dialog.still_wanted(one) for one in (*looks, first)] == [False, True, False]  # type: ignore[arg-type]
        second = LookedAt("postgresql+psycopg://ana@second:5432/shop", OpenState.READY)
        dialog.show_looked(second)
        assert opened == [second]
        assert dialog.still_wanted(second)
        type_into(dialog, "s")  # another one, while the second is being opened
        assert not dialog.still_wanted(second)
    finally:
        dialog.reject()
        shiboken6.delete(window)


def test_a_start_on_what_is_not_there_offers_another_one(
    qapp: QApplication, tmp_path: Path
) -> None:
    good = tmp_path / "good.db"

    def steps() -> Steps:
        yield lambda: bool(window().banner.text)
        assert not window().online
        press(window(), Qt.Key.Key_O, CTRL)
        yield is_open
        type_path(shown(), good)
        yield lambda: shown().answer.startswith("There is no database yet.")
        press(shown(), Qt.Key.Key_Return)
        yield lambda: window().online
        assert foot() == "SQLite good.db"

    (tmp_path / "text.db").write_text("no")
    run_driven(qapp, tmp_path, steps(), f"sqlite:///{tmp_path / 'text.db'}")


def test_what_is_being_saved_is_finished_first(
    qapp: QApplication, tmp_path: Path, first: Path
) -> None:
    second = Path(shutil.copy(first, tmp_path / "second.db"))
    may_end, saved = threading.Event(), list[str]()

    def save() -> None:
        runner = databases_of(window())._desk.runner
        runner.write("Import of orders", lambda _: may_end.wait(60), lambda _: saved.append("all"))

    def steps() -> Steps:
        yield lambda: window().online
        save()
        yield from open_by_keys(second)
        yield lambda: "First this is finished: Import of orders" in shown().answer
        press(shown(), Qt.Key.Key_Escape)
        assert (foot(), window().next_database) == ("SQLite first.db", "")
        yield from open_by_keys(second)
        yield lambda: "First this is finished" in shown().answer
        may_end.set()
        yield lambda: foot() == "SQLite second.db" and window().online
        assert saved == ["all"]

    run_driven(qapp, tmp_path, steps(), f"sqlite:///{first}")


@pytest.mark.parametrize("damaged", ["", "[1, 2", '{"a": 1}', '[1, null, "sqlite:////x.db"]'])
def test_a_memory_that_is_damaged_is_no_trouble(tmp_path: Path, damaged: str) -> None:
    memory = Memory(tmp_path)
    memory.keep_text("databases", damaged)
    assert recent_databases(memory) in ([], ["sqlite:////x.db"])
