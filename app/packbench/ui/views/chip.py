"""The chip before the filter that tells which view a list shows, and whether it was changed."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton

from packbench.ui.parts.theme.plain_text import on_button, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import ICON_SMALL
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.language import tr

_MOST_LETTERS = 28


class ViewChip(QToolButton):
    """A click chooses another view."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("view_chip")
        self.setProperty("look", "chip")
        self.setIconSize(QSize(ICON_SMALL, ICON_SMALL))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self._draw)
        self.show_view("", changed=False)

    def show_view(self, name: str, *, changed: bool) -> None:
        """Shows the view's name; none: that the list can be kept as one."""
        short = name if len(name) <= _MOST_LETTERS else f"{name[: _MOST_LETTERS - 1]}…"
        words = tr("View: {name}").format(name=short) if name else tr("View")
        if name and changed:
            words = tr("View: {name} (changed)").format(name=short)
        self.setText(on_button(words))
        tip = tr("Choose a view (Alt+V); keep this list as one (Alt+Shift+V)")
        set_tip(self, f"{name} – {tip}" if short != name else tip)
        self.setAccessibleName(words)
        set_look(self, "set", bool(name))
        self._draw()

    def _draw(self) -> None:
        chosen = bool(self.property("set"))
        self.setIcon(self._theme.icon("chevron-down", chosen=chosen))
