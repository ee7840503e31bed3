"""An order's lines: SKU and name, and where its units are as a bar and in words."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QMenu

from packbench.services.orders.looking import LineView
from packbench.ui.parts.theme.plain_text import on_button, one_line
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import RADIUS, SCALE_MUTED, SPACE, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.painted_rows import PaintedRows
from packbench.words.language import mark, tr
from packbench.words.states import reason_words

_BAR_PX = SPACE + SPACE // 2
_GAP_PX = 1

BUCKETS: Mapping[str, tuple[str, Tone | None]] = {
    "shipped": (mark("{count} shipped"), Tone.NEUTRAL),
    "packed": (mark("{count} packed"), Tone.MOVING),
    "picked": (mark("{count} picked"), Tone.MOVING),
    "allocated": (mark("{count} allocated"), Tone.READY),
    "waiting": (mark("{count} waiting"), Tone.WAITING),
    "unavailable": (mark("{count} may not wait"), Tone.WRONG),
    "unrouted": (mark("{count} not allocated yet"), None),
    "cancelled": (mark("{count} cancelled"), None),
}
"""Where units can be, from the door back to the entry; without a tone they are left grey."""


def filled(line: LineView) -> list[tuple[str, int]]:
    """The buckets of a line that hold units, and how many."""
    found = ((bucket, int(getattr(line, bucket))) for bucket in BUCKETS)
    return [(bucket, units) for bucket, units in found if units]


def bucket_words(line: LineView) -> str:
    """Where the units of a line are: `4 allocated · 2 waiting: out of stock`."""
    parts = []
    for bucket, units in filled(line):
        words = tr(BUCKETS[bucket][0]).format(count=units)
        if bucket == "waiting" and line.reason:
            words = f"{words}: {reason_words(line.reason)}"
        parts.append(words)
    return " · ".join(parts)


class LineRows(PaintedRows):
    """One row a line: codes above, the bar, the words below. Arrows choose one, Enter opens it.

    Signals:
        product_wanted: the SKU of a line whose product is to be shown.
    """

    product_wanted = Signal(str)

    def __init__(self, lines: Sequence[LineView], theme: Theme) -> None:
        super().__init__(len(lines), tr("Lines"), theme)
        self._lines = tuple(lines)
        self._in_hand = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from line to line, Enter shows the product, the menu key offers it."""
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up if self._lines:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self._take(self._in_hand + step)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._lines:
                self.product_wanted.emit(self._lines[self._in_hand].sku)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes a line in hand."""
        self._take(self.row_at(event.position().toPoint().y()))
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offers what can be done with the line."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            self._take(self.row_at(event.pos().y()))
        if self._lines:
            menu = self.make_menu()
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(event.globalPos())

    def make_menu(self) -> QMenu:
        """What can be done with the line in hand."""
        menu, sku = QMenu(self), self._lines[self._in_hand].sku
        words = on_button(tr("Show product {sku}…").format(sku=one_line(sku)))
        menu.addAction(words, lambda: self.product_wanted.emit(sku))
        return menu

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The line in hand is seen."""
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And is not any more."""
        self.update()
        super().focusOutEvent(event)

    def _take(self, row: int) -> None:
        if self._lines:
            self._in_hand = max(0, min(row, len(self._lines) - 1))
            self.setAccessibleDescription(self.words(self._in_hand))
            self.update()

    def row_height(self) -> int:
        """Two lines of text, the bar between them, and room below."""
        return 2 * self.fontMetrics().lineSpacing() + _BAR_PX + 3 * SPACE

    def words(self, row: int) -> str:
        """The whole line: also what is cut off."""
        line = self._lines[row]
        told = f"{line.line}. {line.sku} {line.name}: {bucket_words(line)}"
        if line.original_sku:
            told += tr(" (instead of {sku})").format(sku=line.original_sku)
        return told

    def paint_row(self, painter: QPainter, rect: QRect, row: int) -> None:
        """Paints one line."""
        line = self._lines[row]
        if self.hasFocus() and row == self._in_hand:
            painter.setPen(QColor(self.theme.tokens.accent))
            painter.drawRect(rect.adjusted(0, 0, -1, -SPACE))
        height = self.fontMetrics().lineSpacing()
        top = QRect(rect.left(), rect.top(), rect.width(), height)
        self._paint_codes(painter, top, line)
        bar = QRect(rect.left(), top.bottom() + SPACE, rect.width(), _BAR_PX)
        self._paint_bar(painter, bar, line)
        below = QRect(rect.left(), bar.bottom() + SPACE // 2, rect.width(), height)
        font = self.theme.font(SCALE_MUTED)
        colour = self.theme.tokens.muted
        self.draw_text(painter, below, bucket_words(line), colour, font, end=False)

    def _paint_codes(self, painter: QPainter, rect: QRect, line: LineView) -> None:
        colours, theme = self.theme.tokens, self.theme
        units = str(line.ordered)
        figures = theme.font(bold=True, tabular=True)
        taken = self.draw_text(painter, rect, units, colours.text, figures, end=True)
        room = rect.adjusted(0, 0, -taken - SPACE_INSIDE, 0)
        bold = theme.font(bold=True)
        taken = self.draw_text(painter, room, line.sku, colours.text, bold, end=False)
        room = room.adjusted(taken + SPACE_INSIDE, 0, 0, 0)
        self.draw_text(painter, room, line.name, colours.muted, theme.font(), end=False)

    def _paint_bar(self, painter: QPainter, rect: QRect, line: LineView) -> None:
        """The parts in proportion, each wide enough to be seen."""
        colours = self.theme.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        left, width = float(rect.left()), float(rect.width())
        for bucket, units in filled(line):
            part = max(_BAR_PX, width * units / line.ordered)
            part = min(part, rect.right() + 1 - left)
            tone = BUCKETS[bucket][1]
            painter.setBrush(QColor(colours.border if tone is None else colours.on_surface(tone)))
            box = QRectF(left, rect.top(), part - _GAP_PX, rect.height())
            painter.drawRoundedRect(box, RADIUS / 3, RADIUS / 3)
            left += part
