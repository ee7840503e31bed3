"""The picture of a product in its form: shown, chosen, taken away; kept at once, with undo."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from packbench.domain.product_pictures import ENDINGS
from packbench.services.office.settings import SettingView, set_settings
from packbench.services.products.pictures import (
    ProductPicture,
    product_picture,
    remove_picture,
    set_picture,
)
from packbench.settings import PICTURES
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.tokens import SPACE, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.file_dialogs import ask_for_files, ask_for_folder
from packbench.ui.parts.widgets.item_picture import ItemPicture
from packbench.ui.parts.widgets.looks import set_look
from packbench.ui.sending import SentCommand, failure_words, send_once
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr

_ROOM = QSize(120, 120)
_CHARACTERS = 38


class PictureField(QWidget):
    """Shows a product's picture; one that is chosen is kept at once, not when the form is saved.

    Args:
        place: the window and the database.
        sku: the product; empty for one that is not kept yet.
        parent: the form.
    """

    def __init__(self, place: Workplace, sku: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("product_picture")
        self._place, self._sku = place, sku
        self._undoing = Undoing(place)
        self._known: ProductPicture | None = None
        self.picture = ItemPicture(place.desk.runner, place.desk.theme, self)
        self.picture.setFixedSize(_ROOM)
        self._told = PlainLabel(parent=self)
        self._told.setWordWrap(True)
        self._told.setFixedWidth(self.fontMetrics().averageCharWidth() * _CHARACTERS)
        self._choose = self._button(tr("Choo&se picture…"), self._act)
        self._remove = self._button(tr("T&ake picture away"), self._take_away)
        self._lay_out()
        if sku:
            self._read()
        else:
            self._say(tr("It can have a picture once it is saved."))

    @property
    def told(self) -> str:
        """What is told of the picture."""
        return self._told.text()

    def _button(self, words: str, does: Callable[[], None]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.setEnabled(False)
        button.clicked.connect(does)
        return button

    def _lay_out(self) -> None:
        beside = QVBoxLayout()
        beside.setSpacing(SPACE)
        beside.addWidget(self._told)
        beside.addStretch()
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        for button in (self._choose, self._remove):
            buttons.addWidget(button)
        beside.addLayout(buttons)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_INSIDE)
        layout.addWidget(self.picture)
        layout.addLayout(beside)

    def _read(self) -> None:
        """Looks where the picture is; the folder may be slow, so never here."""
        context = self._place.context
        self._place.desk.runner.read(
            f"masters.picture.{id(self)}",
            lambda: product_picture(context, self._sku),
            self._show,
            on_error=partial(self._refuse, tr("The picture can't be read now.")),
            owner=self,
        )

    def _show(self, known: ProductPicture) -> None:
        self._known = known
        self.picture.set_folder(known.folder)
        self.picture.show_product(known.sku)
        self.picture.read_again()
        self._choose.setText(tr("&Set folder…") if not known.folder else tr("Choo&se picture…"))
        self._choose.setEnabled(True)
        self._remove.setEnabled(bool(known.file))
        if not known.folder:
            self._say(tr("No folder of product pictures is set yet."))
        elif known.file:
            kept = tr("{file}. Changed at once; Undo brings the old one back.")
            self._say(kept.format(file=Path(known.file).name))
        else:
            self._say(tr("No picture yet. A file is copied into the folder of pictures at once."))

    def _say(self, words: str, tone: Tone = Tone.NEUTRAL) -> None:
        set_look(self._told, "word", tone.value)
        self._told.setText(words)

    def _act(self) -> None:
        """Asks for a picture, or first for the folder."""
        if self._known is not None and not self._known.folder:
            folder = ask_for_folder(self, tr("Folder of product pictures"))
            if folder is not None:
                self._set_folder(folder)
            return
        patterns = " ".join(f"*.{one}" for one in ENDINGS)
        chosen = ask_for_files(
            self, tr("Picture of {sku}").format(sku=self._sku), _patterns(patterns)
        )
        if chosen:
            self._set(chosen[0])

    def _set_folder(self, folder: Path) -> None:
        context, values = self._place.context, {PICTURES.key: str(folder)}

        def done(_: list[SettingView], key: str) -> None:
            self._undoing.offer(tr("The folder of product pictures was set."), key)
            self._renew()

        self._send(
            SentCommand(
                tr("Setting the folder"),
                values,
                lambda key, _: set_settings(context, values, key=key),
                done,
                partial(self._refuse, tr("Nothing was changed.")),
            )
        )

    def _set(self, file: Path) -> None:
        context, sku = self._place.context, self._sku
        self._say(tr("Keeping the picture…"))
        self._send(
            SentCommand(
                tr("Keeping the picture"),
                str(file),
                lambda key, _: set_picture(context, sku, file, key=key),
                partial(self._done, tr("The picture of {sku} is kept.").format(sku=sku)),
                partial(self._refuse, tr("Nothing was changed.")),
            )
        )

    def _take_away(self) -> None:
        context, sku = self._place.context, self._sku
        self._send(
            SentCommand(
                tr("Taking the picture away"),
                sku,
                lambda key, _: remove_picture(context, sku, key=key),
                partial(self._done, tr("The picture of {sku} was taken away.").format(sku=sku)),
                partial(self._refuse, tr("Nothing was changed.")),
            )
        )

    def _send(self, sent: SentCommand[Any]) -> None:
        for button in (self._choose, self._remove):
            button.setEnabled(False)
        send_once(self._place, sent)

    def _done(self, words: str, _: ProductPicture, key: str) -> None:
        self._undoing.offer(words, key)
        self._renew()

    def _renew(self) -> None:
        if shiboken6.isValid(self):
            self._read()

    def _refuse(self, otherwise: str, error: BaseException) -> None:
        if not shiboken6.isValid(self):
            return
        self._choose.setEnabled(True)
        self._remove.setEnabled(bool(self._known and self._known.file))
        self._say(failure_words(self._place.desk.window.errors, error, otherwise), Tone.WRONG)


def _patterns(patterns: str) -> str:
    return tr("Pictures ({patterns})").format(patterns=patterns)
