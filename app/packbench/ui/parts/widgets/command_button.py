"""A button for a command: it follows its action's words, icon and state."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from packbench.ui.parts.theme.plain_text import set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import ICON_SMALL
from packbench.ui.parts.widgets.looks import set_words_beside_icon


class CommandButton(QPushButton):
    """Triggers one action.

    Args:
        action: what it does, with words and icon.
        look: a name of the style sheet: flat, or none.
        parent: where it stands.
        main_of: the theme, for the main button of a place.
    """

    def __init__(
        self,
        action: QAction,
        look: str = "",
        parent: QWidget | None = None,
        main_of: Theme | None = None,
    ) -> None:
        super().__init__(parent)
        self._action, self._theme = action, main_of
        self._in_words = True
        self.setObjectName(f"{action.objectName()}_button")
        self.setProperty("look", "main" if main_of else look)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(ICON_SMALL, ICON_SMALL))
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def show_words(self, *, shown: bool) -> None:
        """With words, or where there is no room for them its icon alone, which its tip explains."""
        if shown is not self._in_words:
            self._in_words = shown
            self._follow()

    def _follow(self) -> None:
        icon = self._action.icon()
        self.setIcon(self._theme.on_main(icon) if self._theme else icon)
        if self._action.icon().isNull():
            self.setText(self._action.text())
        elif not self._in_words:
            self.setText("")
            self.setAccessibleName(self._action.text())
        else:
            set_words_beside_icon(self, self._action.text())
        set_tip(self, self._action.toolTip())
        self.setEnabled(self._action.isEnabled())
        self.setCheckable(self._action.isCheckable())
        self.setChecked(self._action.isChecked())
