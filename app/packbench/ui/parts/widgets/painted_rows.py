"""Rows that are painted, not made of widgets: an order may have a thousand lines."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.theme.plain_text import one_line, tip
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import ICON_SMALL, SPACE, SPACE_GROUPS, SPACE_INSIDE

_TEXT_ROW = 1.5  # of a row, in line heights
_TOLD = 20  # rows that a screen reader hears
_ENDLESS_PX = 1 << 20
NO_CELL = Cell("")


class PaintedRows(QWidget):
    """Paints only the rows in view. Who derives from it paints a row and tells its words."""

    def __init__(self, count: int, name: str, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._count = count
        self._tops: list[int] = []
        self._measured_for = -1
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._take_looks)

    def row_height(self) -> int:
        """The height of a row whose text needs one line, in pixels."""
        return round(self.fontMetrics().lineSpacing() * _TEXT_ROW)

    def height_of(self, row: int, width: int) -> int:  # noqa: ARG002 - for rows that wrap
        """The height of a row where there is so much room, in pixels."""
        return self.row_height()

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
        """Room for every row where nothing wraps."""
        return QSize(0, self._count * self.row_height())

    def minimumSizeHint(self) -> QSize:
        """The same height, no width of its own."""
        return self.sizeHint()

    def hasHeightForWidth(self) -> bool:
        """Rows may wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all rows."""
        return self._tops_for(width)[-1]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the rows that are exposed."""
        painter = QPainter(self)
        tops = self._tops_for(self.width())
        for row in range(max(0, self.row_at(event.rect().top())), self._count):
            if tops[row] > event.rect().bottom():
                return
            rect = QRect(0, tops[row], self.width(), tops[row + 1] - tops[row])
            self.paint_row(painter, rect, row)

    def row_at(self, y: int) -> int:
        """The row at a height, in pixels; behind the last one there is none."""
        return bisect_right(self._tops_for(self.width()), y) - 1

    def _tops_for(self, width: int) -> list[int]:
        """Where each row begins where there is so much room; the end of the last one at the end."""
        if width != self._measured_for:
            self._measured_for, top = width, 0
            self._tops = [0]
            for row in range(self._count):
                top += self.height_of(row, width)
                self._tops.append(top)
        return self._tops

    def event(self, event: QEvent) -> bool:
        """Shows a row's tip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self.row_at(event.pos().y())
            words = tip(self.words(row)) if row < self._count else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def draw_text(
        self, painter: QPainter, rect: QRect, text: str, colour: str, font: QFont, *, end: bool
    ) -> int:
        """Draws a line of text, cut where it doesn't fit, and gives the width that it took."""
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = painter.fontMetrics().elidedText(
            one_line(text), Qt.TextElideMode.ElideRight, rect.width()
        )
        side = Qt.AlignmentFlag.AlignRight if end else Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)
        return painter.fontMetrics().horizontalAdvance(shown)

    def _take_looks(self) -> None:
        self._measured_for = -1
        self.updateGeometry()
        self.update()


@dataclass(frozen=True, slots=True)
class TextRow:
    """A row of two texts: `left` at the start, `right` at the end; `inside` moves it in."""

    left: Cell
    right: Cell = NO_CELL
    inside: bool = False


class TextRows(PaintedRows):
    """Rows of two texts: in one line where both fit, else below each other; words wrap."""

    def __init__(self, rows: Sequence[TextRow], name: str, theme: Theme) -> None:
        super().__init__(len(rows), name, theme)
        self._rows = tuple(rows)
        self._faces = _make_faces(theme)
        self.tell()

    def words(self, row: int) -> str:
        """Both texts, with what their tips add."""
        found = self._rows[row]
        texts = (found.left.tip or found.left.text, found.right.tip or found.right.text)
        return "  ".join(text for text in texts if text)

    def height_of(self, row: int, width: int) -> int:
        """One line, or as many as the texts need."""
        found = self._rows[row]
        room = width - _indent(found)
        if self._fits(found, room):
            return self.row_height()
        texts = sum(self._height(cell, room) for cell in (found.left, found.right) if cell.text)
        return texts + self.row_height() - self.fontMetrics().lineSpacing()

    def paint_row(self, painter: QPainter, rect: QRect, row: int) -> None:
        """Paints both texts, the one at the end below the other where they don't fit."""
        found, line = self._rows[row], self.fontMetrics().lineSpacing()
        room = rect.adjusted(_indent(found), (self.row_height() - line) // 2, 0, 0)
        fits = self._fits(found, room.width())
        for cell, end in ((found.left, False), (found.right, True)):
            if cell.text:
                room.setHeight(line if fits else self._height(cell, room.width()))
                self._draw(painter, room, cell, end=end)
                room.translate(0, 0 if fits else room.height())

    def _fits(self, row: TextRow, room: int) -> bool:
        """Whether both texts stand in one line."""
        cells = [cell for cell in (row.left, row.right) if cell.text]
        needed = [
            self._metrics(cell).horizontalAdvance(cell.text) + _icon_room(cell) for cell in cells
        ]
        return sum(needed) + SPACE_INSIDE * (len(cells) - 1) <= room

    def _height(self, cell: Cell, room: int) -> int:
        """The height of a text that wraps."""
        metrics, bounds = self._metrics(cell), QRect(0, 0, room - _icon_room(cell), _ENDLESS_PX)
        flags = _wrapping(cell.text, bounds.width(), metrics)
        return metrics.boundingRect(bounds, flags, cell.text).height()

    def _draw(self, painter: QPainter, rect: QRect, cell: Cell, *, end: bool) -> None:
        colours = self.theme.tokens
        colour = colours.muted if cell.muted else colours.text
        if cell.tone is not None:
            colour = colours.on_surface(cell.tone)
        font, metrics = self._faces[cell.bold]
        if cell.icon:
            ratio = painter.device().devicePixelRatioF()
            drawn = self.theme.pixmap(cell.icon, colour, ICON_SMALL, ratio)
            top = rect.top() + (metrics.lineSpacing() - ICON_SMALL) // 2
            painter.drawPixmap(rect.left(), top, drawn)
            rect = rect.adjusted(_icon_room(cell), 0, 0, 0)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        side = Qt.AlignmentFlag.AlignRight if end else Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect, side | _wrapping(cell.text, rect.width(), metrics), cell.text)

    def _metrics(self, cell: Cell) -> QFontMetrics:
        return self._faces[cell.bold][1]

    def _take_looks(self) -> None:
        self._faces = _make_faces(self.theme)
        super()._take_looks()


def _make_faces(theme: Theme) -> dict[bool, tuple[QFont, QFontMetrics]]:
    """Font and measures by whether it is bold."""
    fonts = {bold: theme.font(bold=bold, tabular=True) for bold in (False, True)}
    return {bold: (font, QFontMetrics(font)) for bold, font in fonts.items()}


def _indent(row: TextRow) -> int:
    return SPACE_GROUPS if row.inside else 0


def _icon_room(cell: Cell) -> int:
    return ICON_SMALL + SPACE if cell.icon else 0


def _wrapping(text: str, room: int, metrics: QFontMetrics) -> Qt.TextFlag:
    """Lines break between words; within them only where a word is longer than a line."""
    longest = max((metrics.horizontalAdvance(word) for word in text.split()), default=0)
    return Qt.TextFlag.TextWrapAnywhere if longest > room else Qt.TextFlag.TextWordWrap
