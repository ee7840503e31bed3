"""The bundled font, so that a picture of a widget is the same on every machine."""

from PySide6.QtGui import QFont, QFontDatabase

from packbench.paths import resource
from packbench.ui.parts.theme import tokens

_FILES = (
    "NotoSans-Regular.ttf",
    "NotoSans-Bold.ttf",
    "NotoSansArabic-Regular.ttf",
    "NotoSansDevanagari-Regular.ttf",
    "NotoSansHebrew-Regular.ttf",
    "NotoSansThai-Regular.ttf",
)


class FontUnreadableError(RuntimeError):
    """A bundled font file can't be read: the installation is damaged."""


def register_fonts() -> None:
    """Makes the bundled fonts known to Qt (with a QGuiApplication); raises when one is broken."""
    for name in _FILES:
        if QFontDatabase.addApplicationFont(str(resource(f"fonts/{name}"))) < 0:
            raise FontUnreadableError(name)


def font(scale: float = tokens.SCALE_TEXT, *, bold: bool = False, tabular: bool = False) -> QFont:
    """The bundled font at `scale` times the base size; `tabular` gives figures of equal width."""
    made = QFont(tokens.FONT_FAMILY)
    made.setPointSizeF(tokens.FONT_BASE_PT * scale)
    made.setBold(bold)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made
