"""Pictures of the window on a database, for where there is no screen and for looking at it."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QApplication

from packbench.engine.command.context import Context
from packbench.jobs.lanes import Lanes
from packbench.ui.app import make_application, open_desk
from packbench.ui.desk import Desk
from packbench.ui.office import Office, database_words
from packbench.ui.parts.shell.memory import Memory
from packbench.ui.parts.shell.record_page import RecordPage
from packbench.ui.parts.shell.tab_host import TABS
from packbench.ui.parts.theme.tokens import Scheme, Tone

_SIZE = QSize(1440, 900)
_ROUNDS = 20  # timers of no length that start each other: pages, selection, details, layout
_SCHEMES = (Scheme.LIGHT, Scheme.DARK)


def save_pictures(context: Context, folder: Path) -> list[Path]:
    """Writes a picture of every tab on this database, light and dark, and gives their paths.

    It needs no screen. The first row of each tab is selected, so that its details are shown.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # whatever screen was named, there is none
    app = QApplication.instance() or make_application(sys.argv[:1])
    folder.mkdir(parents=True, exist_ok=True)
    return take_pictures(cast("QApplication", app), context, folder)


def take_pictures(app: QApplication, context: Context, folder: Path) -> list[Path]:
    """Opens a window of its own, unknown to the person's settings, and saves each tab."""
    with TemporaryDirectory() as settings:
        desk = open_desk(app, Lanes.inline(), Memory(Path(settings)))
        try:
            furnish(desk, context)
            return [
                _save(app, desk, tab.key, scheme, folder) for scheme in _SCHEMES for tab in TABS
            ]
        finally:
            desk.window.close()
            desk.scans.disarm()
            desk.runner.shut_down()


def furnish(desk: Desk, context: Context) -> None:
    """Shows the window on a database that is ready, without listening to other stations."""
    desk.window.resize(_SIZE)
    desk.window.show()
    Office(desk, replace(context, publish=desk.bus.post))
    desk.window.status.set_database(database_words(context), Tone.READY)
    desk.window.set_online(online=True)


def _save(app: QApplication, desk: Desk, tab: str, scheme: Scheme, folder: Path) -> Path:
    if desk.theme.chosen is not scheme:
        desk.theme.choose(app, scheme)
    desk.window.tabs.go_to(tab)
    settle(app)
    page = desk.window.tabs.page
    if isinstance(page, RecordPage) and len(page.pane.model) and not page.selected_ids:
        page.pane.view.show_row(0)
        settle(app)
    path = folder / f"{tab}-{scheme}.png"
    desk.window.grab().save(str(path))
    return path


def settle(app: QApplication) -> None:
    """Lets everything happen that waits for the event loop; the lanes are inline."""
    for _ in range(_ROUNDS):
        app.processEvents()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
