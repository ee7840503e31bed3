"""The dialog of this computer's camera: what takes a picture, and what it sees now."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from packbench.domain.camera import MOST_S, CameraSetup, Picture
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.language import tr

_SIZE = QSize(700, 560)
_SIDE_PX = 280


class CameraDialog(KeyDialog):
    """Shows how the camera is reached. Enter saves, Escape leaves all as it was.

    Args:
        setup: as it is now.
        parent: the window.

    Signals:
        submitted: a CameraSetup; `tell` or `accept` answers it.
        picture_wanted: a CameraSetup that is tried; `show_picture` or `tell` answers it.
    """

    submitted = Signal(object)
    picture_wanted = Signal(object)

    def __init__(self, setup: CameraSetup, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("camera_dialog")
        self.setWindowTitle(tr("Camera of this computer"))
        self._command, self._folder = QLineEdit(setup.command, self), QLineEdit(setup.folder, self)
        self._seconds = QDoubleSpinBox(self)
        self._seconds.setRange(0.1, MOST_S)
        self._seconds.setDecimals(1)
        self._seconds.setValue(setup.seconds)
        self._told = PlainLabel(parent=self)
        self._told.setWordWrap(True)
        self._seen = PlainLabel(parent=self)
        self._test, self._save = QPushButton(tr("&Test"), self), QPushButton(tr("&Save"), self)
        self._lay_out()
        self._test.clicked.connect(lambda _: self._try())
        self._save.clicked.connect(lambda _: self._submit())
        self.resize_within_screen(_SIZE)

    @property
    def setup(self) -> CameraSetup:
        """What is chosen."""
        command, folder = self._command.text().strip(), self._folder.text().strip()
        return CameraSetup(command, folder, self._seconds.value())

    @property
    def told(self) -> str:
        """What was told last."""
        return self._told.text()

    def tell(self, words: str, tone: Tone = Tone.WRONG) -> None:
        """Says what went wrong, or right; what was chosen stays."""
        set_look(self._told, "word", tone.value)
        self._told.setText(words)
        self._test.setEnabled(True)

    def show_picture(self, picture: Picture) -> None:
        """Shows what came of the test."""
        image = QPixmap()
        image.loadFromData(picture.jpeg)
        self._seen.setPixmap(image.scaled(_SIDE_PX, _SIDE_PX, Qt.AspectRatioMode.KeepAspectRatio))
        self.tell(tr("A picture came."), Tone.READY)

    def _try(self) -> None:
        if self._is_possible():
            self._test.setEnabled(False)  # until the answer
            self._seen.clear()
            self._told.setText(tr("A picture is taken…"))
            self.picture_wanted.emit(self.setup)

    def _submit(self) -> None:
        if self._is_possible():
            self.submitted.emit(self.setup)

    def _is_possible(self) -> bool:
        if self.setup.fault is not None:
            self.tell(
                tr("A command is a program, and {file} where its picture goes.").format(
                    file="{file}"
                )
            )
        return self.setup.fault is None

    def _lay_out(self) -> None:
        fields = QFormLayout()
        fields.setVerticalSpacing(SPACE_INSIDE)
        rows = {
            tr("Command that takes a picture"): self._command,
            tr("or folder that pictures come into"): self._folder,
            tr("Seconds that it may take"): self._seconds,
        }
        for words, field in rows.items():
            field.setAccessibleName(words)
            fields.addRow(words, field)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        layout.addLayout(fields)
        layout.addWidget(self._told)
        layout.addWidget(self._seen, 1)
        layout.addLayout(self.button_row(self._save, beginning=(self._test,)))
