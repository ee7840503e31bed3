"""The registry: one QAction for each command, made once and shown in many places."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.commands.spec import CommandContext, CommandSpec
from packbench.ui.parts.theme.plain_text import on_button
from packbench.ui.parts.theme.theme import Theme

Placement = Sequence[CommandId | None]
"""The commands of a menu or toolbar in order; None is a line between groups."""


Filled = Mapping[str, str | int]
"""What stands in the fields of a command's dialog at first, by their keys."""


class DuplicateCommandError(ValueError):
    """Two commands have the same id or the same shortcut."""


class CommandRegistry(QObject):
    """Holds every command of the window.

    Args:
        window: gets the actions, so that their shortcuts work anywhere in it.
        theme: gives the icons.

    Attributes:
        context: what the actions fit now.
        filled: of the command that is being run, what stands in its fields at first.
        last_run: the command that was run last; None before the first.

    Signals:
        refreshed: the actions now fit another context.
        refused: why a command whose keys were pressed can't be run.
    """

    refreshed = Signal()
    refused = Signal(str)

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._specs: dict[CommandId, CommandSpec] = {}
        self._actions: dict[CommandId, QAction] = {}
        self._drawn: set[CommandId] = set()
        self._why_not: dict[CommandId, QShortcut] = {}
        self.context = CommandContext()
        self.filled: Filled = {}
        self.last_run: CommandId | None = None
        theme.changed.connect(self._draw_icons)

    def add(self, specs: Iterable[CommandSpec]) -> None:
        """Makes the actions of `specs`; raises DuplicateCommandError for a taken id or shortcut."""
        for spec in specs:
            self._refuse_duplicate(spec)
            self._specs[spec.id] = spec
            self._actions[spec.id] = self._make_action(spec)
            self._answer_when_off(spec)
            self._refresh(spec)
        self.refreshed.emit()

    def action(self, command: CommandId) -> QAction:
        """The one action of a command.

        Its icon is drawn when it is first asked for: those of all commands take too long at once.
        """
        action = self._actions[command]
        if command not in self._drawn:
            self._drawn.add(command)
            self._draw_icon(command)
        return action

    def known(self, name: str) -> CommandId | None:
        """The command of an id that may be of another version; None where there is none."""
        return next((command for command in self._actions if command.value == name), None)

    def run(self, spec: CommandSpec) -> None:
        """Runs a command."""
        if spec.id is not CommandId.GUIDE:
            self.last_run = spec.id
        spec.run()

    def press(self, keys: QKeySequence) -> bool:
        """Runs the command of these keys, or tells why it can't be; False where there is none."""
        for spec in self._specs.values():
            if spec.shortcut and QKeySequence(spec.shortcut) == keys:
                action = self._actions[spec.id]
                if not action.isEnabled() and spec.why_not:
                    self.refused.emit(spec.why_not)
                action.trigger()  # one that is off does nothing
                return True
        return False

    def run_filled(self, command: CommandId, filled: Filled) -> None:
        """Runs a command whose dialog begins with these values; they are gone when it returns."""
        self.filled = filled
        try:
            self._actions[command].trigger()
        finally:
            self.filled = {}

    def specs(self) -> list[CommandSpec]:
        """Every command, in the order of registration."""
        return list(self._specs.values())

    def enabled(self) -> list[CommandSpec]:
        """The commands that can be run now."""
        return [spec for spec in self._specs.values() if spec.enabled_when(self.context)]

    def explained(self) -> list[CommandSpec]:
        """The commands that can't be run now and tell what has to be done before."""
        specs = self._specs.values()
        return [spec for spec in specs if spec.why_not and not spec.enabled_when(self.context)]

    def refresh(self, context: CommandContext) -> None:
        """Enables and checks the actions for another context."""
        self.context = context
        for spec in self._specs.values():
            self._refresh(spec)
        self.refreshed.emit()

    def _refresh(self, spec: CommandSpec) -> None:
        action = self._actions[spec.id]
        action.setEnabled(spec.enabled_when(self.context))
        if spec.id in self._why_not:
            self._why_not[spec.id].setEnabled(not action.isEnabled())
        action.setToolTip(_tip(spec, enabled=action.isEnabled()))
        if spec.checked_when is not None:
            action.setChecked(spec.checked_when(self.context))
        if spec.text_when is not None:
            action.setText(on_button(spec.text_when(self.context)))

    def fill(self, menu: QMenu, placement: Placement) -> None:
        """Puts commands into a menu; those that are not registered yet are left out."""
        for command in placement:
            if command is None:
                menu.addSeparator()
            elif command in self._actions:
                menu.addAction(self.action(command))

    def _refuse_duplicate(self, spec: CommandSpec) -> None:
        taken = {known.shortcut for known in self._specs.values() if known.shortcut}
        if spec.id in self._specs or spec.shortcut in taken:
            raise DuplicateCommandError(spec.id)

    def _make_action(self, spec: CommandSpec) -> QAction:
        action = QAction(on_button(spec.text), self._window)
        action.setObjectName(spec.id)
        action.setCheckable(spec.checked_when is not None)
        if spec.shortcut:
            action.setShortcut(QKeySequence(spec.shortcut))
        action.triggered.connect(lambda _: self.run(spec))
        self._window.addAction(action)
        return action

    def _answer_when_off(self, spec: CommandSpec) -> None:
        """Qt is silent about the keys of an action that is off; these answer then."""
        if spec.why_not and spec.shortcut:
            keys = QShortcut(QKeySequence(spec.shortcut), self._window)
            keys.activated.connect(lambda: self.refused.emit(spec.why_not))
            self._why_not[spec.id] = keys

    def _draw_icons(self) -> None:
        for command in self._drawn:
            self._draw_icon(command)

    def _draw_icon(self, command: CommandId) -> None:
        name = self._specs[command].icon
        if name:
            self._actions[command].setIcon(self._theme.icon(name))


def _tip(spec: CommandSpec, *, enabled: bool) -> str:
    words = spec.tip or spec.text
    if spec.why_not and not enabled:
        words = f"{words}. {spec.why_not}"
    return f"{words} ({spec.shortcut})" if spec.shortcut else words
