"""The fields of a layout: numbers, the depot, one-way aisles, the rule on codes."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QFormLayout, QLineEdit, QWidget

from packbench.domain.walking.drawing import (
    LONGEST_M,
    MOST_AISLES,
    MOST_BAYS,
    MOST_BLOCKS,
    MOST_LEVELS,
    RULE_EXAMPLE,
    LayoutForm,
    one_way,
)
from packbench.domain.walking.layout import Way
from packbench.ui.parts.theme.plain_text import set_tip
from packbench.ui.parts.theme.tokens import BORDER, SPACE_INSIDE
from packbench.ui.parts.widgets.number_field import NumberField
from packbench.words.language import tr

_DIGITS = 6
"""No aisle has a number of more; Python reads none of thousands, as a paste may be."""


class MetreField(QDoubleSpinBox):
    """A length or a place in metres; the arrow keys count by half a metre."""

    def __init__(self, least: float, most: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.setDecimals(2)
        self.setSingleStep(0.5)
        self.setRange(least, most)
        self.setSuffix(tr(" m"))
        self.setLocale(QLocale())
        room = SPACE_INSIDE + BORDER
        self.lineEdit().setTextMargins(room, 0, room, 0)


class LayoutFields(QWidget):
    """The form.

    Signals:
        changed: a person changed a field.
    """

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._first = LayoutForm()
        self._aisles = _count(self, MOST_AISLES)
        self._width = MetreField(0.5, 1_000, self)
        self._length = MetreField(0.5, LONGEST_M, self)
        self._bays = _count(self, MOST_BAYS)
        self._levels = _count(self, MOST_LEVELS)
        self._blocks = _count(self, MOST_BLOCKS)
        self._cross_width = MetreField(0.1, 100, self)
        self._depot_x = MetreField(-LONGEST_M, LONGEST_M, self)
        self._depot_y = MetreField(-LONGEST_M, LONGEST_M, self)
        self._up, self._down, self._rule = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self._lay_out()
        self._connect()

    @property
    def form(self) -> LayoutForm:
        """What the fields say."""
        return replace(
            self._first,
            aisles=self._aisles.value(),
            width_m=round(self._width.value(), 2),
            length_m=round(self._length.value(), 2),
            bays=self._bays.value(),
            levels=self._levels.value(),
            blocks=self._blocks.value(),
            cross_width_m=round(self._cross_width.value(), 2),
            depot_m=(round(self._depot_x.value(), 2), round(self._depot_y.value(), 2)),
            one_way=one_way(_numbers(self._up.text()), _numbers(self._down.text())),
            rule=self._rule.text().strip(),
        )

    def show_form(self, form: LayoutForm) -> None:
        """Fills the fields without telling anybody."""
        self._first = form
        numbers = (
            (self._aisles, form.aisles),
            (self._bays, form.bays),
            (self._levels, form.levels),
            (self._blocks, form.blocks),
        )
        metres = (
            (self._width, form.width_m),
            (self._length, form.length_m),
            (self._cross_width, form.cross_width_m),
            (self._depot_x, form.depot_m[0]),
            (self._depot_y, form.depot_m[1]),
        )
        texts = (
            (self._up, _numbers_of(form.one_way, Way.UP)),
            (self._down, _numbers_of(form.one_way, Way.DOWN)),
            (self._rule, form.rule),
        )
        self.blockSignals(True)
        for count, number in numbers:
            count.setValue(number)
        for length, value in metres:
            length.setValue(value)
        for line, text in texts:
            line.setText(text)
        self.blockSignals(False)

    def focus_first(self) -> None:
        """The first field has the keyboard."""
        self._aisles.setFocus()
        self._aisles.selectAll()

    def _lay_out(self) -> None:
        rows: tuple[tuple[str, QAbstractSpinBox | QLineEdit, str], ...] = (
            (tr("&Aisles"), self._aisles, ""),
            (tr("Aisle to a&isle"), self._width, tr("From the middle of one to the next one")),
            (tr("&Length"), self._length, tr("From the front cross aisle to the rear one")),
            (tr("&Bays a side"), self._bays, tr("Odd bays stand left, even ones right")),
            (tr("Le&vels"), self._levels, tr("Bins above each other")),
            (tr("Bl&ocks"), self._blocks, tr("Parts of the racks, a cross aisle between")),
            (tr("&Cross aisle"), self._cross_width, tr("How wide it is")),
            (tr("Start &x"), self._depot_x, tr("From the first aisle to the right")),
            (tr("Start &y"), self._depot_y, tr("From the front cross aisle to the rear")),
            (tr("One way &up"), self._up, tr("Numbers of aisles walked only to the rear: 1, 3")),
            (tr("One way &down"), self._down, tr("Numbers of aisles walked only to the front")),
            (
                tr("&Rule"),
                self._rule,
                tr("How a code tells the place: {example}; empty: bins stay").format(
                    example=RULE_EXAMPLE
                ),
            ),
        )
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_INSIDE)
        for words, field, tip in rows:
            layout.addRow(words, field)
            field.setAccessibleName(words.replace("&", ""))
            set_tip(field, tip)

    def _connect(self) -> None:
        for count in (self._aisles, self._bays, self._levels, self._blocks):
            count.valueChanged.connect(lambda _: self.changed.emit())
        lengths = (self._width, self._length, self._cross_width, self._depot_x, self._depot_y)
        for length in lengths:
            length.valueChanged.connect(lambda _: self.changed.emit())
        for line in (self._up, self._down, self._rule):
            line.textChanged.connect(lambda _: self.changed.emit())


def _count(parent: QWidget, most: int) -> NumberField:
    made = NumberField(parent)
    made.setRange(1, most)
    return made


def _numbers(text: str) -> set[int]:
    """The numbers of a list; 0, which no aisle has, for what is none."""
    words = text.replace(",", " ").replace(";", " ").split()
    return {int(word) if word.isdecimal() and len(word) <= _DIGITS else 0 for word in words}


def _numbers_of(one_way: Mapping[int, Way], way: Way) -> str:
    return ", ".join(str(number) for number, told in sorted(one_way.items()) if told is way)
