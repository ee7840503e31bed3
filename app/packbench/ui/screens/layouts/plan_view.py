"""The floor from above: ways, bins by what is in them, a walk; depot and aisles can be moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from packbench.domain.walking.layout import MM_A_METRE, Aisle, Point, Way, Ways
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import (
    BORDER,
    SCALE_MUTED,
    SPACE,
    SPACE_GROUPS,
    SPACE_INSIDE,
    Tokens,
    Tone,
)
from packbench.words.language import tr

_STEP_M, _FINE_M = 0.5, 0.1
_LEAST_SIZE = QSize(360, 320)
_MOST_BIN_PX, _LEAST_BIN_PX = 14.0, 2.0
_DEPOT = 0
"""The depot among the things that can be moved; aisles have their numbers from 1."""


@dataclass(frozen=True, slots=True)
class ShownBin:
    """A bin where it stands, and what it is shaded by."""

    code: str
    point: Point
    count: int


@dataclass(frozen=True, slots=True)
class ShownFloor:
    """What the view shows; None as `ways` where there is nothing to show."""

    ways: Ways | None
    bins: Sequence[ShownBin] = ()
    corners: Sequence[Point] = ()
    stops: Sequence[Point] = ()
    movable: bool = True


@dataclass(slots=True)
class _Scale:
    """From the floor to the screen."""

    left: float = 0.0
    top: float = 0.0
    a_mm: float = 0.0
    swapped: bool = False
    counts: Mapping[Point, int] = field(default_factory=dict)

    def place(self, point: Point) -> QPointF:
        x_mm, y_mm = (point.y_mm, point.x_mm) if self.swapped else (point.x_mm, point.y_mm)
        return QPointF(self.left + x_mm * self.a_mm, self.top - y_mm * self.a_mm)

    def floor(self, at: QPointF) -> tuple[float, float]:
        """Metres on the floor under a point of the screen."""
        scale = self.a_mm * MM_A_METRE
        return (at.x() - self.left) / scale, (self.top - at.y()) / scale


class PlanView(QWidget):
    """Draws a floor as large as it fits.

    Arrow keys move what is chosen by half a metre, with Shift by a tenth; Page Up and Page Down
    choose the depot or an aisle. The mouse drags the same.

    Args:
        theme: colours and fonts.
        parent: the dialog.

    Signals:
        moved: the number of an aisle (0: the depot), and by how many metres in x and y.
        placed: the depot is to stand here: x and y in metres of the floor.
    """

    moved = Signal(int, float, float)
    placed = Signal(float, float)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._floor = ShownFloor(None)
        self._scale = _Scale()
        self._chosen = _DEPOT
        self._dragged: QPointF | None = None
        self.setObjectName("plan_view")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(_LEAST_SIZE)
        self.setAccessibleName(tr("Floor plan"))
        theme.changed.connect(self.update)

    @property
    def chosen(self) -> int:
        """What is moved: 0 the depot, or the number of an aisle."""
        return self._chosen

    @property
    def floor(self) -> ShownFloor:
        """What is shown."""
        return self._floor

    def show_floor(self, floor: ShownFloor) -> None:
        """Shows another floor."""
        self._floor = floor
        if floor.ways is None or self._chosen > len(floor.ways.aisles):
            self._chosen = _DEPOT
        self._tell_chosen()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws all of it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        painter.fillRect(self.rect(), QColor(tokens.surface))
        painter.setPen(QPen(QColor(tokens.focus if self.hasFocus() else tokens.border), BORDER))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        ways = self._floor.ways
        if ways is None:
            self._draw_words(painter, tr("There is nothing to show yet. Draw the layout here."))
            return
        self._measure(ways)
        self._draw_ways(painter, ways, tokens)
        self._draw_bins(painter, tokens)
        self._draw_walk(painter, tokens)
        self._draw_depot(painter, ways, tokens)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moves what is chosen, or chooses another."""
        ways = self._floor.ways
        direction = _DIRECTIONS.get(Qt.Key(event.key()))
        if ways is None or not self._floor.movable:
            super().keyPressEvent(event)
        elif direction is not None:
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            step_m = _FINE_M if fine else _STEP_M
            self.moved.emit(self._chosen, direction[0] * step_m, direction[1] * step_m)
        elif event.key() in _CHOOSING:
            things = len(ways.aisles) + 1
            self._chosen = (self._chosen + _CHOOSING[Qt.Key(event.key())]) % things
            self._tell_chosen()
            self.update()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of the depot or an aisle; elsewhere the depot is put."""
        ways = self._floor.ways
        if ways is None or not self._floor.movable:
            return
        found = self._thing_at(ways, event.position())
        if found is None:
            self._chosen = _DEPOT
            self.placed.emit(*self._scale.floor(event.position()))
        else:
            self._chosen, self._dragged = found, event.position()
        self._tell_chosen()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """What was dragged stays where it was left."""
        if self._dragged is None:
            return
        (from_x, from_y), (to_x, to_y) = (
            self._scale.floor(at) for at in (self._dragged, event.position())
        )
        self._dragged = None
        by_x, by_y = round(to_x - from_x, 1), round(to_y - from_y, 1)
        if by_x or by_y:
            self.moved.emit(self._chosen, by_x, by_y)

    def _tell_chosen(self) -> None:
        ways = self._floor.ways
        if ways is None:
            return
        name = tr("the start") if self._chosen == _DEPOT else ways.aisles[self._chosen - 1].name
        words = tr("Arrow keys move {thing}; Page Up and Page Down choose another.")
        self.setAccessibleDescription(words.format(thing=name))

    def _thing_at(self, ways: Ways, at: QPointF) -> int | None:
        if (self._scale.place(ways.depot) - at).manhattanLength() < SPACE_GROUPS:
            return _DEPOT
        for number, aisle in enumerate(ways.aisles, 1):
            ends = [self._scale.place(Point(aisle.x_mm, y)) for y in (aisle.from_mm, aisle.to_mm)]
            across = abs(ends[0].x() - at.x())
            if across < SPACE and ends[1].y() - SPACE <= at.y() <= ends[0].y() + SPACE:
                return number
        return None

    def _measure(self, ways: Ways) -> None:
        seen = [
            (point.y_mm, point.x_mm) if ways.turned else (point.x_mm, point.y_mm)
            for point in (*_ends(ways), *(one.point for one in self._floor.bins))
        ]
        left, right = min(x for x, _ in seen), max(x for x, _ in seen)
        low, high = min(y for _, y in seen), max(y for _, y in seen)
        margin = SPACE_GROUPS * 3
        room_x, room_y = self.width() - 2 * margin, self.height() - 2 * margin
        a_mm = min(room_x / max(right - left, 1), room_y / max(high - low, 1))
        spare_x = (room_x - (right - left) * a_mm) / 2
        spare_y = (room_y - (high - low) * a_mm) / 2
        counts: dict[Point, int] = {}
        for one in self._floor.bins:
            counts[one.point] = counts.get(one.point, 0) + one.count
        left_px = margin + spare_x - left * a_mm
        top_px = margin + spare_y + high * a_mm
        self._scale = _Scale(left_px, top_px, a_mm, ways.turned, counts)

    def _draw_words(self, painter: QPainter, words: str) -> None:
        painter.setPen(QColor(self._theme.tokens.muted))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), words)

    def _draw_ways(self, painter: QPainter, ways: Ways, tokens: Tokens) -> None:
        place = self._scale.place
        painter.setPen(QPen(QColor(tokens.border), 2))
        for cross in ways.cross_aisles:
            ends = (Point(cross.from_mm, cross.y_mm), Point(cross.to_mm, cross.y_mm))
            painter.drawLine(place(ends[0]), place(ends[1]))
        painter.setFont(self._theme.font(SCALE_MUTED))
        for number, aisle in enumerate(ways.aisles, 1):
            chosen = self.hasFocus() and number == self._chosen
            painter.setPen(QPen(QColor(tokens.accent if chosen else tokens.border), 2))
            painter.drawLine(*(place(Point(aisle.x_mm, y)) for y in (aisle.from_mm, aisle.to_mm)))
            self._draw_name(painter, aisle, tokens)

    def _draw_name(self, painter: QPainter, aisle: Aisle, tokens: Tokens) -> None:
        painter.setPen(QColor(tokens.muted))
        foot = self._scale.place(Point(aisle.x_mm, aisle.from_mm))
        arrows = {Way.UP: " ↑", Way.DOWN: " ↓"}
        text = aisle.name + arrows.get(aisle.way, "")
        room = QRectF(foot.x() - 40, foot.y() + SPACE, 80, SPACE_GROUPS)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignHCenter), text)

    def _draw_bins(self, painter: QPainter, tokens: Tokens) -> None:
        counts = self._scale.counts
        most = max(counts.values(), default=0)
        side = min(max(0.8 * _usual_gap_mm(counts) * self._scale.a_mm, _LEAST_BIN_PX), _MOST_BIN_PX)
        painter.setPen(QPen(QColor(tokens.border), BORDER))
        for point, count in counts.items():
            at = self._scale.place(point)
            square = QRectF(at.x() - side / 2, at.y() - side / 2, side, side)
            painter.setBrush(_shade(tokens, count, most))
            painter.drawRect(square)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_walk(self, painter: QPainter, tokens: Tokens) -> None:
        if not self._floor.corners:
            return
        colour = QColor(tokens.on_surface(Tone.ATTENTION))
        painter.setPen(QPen(colour, 3, c=Qt.PenCapStyle.RoundCap))
        painter.drawPolyline([self._scale.place(one) for one in self._floor.corners])
        painter.setFont(self._theme.font(SCALE_MUTED, bold=True))
        numbers: dict[Point, list[int]] = {}
        for number, point in enumerate(self._floor.stops, 1):
            numbers.setdefault(point, []).append(number)
        for point, held in numbers.items():
            self._draw_stop(painter, point, ", ".join(map(str, held)), tokens)

    def _draw_stop(self, painter: QPainter, point: Point, text: str, tokens: Tokens) -> None:
        at = self._scale.place(point)
        measures = painter.fontMetrics()
        width = measures.horizontalAdvance(text) + SPACE_INSIDE
        plate = QRectF(at.x() + SPACE, at.y() - measures.height() / 2, width, measures.height())
        painter.setBrush(QColor(tokens.surface))
        painter.setPen(QPen(QColor(tokens.text), BORDER))
        painter.drawRect(plate)
        painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_depot(self, painter: QPainter, ways: Ways, tokens: Tokens) -> None:
        at = self._scale.place(ways.depot)
        chosen = self.hasFocus() and self._chosen == _DEPOT
        colour = QColor(tokens.accent if chosen else tokens.text)
        painter.setPen(QPen(colour, 2))
        painter.setBrush(colour)
        painter.drawRect(QRectF(at.x() - 6, at.y() - 6, 12, 12))
        painter.setFont(self._theme.font(SCALE_MUTED, bold=True))
        painter.drawText(QPointF(at.x() + SPACE_INSIDE, at.y() - SPACE_INSIDE), tr("Start"))
        painter.setBrush(Qt.BrushStyle.NoBrush)


_DIRECTIONS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_CHOOSING = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


def _ends(ways: Ways) -> list[Point]:
    points = [Point(one.x_mm, y) for one in ways.aisles for y in (one.from_mm, one.to_mm)]
    points += [Point(x, one.y_mm) for one in ways.cross_aisles for x in (one.from_mm, one.to_mm)]
    return [*points, ways.depot]


def _usual_gap_mm(points: Mapping[Point, int]) -> float:
    """How far apart bins of one rack stand."""
    racks: dict[int, list[int]] = {}
    for point in points:
        racks.setdefault(point.x_mm, []).append(point.y_mm)
    spreads = [
        (max(held) - min(held)) / (len(held) - 1) for held in racks.values() if len(held) > 1
    ]
    return min(spreads, default=1_000)


def _shade(tokens: Tokens, count: int, most: int) -> QColor:
    """From the ground to the accent, the more the darker; even a little is seen."""
    ground, full = QColor(tokens.surface), QColor(tokens.accent)
    part = 0.2 + 0.8 * count / most if count > 0 else 0.0
    return QColor.fromRgbF(
        ground.redF() + (full.redF() - ground.redF()) * part,
        ground.greenF() + (full.greenF() - ground.greenF()) * part,
        ground.blueF() + (full.blueF() - ground.blueF()) * part,
    )
