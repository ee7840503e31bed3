"""Mapping a file's columns by eye: what each is taken as, in which form, and what becomes of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from packbench.exchange.forms import EXAMPLES, DateForm, DecimalMark
from packbench.exchange.kinds import our_name
from packbench.exchange.mapping import ColumnMap
from packbench.services.importing.mapping import ColumnLook, MappingLook, Sample
from packbench.ui.parts.theme.plain_text import PlainLabel
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SCALE_HEADING, SPACE_GROUPS, SPACE_INSIDE, Tone
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.key_dialog import KeyDialog
from packbench.ui.parts.widgets.looks import set_look
from packbench.words.language import tr
from packbench.words.refusals import told
from packbench.words.rejects import reject_words

_SIZE = QSize(1080, 720)
_NUMBERS = {DecimalMark.POINT: "1,234.56", DecimalMark.COMMA: "1.234,56"}
_SUPPLIER = "supplier"


class MappingDialog(KeyDialog):
    """Asks what each column of a file is taken as. Escape leaves all as it was.

    Args:
        look: the columns as they are guessed or were mapped before.
        file: the name of the file.
        theme: colours and fonts.
        parent: the dialog of the import.

    Signals:
        changed: a ColumnMap that somebody chose; `show_look` answers with what becomes of it.
        taken: the ColumnMap that is to be used, and whether it is to be kept.
    """

    changed = Signal(object)
    taken = Signal(object, bool)

    def __init__(self, look: MappingLook, file: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("mapping_dialog")
        self.setWindowTitle(tr("Map columns"))
        self.resize_within_screen(_SIZE)
        self._theme, self._look = theme, look
        self._rows: dict[str, _MappedColumn] = {}
        self._verdict = PlainLabel(parent=self)
        self._verdict.setWordWrap(True)
        self._notes = PlainLabel(parent=self)
        self._notes.setWordWrap(True)
        self._notes.setProperty("role", "muted")
        self._remember = QCheckBox(tr("&Remember this for files with the same columns"), self)
        self._remember.setChecked(True)
        self._take = QPushButton(tr("Take these columns"), self)
        self.supplier = ChoiceBox(tr("Supplier of the whole file"), theme, self)
        self._lay_out(file)
        self.show_look(look)
        first = next(iter(self._rows.values()), None)
        (first.column if first else self._take).setFocus()

    @property
    def mapping(self) -> ColumnMap:
        """What is chosen now."""
        rows = self._rows.items()
        columns = {header: ours for header, row in rows if (ours := row.ours)}
        kept = self._look.mapping
        return replace(
            kept,
            columns=columns,
            dates=dict(kept.dates) | {name: form for name, row in rows if (form := row.date)},
            numbers=dict(kept.numbers) | {name: mark for name, row in rows if (mark := row.number)},
            constants={_SUPPLIER: str(code)} if (code := self.supplier.currentData()) else {},
        )

    @property
    def verdict(self) -> str:
        """What is missing or doubled, in words."""
        return self._verdict.text()

    def show_look(self, look: MappingLook) -> None:
        """Shows what becomes of the columns as they are mapped now."""
        self._look = look
        for one in look.columns:
            self._rows[one.header].show(one)
        self._notes.setText(" · ".join(map(told, look.notes)))
        self._notes.setVisible(bool(look.notes))
        self._judge()

    def choose(self, header: str, column: str) -> None:
        """Takes a column of the file as one of ours; empty to leave it out."""
        box = self._rows[header].column
        box.setCurrentIndex(box.findData(column))

    def _judge(self) -> None:
        doubled = self._doubled()
        needed = [name for name in self._look.choices if self._is_missing(name)]
        if doubled:
            words = tr("{column} is chosen twice: {headers}. Leave one of them out.")
            self._say(words.format(column=_title(doubled[0]), headers=doubled[1]), Tone.WRONG)
        elif needed:
            words = tr("Still needed: {columns}.")
            names = ", ".join(map(_title, needed))
            self._say(words.format(columns=names), Tone.ATTENTION)
        else:
            self._say(tr("Everything that is needed is there."), Tone.READY)
        self._take.setEnabled(not doubled and not needed)

    def _is_missing(self, column: str) -> bool:
        required = self._look.choices[: self._look.required]
        chosen = {row.column.currentData() for row in self._rows.values()}
        if column == _SUPPLIER and self.supplier.currentData():
            return False
        return column in required and column not in chosen

    def _doubled(self) -> tuple[str, str] | None:
        """The first of our columns that is chosen twice, and where."""
        chosen = Counter(row.column.currentData() for row in self._rows.values())
        twice = next((name for name, count in chosen.items() if name and count > 1), None)
        if twice is None:
            return None
        headers = [name for name, row in self._rows.items() if row.column.currentData() == twice]
        return twice, ", ".join(f"“{name}”" for name in headers)

    def _choose(self) -> None:
        self._judge()
        if self._doubled() is None:
            self.changed.emit(self.mapping)

    def _submit(self) -> None:
        self.taken.emit(self.mapping, self._remember.isChecked())
        self.accept()

    def _say(self, words: str, tone: Tone) -> None:
        set_look(self._verdict, "word", tone.value)
        self._verdict.setText(words)

    def _lay_out(self, file: str) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS, SPACE_GROUPS)
        layout.setSpacing(SPACE_INSIDE)
        heading = PlainLabel(file, self)
        heading.setFont(self._theme.font(SCALE_HEADING, bold=True))
        layout.addWidget(heading)
        layout.addWidget(self._verdict)
        layout.addWidget(self._notes)
        layout.addLayout(self._make_supplier())
        layout.addWidget(self._make_table(), 1)
        layout.addWidget(self._remember)
        layout.addLayout(self._make_buttons())

    def _make_supplier(self) -> QHBoxLayout:
        """Of a price list: whose it is, where no column says it."""
        label = PlainLabel(tr("&Supplier of the whole file"), self)
        label.setBuddy(self.supplier)
        self.supplier.addItem(tr("as a column says"), "")
        for code in self._look.suppliers:
            self.supplier.addItem(code, code)
        said = self._look.mapping.constants.get(_SUPPLIER, "")
        self.supplier.setCurrentIndex(max(0, self.supplier.findData(said)))
        self.supplier.activated.connect(self._choose)
        row = QHBoxLayout()
        row.setSpacing(SPACE_INSIDE)
        for part in (label, self.supplier):
            part.setVisible(bool(self._look.suppliers))
            row.addWidget(part)
        row.addStretch()
        return row

    def _make_table(self) -> QScrollArea:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(tr("Columns of the file"))
        inside = QWidget(area)
        grid = QGridLayout(inside)
        grid.setHorizontalSpacing(SPACE_GROUPS)
        grid.setVerticalSpacing(SPACE_INSIDE)
        grid.setColumnStretch(3, 1)
        titles = (tr("In the file"), tr("Is taken as"), tr("Written as"), tr("What becomes of it"))
        for place, title in enumerate(titles):
            label = PlainLabel(title, inside)
            label.setProperty("role", "muted")
            grid.addWidget(label, 0, place)
        for place, one in enumerate(self._look.columns, 1):
            self._rows[one.header] = _MappedColumn(one.header, self._look, self._theme, inside)
            self._rows[one.header].add_to(grid, place)
            self._rows[one.header].connect(self._choose)
        grid.setRowStretch(len(self._look.columns) + 1, 1)
        area.setWidget(inside)
        return area

    def _make_buttons(self) -> QHBoxLayout:
        leave = QPushButton(tr("Cancel"), self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self._take.setObjectName("take_columns")
        self._take.setProperty("look", "main")
        self._take.setDefault(True)
        self._take.clicked.connect(self._submit)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_INSIDE)
        buttons.addStretch()
        buttons.addWidget(leave)
        buttons.addWidget(self._take)
        # After the last column comes what is done with them, and Cancel last.
        for before, after in pairwise((*self._boxes(), self._remember, self._take, leave)):
            self.setTabOrder(before, after)
        return buttons

    def _boxes(self) -> list[QWidget]:
        """What is chosen from, column by column."""
        return [box for row in self._rows.values() for box in row.boxes]


class _MappedColumn:
    """One column of the file: its name, two choices, and some of its values."""

    def __init__(self, header: str, look: MappingLook, theme: Theme, parent: QWidget) -> None:
        self._header = PlainLabel(header, parent)
        self._header.setWordWrap(True)
        self.column = ChoiceBox(tr("{header} is taken as").format(header=header), theme, parent)
        self._fill_columns(look)
        self._form = ChoiceBox(tr("{header} is written as").format(header=header), theme, parent)
        self._values = PlainLabel(parent=parent)
        self._values.setWordWrap(True)

    @property
    def boxes(self) -> tuple[QWidget, QWidget]:
        """What is chosen from: what it is taken as, and how it is written."""
        return self.column, self._form

    @property
    def ours(self) -> str:
        """Our column, as we call it; empty where it is left out."""
        return our_name(str(self.column.currentData() or ""))

    @property
    def date(self) -> DateForm | None:
        """The form that is chosen, of a column of dates."""
        form = self._form.currentData()
        return DateForm(form) if form in {one.value for one in DateForm} else None

    @property
    def number(self) -> DecimalMark | None:
        """The mark that is chosen, of a column of numbers."""
        mark = self._form.currentData()
        return DecimalMark(mark) if mark in {one.value for one in DecimalMark} else None

    def add_to(self, grid: QGridLayout, place: int) -> None:
        """Puts it into a row of a grid."""
        middle = Qt.AlignmentFlag.AlignVCenter
        for column, widget in enumerate((self._header, self.column, self._form, self._values)):
            grid.addWidget(widget, place, column, middle)

    def connect(self, chosen: object) -> None:
        """Calls back when somebody chose something."""
        self.column.activated.connect(chosen)
        self._form.activated.connect(chosen)
        self.column.currentIndexChanged.connect(chosen)

    def show(self, look: ColumnLook) -> None:
        """Shows what it is taken as and what becomes of its values."""
        self.column.blockSignals(True)
        self.column.setCurrentIndex(max(0, self.column.findData(look.column)))
        self.column.blockSignals(False)
        self._show_form(look)
        self._values.setText(" · ".join(_sample_words(look.column, one) for one in look.samples))
        wrong = any(one.fault for one in look.samples)
        set_look(self._values, "word", (Tone.WRONG if wrong else Tone.NEUTRAL).value)

    def _show_form(self, look: ColumnLook) -> None:
        choices = dict(_forms(look))
        self._form.blockSignals(True)
        self._form.clear()
        for value, example in choices.items():
            self._form.addItem(example, value)
        self._form.setCurrentIndex(max(0, self._form.findData(look.date or look.number)))
        self._form.blockSignals(False)
        self._form.setVisible(bool(choices))

    def _fill_columns(self, look: MappingLook) -> None:
        self.column.addItem(tr("– left out –"), "")
        for place, name in enumerate(look.choices):
            needed = tr("{column} (needed)").format(column=_title(name))
            self.column.addItem(needed if place < look.required else _title(name), name)


def _forms(look: ColumnLook) -> Iterator[tuple[str, str]]:
    """The forms that a column may be written in, each by an example."""
    if look.date is not None:
        yield from ((form.value, EXAMPLES[form]) for form in DateForm)
    elif look.number is not None:
        yield from ((mark.value, _NUMBERS[mark]) for mark in DecimalMark)


def _title(column: str) -> str:
    """A column of ours for people: `order_number` is “order number”."""
    return column.replace("_", " ")


def _sample_words(column: str, sample: Sample) -> str:
    if sample.fault:
        return reject_words(sample.fault, column, sample.text, sample.params)
    if not column or sample.becomes == sample.text:
        return sample.text
    return f"{sample.text} → {sample.becomes}"
