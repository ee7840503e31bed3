"""The dialog of programs of channels: tokens above, what came in by itself below."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from packbench.services.serving.arrivals import Arrived
from packbench.services.serving.tokens import MadeToken, TokenView
from packbench.ui.parts.tables import formats
from packbench.ui.parts.tables.columns import Align, Cell
from packbench.ui.parts.tables.list_table import ListColumn, ListTable
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.language import tr

_SIZE = QSize(900, 640)


class ProgramsDialog(KeyDialog):
    """Enter makes a token of the chosen channel; Escape closes.

    Args:
        address: of the database, without a password.
        theme: colours and fonts.
        parent: the window.

    Signals:
        token_wanted: a token of a channel is to be made.
        revoke_wanted: the token of these signs is to be revoked.
    """

    token_wanted = Signal(str)
    revoke_wanted = Signal(str)

    def __init__(self, address: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.held_by: object = None
        self._armed = ""
        self.setObjectName("programs_dialog")
        self.setWindowTitle(tr("Programs of channels"))
        self._channel = ChoiceBox(tr("Channel"), theme, self)
        self._token = QLineEdit(self)
        self._token.setReadOnly(True)
        self._token.setAccessibleName(tr("The new token"))
        self._told = PlainLabel(parent=self)
        self._told.setWordWrap(True)
        self.tokens = ListTable(tr("Tokens"), _token_columns(), theme, self)
        self.arrived = ListTable(tr("What came in by itself"), _arrived_columns(), theme, self)
        self._start = PlainLabel(_start_words(address), self)
        self._start.setWordWrap(True)
        self._start.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._make = self._button(tr("&Make a token"), self._submit)
        self._copy = self._button(tr("&Copy the token"), self._copy_token)
        self._revoke = self._button(_revoke_words(), self._revoke_chosen)
        self._make.setProperty("look", "main")
        self._make.setDefault(True)
        self._copy.setEnabled(False)
        self.tokens.selectionModel().currentRowChanged.connect(self._disarm)
        self._lay_out()
        self.resize_within_screen(_SIZE)

    @property
    def told(self) -> str:
        """What was done, or why not."""
        return self._told.text()

    @property
    def token(self) -> str:
        """The token that was made just now; empty before."""
        return self._token.text()

    def show_found(
        self, channels: Sequence[str], tokens: Sequence[TokenView], arrived: Sequence[Arrived]
    ) -> None:
        """Shows what there is."""
        chosen = self._channel.currentText()
        self._channel.clear()
        self._channel.addItems(list(channels))
        self._channel.setCurrentText(chosen)
        self._make.setEnabled(bool(channels))
        self.tokens.rows.show(tokens)
        self.arrived.rows.show(arrived)
        self._disarm()
        if not channels:
            self._tell(Tone.NEUTRAL, tr("No channel is in use yet. Make one under Data, Channels."))
        elif not tokens:
            self._tell(Tone.NEUTRAL, tr("No token was made yet. Choose a channel and make one."))

    def show_token(self, made: MadeToken) -> None:
        """Shows a token, this once."""
        self._token.setText(made.token)
        self._token.setCursorPosition(0)
        self._copy.setEnabled(True)
        self._copy.setFocus()
        words = tr("This is the token of {channel}. It is shown this once: copy it now.")
        self._tell(Tone.READY, words.format(channel=made.channel))

    def show_revoked(self, revoked: TokenView) -> None:
        """Tells that a token opens nothing any more."""
        words = tr("The token {hint} of {channel} opens nothing any more.")
        self._tell(Tone.READY, words.format(hint=revoked.hint, channel=revoked.channel))

    def refuse(self, words: str) -> None:
        """Says why nothing was done."""
        self._tell(Tone.WRONG, words)

    def _tell(self, tone: Tone, words: str) -> None:
        set_look(self._told, "word", tone.value)
        self._told.setText(words)

    def _submit(self) -> None:
        if self._channel.currentText():
            self.token_wanted.emit(self._channel.currentText())

    def _copy_token(self) -> None:
        QGuiApplication.clipboard().setText(self.token)
        self._tell(Tone.READY, tr("Copied. Paste it where the program keeps its secrets."))

    def _revoke_chosen(self) -> None:
        """Asks first: that can't be taken back."""
        row = self.tokens.currentIndex().row()
        if row < 0:
            self._tell(Tone.WRONG, tr("Choose the token in the list first."))
            return
        chosen: TokenView = self.tokens.rows.shown[row]
        if self._armed == chosen.hint:
            self._disarm()
            self.revoke_wanted.emit(chosen.hint)
            return
        self._armed = chosen.hint
        self._revoke.setText(tr("&Revoke it now"))
        words = tr(
            "Whoever uses the token {hint} of {channel} is refused from then on, and that can't be"
            " taken back. Press again to revoke it."
        )
        self._tell(Tone.WRONG, words.format(hint=chosen.hint, channel=chosen.channel))

    def _disarm(self, *_: object) -> None:
        self._armed = ""
        self._revoke.setText(_revoke_words())

    def _button(self, words: str, do: object) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(do)
        return button

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(SPACE_GROUPS)
        form.setVerticalSpacing(SPACE_INSIDE)
        self._channel.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for words, field, button in (
            (tr("C&hannel"), self._channel, self._make),
            (tr("New &token"), self._token, self._copy),
        ):
            label = PlainLabel(words, self)
            label.setBuddy(field)
            form.addRow(label, _beside(field, button))
        heads = [PlainLabel(one, self) for one in (tr("Tokens"), tr("What came in by itself"))]
        tables: tuple[QWidget, QWidget] = (self.tokens, self.arrived)
        for head, table in zip(heads, tables, strict=True):
            head.setProperty("role", "muted")
            head.setBuddy(table)
        away = self._button(tr("Close"), self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addWidget(self._revoke)
        buttons.addStretch()
        buttons.addWidget(away)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        layout.addLayout(form)
        layout.addWidget(self._told)
        layout.addWidget(heads[0])
        layout.addWidget(self.tokens, 1)
        layout.addWidget(heads[1])
        layout.addWidget(self.arrived, 1)
        layout.addWidget(self._start)
        layout.addLayout(buttons)


def _revoke_words() -> str:
    return tr("&Revoke the token…")


def _beside(field: QWidget, button: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACE_INSIDE)
    row.addWidget(field, 1)
    row.addWidget(button)
    return row


def _start_words(address: str) -> str:
    words = tr(
        "They are served by one computer: packbench --database {address} serve. Files are taken in"
        " from a folder with: packbench --database {address} watch FOLDER."
    )
    return words.format(address=address)


def _token_columns() -> list[ListColumn[TokenView]]:
    return [
        ListColumn(tr("Channel"), lambda one: Cell(one.channel, bold=True), 12),
        ListColumn(tr("Begins with"), lambda one: Cell(f"pb_{one.hint}"), 12),
        ListColumn(tr("Made"), lambda one: formats.moment(one.made_at), 14),
        ListColumn(tr("By"), lambda one: Cell(one.made_by), 10),
        ListColumn(tr("State"), _state, 20),
    ]


def _state(view: TokenView) -> Cell:
    if view.revoked_at is None:
        return Cell(tr("in use"))
    words = tr("revoked by {who}, {when}")
    when = formats.moment(view.revoked_at).text
    return Cell(words.format(who=view.revoked_by, when=when), muted=True)


def _arrived_columns() -> list[ListColumn[Arrived]]:
    return [
        ListColumn(tr("When"), lambda one: formats.moment(one.at), 14),
        ListColumn(tr("From"), lambda one: Cell(one.way, bold=True), 14),
        ListColumn(tr("File"), lambda one: Cell(one.file), 14),
        ListColumn(tr("New"), lambda one: formats.number(one.imported), 6, Align.END),
        ListColumn(tr("Changed"), lambda one: formats.number(one.updated), 6, Align.END),
        ListColumn(tr("Unchanged"), lambda one: formats.number(one.unchanged), 6, Align.END),
        ListColumn(tr("Rejected"), _rejected, 6, Align.END),
    ]


def _rejected(one: Arrived) -> Cell:
    if not one.rejected:
        return formats.number(0)
    return Cell(formats.number(one.rejected).text, tone=Tone.WRONG, bold=True)
