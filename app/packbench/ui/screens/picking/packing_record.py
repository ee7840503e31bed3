"""What was said at the bench of a shipment, with the pictures of its parcels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from packbench.domain.refusals import EnvironmentFault, Refusal
from packbench.domain.said_at_bench import SaidAtBench
from packbench.services.packing.photos import PhotoView, export_photos, list_photos, photo_bytes
from packbench.services.packing.record import packing_record
from packbench.ui import company_clock
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.tokens import SPACE_GROUPS, SPACE_INSIDE
from packbench.ui.parts.widgets.file_dialogs import ask_for_folder
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.workplace import Workplace
from packbench.words.bench_checks import said_words
from packbench.words.language import tr, tr_count
from packbench.words.refusals import sentence

_SIZE = QSize(760, 600)
_SIDE_PX = 420


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """What the dialog shows."""

    shipment: str
    said: Sequence[SaidAtBench]
    photos: Sequence[PhotoView]
    pictures: Sequence[bytes]


class PackingRecordDialog(KeyDialog):
    """Shows it; the pictures can be saved into a folder.

    Args:
        shown: the record.
        save: writes the pictures; gives what to tell, or "" where nobody chose a folder.
        parent: the window.
    """

    def __init__(self, shown: ShownRecord, save: Callable[[QWidget], str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("packing_record")
        self.setWindowTitle(tr("Packing of {shipment}").format(shipment=shown.shipment))
        self._shown, self._write = shown, save
        self._told = PlainLabel(parent=self)
        self._told.setWordWrap(True)
        self._lay_out()
        self.resize_within_screen(_SIZE)

    @property
    def told(self) -> str:
        """What was told last."""
        return self._told.text()

    @property
    def words(self) -> list[str]:
        """What stands above and below the pictures."""
        return [one.text() for one in self.findChildren(PlainLabel) if one.text()]

    def _save(self) -> None:
        self._told.setText(self._write(self))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_GROUPS)
        for one in self._shown.said:
            label = PlainLabel(said_words(one, _moment(one)), self)
            label.setWordWrap(True)
            layout.addWidget(label)
        if not self._shown.said:
            layout.addWidget(PlainLabel(tr("Nobody had to say anything of these parcels."), self))
        layout.addWidget(self._pictures(), 1)
        layout.addWidget(self._told)
        save = QPushButton(tr("&Save the pictures…"), self)
        save.setEnabled(bool(self._shown.photos))
        save.clicked.connect(lambda _: self._save())
        leave = QPushButton(tr("Close"), self)
        leave.setDefault(True)
        leave.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addWidget(save)
        buttons.addStretch()
        buttons.addWidget(leave)
        layout.addLayout(buttons)

    def _pictures(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        for photo, jpeg in zip(self._shown.photos, self._shown.pictures, strict=True):
            words = tr("Parcel {parcel}, {moment}, {operator}")
            at = f"{company_clock.local(photo.taken_at):%Y-%m-%d %H:%M}"
            told = words.format(parcel=photo.parcel, moment=at, operator=photo.operator)
            column.addWidget(PlainLabel(told, inside))
            column.addWidget(_picture(jpeg, told, inside))
        if not self._shown.photos:
            column.addWidget(PlainLabel(tr("No parcel has a picture."), inside))
        column.addStretch()
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setAccessibleName(tr("Pictures of the parcels"))
        return area


def _picture(jpeg: bytes, told: str, parent: QWidget) -> PlainLabel:
    image = QPixmap()
    image.loadFromData(jpeg)
    label = PlainLabel(parent=parent)
    label.setAccessibleName(told)
    if not image.isNull():
        keep, smooth = (
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        label.setPixmap(image.scaled(_SIDE_PX, _SIDE_PX, keep, smooth))
    return label


def _moment(said: SaidAtBench) -> str:
    return f"{company_clock.local(said.at):%Y-%m-%d %H:%M}"


def show_record(place: Workplace, shipment: str) -> None:
    """Opens the dialog of a shipment."""
    context, desk = place.context, place.desk

    def read() -> ShownRecord:
        said, photos = packing_record(context, shipment), list_photos(context, shipment)
        return ShownRecord(shipment, said, photos, photo_bytes(context, shipment))

    def save(parent: QWidget) -> str:
        folder = ask_for_folder(parent, tr("Save the pictures into"))
        if folder is None:
            return ""
        try:
            written = export_photos(context, shipment, folder)
        except (Refusal, EnvironmentFault) as error:
            return sentence(error)
        words = tr_count("{count} picture saved.", "{count} pictures saved.", len(written))
        return words.format(count=len(written))

    def show(shown: ShownRecord) -> None:
        dialog = PackingRecordDialog(shown, save, desk.window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    desk.runner.read("packing.record", read, show, owner=desk.window)
