"""The dialog that opens another database: recent ones, a file, or a server."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from packbench.domain.opening import LookedAt, OpenState, ServerPlace
from packbench.services.office.opening import address_words, file_of, server_place
from packbench.ui.databases.server_form import ServerForm
from packbench.ui.parts.theme.plain_text import PlainLabel, set_tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.file_dialogs import ask_for_files
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.line_field import LineField
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.language import tr
from packbench.words.opening import OPEN_BUTTONS, OPENING

_SIZE = QSize(680, 560)
_PAUSE_MS = 400
_FILE, _SERVER = range(2)
_ADDRESS = Qt.ItemDataRole.UserRole
_RECENT_ROWS = 5
_TONES = {
    OpenState.READY: Tone.READY,
    OpenState.OLDER: Tone.ATTENTION,
    OpenState.NEW: Tone.ATTENTION,
}


class OpenDialog(KeyDialog):
    """Enter opens what is ready; what would be made or changed is told first, Enter does it then.

    Args:
        recent: addresses opened before, the newest first.
        theme: colours and fonts.
        keyring: whether this computer can keep a password.
        parent: the window.

    Signals:
        look_wanted: a path or a ServerPlace is to be looked at; `show_looked` or `refuse` answers
            where it is `still_wanted` by then.
        open_wanted: a LookedAt is to be opened, and whether its password is to be kept.
    """

    look_wanted = Signal(object)
    open_wanted = Signal(object, bool)

    def __init__(
        self, recent: Sequence[str], theme: Theme, parent: QWidget, *, keyring: bool
    ) -> None:
        super().__init__(parent)
        self.setObjectName("open_database")
        self.setWindowTitle(tr("Open database"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._asked: str | ServerPlace | None = None
        self._looked: LookedAt | None = None
        self._opening = False
        self._recent = self._make_recent(recent)
        self._kind = ChoiceBox(tr("Where the data is"), theme, self)
        self._path = LineField()
        self._server = ServerForm(self, keyring=keyring)
        self._fields = QStackedWidget(self)
        self._answer = PlainLabel(parent=self)
        self._answer.setWordWrap(True)
        self._try, self._open = QPushButton(self), QPushButton(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._lay_out()
        self._connect()
        self._forget()
        self.resize_within_screen(_SIZE)
        if recent:
            self._recent.setFocus()
            self._recent.setCurrentRow(0)
        else:
            self._path.setFocus()

    @property
    def answer(self) -> str:
        """What was told last."""
        return self._answer.text()

    def show_address(self, url: str) -> None:
        """Fills in an address, with the keyboard where something is missing."""
        self._fill(url)
        if self._kind.currentIndex() == _SERVER:
            self._server.focus_first()
        else:
            self._path.setFocus()

    def wait(self, words: str) -> None:
        """Says what is being done."""
        self._say(words, None)

    def still_wanted(self, what: "str | ServerPlace | LookedAt") -> bool:
        """Whether a place that was asked for, or one that was found, is what stands there now."""
        return what in {self._asked, self._looked}

    def show_looked(self, looked: LookedAt) -> None:
        """Tells what opening would do; opens it where that was asked for and changes nothing."""
        if self._asked is None:  # something else stands there by now
            return
        asked, self._opening = self._opening, False
        self._looked = looked
        self._say(tr(OPENING[looked.state]), _TONES[looked.state])
        self._open.setText(tr(OPEN_BUTTONS[looked.state]))
        if asked and looked.state is OpenState.READY:
            self._submit()

    def refuse(self, words: str) -> None:
        """Says why it can't be opened; what was typed stays."""
        self._opening = False
        self._say(words, Tone.WRONG)

    def _say(self, words: str, tone: Tone | None) -> None:
        set_look(self._answer, "word", tone.value if tone else "")
        self._answer.setText(words)
        self.make_room()

    def _forget(self) -> None:
        """Something else stands in the fields: nothing is known of it."""
        self._asked, self._looked, self._opening = None, None, False
        self._open.setText(tr(OPEN_BUTTONS[OpenState.READY]))
        self._say("", None)
        self._pause.stop()

    def _wait_for_more(self) -> None:
        self._forget()
        if self._path.text().strip():
            self._pause.start()

    def _look(self) -> None:
        self._pause.stop()
        place: str | ServerPlace = self._path.text().strip()
        missing = "" if place else tr("Type the path of a file, or look for it (Alt+B).")
        if self._kind.currentIndex() == _SERVER:
            place, missing = self._server.place, self._server.missing
        if missing:
            self.refuse(missing)
            return
        self._asked = place
        self.wait(tr("Looking at it…"))
        self.look_wanted.emit(place)

    def _submit(self) -> None:
        if self._looked is None:
            self._opening = True
            self._look()
        else:
            self.open_wanted.emit(self._looked, self._server.keeps_password)

    def _fill(self, url: str) -> None:
        place = server_place(url)
        if place is None:
            self._kind.setCurrentIndex(_FILE)
            self._path.setText(file_of(url))
        else:
            self._kind.setCurrentIndex(_SERVER)
            self._server.show_place(place)

    def _show_recent(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._fill(item.data(_ADDRESS))

    def _browse(self) -> None:
        for path in ask_for_files(self, tr("Open a database file"), "")[:1]:
            self._path.setText(str(path))
            self._look()

    def _show_kind(self, kind: int) -> None:
        self._fields.setCurrentIndex(kind)
        self._forget()

    def _make_recent(self, recent: Sequence[str]) -> QListWidget:
        made = QListWidget(self)
        made.setAccessibleName(tr("Opened before"))
        made.setUniformItemSizes(True)
        for url in recent:
            item = QListWidgetItem(address_words(url))
            item.setData(_ADDRESS, url)
            made.addItem(item)
        rows = min(max(len(recent), 1), _RECENT_ROWS) + 1
        made.setFixedHeight(rows * made.fontMetrics().lineSpacing() + 3 * SPACE_INSIDE)
        return made

    def _connect(self) -> None:
        self._recent.currentItemChanged.connect(self._show_recent)
        self._recent.itemDoubleClicked.connect(lambda _: self._submit())
        self._kind.currentIndexChanged.connect(self._show_kind)
        self._path.textChanged.connect(lambda _: self._wait_for_more())
        self._server.changed.connect(self._forget)
        self._pause.timeout.connect(self._look)
        self._try.clicked.connect(lambda _: self._look())
        self._open.clicked.connect(lambda _: self._submit())

    def _lay_out(self) -> None:
        self._kind.addItems([tr("A file on this computer"), tr("A PostgreSQL server")])
        self._fields.addWidget(self._file_page())
        self._fields.addWidget(self._server)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        before = PlainLabel(tr("&Opened before"), self)
        before.setBuddy(self._recent)
        for widget in (before, self._recent):
            widget.setVisible(self._recent.count() > 0)
            layout.addWidget(widget)
        layout.addWidget(self._kind)
        layout.addWidget(self._fields)
        layout.addWidget(self._answer)
        layout.addStretch()
        layout.addLayout(self._make_buttons())

    def _file_page(self) -> QWidget:
        page = QWidget(self)
        browse = QPushButton(tr("Look for it…"), page)
        browse.setShortcut("Alt+B")
        browse.setAutoDefault(False)
        set_tip(browse, tr("Choose a file ({keys})").format(keys="Alt+B"))
        browse.clicked.connect(lambda _: self._browse())
        self._path.setAccessibleName(tr("Path of the file"))
        label = PlainLabel(tr("&File"), page)
        label.setBuddy(self._path)
        row = QHBoxLayout()
        row.setSpacing(SPACE_INSIDE)
        row.addWidget(self._path, 1)
        row.addWidget(browse)
        form = QFormLayout(page)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(label, row)
        return page

    def _make_buttons(self) -> QHBoxLayout:
        self._try.setText(tr("Try the connection"))
        self._try.setShortcut("Alt+T")
        set_tip(
            self._try, tr("Whether it can be opened; changes nothing ({keys})").format(keys="Alt+T")
        )
        return self.button_row(self._open, beginning=(self._try,))
