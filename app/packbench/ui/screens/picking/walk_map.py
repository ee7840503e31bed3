"""The walk beside the stop: from above where the warehouse's layout is known, else as a strip."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from packbench.domain.walking.floor_view import FloorView
from packbench.domain.walking.layout import Point, Ways
from packbench.services.picking.walk_plan import PlannedStop, WalkPlan
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import (
    RADIUS,
    SCALE_HEADING,
    SCALE_MUTED,
    SCALE_TEXT,
    SPACE,
    SPACE_INSIDE,
    Tone,
)
from packbench.words.language import tr
from packbench.words.places import place_word

_LEAST_SIDE_PX = 220
_WAY_PX, _WALK_PX, _NEXT_PX = 1.0, 2.0, 4.0
_BIN_PX, _DONE_PX, _STOP_PX, _PRESENT_PX = 1.5, 3.0, 4.5, 11.0
_STRIP = 6


class _Next(NamedTuple):
    """What is before the picker: the place of the present stop among all, and the one after."""

    present: int | None
    following: int | None


@dataclass(frozen=True, slots=True)
class _Ink:
    """The colours of the drawing, from the tokens of the theme."""

    text: QColor
    muted: QColor
    line: QColor
    way: QColor
    present: QColor
    on_present: QColor


class WalkMap(QWidget):
    """Shows a walk: what is done, the present stop, the next one, and the way between them.

    Args:
        theme: colours and fonts.
        parent: the screen.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("walk_map")
        self._theme = theme
        self._plan: WalkPlan | None = None
        self._at = _Next(None, None)
        self.setMinimumSize(_LEAST_SIDE_PX, _LEAST_SIDE_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def told(self) -> str:
        """What the drawing says, for who can't see it."""
        return self.accessibleDescription()

    def show_plan(self, plan: WalkPlan, task: int | None) -> None:
        """Draws a walk.

        Args:
            plan: the walk as it is now.
            task: what the picker goes to; None: nothing is left for him.
        """
        self._plan = plan
        self._at = _where(plan.stops, task)
        name = tr("Plan of the walk") if plan.ways else tr("The next stops, without a plan")
        self.setAccessibleName(name)
        self.setAccessibleDescription(_in_words(plan.stops, self._at))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the floor, or the strip."""
        if self._plan is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        drawn = _Drawing(painter, self._theme, QRectF(self.rect()))
        if self._plan.ways is None:
            drawn.strip(self._plan.stops, self._at)
        else:
            drawn.floor(self._plan, self._plan.ways, self._at)


def _where(stops: Sequence[PlannedStop], task: int | None) -> _Next:
    present = next((at for at, one in enumerate(stops) if task in one.tasks), None)
    begin = -1 if present is None else present
    ahead = (at for at, one in enumerate(stops) if at > begin and not one.is_done)
    return _Next(present, None if present is None else next(ahead, None))


def _in_words(stops: Sequence[PlannedStop], at: _Next) -> str:
    done = sum(one.is_done for one in stops)
    words = [tr("{done} of {all} stops done").format(done=done, all=len(stops))]
    if at.present is not None:
        words.append(tr("now {place}").format(place=_place(stops[at.present])))
    if at.following is not None:
        words.append(tr("then {place}").format(place=_place(stops[at.following])))
    return ", ".join(words)


def _place(stop: PlannedStop) -> str:
    return place_word(stop.location)


class _Drawing:
    """One drawing of the walk."""

    def __init__(self, painter: QPainter, theme: Theme, room: QRectF) -> None:
        self._painter, self._theme, self._room = painter, theme, room
        tokens = theme.tokens
        moving = tokens.tones[Tone.MOVING]
        self._ink = _Ink(
            QColor(tokens.text),
            QColor(tokens.muted),
            QColor(tokens.border),
            QColor(tokens.accent),
            QColor(moving.text),
            QColor(moving.ground),
        )

    def floor(self, plan: WalkPlan, ways: Ways, at: _Next) -> None:
        """The floor from above, as large as it fits; below it, what comes next."""
        below = self._caption(plan.stops, at)
        margin = _PRESENT_PX + SPACE_INSIDE
        field = self._room.adjusted(margin, margin, -margin, -margin - below)
        view = FloorView.of(ways, plan.bins, (field.width(), field.height()))
        left = field.left() + (field.width() - view.size[0]) / 2
        top = field.top() + (field.height() - view.size[1]) / 2

        def place(point: Point) -> QPointF:
            x, y = view.place(point)
            return QPointF(left + x, top + y)

        self._floor_ways(ways, place)
        self._dots(map(place, plan.bins), _BIN_PX, self._ink.line)
        for number, way in enumerate(plan.ways_there):
            self._way([place(point) for point in way], number, plan.stops, at)
        depot = place(ways.depot)
        side = 2 * _STOP_PX
        self._painter.fillRect(
            QRectF(depot.x() - _STOP_PX, depot.y() - _STOP_PX, side, side), self._ink.text
        )
        self._stops([place(one.point) if one.point else None for one in plan.stops], plan.stops, at)

    def strip(self, stops: Sequence[PlannedStop], at: _Next) -> None:
        """The next stops below each other, since nobody knows how the bins stand."""
        bold, plain = self._font(SCALE_HEADING, bold=True), self._font(SCALE_TEXT)
        top = self._line(self._room.top(), tr("Next stops (no floor plan)"), plain, self._ink.muted)
        ahead = [n for n, one in enumerate(stops) if n == at.present or not one.is_done]
        first = ahead.index(at.present) if at.present in ahead else 0
        shown = ahead[first : first + _STRIP]
        for number in shown:
            is_present = number == at.present
            words = f"{number + 1}  {_place(stops[number])}"
            font = bold if is_present else plain
            top = self._line(top + SPACE, words, font, self._ink.text, framed=is_present)
        left = len(ahead) - first - len(shown)
        if left > 0:
            words = tr("and {count} more").format(count=left)
            self._line(top + SPACE, words, plain, self._ink.muted)

    def _caption(self, stops: Sequence[PlannedStop], at: _Next) -> float:
        """What comes next, at the lower edge; how much room it takes."""
        font = self._font(SCALE_MUTED)
        words = _in_words(stops, at)
        height = QFontMetricsF(font).lineSpacing() + SPACE
        self._line(self._room.bottom() - height, words, font, self._ink.muted)
        return height

    def _floor_ways(self, ways: Ways, place: Callable[[Point], QPointF]) -> None:
        self._painter.setPen(QPen(self._ink.line, _WAY_PX))
        for aisle in ways.aisles:
            ends = Point(aisle.x_mm, aisle.from_mm), Point(aisle.x_mm, aisle.to_mm)
            self._painter.drawLine(place(ends[0]), place(ends[1]))
        for cross in ways.cross_aisles:
            ends = Point(cross.from_mm, cross.y_mm), Point(cross.to_mm, cross.y_mm)
            self._painter.drawLine(place(ends[0]), place(ends[1]))

    def _way(
        self, corners: Sequence[QPointF], number: int, stops: Sequence[PlannedStop], at: _Next
    ) -> None:
        """What was walked is thin and broken, the way to the present stop thick."""
        walked = number < len(stops) and stops[number].is_done and number != at.present
        pen = QPen(self._ink.muted if walked else self._ink.way, _WALK_PX)
        if walked:
            pen.setStyle(Qt.PenStyle.DotLine)
        if number == at.present:
            pen.setWidthF(_NEXT_PX)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self._painter.setPen(pen)
        self._painter.drawPolyline(list(corners))

    def _stops(
        self, points: Sequence[QPointF | None], stops: Sequence[PlannedStop], at: _Next
    ) -> None:
        """Done ones small, those to come round, the next one ringed, the present one big."""
        last = (at.following, at.present)  # they are above all others
        for number in sorted(range(len(stops)), key=lambda one: (one in last, one == at.present)):
            point = points[number]
            if point is None:
                continue
            if number == at.present:
                self._disc(point, _PRESENT_PX, self._ink.present)
                self._in_disc(point, str(number + 1))
            elif stops[number].is_done:
                self._dots([point], _DONE_PX, self._ink.muted)
            else:
                self._disc(point, _STOP_PX, self._ink.way)
            if number == at.following:
                self._painter.setPen(QPen(self._ink.text, _WALK_PX))
                self._painter.setBrush(Qt.BrushStyle.NoBrush)
                self._painter.drawEllipse(point, _STOP_PX + SPACE, _STOP_PX + SPACE)

    def _disc(self, point: QPointF, radius: float, colour: QColor) -> None:
        self._painter.setPen(QPen(self._ink.on_present, _WALK_PX))
        self._painter.setBrush(colour)
        self._painter.drawEllipse(point, radius, radius)

    def _dots(self, points: Iterable[QPointF], radius: float, colour: QColor) -> None:
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(colour)
        for point in points:
            self._painter.drawEllipse(point, radius, radius)

    def _in_disc(self, point: QPointF, words: str) -> None:
        font = self._font(SCALE_TEXT, bold=True)
        fits = 2 * _PRESENT_PX - SPACE
        while QFontMetricsF(font).horizontalAdvance(words) > fits and font.pointSizeF() > 1:
            font.setPointSizeF(font.pointSizeF() * 0.9)
        self._painter.setFont(font)
        self._painter.setPen(self._ink.on_present)
        side = 2 * _PRESENT_PX
        field = QRectF(point.x() - _PRESENT_PX, point.y() - _PRESENT_PX, side, side)
        self._painter.drawText(field, Qt.AlignmentFlag.AlignCenter, words)

    def _line(
        self, top: float, words: str, font: QFont, colour: QColor, *, framed: bool = False
    ) -> float:
        """A line of text over the whole width; where the next one begins."""
        metrics = QFontMetricsF(font)
        room = QRectF(self._room.left(), top, self._room.width(), metrics.lineSpacing() + SPACE)
        self._painter.setFont(font)
        if framed:
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(self._ink.present)
            self._painter.drawRoundedRect(room, RADIUS, RADIUS)
        self._painter.setPen(self._ink.on_present if framed else colour)
        inside = room.adjusted(SPACE_INSIDE, 0, -SPACE_INSIDE, 0)
        told = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, inside.width())
        self._painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, told)
        return room.bottom()

    def _font(self, scale: float, *, bold: bool = False) -> QFont:
        return self._theme.font(scale, bold=bold, tabular=True)
