"""An icon in a colour of the tokens, drawn anew when the theme changes."""

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QWidget

from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import ICON_SMALL, Tokens


def in_muted(colours: Tokens) -> str:
    """The colour of what is less important."""
    return colours.muted


class IconLabel(QLabel):
    """Shows one icon; it says nothing that the words beside it don't say.

    Args:
        theme: gives the colours.
        name: of the icon; empty for none yet.
        size_px: ICON_SMALL or ICON_LARGE.
        colour: picks its colour from the tokens.
    """

    def __init__(
        self,
        theme: Theme,
        name: str = "",
        size_px: int = ICON_SMALL,
        colour: Callable[[Tokens], str] = in_muted,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._name, self._size_px, self._colour = theme, name, size_px, colour
        self.setFixedSize(size_px, size_px)
        theme.changed.connect(self._draw)
        self._draw()

    def show_icon(self, name: str, colour: Callable[[Tokens], str] = in_muted) -> None:
        """Shows another icon."""
        self._name, self._colour = name, colour
        self._draw()

    def _draw(self) -> None:
        if self._name:
            colour = self._colour(self._theme.tokens)
            ratio = self.devicePixelRatioF()
            self.setPixmap(self._theme.pixmap(self._name, colour, self._size_px, ratio))
