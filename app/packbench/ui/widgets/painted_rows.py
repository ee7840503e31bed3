"""Rows of one height that are painted, not made of widgets: an order may have a thousand lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from packbench.ui.tables.columns import Cell
from packbench.ui.theme.theme import Theme
from packbench.ui.theme.tokens import ICON_SMALL, SPACE, SPACE_GROUPS, SPACE_INSIDE

_TEXT_ROW = 1.5  # of a row, in line heights
_MOST_RIGHT = 0.6  # of the width, for the text at the end
_TOLD = 20  # rows that a screen reader hears
NO_CELL = Cell("")


class PaintedRows(QWidget):
    """Paints only the rows in view. Who derives from it paints a row and tells its words."""

    def __init__(self, count: int, name: str, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._count = count
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._take_looks)

    def row_height(self) -> int:
        """The height of every row, in pixels."""
        return round(self.fontMetrics().lineSpacing() * _TEXT_ROW)

    def paint_row(self, painter: QPainter, rect: QRect, row: int) -> None:
        """Paints one row."""
        raise NotImplementedError

    def words(self, row: int) -> str:
        """A row in words, for its tip and for screen readers."""
        raise NotImplementedError

    def tell(self) -> None:
        """Gives the first rows to screen readers; called when the rows are known."""
        told = [self.words(row) for row in range(min(self._count, _TOLD))]
        self.setAccessibleDescription("; ".join(told))

    def sizeHint(self) -> QSize:
        """Room for every row."""
        return QSize(self.minimumSizeHint().width(), self._count * self.row_height())

    def minimumSizeHint(self) -> QSize:
        """The same height, no width of its own."""
        return QSize(0, self._count * self.row_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the rows that are exposed."""
        painter = QPainter(self)
        height = self.row_height()
        first = event.rect().top() // height
        last = min(event.rect().bottom() // height, self._count - 1)
        for row in range(first, last + 1):
            self.paint_row(painter, QRect(0, row * height, self.width(), height), row)

    def event(self, event: QEvent) -> bool:
        """Shows a row's tip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = event.pos().y() // self.row_height()
            QToolTip.showText(event.globalPos(), self.words(row) if row < self._count else "", self)
            return True
        return super().event(event)

    def draw_text(
        self, painter: QPainter, rect: QRect, text: str, colour: str, font: QFont, *, end: bool
    ) -> int:
        """Draws a line of text, cut where it doesn't fit, and gives the width that it took."""
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        side = Qt.AlignmentFlag.AlignRight if end else Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)
        return painter.fontMetrics().horizontalAdvance(shown)

    def _take_looks(self) -> None:
        self.updateGeometry()
        self.update()


@dataclass(frozen=True, slots=True)
class TextRow:
    """A row of two texts: `left` at the start, `right` at the end; `inside` moves it in."""

    left: Cell
    right: Cell = NO_CELL
    inside: bool = False


class TextRows(PaintedRows):
    """Rows of two texts."""

    def __init__(self, rows: Sequence[TextRow], name: str, theme: Theme) -> None:
        super().__init__(len(rows), name, theme)
        self._rows = tuple(rows)
        self.tell()

    def words(self, row: int) -> str:
        """Both texts, with what their tips add."""
        found = self._rows[row]
        texts = (found.left.tip or found.left.text, found.right.tip or found.right.text)
        return "  ".join(text for text in texts if text)

    def paint_row(self, painter: QPainter, rect: QRect, row: int) -> None:
        """The text at the end gets what it needs, the other the rest."""
        found = self._rows[row]
        indent = SPACE_GROUPS if found.inside else 0
        right = rect.adjusted(round(rect.width() * (1 - _MOST_RIGHT)), 0, 0, 0)
        taken = self._draw(painter, right, found.right, end=True)
        left = rect.adjusted(indent, 0, -taken - SPACE_INSIDE if taken else 0, 0)
        self._draw(painter, left, found.left, end=False)

    def _draw(self, painter: QPainter, rect: QRect, cell: Cell, *, end: bool) -> int:
        colours = self.theme.tokens
        colour = colours.muted if cell.muted else colours.text
        if cell.tone is not None:
            colour = colours.on_surface(cell.tone)
        if cell.icon:
            ratio = painter.device().devicePixelRatioF()
            drawn = self.theme.pixmap(cell.icon, colour, ICON_SMALL, ratio)
            painter.drawPixmap(rect.left(), rect.center().y() - ICON_SMALL // 2, drawn)
            rect = rect.adjusted(ICON_SMALL + SPACE, 0, 0, 0)
        font = self.theme.font(bold=cell.bold, tabular=True)
        return self.draw_text(painter, rect, cell.text, colour, font, end=end)
