"""The commands of the Help menu; they are there before a database is, and without one.

What they show is imported when it is first asked for: the window is in view before that.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from packbench.ui.desk import Desk
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandSpec
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.services.documents.printing import RenderedDocument
    from packbench.services.office.about import AboutDatabase, AboutProgram
    from packbench.ui.workplace import Workplace


class Helping(QObject):
    """Opens what the window tells about itself.

    Args:
        desk: the open window.

    Attributes:
        place: the window at work on a database; None until one answers.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self.place: Workplace | None = None
        desk.window.registry.add(self._commands())
        desk.window.help_wanted.connect(self.show_guide_of)

    def show_guide(self) -> None:
        """Opens the guide at the chapter of what has the keyboard."""
        self.show_guide_of(QApplication.focusWidget() or self._desk.window)

    def show_guide_of(self, widget: QWidget) -> None:
        """Opens the guide at the chapter of what a widget stands in; above a dialog it is in."""
        from packbench.ui.helping.chapters import chapter_of  # noqa: PLC0415 - see above
        from packbench.ui.helping.manual import Manual  # noqa: PLC0415 - the same

        above = widget.window()
        if isinstance(above, Manual):
            return
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        opened = above.findChildren(Manual, options=direct)
        manual = opened[0] if opened else Manual(self._desk.theme, above)
        manual.show()
        manual.open_at(chapter_of(widget, self._desk.window.registry))
        manual.raise_()
        manual.activateWindow()

    def show_about(self) -> None:
        """Shows versions, database and screen."""
        from packbench.services.office.about import (  # noqa: PLC0415 - see the module's docstring
            about_database,
            about_program,
        )

        place, desk = self.place, self._desk

        def look() -> "tuple[AboutProgram, AboutDatabase | None]":
            database = about_database(place.context.database) if place else None
            return about_program(), database

        def without(_error: BaseException) -> None:
            self._show_about((about_program(), None))

        desk.runner.read("about", look, self._show_about, on_error=without, owner=desk.window)

    def show_keys(self) -> None:
        """Shows the sheet of all keys, to be looked at, printed or saved."""
        from packbench.services.documents.key_sheet import key_sheet  # noqa: PLC0415 - the same
        from packbench.ui.helping.keys import key_groups  # noqa: PLC0415 - the same

        place, desk = self.place, self._desk
        if place is None:
            return
        groups = key_groups(desk.window.registry)
        desk.runner.render(
            tr("Making the key sheet"),
            lambda _: key_sheet(place.context, groups),
            self._show_sheet,
            owner=desk.window,
        )

    def _show_about(self, told: "tuple[AboutProgram, AboutDatabase | None]") -> None:
        from packbench.ui.helping.about import AboutDialog, facts_of  # noqa: PLC0415 - the same

        window = self._desk.window
        AboutDialog(facts_of(*told, window.screen()), self._desk.theme, window).open()

    def _show_sheet(self, made: "RenderedDocument") -> None:
        from packbench.ui.parts.widgets.document_preview import (  # noqa: PLC0415 - the same
            DocumentPreview,
            ShownDocument,
        )
        from packbench.ui.parts.widgets.messages import Level  # noqa: PLC0415 - the same

        desk, place = self._desk, self.place
        own = place.context.database.path if place else None
        shown = ShownDocument(tr("Keys of the window"), made.pdf, own)
        DocumentPreview(
            shown,
            desk.runner,
            desk.theme,
            lambda words: desk.window.messages.post(Level.DONE, words),
            desk.window,
        ).show()

    def _commands(self) -> list[CommandSpec]:
        return [
            CommandSpec(
                CommandId.GUIDE,
                tr("Guide"),
                self.show_guide,
                "clipboard-list",
                "F1",
                tr("The chapter about what is in front; the guide can be searched"),
            ),
            CommandSpec(
                CommandId.KEY_SHEET,
                tr("Sheet of all keys"),
                self.show_keys,
                "command",
                "Ctrl+F1",
                tr("Every key of the window on paper, to hang up beside the screen"),
                lambda context: context.online,
            ),
            CommandSpec(
                CommandId.ABOUT,
                tr("About Packbench"),
                self.show_about,
                "info",
                "",
                tr("Versions, database and screen, to be copied for who helps you"),
            ),
        ]
