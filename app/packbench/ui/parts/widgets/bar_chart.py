"""A chart of bars: looked at, walked along with the arrow keys, opened with Enter or a click."""

import pyqtgraph as plots
import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_MUTED, SPACE, SPACE_INSIDE
from packbench.ui.parts.widgets.bars import Bar, Chart

_THICK = 0.7  # of the room that a bar has
_WORDS_ROOM = 1.05  # of the longest bar, and what the words behind it need
_LEAST_OF_BAR = 4  # a quarter of the width is left for the longest bar
_LEAST_PX = 150
_LABEL_CHARACTERS = 26


class BarChart(QFrame):
    """A heading over bars, or a sentence where there are none.

    Args:
        key: which chart.
        theme: colours and fonts.
        parent: the page.

    Signals:
        opened: a Bar whose rows are wanted.
    """

    opened = Signal(object)

    def __init__(self, key: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"chart_{key}")
        self.setProperty("part", "surface")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self._chart: Chart | None = None
        self._chosen = -1
        self._title, self._empty = PlainLabel(parent=self), PlainLabel(parent=self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("role", "muted")
        self._plot = self._make_plot()
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._plot)
        self._lay_out()
        self._take_looks()
        theme.changed.connect(self._take_looks)

    @property
    def bars(self) -> list[Bar]:
        """What is shown."""
        return self._chart.bars if self._chart else []

    @property
    def chosen(self) -> Bar | None:
        """The bar in hand."""
        return self.bars[self._chosen] if 0 <= self._chosen < len(self.bars) else None

    def show_chart(self, chart: Chart) -> None:
        """Shows other bars; the one in hand stays so while it is there."""
        label = self.chosen.label if self.chosen else None
        self._chart = chart
        labels = [bar.label for bar in chart.bars]
        self._chosen = labels.index(label) if label in labels else -1
        self._title.setText(chart.title)
        self._empty.setText(chart.empty)
        self.setAccessibleName(chart.title)
        told = "; ".join(f"{bar.label}: {bar.words}" for bar in chart.bars)
        self.setAccessibleDescription(told or chart.empty)
        self._draw()

    def choose_none(self) -> None:
        """No bar is in hand any more: the rows are those of another chart."""
        self._chosen = -1
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go along the bars, Enter opens the one in hand."""
        steps = {
            **dict.fromkeys((Qt.Key.Key_Left, Qt.Key.Key_Up), -1),
            **dict.fromkeys((Qt.Key.Key_Right, Qt.Key.Key_Down), 1),
        }
        key = Qt.Key(event.key())
        if key in steps and self.bars:
            self._choose(max(0, min(len(self.bars) - 1, self._chosen + steps[key])))
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End} and self.bars:
            self._choose(0 if key == Qt.Key.Key_Home else len(self.bars) - 1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.chosen is not None:
            self.opened.emit(self.chosen)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The first bar is in hand when the keyboard comes here."""
        super().focusInEvent(event)
        if self._chosen < 0 and self.bars and event.reason() != Qt.FocusReason.MouseFocusReason:
            self._choose(0)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes with the keyboard."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the ring around what has the keyboard."""
        super().paintEvent(event)
        if self.hasFocus():
            tokens, painter = self._theme.tokens, QPainter(self)
            painter.setPen(QPen(QColor(tokens.focus), tokens.focus_width_px))
            inset = tokens.focus_width_px // 2
            painter.drawRect(self.rect().adjusted(inset, inset, -inset - 1, -inset - 1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click on a bar takes it in hand and opens it."""
        if isinstance(event, QMouseEvent) and event.type() != QEvent.Type.MouseButtonPress:
            event.accept()
            return True
        if isinstance(event, QMouseEvent):
            event.accept()
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            scene = self._plot.mapToScene(event.position().toPoint())
            at = self._plot.plotItem.vb.mapSceneToView(scene)
            number = round(at.x() if self._is_upright() else -at.y())
            if 0 <= number < len(self.bars):
                self._choose(number)
                self.opened.emit(self.bars[number])
            return True
        return super().eventFilter(watched, event)

    def _choose(self, number: int) -> None:
        self._chosen = number
        self._draw()

    def _is_upright(self) -> bool:
        return self._chart is not None and self._chart.upright

    def _draw(self) -> None:
        self._plot.clear()
        self._stack.setCurrentWidget(self._plot if self.bars else self._empty)
        if self._chart is None or not self.bars:
            return
        values = [float(bar.value) for bar in self.bars]
        places = [float(number if self._is_upright() else -number) for number in range(len(values))]
        self._plot.addItem(self._bars(places, values))
        self._draw_words(places)
        self._scale(places)

    def _bars(self, places: list[float], values: list[float]) -> "plots.BarGraphItem":
        tokens = self._theme.tokens
        assert self._chart is not None  # noqa: S101 - it is drawn
        colours = [tokens.on_surface(self._chart.tone)] * len(values)
        if 0 <= self._chosen < len(values):
            colours[self._chosen] = tokens.accent
        brushes = [QColor(colour) for colour in colours]
        pens = [plots.mkPen(QColor(tokens.surface))] * len(values)
        if 0 <= self._chosen < len(values):
            pens[self._chosen] = plots.mkPen(QColor(tokens.focus), width=tokens.focus_width_px + 1)
        if self._is_upright():
            shape = {"x": places, "height": values, "width": _THICK}
        else:
            shape = {"x0": 0, "y": places, "width": values, "height": _THICK}
        return plots.BarGraphItem(**shape, brushes=brushes, pens=pens)

    def _draw_words(self, places: list[float]) -> None:
        """What each bar is of along the axis, its value behind it, a line where it has a mark."""
        upright, tokens = self._is_upright(), self._theme.tokens
        labels = [_short(bar.short) for bar in self.bars]
        along, across = ("bottom", "left") if upright else ("left", "bottom")
        self._plot.getAxis(along).setTicks([list(zip(places, labels, strict=True))])
        self._plot.hideAxis(across)  # the value stands at each bar
        for place, bar in zip(places, self.bars, strict=True):
            words = plots.TextItem(
                bar.words, QColor(tokens.text), anchor=(0.5, 1) if upright else (0, 0.5)
            )
            words.setFont(self._theme.font(SCALE_MUTED, tabular=True))
            longest = max(bar.value, bar.mark or 0)
            words.setPos(*((place, bar.value) if upright else (longest, place)))
            self._plot.addItem(words)
            if bar.mark is not None:
                ends = [place - _THICK / 2, place + _THICK / 2]
                pen = plots.mkPen(QColor(tokens.text), width=2)
                self._plot.plot([bar.mark, bar.mark], ends, pen=pen)

    def _scale(self, places: list[float]) -> None:
        longest = max(max(bar.value, bar.mark or 0) for bar in self.bars) or 1
        along = (min(places) - 1, max(places) + 1)
        if self._is_upright():
            self._plot.setRange(xRange=along, yRange=(0, longest * 1.2), padding=0)
        else:
            self._plot.setRange(xRange=(0, self._reach(longest)), yRange=along, padding=0)

    def _reach(self, longest: float) -> float:
        """How far the axis goes so that the words behind each bar are not cut."""
        metrics = QFontMetricsF(self._theme.font(SCALE_MUTED, tabular=True))
        width_px = max(1.0, self._plot.plotItem.vb.width())
        reach = longest * _WORDS_ROOM
        for bar in self.bars:
            words_px = metrics.horizontalAdvance(bar.words) + 2 * SPACE_INSIDE
            left_px = max(width_px - words_px, width_px / _LEAST_OF_BAR)
            reach = max(reach, max(bar.value, bar.mark or 0) * width_px / left_px)
        return reach

    def _take_width(self) -> None:
        """More or less room: the words need another part of it."""
        if self.bars and not self._is_upright():
            self._scale([-float(number) for number in range(len(self.bars))])

    def _make_plot(self) -> "plots.PlotWidget":
        plot = plots.PlotWidget(self)
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the chart itself has the keyboard
        plot.setMouseEnabled(x=False, y=False)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.viewport().installEventFilter(self)
        plot.plotItem.vb.sigResized.connect(self._take_width)
        _drop_menus(plot)
        return plot

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_INSIDE, SPACE_INSIDE, SPACE_INSIDE, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self._title)
        layout.addWidget(self._stack, 1)
        self.setMinimumHeight(_LEAST_PX)

    def _take_looks(self) -> None:
        tokens = self._theme.tokens
        self._title.setFont(self._theme.font(bold=True))
        self._plot.setBackground(QColor(tokens.surface))
        for name in ("left", "bottom"):
            axis = self._plot.getAxis(name)
            axis.setPen(QColor(tokens.border))
            axis.setTextPen(QColor(tokens.muted))
            axis.setTickFont(self._theme.font(SCALE_MUTED, tabular=True))
        self._draw()


def _drop_menus(plot: "plots.PlotWidget") -> None:
    """The library's own menus are in English, and export pictures of a half-made view."""
    scene = plot.scene()
    for action in scene.contextMenu:
        shiboken6.delete(action)
    scene.contextMenu = []


def _short(label: str) -> str:
    return label if len(label) <= _LABEL_CHARACTERS else f"{label[: _LABEL_CHARACTERS - 1]}…"
