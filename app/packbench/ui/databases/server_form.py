"""The fields of a server: where it is, which database, who, and whether the password is kept."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QWidget

from packbench.domain.opening import POSTGRES_PORT, ServerPlace
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.line_field import LineField
from packbench.words.language import tr

_LAST_PORT = 65_535


class ServerForm(QWidget):
    """Asks for a database on a server.

    Args:
        keyring: whether this computer can keep a password.
        parent: what it stands in.

    Signals:
        changed: something else stands in it.
    """

    changed = Signal()

    def __init__(self, parent: QWidget, *, keyring: bool) -> None:
        super().__init__(parent)
        self._shown = ServerPlace("", "", "")
        self._host, self._port, self._database, self._user, self._password = (
            LineField() for _ in range(5)
        )
        self._keep = QCheckBox(tr("&Keep the password in this computer's keyring"), self)
        self._keep.setVisible(keyring)
        self._keep.setChecked(keyring)
        self._note = PlainLabel(
            tr(
                "This computer has no keyring: the password is not kept, and asked for at each"
                " start. The administrator can put it into a password file (pgpass)."
            ),
            self,
        )
        self._note.setProperty("role", "muted")
        self._note.setWordWrap(True)
        self._note.setVisible(not keyring)
        self._lay_out()

    @property
    def place(self) -> ServerPlace:
        """What stands in it, with the options of the address that it was filled in with."""
        return ServerPlace(
            self._host.text().strip(),
            self._database.text().strip(),
            self._user.text().strip(),
            self._password.text(),
            int(self._port.text() or POSTGRES_PORT),
        ).typed_over(self._shown)

    @property
    def missing(self) -> str:
        """What is still to be filled in; empty when all is there."""
        if not self._host.text().strip():
            return tr("Type the name or the number of the server.")
        if not self._database.text().strip():
            return tr("Type the name of the database.")
        return ""

    @property
    def keeps_password(self) -> bool:
        """Whether the keyring is to have the password."""
        return not self._keep.isHidden() and self._keep.isChecked()

    def show_place(self, place: ServerPlace) -> None:
        """Fills it in."""
        self._shown = place
        self._host.setText(place.host)
        self._port.setText(str(place.port))
        self._database.setText(place.database)
        self._user.setText(place.user)
        self._password.setText(place.password)

    def focus_first(self) -> None:
        """Puts the keyboard where something is to be typed first."""
        fields = (self._host, self._database, self._user, self._password)
        empty = next((field for field in fields if not field.text()), self._password)
        empty.setFocus()

    def _lay_out(self) -> None:
        self._port.setText(str(POSTGRES_PORT))
        self._port.setValidator(QIntValidator(1, _LAST_PORT, self._port))
        self._database.setText("packbench")
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(SPACE_GROUPS)
        form.setVerticalSpacing(SPACE_INSIDE)
        for words, field in (
            (tr("&Server"), self._host),
            (tr("P&ort"), self._port),
            (tr("&Database"), self._database),
            (tr("&User"), self._user),
            (tr("Pass&word"), self._password),
        ):
            label = PlainLabel(words, self)
            label.setBuddy(field)
            field.setAccessibleName(words.replace("&", ""))
            field.textChanged.connect(lambda _: self.changed.emit())
            form.addRow(label, field)
        form.addRow("", self._keep)
        form.addRow("", self._note)
