"""The dialog of the back-ups: the last one, the next one, and all that are kept."""

from pathlib import Path

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from packbench.services.office.backups import BackupState, KeptBackup
from packbench.ui.parts.tables import formats
from packbench.ui.parts.theme.plain_text import PlainLabel, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look, set_words_beside_icon
from packbench.words.language import tr

_SIZE = QSize(640, 520)
_FILE = Qt.ItemDataRole.UserRole


class BackupsDialog(KeyDialog):
    """Shows the automatic back-ups of a file. Alt+B makes one now, Alt+T reads one through.

    Args:
        state: as they are now.
        theme: fonts and icons.
        parent: the window.

    Signals:
        wanted: a back-up is to be made now; `tell` or `refuse` answers.
        test_wanted: the path of one that is to be read through; the same.
    """

    wanted = Signal()
    test_wanted = Signal(str)

    def __init__(self, state: BackupState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("backups_dialog")
        self.setWindowTitle(tr("Back-ups"))
        self._on_file = state.folder is not None
        self._last, self._next, self._folder = (PlainLabel(parent=self) for _ in range(3))
        self._folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._kept = QListWidget(self)
        self._kept.setAccessibleName(tr("Back-ups that are kept"))
        self._answer = PlainLabel(parent=self)
        self._theme = theme
        self._make, self._test = QPushButton(self), QPushButton(self)
        self._lay_out()
        self._draw_icons()
        theme.changed.connect(self._draw_icons)
        self._kept.currentRowChanged.connect(lambda _: self._enable())
        self.show_state(state)
        self.resize_within_screen(_SIZE)

    @property
    def answer(self) -> str:
        """What was told last."""
        return self._answer.text()

    def show_state(self, state: BackupState) -> None:
        """Shows the back-ups that there are."""
        newest = state.kept[0] if state.kept else None
        self._last.setText(_words(newest) if newest else tr("none yet"))
        self._next.setText(formats.day(state.next_day).text)
        self._folder.setText(state.folder or "")
        self._kept.clear()
        for one in state.kept:
            item = QListWidgetItem(_words(one))
            item.setData(_FILE, one.file)
            self._kept.addItem(item)
        self._kept.setCurrentRow(0)
        if not self._on_file:
            self._last.setText(tr("by the server's administrator"))
            self._next.setText(tr("by the server's administrator"))
            self._folder.setText(tr("packbench db backup FILE makes one of all of it."))
        self._enable()

    def wait(self, words: str) -> None:
        """Says what is being done; nothing else can be begun until then."""
        self._say(words, None)
        self._make.setEnabled(False)
        self._test.setEnabled(False)

    def tell(self, words: str) -> None:
        """Says what came of it."""
        self._say(words, Tone.READY)
        self._enable()

    def refuse(self, words: str) -> None:
        """Says what went wrong."""
        self._say(words, Tone.WRONG)
        self._enable()

    def _draw_icons(self) -> None:
        self._make.setIcon(self._theme.icon("archive"))
        self._test.setIcon(self._theme.icon("check"))

    def _say(self, words: str, tone: Tone | None) -> None:
        set_look(self._answer, "word", tone.value if tone else "")
        self._answer.setText(words)

    def _enable(self) -> None:
        self._make.setEnabled(self._on_file)
        self._test.setEnabled(self._on_file and self._kept.currentRow() >= 0)

    def _ask_for_test(self) -> None:
        self.test_wanted.emit(self._kept.currentItem().data(_FILE))

    def _lay_out(self) -> None:
        facts = QFormLayout()
        facts.addRow(PlainLabel(tr("Last"), self), self._last)
        facts.addRow(PlainLabel(tr("Next"), self), self._next)
        facts.addRow(PlainLabel(tr("Folder"), self), self._folder)
        back = PlainLabel(
            tr(
                "To go back to one, close Packbench everywhere and run `packbench db restore FILE`."
                " The folder lies on the same disk: copy it to another one."
            ),
            self,
        )
        back.setProperty("role", "muted")
        for label in (self._folder, self._answer, back):
            label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addLayout(facts)
        layout.addWidget(self._kept, 1)
        layout.addWidget(back)
        layout.addWidget(self._answer)
        layout.addLayout(self._make_buttons())

    def _make_buttons(self) -> QHBoxLayout:
        close = QPushButton(tr("Close"), self)
        set_words_beside_icon(self._make, tr("Back up now"))
        set_words_beside_icon(self._test, tr("Test"))
        for button, keys, tip in (
            (self._make, "Alt+B", tr("Make today's back-up now, in the place of an earlier one")),
            (self._test, "Alt+T", tr("Read the chosen one through: can it be restored?")),
        ):
            button.setShortcut(keys)
            set_tip(button, f"{tip} ({keys})")
        self._make.clicked.connect(lambda _: self.wanted.emit())
        self._test.clicked.connect(lambda _: self._ask_for_test())
        close.clicked.connect(lambda _: self.accept())
        buttons = QHBoxLayout()
        buttons.addWidget(self._make)
        buttons.addWidget(self._test)
        buttons.addStretch()
        buttons.addWidget(close)
        for button in (self._make, self._test, close):
            button.setAutoDefault(False)
        close.setDefault(True)
        return buttons


def _words(one: KeptBackup) -> str:
    """When it was made, and how large it is."""
    size = QLocale().formattedDataSize(one.size_bytes)
    told = tr("{moment}, {size}, {file}")
    return told.format(moment=formats.exact(one.made_at), size=size, file=Path(one.file).name)
