"""Teaches a code to a product: what it will do is shown first, and it can be taken back."""

from functools import partial

import shiboken6
from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from packbench.domain.refusals import Refusal
from packbench.domain.scanning.assembler import Scan
from packbench.services.products.teaching import Teaching, preview_teaching, teach_code
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.ui.parts.widgets.messages import Level
from packbench.ui.sending import Sending, SentCommand, failure_words
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.refusals import sentence

_SIZE = QSize(560, 260)


class TeachDialog(KeyDialog):
    """Asks for code and SKU. Enter teaches what the preview tells, Escape leaves all as it was.

    A scan fills in the code; with a code, it is that of the product.

    Args:
        code: what is to be taught; empty: it is scanned or typed here.
        parent: the window.

    Signals:
        asked: code and SKU, whose preview is wanted; `preview` or `refuse` answers.
        submitted: a Teaching that was shown; `refuse` or `accept` answers.
    """

    asked = Signal(str, str)
    submitted = Signal(object)

    def __init__(self, code: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("teach_dialog")
        self.setWindowTitle(tr("Teach a code"))
        self._shown: Teaching | None = None
        self._code, self._sku = QLineEdit(code, self), QLineEdit(self)
        self._told = PlainLabel(parent=self)
        self._save = QPushButton(tr("Teach"), self)
        self._lay_out()
        (self._sku if code else self._code).setFocus()
        self._code.textChanged.connect(lambda _: self._ask())
        self._sku.textChanged.connect(lambda _: self._ask())
        self.resize_within_screen(_SIZE)
        self._ask()

    @property
    def told(self) -> str:
        """What was told last."""
        return self._told.text()

    def take_scan(self, scan: Scan) -> None:
        """The code that is taught; of the product where the code is there already."""
        (self._sku if self._code.text().strip() else self._code).setText(scan.text)

    def preview(self, teaching: Teaching) -> None:
        """What teaching it will do, if that is still what is asked for."""
        self._shown = teaching
        words = tr("{code} will stand for {sku}: {name}.")
        told = words.format(code=teaching.code, sku=teaching.sku, name=teaching.name)
        if teaching.also:
            more = tr("It is {other} as well: each scan of it will ask which is meant.")
            told += "\n" + more.format(other=teaching.also)
        self._say(told, Tone.ATTENTION if teaching.also else Tone.READY)
        self._save.setText(tr("Teach it for both") if teaching.also else tr("Teach"))
        self._save.setEnabled(True)

    def refuse(self, words: str) -> None:
        """Says why it can't be taught so."""
        self._shown = None
        self._save.setEnabled(False)
        self._say(words, Tone.WRONG)

    def asks_for(self, code: str, sku: str) -> bool:
        """Whether this is what stands in the fields now."""
        return (code, sku) == (self._code.text().strip(), self._sku.text().strip())

    def _ask(self) -> None:
        self._shown = None
        self._save.setEnabled(False)
        code, sku = self._code.text().strip(), self._sku.text().strip()
        if code and sku:
            self.asked.emit(code, sku)
        else:
            self._say(tr("Which code, and which product? Type its SKU."), None)

    def _submit(self) -> None:
        if self._shown is not None:
            self._save.setEnabled(False)  # until the answer
            self.submitted.emit(self._shown)

    def _say(self, words: str, tone: Tone | None) -> None:
        set_look(self._told, "word", tone.value if tone else "")
        self._told.setText(words)
        self.make_room()

    def _lay_out(self) -> None:
        self._told.setWordWrap(True)
        fields = QFormLayout()
        fields.setVerticalSpacing(SPACE_INSIDE)
        fields.addRow(tr("Code"), self._code)
        fields.addRow(tr("SKU"), self._sku)
        leave = QPushButton(tr("Cancel"), self)
        leave.clicked.connect(self.reject)
        self._save.setObjectName("teach_code_save")
        self._save.setProperty("look", "main")
        self._save.clicked.connect(self._submit)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addStretch()
        for button in (leave, self._save):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        self._save.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addLayout(fields)
        layout.addWidget(self._told)
        layout.addStretch()
        layout.addLayout(buttons)


class TeachCode:
    """Opens the dialog, tells what would happen, and teaches.

    Args:
        place: the window at work.
    """

    def __init__(self, place: Workplace) -> None:
        self._place, self._undoing = place, Undoing(place)

    def open(self, code: str = "") -> None:
        """Asks to which product a code belongs."""
        dialog = TeachDialog(code, self._place.desk.window)
        sending = Sending(self._place)
        dialog.asked.connect(partial(self._look, dialog))
        dialog.submitted.connect(partial(self._teach, dialog, sending))
        dialog.finished.connect(sending.retire)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _look(self, dialog: TeachDialog, code: str, sku: str) -> None:
        context = self._place.context

        def look() -> Teaching | str:
            try:
                return preview_teaching(context, code, sku)
            except Refusal as refusal:
                return sentence(refusal)

        def show(found: Teaching | str) -> None:
            if not dialog.asks_for(code, sku):
                return  # something else is asked by now
            if isinstance(found, Teaching):
                dialog.preview(found)
            else:
                dialog.refuse(found)

        self._place.desk.runner.read("teach", look, show, owner=dialog)

    def _teach(self, dialog: TeachDialog, sending: Sending, shown: Teaching) -> None:
        desk, context = self._place.desk, self._place.context

        def taught(done: Teaching, key: str) -> None:
            if shiboken6.isValid(dialog):
                dialog.accept()
            words = tr("{code} stands for {sku} now.")
            self._undoing.offer(words.format(code=done.code, sku=done.sku), key)

        def refused(error: BaseException) -> None:
            words = failure_words(desk.window.errors, error, tr("Nothing was changed."))
            if shiboken6.isValid(dialog) and dialog.isVisible():
                dialog.refuse(words)
            else:
                desk.window.messages.post(Level.REFUSED, words)

        sending.send(
            SentCommand(
                tr("Teaching {code}").format(code=shown.code),
                shown,
                lambda key, _: teach_code(
                    context, shown.code, shown.sku, also=bool(shown.also), key=key
                ),
                taught,
                refused,
            )
        )
