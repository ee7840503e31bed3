"""Commands as a row of buttons, in as many lines as they need."""

from PySide6.QtWidgets import QWidget

from packbench.ui.parts.commands.registry import CommandRegistry, Placement
from packbench.ui.parts.theme.tokens import SPACE
from packbench.ui.parts.widgets.command_button import CommandButton
from packbench.ui.parts.widgets.flow_layout import FlowLayout


class CommandRow(QWidget):
    """The buttons of these commands."""

    def __init__(self, registry: CommandRegistry, commands: Placement) -> None:
        super().__init__()
        layout = FlowLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        for command in commands:
            if command is not None:
                layout.addWidget(CommandButton(registry.action(command), parent=self))

    def add_first(self, button: QWidget) -> None:
        """Puts a button before those of the commands."""
        layout = self.layout()
        assert layout is not None  # noqa: S101 - set above
        others = [taken.widget() for _ in range(layout.count()) if (taken := layout.takeAt(0))]
        for one in (button, *others):
            if one is not None:
                layout.addWidget(one)
