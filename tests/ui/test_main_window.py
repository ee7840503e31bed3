import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import Qt, QThread
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from helpers.gallery import DemoSource, fill
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.domain.scanning.assembler import Scan
from packbench.jobs.progress import JobCancelled
from packbench.ui.desk import Desk
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.scanner.scan_hub import CodeKind, ScanTarget
from packbench.ui.parts.shell.errors import Uncaught
from packbench.ui.parts.shell.tab_host import TABS
from packbench.ui.parts.theme.tokens import Scheme, Tone
from packbench.ui.parts.widgets.message_bar import MessageBar
from packbench.ui.parts.widgets.messages import Level, MessageAction


def last(desk: Desk) -> tuple[Level, str]:
    message = desk.window.messages.past()[-1]
    return message.level, message.text


def run(desk: Desk, command: CommandId) -> None:
    desk.window.registry.action(command).trigger()


def test_the_window_stands_without_a_database(desk: Desk) -> None:
    assert desk.window.tabs.page is None
    words = [label.text() for label in desk.window.tabs.findChildren(QLabel)]
    assert "Connecting to the database…" in words


def test_a_remembered_tab_that_is_not_known_is_passed_over(desk: Desk) -> None:
    desk.memory.keep_text("tab", "of another version")
    desk.window._recall()
    assert desk.window.tabs.key == TABS[0].key
    desk.memory.keep_text("tab", TABS[2].key)
    desk.window._recall()
    assert desk.window.tabs.key == TABS[2].key


def test_the_database_layer_is_not_imported_with_the_window() -> None:
    program = (
        "import sys, packbench.ui.app\n"
        "late = {'sqlalchemy', 'alembic', 'psycopg', 'reportlab', 'pydantic', 'pyqtgraph'}\n"
        "sys.exit(','.join(sorted(late & sys.modules.keys())) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)  # noqa: PLW1510 - judged below
    assert (done.returncode, done.stderr) == (0, "")


def test_the_first_rows_do_not_wait_for_what_only_commands_need() -> None:
    program = (
        "import sys, packbench.ui.office\n"
        "late = {'alembic', 'biip', 'psycopg', 'pydantic', 'pypdfium2', 'reportlab'}\n"
        "late |= {'numpy', 'pyqtgraph', 'uharfbuzz', 'xlsxwriter', 'fastapi', 'typer'}\n"
        "late |= {'packbench.documents.blocks', 'packbench.engine.check.database'}\n"
        "late |= {'sqlalchemy.orm', 'packbench.services.office.undo'}\n"
        "sys.exit(','.join(sorted(late & sys.modules.keys())) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)  # noqa: PLW1510 - judged below
    assert (done.returncode, done.stderr) == (0, "")


def test_the_time_to_connect_comes_once_after_the_first_paint(desk: Desk, qtbot: QtBot) -> None:
    times: list[None] = []
    desk.window.first_painted.connect(lambda: times.append(None))
    qtbot.waitUntil(lambda: times == [None])
    desk.window.repaint()
    qtbot.wait(1)
    assert times == [None]


def test_tabs_stand_in_their_order_and_are_reached_by_keys(desk: Desk) -> None:
    titles = ["Orders", "Back Orders", "Inventory", "Purchase Orders", "Pick & Pack", "Dashboard"]
    assert [tab.title for tab in TABS] == titles
    for number, tab in enumerate(TABS, start=1):
        key = Qt.Key(Qt.Key.Key_0 + number)
        handle = desk.window.windowHandle()
        QTest.keyClick(handle, key, Qt.KeyboardModifier.ControlModifier)
        assert desk.window.tabs.key == tab.key


def test_a_tab_shows_its_count(desk: Desk) -> None:
    desk.window.tabs.set_count("orders", 1_280)
    desk.window.tabs.set_count("inventory", None)
    assert desk.window.tabs._bar.tabText(0) == "Orders  1,280"
    assert desk.window.tabs._bar.tabText(2) == "Inventory"


def test_search_takes_what_is_typed_and_what_is_scanned(desk: Desk) -> None:
    submitted: list[str] = []
    desk.window.top_bar.search.submitted.connect(submitted.append)
    run(desk, CommandId.FIND)
    handle = desk.window.windowHandle()
    QTest.keyClick(handle, Qt.Key.Key_A)
    QTest.keyClick(handle, Qt.Key.Key_Return)
    for key in (*"4006381333931", Qt.Key.Key_Return):
        QTest.keyClick(handle, ord(key) if isinstance(key, str) else key)
    assert submitted == ["a", "4006381333931"]
    assert desk.window.top_bar.search.text() == "4006381333931"


def test_a_scan_goes_to_the_screen_in_front(desk: Desk) -> None:
    taken: list[str] = []
    unclaimed: list[str] = []
    hub = desk.window.hub
    hub.unclaimed.connect(lambda scan: unclaimed.append(scan.text))
    accepts = frozenset({CodeKind.PRODUCT})
    hub.attach("inventory", ScanTarget(accepts, lambda scan: taken.append(scan.text)))
    hub.take(Scan("1234"))
    desk.window.top_bar.search.submitted.emit("SO-7")
    desk.window.tabs.go_to("inventory")
    for number in range(60):
        hub.take(Scan(f"code {number}"))
    assert unclaimed == ["1234"]
    assert [one.text for one in desk.window.messages.past()] == [
        "Scanned 1234, but the database is not open yet. Scan it again when it is.",
        "SO-7 can't be found before the database is open. Press Enter again then.",
    ]
    assert taken == [f"code {number}" for number in range(60)]
    assert [entry.scan.text for entry in hub.recorded()] == taken[-50:]
    assert {entry.screen for entry in hub.recorded()} == {"inventory"}


def test_a_refusal_stands_in_the_message_bar(desk: Desk) -> None:
    desk.window.errors.show(
        Refusal(Code.NOT_ENOUGH_STOCK, available=2, sku="A-1", warehouse="Graz")
    )
    assert last(desk) == (Level.REFUSED, "Only 2 of A-1 are available at Graz.")
    assert desk.window.banner.isHidden()


def test_a_fault_of_the_surroundings_stands_in_the_banner(desk: Desk) -> None:
    desk.window.errors.show(EnvironmentFault(FaultCode.DATABASE_UNREACHABLE, cause="refused"))
    assert desk.window.banner.isVisible()
    assert "can't be reached (refused)" in desk.window.banner.text
    assert desk.window.messages.past() == []
    desk.window.set_online(online=True)
    assert desk.window.banner.isHidden()


def shown_buttons(desk: Desk) -> list[QToolButton]:
    QApplication.processEvents()  # what is to be deleted is there until the loop's next turn
    banner = desk.window.banner
    return [one for one in banner.findChildren(QToolButton) if one.isVisibleTo(banner)]


def test_a_banner_told_twice_has_its_buttons_once_and_keeps_the_focus(desk: Desk) -> None:
    again = MessageAction("Try again", print)
    banner = desk.window.banner
    for words in ("It is gone.", "It is still gone."):
        banner.show_text(words, [again], cause="start")
    assert [one.text() for one in shown_buttons(desk)] == ["Try again", "Hide"]
    first = shown_buttons(desk)[0]
    first.setFocus()
    banner.show_text("It is still gone.", [again], cause="start")
    assert shown_buttons(desk)[0] is first
    assert first.hasFocus()
    banner.show_text("Something else.", cause="other")
    banner.end("other")
    assert [one.text() for one in shown_buttons(desk)] == ["Try again", "Hide"]


def test_messages_in_one_turn_show_the_buttons_of_the_last(desk: Desk) -> None:
    for number in range(3):
        desk.window.messages.post(Level.DONE, f"{number}", MessageAction("Show", print))
    QApplication.processEvents()  # the same
    bar = desk.window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    found = [one for one in bar.findChildren(QToolButton) if one.isVisibleTo(bar)]
    assert [one.text() for one in found if one.text()] == ["Show"]  # beside two with icons alone


def test_a_bug_is_logged_and_its_details_can_be_copied(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.window.errors.show(ZeroDivisionError("by zero"))
    level, text = last(desk)
    incident = text.rsplit(" ", maxsplit=1)[-1].rstrip(".")
    assert level is Level.FAILED
    assert f"incident id={incident}" in caplog.text
    desk.window.messages.past()[-1].actions[0].run()
    copied = QGuiApplication.clipboard().text()
    assert incident in copied
    assert "ZeroDivisionError: by zero" in copied
    caplog.clear()


def test_a_cancelled_job_says_that_nothing_changed(desk: Desk) -> None:
    desk.window.errors.show(JobCancelled())
    assert last(desk) == (Level.INFO, "Cancelled. Nothing was changed.")


def test_an_exception_of_another_thread_comes_to_the_ui_thread(qtbot: QtBot) -> None:
    uncaught = Uncaught()
    caught: list[tuple[str, QThread]] = []
    uncaught.caught.connect(lambda error: caught.append((str(error), QThread.currentThread())))

    def fail() -> None:
        message = "in a thread"
        raise ValueError(message)

    hooks = sys.excepthook, threading.excepthook
    uncaught.install()
    try:
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    finally:
        sys.excepthook, threading.excepthook = hooks
    qtbot.waitUntil(lambda: caught == [("in a thread", QThread.currentThread())])


def test_what_was_done_is_undone_once(desk: Desk) -> None:
    undone: list[str] = []
    undo = desk.window.registry.action(CommandId.UNDO)
    assert not undo.isEnabled()
    desk.window.undo.done("Order 1 was put on hold.", lambda: undone.append("order 1"))
    desk.window.undo.done("Order 2 was put on hold.", lambda: undone.append("order 2"))
    button = desk.window.messages.past()[-1].actions[0]
    undo.trigger()
    button.run()
    assert undone == ["order 2"]
    undo.trigger()
    assert undone == ["order 2", "order 1"]
    assert not undo.isEnabled()


def test_closing_waits_for_what_is_being_saved(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(desk.runner), "unsaved", 1)
    assert not desk.window.close()
    assert desk.window.isVisible()
    assert last(desk) == (Level.INFO, "Finishing 1 save…")
    monkeypatch.undo()
    desk.runner.idle.emit()
    assert not desk.window.isVisible()


def test_the_look_and_the_text_size_can_be_changed(desk: Desk, qapp: QApplication) -> None:
    run(desk, CommandId.SCHEME_DARK)
    assert desk.theme.chosen is Scheme.DARK
    assert desk.window.registry.action(CommandId.SCHEME_DARK).isChecked()
    assert not desk.window.registry.action(CommandId.SCHEME_LIGHT).isChecked()
    before = qapp.font().pointSizeF()
    run(desk, CommandId.TEXT_LARGER)
    assert qapp.font().pointSizeF() > before
    for _ in range(20):
        run(desk, CommandId.TEXT_SMALLER)
    assert qapp.font().pointSizeF() == pytest.approx(10.5 * 0.8)


@pytest.mark.parametrize("scheme", Scheme)
def test_every_widget_that_takes_the_focus_has_a_name(
    desk: Desk, scheme: Scheme, qapp: QApplication
) -> None:
    fill(desk, DemoSource(300))
    desk.window.status.set_database("PostgreSQL", Tone.READY)
    desk.window.undo.done("Done.", lambda: None)
    desk.window.banner.show_text("The database can't be reached.")
    desk.theme.choose(qapp, scheme)
    nameless = [
        (type(widget).__name__, widget.objectName())
        for widget in desk.window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisibleTo(desk.window)
        if not _accessible_name(widget)
    ]
    assert nameless == []


def _accessible_name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else ""


@pytest.mark.parametrize("scale", [0.8, 1.0, 1.6])
def test_no_word_on_a_button_is_cut_off(desk: Desk, scale: float, qapp: QApplication) -> None:
    fill(desk, DemoSource(300))
    desk.window.resize(1280, 800)
    desk.theme.choose(qapp, Scheme.LIGHT, scale)
    qapp.processEvents()
    cut = [
        label.text()
        for label in desk.window.findChildren(QLabel)
        if label.isVisibleTo(desk.window) and type(label) is QLabel and not label.wordWrap()
        if label.width() < label.sizeHint().width()
    ]
    assert cut == []
