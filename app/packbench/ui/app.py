"""Starts the window: the application, its look, the lanes, the scan filter, and the end of them.

Order: application and fonts → look → window, shown and painted → then `connect`, which may import
the database layer. Nothing of the database is imported before, so that the window is there at once.
"""

import logging
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from packbench import __version__
from packbench.domain.scanning.assembler import Scan
from packbench.exchange.scan_record import keep_record
from packbench.jobs.arenas import share_heaps
from packbench.jobs.lanes import Lanes
from packbench.ui.databases.commands import Databases
from packbench.ui.desk import Desk
from packbench.ui.helping.commands import Helping
from packbench.ui.parts.bridge.change_bus import ChangeBus
from packbench.ui.parts.bridge.garbage import not_at_the_start
from packbench.ui.parts.bridge.runner import Runner
from packbench.ui.parts.scanner.event_filter import ScanFilter
from packbench.ui.parts.scanner.scan_hub import last_scans
from packbench.ui.parts.shell.errors import Uncaught
from packbench.ui.parts.shell.main_window import MainWindow
from packbench.ui.parts.shell.memory import Memory
from packbench.ui.parts.theme.fonts import register_fonts
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import Scheme
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.qt_log import leave_qt_messages, log_qt_messages
from packbench.words.language import tr, used_language

_log = logging.getLogger(__name__)


def make_application(arguments: list[str]) -> QApplication:
    """The application with its fonts; one for the whole process."""
    app = QApplication(arguments)
    app.setApplicationName("Packbench")
    app.setApplicationVersion(__version__)
    QLocale.setDefault(readable_locale(QLocale.system(), os.environ))
    register_fonts()
    _translate_qt(app)
    return app


def _translate_qt(app: QApplication) -> None:
    """Puts the words of Qt's own dialogs and buttons into the language in use."""
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(used_language().replace("-", "_")), "qtbase", "_", folder):
        app.installTranslator(translator)


def readable_locale(system: QLocale, environment: Mapping[str, str]) -> QLocale:
    """The system's notation of numbers and dates; that of its language where it is "C".

    The C locale is for programs: it has no thousands and writes a day as `9 12 2011`. POSIX lets it
    be set for dates or numbers alone (LC_TIME, LC_NUMERIC), whatever the language is.
    """
    if system.language() is QLocale.Language.C:
        return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    if any(_is_for_programs(environment, category) for category in ("LC_TIME", "LC_NUMERIC")):
        return QLocale(system.language(), system.territory())
    return system


def _is_for_programs(environment: Mapping[str, str], category: str) -> bool:
    names = ("LC_ALL", category, "LANG")
    chosen = next((environment[name] for name in names if environment.get(name)), "")
    return chosen.partition(".")[0] in {"C", "POSIX"}


def open_desk(app: QApplication, lanes: Lanes, memory: Memory) -> Desk:
    """Makes the window, with the look that was chosen last, and begins to catch scans."""
    scheme = memory.text("scheme")
    known = Scheme(scheme) if scheme in set(Scheme) else None
    theme = Theme(known, memory.number("text_scale", 1.0))
    theme.apply(app)
    runner = Runner(lanes)
    window = MainWindow(app, runner, theme, memory)
    scans = ScanFilter(app)
    scans.scanned.connect(window.hub.take)
    scans.taken.connect(window.hub.record)
    window.hub.unclaimed.connect(lambda scan: _tell_unclaimed(window, scan))
    window.top_bar.search.submitted.connect(lambda typed: _tell_not_found(window, typed))
    window.hub.noted.connect(lambda: _keep_scans(window, runner, memory.folder))
    scans.refused.connect(lambda scan: _tell_refused(window, scan))
    scans.disarmed.connect(lambda: _tell_disarmed(window))
    scans.arm()
    desk = Desk(window, runner, ChangeBus(window), theme, memory, scans)
    Helping(desk)
    Databases(desk)
    return desk


def run_window(
    connect: Callable[[Desk], None],
    arguments: list[str] | None = None,
    again: Callable[[Desk], bool] = lambda _: False,
) -> int:
    """Shows the window, calls `connect` after its first paint, and runs until it is closed.

    Commands under way are finished then, and `again` tells whether another window follows, on
    another database. Gives the exit code.
    """
    share_heaps()
    log_qt_messages()
    app = make_application(sys.argv if arguments is None else arguments)
    try:
        with not_at_the_start():
            return run_windows(app, connect, again)
    finally:
        leave_qt_messages()


def run_windows(
    app: QApplication,
    connect: Callable[[Desk], None],
    again: Callable[[Desk], bool],
    memory: Callable[[], Memory] = Memory,
) -> int:
    """One window after the other in an application, as `run_window` does it."""
    code, wanted = 0, True
    while wanted:
        desk = open_desk(app, Lanes.threaded(), memory())
        code = _run(app, desk, connect)
        wanted = again(desk)
        desk.scans.deleteLater()
        desk.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return code


def _run(app: QApplication, desk: Desk, connect: Callable[[Desk], None]) -> int:
    uncaught = Uncaught()
    uncaught.caught.connect(desk.window.errors.show)
    uncaught.install()
    desk.window.first_painted.connect(lambda: connect(desk))
    desk.window.show()
    try:
        return app.exec()
    finally:
        desk.scans.disarm()
        desk.runner.shut_down(leave_writes=desk.window.closes_unsaved)
        uncaught.remove()


def _tell_refused(window: MainWindow, scan: Scan) -> None:
    words = tr("Scanned {text}, but a dialog is open. Close it and scan again.")
    told = words.format(text=scan.text)
    window.messages.post(Level.REFUSED, told)
    window.hub.judge(scan, told)


def _tell_unclaimed(window: MainWindow, scan: Scan) -> None:
    """While the window starts, or no database answers, there is nobody who could take a scan."""
    words = tr("Scanned {text}, but the database is not open yet. Scan it again when it is.")
    told = words.format(text=scan.text)
    window.messages.post(Level.REFUSED, told)
    window.hub.judge(scan, told)


def _tell_not_found(window: MainWindow, typed: str) -> None:
    """The same of what was typed into the search field."""
    if window.hub.target is None:
        words = tr("{text} can't be found before the database is open. Press Enter again then.")
        window.messages.post(Level.REFUSED, words.format(text=typed))


def _keep_scans(window: MainWindow, runner: Runner, folder: Path) -> None:
    """Keeps the flight recorder for other programs, beside the scans: none waits for the disk."""
    scans = last_scans(window.hub)

    def keep() -> None:
        try:
            keep_record(folder, scans)
        except OSError as error:  # what fails of it keeps nobody from scanning
            _log.info("the last scans could not be kept: %s", error)

    runner.read("last_scans", keep, lambda _kept: None, owner=window)


def _tell_disarmed(window: MainWindow) -> None:
    words = tr("Scans can't be told from typing just now. Use the search field (Ctrl+F).")
    window.messages.post(Level.FAILED, words)
