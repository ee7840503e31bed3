"""Paints cells: pills for states, muted zeros, bold numbers, and lines between rows."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from packbench.ui.parts.tables.columns import Cell
from packbench.ui.parts.tables.paged_model import CELL_ROLE
from packbench.ui.parts.theme.plain_text import one_line
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import BORDER, ICON_SMALL, RADIUS, SPACE, SPACE_INSIDE, Pair

_State = QStyle.StateFlag
_SLACK = 2  # text is measured in whole pixels and drawn in parts of them


class CellDelegate(QStyledItemDelegate):
    """Paints every cell of a table from its Cell, asking the model once."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._take_fonts()
        theme.changed.connect(self._take_fonts)

    def _take_fonts(self) -> None:
        self._plain = self._theme.font(tabular=True)
        self._bold = self._theme.font(bold=True, tabular=True)
        self._plain_metrics = QFontMetrics(self._plain)
        self._bold_metrics = QFontMetrics(self._bold)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paints ground, line, content and the ring of the current cell."""
        cell: Cell | None = index.data(CELL_ROLE)
        if cell is None:
            return
        selected = bool(option.state & _State.State_Selected)
        painter.save()
        self._paint_ground(painter, option.rect, selected=selected)
        inside = option.rect.adjusted(SPACE_INSIDE, 0, -SPACE_INSIDE, -BORDER)
        alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
        role = Qt.ItemDataRole.CheckStateRole
        tick: Qt.CheckState | None = None if index.column() else index.data(role)
        if tick is not None:
            ticked = tick == Qt.CheckState.Checked
            inside = self._paint_box(painter, inside, ticked=ticked, selected=selected)
        if cell.tone is not None:
            at_end = bool(alignment & Qt.AlignmentFlag.AlignTrailing)
            pair = self._theme.tokens.tones[cell.tone]
            self._paint_pill(painter, inside, cell, pair, at_end=at_end)
        else:
            self._paint_text(painter, inside, cell, alignment, selected=selected)
        if option.state & _State.State_HasFocus:
            self._paint_ring(painter, option.rect)
        painter.restore()

    def sizeHint(
        self,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        """The room that a cell needs so that nothing of it is cut."""
        cell: Cell | None = index.data(CELL_ROLE)
        if cell is None:
            return super().sizeHint(option, index)
        _, metrics = self._font(cell)
        width = metrics.horizontalAdvance(cell.text) + 2 * SPACE_INSIDE + _SLACK
        width += ICON_SMALL + SPACE if cell.icon else 0
        width += 2 * SPACE_INSIDE if cell.tone is not None else 0
        ticked = None if index.column() else index.data(Qt.ItemDataRole.CheckStateRole)
        width += ICON_SMALL + SPACE if ticked is not None else 0
        return QSize(width, metrics.height())

    def _paint_ground(self, painter: QPainter, rect: QRect, *, selected: bool) -> None:
        colours = self._theme.tokens
        painter.fillRect(rect, QColor(colours.selection.ground if selected else colours.surface))
        painter.setPen(QColor(colours.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _paint_text(
        self,
        painter: QPainter,
        rect: QRect,
        cell: Cell,
        alignment: Qt.AlignmentFlag,
        *,
        selected: bool,
    ) -> None:
        colours = self._theme.tokens
        ordinary = colours.muted if cell.muted else colours.text
        colour = colours.selection.text if selected else ordinary
        if cell.icon:
            rect = self._paint_icon(painter, rect, cell.icon, colour)
        font, metrics = self._font(cell)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(rect, alignment, fitted(cell, rect.width(), metrics))

    def _paint_pill(
        self, painter: QPainter, rect: QRect, cell: Cell, pair: Pair, *, at_end: bool
    ) -> None:
        font, metrics = self._font(cell)
        wanted = metrics.horizontalAdvance(cell.text) + 2 * SPACE_INSIDE + _SLACK
        wanted += ICON_SMALL + SPACE if cell.icon else 0
        height = metrics.height() + SPACE
        top = rect.center().y() - height // 2
        width = min(wanted, rect.width())
        pill = QRect(rect.right() + 1 - width if at_end else rect.left(), top, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(pair.ground))
        line = QPen(QColor(pair.text)) if self._theme.tokens.pill_border else Qt.PenStyle.NoPen
        painter.setPen(line)
        painter.drawRoundedRect(QRectF(pill).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        inside = pill.adjusted(SPACE_INSIDE, 0, -SPACE_INSIDE, 0)
        if cell.icon:
            inside = self._paint_icon(painter, inside, cell.icon, pair.text)
        painter.setFont(font)
        painter.setPen(QColor(pair.text))
        start = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inside, start, fitted(cell, inside.width(), metrics))

    def _paint_box(self, painter: QPainter, rect: QRect, *, ticked: bool, selected: bool) -> QRect:
        """Paints the box of a row that can be ticked and gives the room that is left."""
        colours = self._theme.tokens
        colour = colours.accent if ticked else colours.muted
        colour = colours.selection.text if selected else colour
        return self._paint_icon(painter, rect, tick_icon(ticked=ticked), colour)

    def _paint_icon(self, painter: QPainter, rect: QRect, name: str, colour: str) -> QRect:
        """Paints the icon at the start of `rect` and gives the room that is left."""
        ratio = painter.device().devicePixelRatioF()
        drawn = self._theme.pixmap(name, colour, ICON_SMALL, ratio)
        painter.drawPixmap(rect.left(), rect.center().y() - ICON_SMALL // 2, drawn)
        return rect.adjusted(ICON_SMALL + SPACE, 0, 0, 0)

    def _paint_ring(self, painter: QPainter, rect: QRect) -> None:
        colours = self._theme.tokens
        width = colours.focus_width_px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours.focus), width))
        inset = width // 2
        painter.drawRect(rect.adjusted(inset, inset, -inset - 1, -inset - 1))

    def _font(self, cell: Cell) -> tuple[QFont, QFontMetrics]:
        if cell.bold:
            return self._bold, self._bold_metrics
        return self._plain, self._plain_metrics


def fitted(cell: Cell, width: int, metrics: QFontMetrics) -> str:
    """The text, cut where it doesn't fit: at its end, an e-mail in its middle."""
    mode = Qt.TextElideMode.ElideMiddle if cell.middle else Qt.TextElideMode.ElideRight
    return metrics.elidedText(one_line(cell.text), mode, width)


def tick_icon(*, ticked: bool) -> str:
    """The name of the icon of a box."""
    return "square-check" if ticked else "square"
