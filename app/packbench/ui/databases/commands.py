"""File ▸ Open database: looks at a place, makes it ready, and has the window begin anew there.

Whatever can go wrong goes wrong before the window leaves the database that it is on.
"""

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from packbench.domain.opening import CannotOpenError, LookedAt, ServerPlace
from packbench.domain.refusals import EnvironmentFault, Refusal
from packbench.ui.desk import Desk
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandSpec
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.databases.dialog import OpenDialog


def databases_of(window: QWidget) -> "Databases":
    """The one of a window."""
    [found] = window.findChildren(Databases)
    return found


class Databases(QObject):
    """Knows the window's database, and changes over to another one.

    Args:
        desk: the open window.

    Attributes:
        url: the address that the window is on, or tries.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self.url = ""
        desk.window.registry.add(self._commands())

    def ask(self, url: str = "") -> None:
        """Opens the dialog, filled in with an address."""
        from packbench.services.office.opening import has_keyring  # noqa: PLC0415 - loads the database layer

        self._desk.runner.read(
            "open.keyring",
            has_keyring,
            lambda keyring: self._show(url, keyring=keyring),
            owner=self._desk.window,
        )

    def change_over(self, url: str, *, remember: bool) -> None:
        """Leaves for a database that is ready, as soon as all is saved; `remember`: for good."""
        from packbench.ui.databases.remembered import choose_database  # noqa: PLC0415 - see above

        desk = self._desk
        if remember:
            choose_database(desk.memory, url)
        desk.window.next_database = url
        desk.window.close()

    def _show(self, url: str, *, keyring: bool) -> None:
        from packbench.ui.databases.dialog import OpenDialog  # noqa: PLC0415 - see above
        from packbench.ui.databases.remembered import recent_databases  # noqa: PLC0415 - the same

        desk = self._desk
        dialog = OpenDialog(recent_databases(desk.memory), desk.theme, desk.window, keyring=keyring)
        dialog.look_wanted.connect(lambda place: self._look(dialog, place))
        dialog.open_wanted.connect(lambda looked, keep: self._open(dialog, looked, keep=keep))
        dialog.open()
        if url:
            dialog.show_address(url)

    def _look(self, dialog: "OpenDialog", place: str | ServerPlace) -> None:
        from packbench.services.office.opening import (  # noqa: PLC0415 - see above
            look_at_file,
            look_at_server,
        )

        def look() -> LookedAt:
            return look_at_file(place) if isinstance(place, str) else look_at_server(place)

        self._desk.runner.read(
            "open.look",
            look,
            lambda looked: dialog.show_looked(looked) if dialog.still_wanted(place) else None,
            on_error=lambda error: self._refuse(dialog, place, error),
            owner=dialog,
        )

    def _open(self, dialog: "OpenDialog", looked: LookedAt, *, keep: bool) -> None:
        from packbench.services.office.opening import (  # noqa: PLC0415 - see above
            keep_in_keyring,
            open_it,
            server_place,
            without_password,
        )

        if without_password(looked.url) == without_password(self.url) and self._desk.window.online:
            dialog.refuse(tr("This window is on that database already."))
            return

        def make_ready() -> str:
            open_it(looked)
            place = server_place(looked.url)
            secret = keep and place is not None and bool(place.password)
            return keep_in_keyring(looked.url) if secret else looked.url

        dialog.wait(tr("Opening it…"))
        self._desk.runner.read(
            "open.open",
            make_ready,
            lambda url: self._leave(dialog, looked, url),
            on_error=lambda error: self._refuse(dialog, looked, error),
            owner=dialog,
        )

    def _leave(self, dialog: "OpenDialog", looked: LookedAt, url: str) -> None:
        """Changes over when nothing is being saved or printed any more.

        Escape stays here, and so does who types another place meanwhile.
        """
        if not dialog.still_wanted(looked):
            return
        running = self._desk.runner.writing
        if running is not None and self._desk.window.online:
            words = tr("First this is finished: {what}. Escape stays on this database.")
            dialog.wait(words.format(what=running.title or tr("saving")))
            again = self._desk.runner.idle
            again.connect(
                lambda: self._leave(dialog, looked, url) if shiboken6.isValid(dialog) else None,
                Qt.ConnectionType.SingleShotConnection,
            )
            return
        if dialog.isVisible():
            dialog.accept()
            self.change_over(url, remember=True)

    def _refuse(
        self, dialog: "OpenDialog", what: str | ServerPlace | LookedAt, error: BaseException
    ) -> None:
        """Says why it can't be opened; nothing where another place stands there by now."""
        from packbench.words.opening import opening_words  # noqa: PLC0415 - see above

        known = self._desk.window.errors.translate(error)
        if isinstance(known, CannotOpenError | EnvironmentFault | Refusal):
            if dialog.still_wanted(what):
                dialog.refuse(opening_words(known))
        else:
            dialog.refuse(tr("It could not be opened. The window stays where it is."))
            self._desk.window.errors.show(known)

    def _commands(self) -> list[CommandSpec]:
        return [
            CommandSpec(
                CommandId.OPEN_DATABASE,
                tr("Open database…"),
                self.ask,
                "database",
                "Ctrl+O",
                tr("Another file, or a server; this one is left when all is saved"),
            )
        ]
