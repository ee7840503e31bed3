"""The command that imports files, and files that are dropped onto the window."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.words.language import tr

if TYPE_CHECKING:
    from packbench.ui.screens.importing.controller import ImportController


def import_commands(do: "Callable[[], ImportController]") -> list[CommandSpec]:
    """The commands; they can be run on every tab."""
    return [
        CommandSpec(
            CommandId.IMPORT,
            tr("Import files…"),
            lambda: do().choose(),
            "file-input",
            "Ctrl+I",
            tr("Import orders, products, stock and more from CSV or XLSX"),
            _online,
        ),
        CommandSpec(
            CommandId.IMPORT_MAPPINGS,
            tr("Mappings of imports…"),
            lambda: do().look_at_mappings(),
            "list-checks",
            "",
            tr("Which columns are taken as which in files that came before; forget one"),
            _online,
        ),
    ]


def _online(context: CommandContext) -> bool:
    return context.online


class FileDrop(QObject):
    """Lets files be dropped onto a window.

    Args:
        window: where they may be dropped.
        take: gets the paths.
    """

    def __init__(self, window: QWidget, take: Callable[[list[Path]], None]) -> None:
        super().__init__(window)
        self._take = take
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accepts what comes from the file manager, and takes it when it is let go."""
        if isinstance(event, QDragEnterEvent | QDropEvent):
            paths = _local_files(event.mimeData())
            if paths:
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    self._take(paths)
                return True
        return super().eventFilter(watched, event)


def _local_files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
