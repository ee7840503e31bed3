"""The picture of a product, from a folder of pictures that are called as the SKUs.

It is looked for and read on a lane, never on the thread of the window. What is missing, broken, too
large or slow leaves the placeholder, and holds nobody up.
"""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from packbench.domain.product_pictures import MOST_BYTES, MOST_DOTS, picture_candidates
from packbench.paths import picture_folder
from packbench.ui.parts.bridge.runner import Runner
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_GROUPS
from packbench.words.language import tr

_LEAST_SIDE_PX = 120
_READ_SIDE_PX = 800
"""Read once as large as a screen shows it at most."""


class ItemPicture(QWidget):
    """Shows the picture of the product that was asked for last.

    Args:
        runner: reads the files.
        theme: gives the placeholder and its colour.
        parent: the screen.
    """

    def __init__(self, runner: Runner, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._runner, self._theme = runner, theme
        self._sku, self._folder = "", ""
        self._image: QImage | None = None
        self._scaled: QPixmap | None = None
        self.setMinimumSize(_LEAST_SIDE_PX, _LEAST_SIDE_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def has_picture(self) -> bool:
        """Whether a picture is shown; otherwise the placeholder."""
        return self._image is not None

    def set_folder(self, folder: str) -> None:
        """Where pictures are from now on; empty: nowhere."""
        self._folder = picture_folder(folder)
        self.read_again()

    def read_again(self) -> None:
        """Looks for the picture anew: another file may be there."""
        sku, self._sku = self._sku, ""
        self.show_product(sku)

    def show_product(self, sku: str) -> None:
        """Shows the product's picture as soon as it is read; empty: none."""
        if sku == self._sku:
            return
        self._sku = sku
        self._show(None)
        folder = self._folder
        if not sku or not folder:
            return

        def show(image: QImage | None) -> None:
            if sku == self._sku:  # somebody has gone on meanwhile
                self._show(image)

        self._runner.read(
            f"picture.{id(self)}",  # several may be shown at once
            lambda: read_picture(folder, sku),
            show,
            on_error=lambda _: show(None),  # a picture is never worth a message
            owner=self,
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws it in the middle, as large as there is room."""
        drawn = self._picture() or self._placeholder()
        size = drawn.deviceIndependentSize()
        painter = QPainter(self)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        painter.drawPixmap(round(left), round(top), drawn)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another room, another size."""
        self._scaled = None
        super().resizeEvent(event)

    def _show(self, image: QImage | None) -> None:
        self._image, self._scaled = image, None
        words = tr("Picture of {sku}") if image else tr("No picture of {sku}")
        self.setAccessibleName(words.format(sku=self._sku) if self._sku else "")
        self.update()

    def _picture(self) -> QPixmap | None:
        if self._image is not None and self._scaled is None:
            ratio = self.devicePixelRatioF()
            room = QSize(round(self.width() * ratio), round(self.height() * ratio))
            image = self._image
            if image.width() > room.width() or image.height() > room.height():
                keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, _SMOOTH
                image = image.scaled(room, keep, smooth)
            self._scaled = QPixmap.fromImage(image)
            self._scaled.setDevicePixelRatio(ratio)
        return self._scaled

    def _placeholder(self) -> QPixmap:
        half_px = min(self.width(), self.height()) // 2
        side_px = max(half_px - half_px % SPACE_GROUPS, SPACE_GROUPS)
        colour = self._theme.tokens.border
        return self._theme.pixmap("package", colour, side_px, self.devicePixelRatioF())


_SMOOTH = Qt.TransformationMode.SmoothTransformation


def read_picture(folder: str, sku: str) -> QImage | None:
    """The picture of a product, no larger than a screen needs; None where there is none to show.

    Looks at its size before anything is read: what is too large is not begun.
    """
    for path in picture_candidates(Path(folder), sku):
        try:
            if not path.is_file() or path.stat().st_size > MOST_BYTES:
                continue
        except OSError:  # a name that this system can't have, a folder that is gone
            continue
        image = _read(path)
        if image is not None:
            return image
    return None


def _read(path: Path) -> QImage | None:
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_DOTS:
        return None
    if max(size.width(), size.height()) > _READ_SIDE_PX:
        side = QSize(_READ_SIDE_PX, _READ_SIDE_PX)
        reader.setScaledSize(size.scaled(side, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image
