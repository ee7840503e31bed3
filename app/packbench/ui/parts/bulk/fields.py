"""The fields of a command on many records, as widgets."""

from collections.abc import Sequence

from PySide6.QtCore import QDate, QObject, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QSpinBox, QWidget

from packbench.domain.catalog import code_key
from packbench.ui.parts.bulk.spec import DialogField, FieldKind, Holds, Values
from packbench.ui.parts.theme.theme import Theme
from packbench.ui.parts.theme.tokens import SPACE_INSIDE
from packbench.ui.parts.widgets.choice_box import ChoiceBox
from packbench.ui.parts.widgets.countries import CountriesField
from packbench.ui.parts.widgets.day_box import DayBox
from packbench.ui.parts.widgets.number_field import NumberField

Input = QLineEdit | QSpinBox | ChoiceBox | QCheckBox | DayBox
MANY = 8
"""More fields than these stand in two columns."""
_CHARACTERS, _NARROW = 34, 18


class Fields(QObject):
    """Makes the fields and gives what stands in them.

    Args:
        fields: what to ask for.
        theme: for the arrows of boxes.
        parent: the dialog.

    Signals:
        changed: something else stands in a field.
    """

    changed = Signal()

    def __init__(self, fields: Sequence[DialogField], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._parent = theme, parent
        self._characters = _CHARACTERS if len(fields) <= MANY else _NARROW
        self._inputs: dict[str, tuple[DialogField, Input]] = {
            field.key: (field, self._make(field)) for field in fields
        }
        self.enable(on=True)
        self.changed.connect(lambda: self.enable(on=True))
        for field, made in self._inputs.values():
            if field.fills:
                self._fill_from(field, made)

    @property
    def values(self) -> Values:
        """What stands in the fields."""
        return {key: _value(made) for key, (_, made) in self._inputs.items()}

    def missing(self) -> tuple[str, QWidget] | None:
        """What is told of the first field that must not be empty and is; with the field."""
        for field, made in self._inputs.values():
            if field.needed and not _value(made):
                return field.needed, made
        return None

    def fill(self, *forms: QFormLayout) -> None:
        """Puts the fields into a form, or as many into each of several."""
        rows = -(-len(self._inputs) // len(forms))
        for number, (field, made) in enumerate(self._inputs.values()):
            label = "" if field.kind is FieldKind.CHECK else field.label
            forms[number // rows].addRow(label, made)

    def focus(self, key: str = "") -> bool:
        """Puts the keyboard into a field, else the first one; False when there is none."""
        named = [self._inputs[key]] if key in self._inputs else self._inputs.values()
        for _, made in named:
            made.setFocus()
            if isinstance(made, QSpinBox):
                made.selectAll()
            return True
        return False

    def take_sku(self, sku: str) -> bool:
        """Puts a scanned product into the field for it; False when there is none."""
        for field, made in self._inputs.values():
            if field.scanned and isinstance(made, QLineEdit):
                made.setText(sku)
                return True
        return False

    @property
    def asks_bins(self) -> bool:
        """Whether a scanned bin is of use here."""
        return any(field.holds is Holds.BIN for field, _ in self._inputs.values())

    def take_bin(self, code: str) -> bool:
        """Puts a scanned bin into the field in hand, else the first empty one; and goes on."""
        fields = [made for field, made in self._inputs.values() if field.holds is Holds.BIN]
        inputs = [made for made in fields if isinstance(made, QLineEdit)]
        if not inputs:
            return False
        in_hand = [made for made in inputs if made.hasFocus()]
        empty = [made for made in inputs if not made.text().strip()]
        chosen = (in_hand or empty or inputs[-1:])[0]
        chosen.setText(code)
        self._go_on(chosen)
        return True

    def take_lot(self, text: str) -> bool:
        """Puts a scanned text into the field of a lot, where that is in hand."""
        for field, made in self._inputs.values():
            if field.holds is Holds.LOT and isinstance(made, QLineEdit) and made.hasFocus():
                made.setText(text)
                self._go_on(made)
                return True
        return False

    def take_product(self, sku: str, lot: str | None, units: int) -> bool:
        """Puts what a scanned product told into the fields, and goes on to how many there are."""
        if not self.take_sku(sku):
            return False
        for field, made in self._inputs.values():
            if field.holds is Holds.LOT and lot and isinstance(made, QLineEdit):
                made.setText(lot)
            if field.holds is Holds.UNITS and isinstance(made, QSpinBox):
                if units > 1:
                    made.setValue(units)
                made.setFocus()
                made.selectAll()
        return True

    def _go_on(self, made: Input) -> None:
        """To the next field that is still empty, else to how many there are."""
        inputs = [one for _, one in self._inputs.values()]
        for later in inputs[inputs.index(made) + 1 :]:
            if isinstance(later, QSpinBox) or (isinstance(later, QLineEdit) and not later.text()):
                later.setFocus()
                if isinstance(later, QSpinBox):
                    later.selectAll()
                return

    def take_code(self, text: str) -> bool:
        """Puts a scanned text into the field that takes any; False when there is none."""
        for field, made in self._inputs.values():
            if field.any_code and isinstance(made, QLineEdit):
                made.setText(text)
                return True
        return False

    def enable(self, *, on: bool) -> None:
        """Lets the fields be filled in or not; one that follows another waits for that."""
        for field, made in self._inputs.values():
            made.setEnabled(on and (not field.follows or bool(self.values[field.follows])))

    def _fill_from(self, field: DialogField, made: Input) -> None:
        """Fills other fields in when this one holds something that is known."""
        known = {code_key(text): values for text, values in field.fills.items()}

        def fill() -> None:
            found = known.get(code_key(str(_value(made))), {})
            for key, value in found.items():
                _set_value(self._inputs[key][1], value)

        changes = made.textEdited if isinstance(made, QLineEdit) else _chosen(made)
        changes.connect(fill)

    def _make(self, field: DialogField) -> Input:
        name = field.label.replace("&", "")
        match field.kind:
            case FieldKind.NUMBER:
                return self._make_number(field, name)
            case FieldKind.CHOICE:
                box = ChoiceBox(name, self._theme, self._parent)
                for choice in field.choices:
                    box.addItem(choice.word, choice.value)
                box.setCurrentIndex(max(0, box.findData(field.value)))
                box.currentIndexChanged.connect(self.changed)
                return box
            case FieldKind.DAY:
                day = DayBox(name, self._theme, self._parent)
                day.setDate(QDate.fromString(str(field.value), Qt.DateFormat.ISODate))
                day.dateChanged.connect(self.changed)
                return day
            case FieldKind.CHECK:
                check = QCheckBox(field.hint, self._parent)
                check.setChecked(bool(field.value))
                check.toggled.connect(self.changed)
                return check
            case FieldKind.COUNTRIES:
                countries = CountriesField(str(field.value), self._theme, self._parent)
                return self._set_up(countries, field, name)
            case _:
                made = QLineEdit(str(field.value), self._parent)
                return self._set_up(made, field, name)

    def _make_number(self, field: DialogField, name: str) -> NumberField:
        made = NumberField(self._parent)
        for part in (made, made.lineEdit()):
            part.setAccessibleName(name)
        made.lineEdit().setTextMargins(SPACE_INSIDE, 0, 0, 0)  # a style sheet can't
        made.setRange(field.least, field.most)
        made.setValue(int(field.value or 0))
        made.setGroupSeparatorShown(True)
        if field.hint:
            made.setSpecialValueText(field.hint)
        made.valueChanged.connect(self.changed)
        return made

    def _set_up(self, made: QLineEdit, field: DialogField, name: str) -> QLineEdit:
        made.setAccessibleName(name)
        made.setPlaceholderText(field.hint)
        made.setMinimumWidth(made.fontMetrics().averageCharWidth() * self._characters)
        made.textChanged.connect(self.changed)
        return made


def _chosen(made: Input) -> SignalInstance:
    """What a field that is no text tells when something else is chosen in it."""
    if isinstance(made, QSpinBox):
        return made.valueChanged
    if isinstance(made, DayBox):
        return made.dateChanged
    return made.toggled if isinstance(made, QCheckBox) else made.currentIndexChanged  # type: ignore[union-attr]


def _set_value(made: Input, value: str | int | bool) -> None:
    if isinstance(made, QLineEdit):
        made.setText(str(value))
    elif isinstance(made, QSpinBox):
        made.setValue(int(value))
    elif isinstance(made, QCheckBox):
        made.setChecked(bool(value))
    elif isinstance(made, DayBox):
        made.setDate(QDate.fromString(str(value), Qt.DateFormat.ISODate))
    else:
        made.setCurrentIndex(max(0, made.findData(value)))


def _value(made: Input) -> str | int | bool:
    if isinstance(made, QLineEdit):
        return made.text().strip()
    if isinstance(made, QSpinBox):
        return made.value()
    if isinstance(made, QCheckBox):
        return made.isChecked()
    if isinstance(made, DayBox):
        return made.date().toString(Qt.DateFormat.ISODate)
    return str(made.currentData() or "")
