"""The window's log: bugs on any lane get an incident id, Qt's messages are kept, notices told."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from pytestqt.qtbot import QtBot

from helpers.shop import settle
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.logs.reading import last_records, records_of_incident
from packbench.logs.writing import LogFiles
from packbench.ui.desk import Desk
from packbench.ui.parts.shell.notices import NoticeRelay
from packbench.ui.qt_log import leave_qt_messages, log_qt_messages


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """The log's folder."""
    handler = LogFiles(tmp_path / "log", lambda error: pytest.fail(str(error)))
    root = logging.getLogger("packbench")
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield tmp_path / "log"
    root.removeHandler(handler)
    root.setLevel(logging.NOTSET)
    handler.close()


@pytest.fixture
def expecting_errors(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    for record in caplog.get_records("call"):
        record.expected = True


def fail(_: object = None) -> None:
    message = "Ana Huber"
    raise LookupError(message)


@pytest.mark.usefixtures("expecting_errors")
def test_a_bug_of_a_lane_is_found_by_the_id_in_the_message(desk: Desk, log: Path) -> None:
    desk.runner.write("Saving", fail, lambda _: None)
    settle()
    words = desk.window.messages.past()[-1].text
    incident = words.split("Incident ")[1].rstrip(".")
    (record,) = records_of_incident(log, incident, 1)
    assert record.more[-1] == "builtins.LookupError"
    assert record.more[-2].endswith("raise LookupError(message)")


def test_refusals_and_faults_stand_at_info(desk: Desk, log: Path) -> None:
    desk.window.errors.show(Refusal(Code.NOT_ENOUGH_STOCK, sku="A", available=2, warehouse="W1"))
    desk.window.errors.show(EnvironmentFault(FaultCode.DISK_FULL))
    assert [(one.level, one.text) for one in last_records(log, 2)] == [
        ("INFO", "refusal code=not_enough_stock sku=A available=2 warehouse=W1"),
        ("INFO", "fault code=disk_full"),
    ]


@pytest.mark.usefixtures("expecting_errors")
def test_what_qt_says_is_kept(log: Path) -> None:
    log_qt_messages()
    try:
        qWarning("a picture is missing")
    finally:
        leave_qt_messages()
    (record,) = last_records(log, 5)
    assert (record.level, record.text) == (
        "WARNING",
        "qt category=default a picture is missing",
    )


def test_a_notice_of_another_thread_is_posted(desk: Desk, qtbot: QtBot) -> None:
    relay = NoticeRelay(desk.window.messages, desk.window)
    thread = threading.Thread(target=relay.tell, args=["The log can't be written."])
    thread.start()
    thread.join()
    messages = desk.window.messages
    qtbot.waitUntil(lambda: bool(messages.past()))
    assert messages.past()[-1].text == "The log can't be written."
