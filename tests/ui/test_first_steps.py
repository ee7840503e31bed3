"""The first steps by keys: on an empty database by themselves, and whenever somebody wants them."""

import shutil
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from helpers.shop import press, run, scan, settle, type_into, wait_for
from helpers.windows import Steps, run_driven, window
from packbench.jobs.progress import JobCancelled
from packbench.paths import user_data_dir
from packbench.services.demo.fresh import make_fresh_demo
from packbench.ui.databases.remembered import chosen_database
from packbench.ui.first_steps import controller
from packbench.ui.first_steps.dialog import FirstSteps
from packbench.ui.first_steps.scan_box import ScanBox
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.memory import Memory
from packbench.ui.workplace import Workplace

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def empty(tmp_path: Path, sqlite_template: Path) -> Path:
    return Path(shutil.copy(sqlite_template, tmp_path / "empty.db"))


def assistant() -> FirstSteps:
    [found] = [one for one in window().findChildren(FirstSteps) if one.isVisible()]
    found.activateWindow()
    settle()
    return found


def is_there() -> bool:
    return any(one.isVisible() for one in window().findChildren(FirstSteps))


def form() -> QDialog:
    [found] = [one for one in assistant().findChildren(QDialog, "bulk_dialog") if one.isVisible()]
    found.activateWindow()
    settle()
    return found


def warehouses() -> list[str]:
    button = window().top_bar._warehouse
    return [action.text() for action in button.menu().actions()][1:]


def test_an_empty_database_begins_with_the_first_steps(
    qapp: QApplication, tmp_path: Path, empty: Path
) -> None:
    def steps() -> Steps:
        yield is_there
        press(assistant(), Qt.Key.Key_Return)
        assert assistant().step == "warehouse"
        press(assistant(), Qt.Key.Key_W, ALT)
        yield lambda: bool(assistant().findChildren(QDialog, "bulk_dialog"))
        type_into(form(), "VIE")
        press(form(), Qt.Key.Key_Tab)
        type_into(form(), "Vienna")
        press(form(), Qt.Key.Key_Return)
        yield lambda: assistant().answer == "Warehouses so far: VIE. Enter goes on."
        assert warehouses() == ["VIE"]
        for dialog in assistant().findChildren(QDialog, "bulk_dialog"):
            dialog.close()
        press(assistant(), Qt.Key.Key_Return)
        assert assistant().step == "import"
        press(assistant(), Qt.Key.Key_Return)
        assert assistant().step == "scan"
        scan(assistant(), "4006381333931")
        told = [one.text() for one in assistant().findChildren(ScanBox)]
        assert told == ["The scanner works: 4006381333931 came, and was told from typing."]
        press(assistant(), Qt.Key.Key_Left, ALT)
        yield lambda: assistant().step == "import"
        press(assistant(), Qt.Key.Key_Escape)
        yield lambda: not is_there()
        window().activateWindow()
        settle()
        press(window(), Qt.Key.Key_Z, CTRL)  # what a step did is an ordinary command
        yield lambda: warehouses() == []

    run_driven(qapp, tmp_path, steps(), f"sqlite:///{empty}")


def test_sample_data_comes_into_a_database_of_its_own(
    qapp: QApplication, tmp_path: Path, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = partial(make_fresh_demo, order_count=15)
    monkeypatch.setattr(controller, "make_fresh_demo", few)

    def steps() -> Steps:
        yield is_there
        before = window()
        press(assistant(), Qt.Key.Key_D, ALT)
        yield lambda: "Making sample data" in assistant().answer
        yield lambda: window() is not before and window().status._words.text() == "SQLite demo.db"
        yield lambda: bool(warehouses())
        assert not is_there()

    run_driven(qapp, tmp_path, steps(), f"sqlite:///{empty}")
    assert [one.name for one in user_data_dir().glob("demo*")] == ["demo"]
    assert chosen_database(Memory(tmp_path)) == ""  # the next start is on one's own again

    def next_start() -> Steps:
        yield is_there  # still without a warehouse

    run_driven(qapp, tmp_path, next_start(), f"sqlite:///{empty}")
    shutil.rmtree(user_data_dir() / "demo")


def test_sample_data_that_is_stopped_leaves_nothing(
    qapp: QApplication, tmp_path: Path, empty: Path
) -> None:
    def steps() -> Steps:
        yield is_there
        press(assistant(), Qt.Key.Key_D, ALT)
        yield lambda: "Making sample data" in assistant().answer
        press(assistant(), Qt.Key.Key_D, ALT)
        yield lambda: assistant().answer == "Stopped. No sample data was made."
        press(assistant(), Qt.Key.Key_Escape)

    run_driven(qapp, tmp_path, steps(), f"sqlite:///{empty}")
    assert list(user_data_dir().glob("demo*")) == []


@pytest.mark.parametrize("step", [0, 4, 10])
def test_wherever_it_is_stopped(step: int) -> None:
    def stop(done: int, _total: int) -> None:
        if done == step:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        make_fresh_demo("Ana", "3", stop, 5)
    assert list(user_data_dir().glob("demo*")) == []


def test_the_first_steps_are_opened_from_the_menu_and_their_commands_run(place: Workplace) -> None:
    run(place, CommandId.FIRST_STEPS)
    [dialog] = place.desk.window.findChildren(FirstSteps)
    for keys, name in ((Qt.Key.Key_O, "open_database"), (Qt.Key.Key_P, "printers_dialog")):
        while keys == Qt.Key.Key_P and dialog.step != "printers":
            dialog.go(1)
        dialog.activateWindow()
        settle()
        press(dialog, keys, ALT)
        wait_for(lambda name=name: bool(_shown(place, name)))  # type: ignore[misc]
        [opened] = _shown(place, name)
        opened.close()
        settle()
    run(place, CommandId.FIRST_STEPS)  # the same one, at the step where it was
    assert dialog.step == "printers"
    press(dialog, Qt.Key.Key_Escape)
    assert not place.desk.window.findChildren(FirstSteps)


def _shown(place: Workplace, name: str) -> list[QDialog]:
    return [one for one in place.desk.window.findChildren(QDialog, name) if one.isVisible()]
