"""About Packbench: versions, the database, the screen; copied as text for who helps."""

from collections.abc import Sequence

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QLocale, QSize, Qt, qVersion
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.services.office.about import AboutDatabase, AboutProgram
from packbench.ui.parts.theme.plain_text import PlainLabel, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.language import tr, used_language

_SIZE = QSize(640, 440)

Facts = Sequence[tuple[str, str]]
"""Names and values, in order."""


def facts_of(program: AboutProgram, database: AboutDatabase | None, screen: QScreen) -> Facts:
    """What About tells; nothing of it is secret."""
    system = QLocale.system()
    locale = tr("{system}; texts in {language}").format(
        system=system.bcp47Name(), language=used_language()
    )
    facts = [
        (tr("Packbench"), program.version),
        (tr("Python"), program.python),
        (tr("Qt"), f"{qVersion()} (PySide6 {pyside_version}, {QGuiApplication.platformName()})"),
        (tr("System"), program.system),
        (tr("Language"), locale),
        (tr("Screen"), _screen_words(screen)),
    ]
    if database is None:
        return [*facts, (tr("Database"), tr("none is open"))]
    return [
        *facts,
        (tr("Database"), database.engine),
        (tr("Place"), database.place),
        (tr("Schema"), database.schema or tr("none yet")),
    ]


def _screen_words(screen: QScreen) -> str:
    size = screen.size()
    words = tr("{width} × {height}, scale {scale}, {dpi} dpi")
    return words.format(
        width=size.width(),
        height=size.height(),
        scale=f"{screen.devicePixelRatio():g}",
        dpi=round(screen.logicalDotsPerInch()),
    )


class AboutDialog(KeyDialog):
    """Shows the facts. Alt+C copies them as text; Enter or Escape closes.

    Args:
        facts: what is told.
        theme: gives the fonts.
        parent: the window.
    """

    def __init__(self, facts: Facts, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about_dialog")
        self.setWindowTitle(tr("About Packbench"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._facts = facts
        self._told = PlainLabel(parent=self)
        self._lay_out(theme)
        self.resize_within_screen(_SIZE)

    @property
    def details(self) -> str:
        """The facts as text, a line each."""
        return "\n".join(f"{name}: {value}" for name, value in self._facts)

    @property
    def told(self) -> str:
        """What was told last."""
        return self._told.text()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details)
        set_look(self._told, "word", Tone.READY.value)
        self._told.setText(tr("Copied. Paste it into your message."))

    def _lay_out(self, theme: Theme) -> None:
        heading = PlainLabel("Packbench", self)
        heading.setFont(theme.font(SCALE_HEADING, bold=True))
        form = QFormLayout()
        form.setHorizontalSpacing(SPACE_GROUPS)
        form.setVerticalSpacing(SPACE_INSIDE)
        for name, value in self._facts:
            label, told = PlainLabel(name, self), PlainLabel(value, self)
            label.setProperty("role", "muted")
            told.setWordWrap(True)
            told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(label, told)
        licence = PlainLabel(
            tr("MIT licence. Fonts: Noto Sans (SIL Open Font License). Icons: Lucide (ISC)."), self
        )
        licence.setProperty("role", "muted")
        licence.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addWidget(heading)
        layout.addLayout(form)
        layout.addStretch()
        layout.addWidget(licence)
        layout.addLayout(self._make_buttons())

    def _make_buttons(self) -> QHBoxLayout:
        copy, close = QPushButton(tr("Copy details"), self), QPushButton(tr("Close"), self)
        copy.setShortcut("Alt+C")
        set_tip(copy, tr("All of this as text ({keys})").format(keys="Alt+C"))
        copy.clicked.connect(lambda _: self._copy())
        close.clicked.connect(lambda _: self.accept())
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addWidget(copy)
        buttons.addWidget(self._told, 1)
        buttons.addWidget(close)
        for button in (copy, close):
            button.setAutoDefault(False)
        close.setDefault(True)
        close.setFocus()
        return buttons
