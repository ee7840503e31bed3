import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from packbench.jobs.lanes import Lanes
from packbench.jobs.progress import JobCancelled, Progress
from packbench.ui.parts.bridge.runner import Runner
from packbench.ui.parts.shell.progress_strip import ProgressStrip


@pytest.fixture
def runner(qapp: QApplication) -> Iterator[Runner]:
    made = Runner(Lanes.threaded(), qapp)
    yield made
    made.shut_down()


def fail() -> None:
    message = "broken"
    raise ValueError(message)


def test_results_come_on_the_ui_thread(runner: Runner, qtbot: QtBot) -> None:
    came: list[tuple[int, QThread]] = []
    runner.read("slot", threading.get_ident, lambda by: came.append((by, QThread.currentThread())))
    qtbot.waitUntil(lambda: bool(came))
    worker, receiver = came[0]
    assert worker != threading.get_ident()
    assert receiver is QThread.currentThread()


def test_an_error_goes_to_its_own_handler_or_to_all(runner: Runner, qtbot: QtBot) -> None:
    own: list[BaseException] = []
    common: list[BaseException] = []
    runner.failed.connect(common.append)
    runner.read("a", fail, lambda _: None, on_error=own.append)
    runner.read("b", fail, lambda _: None)
    qtbot.waitUntil(lambda: bool(own and common))
    assert [str(error) for error in (*own, *common)] == ["broken", "broken"]


def test_nobody_is_called_for_a_job_that_was_dropped(runner: Runner, qtbot: QtBot) -> None:
    came: list[str] = []
    gate = threading.Event()
    job = runner.read("slot", lambda: gate.wait(10), lambda _: came.append("dropped"))
    job.drop()
    gate.set()
    runner.read("slot", lambda: None, lambda _: came.append("kept"))
    qtbot.waitUntil(lambda: came == ["kept"])


def test_nobody_is_called_when_the_owner_is_gone(runner: Runner, qtbot: QtBot) -> None:
    came: list[str] = []
    owner, gate = QObject(), threading.Event()
    runner.read("slot", lambda: gate.wait(10), lambda _: came.append("orphan"), owner=owner)
    owner.deleteLater()
    del owner
    qtbot.wait(1)
    gate.set()
    runner.read("slot", lambda: None, lambda _: came.append("kept"))
    qtbot.waitUntil(lambda: came == ["kept"])


def test_long_work_shows_how_far_it_is_and_can_be_cancelled(runner: Runner, qtbot: QtBot) -> None:
    strip = ProgressStrip(runner)
    qtbot.addWidget(strip)
    ended: list[BaseException] = []
    steps: list[int] = []
    gate = threading.Event()

    def work(progress: Progress) -> None:
        for step in range(10_000):
            steps.append(step)
            progress.report(step, 10_000)
            gate.wait(0.01)

    job = runner.write("Allocating orders", work, lambda _: None, on_error=ended.append)
    qtbot.wait(1)
    assert not strip.isVisible()
    qtbot.waitUntil(strip.isVisible)
    assert strip.words.startswith("Allocating orders ")
    assert "of 10,000" in strip.words
    job.cancel()
    qtbot.waitUntil(lambda: bool(ended))
    assert isinstance(ended[0], JobCancelled)
    assert len(steps) < 10_000
    qtbot.waitUntil(lambda: not strip.isVisible())


def test_short_work_shows_nothing(runner: Runner, qtbot: QtBot) -> None:
    strip = ProgressStrip(runner)
    qtbot.addWidget(strip)
    with qtbot.waitSignal(runner.finished):
        runner.write("Saving", lambda _: None, lambda _: None)
    assert not strip.isVisible()


def test_what_was_read_is_let_go_once_it_is_delivered(runner: Runner, qtbot: QtBot) -> None:
    class Million:
        """Stands for the ids of a list."""

    made: list[weakref.ref[Million]] = []

    def read() -> Million:
        ids = Million()
        made.append(weakref.ref(ids))
        return ids

    gc.disable()  # the window looks for garbage seldom
    try:
        job = runner.read("slot", read, lambda _: None)
        qtbot.waitUntil(lambda: bool(made) and made[0]() is None)
    finally:
        gc.enable()
    assert not job.running
