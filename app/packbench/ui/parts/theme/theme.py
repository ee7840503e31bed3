"""The look in use, and the change of it while the window is open."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from packbench.ui.parts.theme import fonts, icons, palette
from packbench.ui.parts.theme.tokens import SCALE_TEXT, SCHEMES, Scheme, Tokens

_LOOK = "packbench_look"


class Theme(QObject):
    """Gives widgets their colours, fonts and icons.

    Signals:
        changed: another scheme or text scale is in use; who paints or holds icons takes them anew.
    """

    changed = Signal()

    def __init__(self, scheme: Scheme | None = None, text_scale: float = 1.0) -> None:
        super().__init__()
        self.chosen = scheme
        self.text_scale = text_scale

    @property
    def tokens(self) -> Tokens:
        """The colours of the scheme in use."""
        return SCHEMES[self.chosen or self._of_the_system()]

    def apply(self, app: QApplication) -> None:
        """Gives the application the style, palette, font and style sheet in use.

        Styling every widget anew takes a while: an application that looks so already is left alone.
        """
        look = f"{self.chosen or self._of_the_system()} {self.text_scale}"
        if app.property(_LOOK) != look:
            app.setStyle("Fusion")
            app.setPalette(palette.palette(self.tokens))
            app.setFont(fonts.font(self.text_scale))
            app.setStyleSheet(palette.style_sheet(self.tokens))
            app.setProperty(_LOOK, look)
        self.changed.emit()

    def choose(self, app: QApplication, scheme: Scheme | None, text_scale: float = 1.0) -> None:
        """Uses `scheme` (None: as the system) and `text_scale` from now on."""
        self.chosen, self.text_scale = scheme, text_scale
        self.apply(app)

    def font(
        self, scale: float = SCALE_TEXT, *, bold: bool = False, tabular: bool = False
    ) -> QFont:
        """The bundled font at one of the tokens' scales, times the person's text scale."""
        return fonts.font(scale * self.text_scale, bold=bold, tabular=tabular)

    def font_metrics(self) -> QFontMetrics:
        """The measures of ordinary text, also before widgets have heard of another text scale."""
        return QFontMetrics(self.font())

    def icon(self, name: str, *, chosen: bool = False) -> QIcon:
        """The icon in the text's colour, or that of chosen text; take it again on `changed`."""
        return icons.icon(name, self.tokens, chosen=chosen)

    def on_main(self, icon: QIcon) -> QIcon:
        """The icon for a main button; take it again on `changed`."""
        return icons.tinted(icon, self.tokens)

    def pixmap(self, name: str, colour: str, size_px: int, ratio: float = 1) -> QPixmap:
        """The icon in one of the tokens' colours."""
        return icons.pixmap(name, colour, size_px, ratio)

    def _of_the_system(self) -> Scheme:
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return Scheme.DARK if dark else Scheme.LIGHT
